"""Slash commands and shortcuts."""

from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.service import intake, people
from advicebot.service.desk import Desk
from advicebot.slack import parse
from advicebot.slack.gateway import Gateway
from advicebot.slack.screens import views

HELP_WORDS = ("help", "?", "-h", "--help")


def advice(
    ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery, gateway: Gateway
) -> None:
    """``/advice words`` asks, ``/advice`` opens the form, ``/advice help`` explains."""
    incoming = parse.incoming_command(body, delivery.key)
    if not incoming.text:
        ack()
        gateway.open_view(body["trigger_id"], views.ask_form())
    elif incoming.text.lower() in HELP_WORDS:
        ack()
        who = {"team_id": incoming.team_id, "user_id": incoming.user_id}
        people.say(desk, delivery.key, name="help", **who)
    else:
        ack("Thank you. My answer is in your direct messages with me.")
        intake.receive(desk, incoming)


def ask_about_message(ack: Ack, body: dict[str, Any], gateway: Gateway) -> None:
    """The message shortcut: the form opens with that message's words, to be looked over first."""
    ack()
    gateway.open_view(body["trigger_id"], views.ask_form(text=parse.shortcut_text(body)))
