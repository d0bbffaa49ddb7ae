"""Events: messages, edits, deletions, mentions, the Home tab."""

import re
from typing import Any

from advicebot.domain.delivery import Delivery
from advicebot.errors import SlackDeliveryError
from advicebot.service import changes, hearing, intake, people, relay
from advicebot.service.deliveries import MOST_ATTEMPTS
from advicebot.service.desk import Desk
from advicebot.service.hearing import Said
from advicebot.slack import parse
from advicebot.slack.gateway import Gateway
from advicebot.slack.payloads import is_deletion, is_direct, team_of
from advicebot.slack.roles import Roles
from advicebot.slack.rollcall import RollCall

HELP = re.compile(r"/\S*(\s+(help|\?))?|help me use this\W*", re.IGNORECASE)
"""A command that ended up as a message. With anything more in it, it is read like any other."""


def message(
    body: dict[str, Any], desk: Desk, delivery: Delivery, gateway: Gateway, roles: Roles
) -> None:
    """A message in any of its forms: new, edited, deleted, or something to pass over."""
    if is_deletion(body):
        changes.retract(desk, parse.incoming_deletion(body, delivery.key))
    elif not is_direct(body):
        _in_channel(body, desk, delivery, gateway, roles)
    elif body["event"].get("subtype") == "message_changed":
        _edited(body, desk, delivery)
    elif body["event"].get("subtype") in parse.NEW_MESSAGE_SUBTYPES:
        _taken_in(body, desk, delivery)


def _taken_in(body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    incoming = parse.incoming_message(body, delivery.key)
    trouble = _trouble(body, incoming.text)
    if trouble:
        people.say(
            desk,
            delivery.key,
            team_id=incoming.team_id,
            user_id=incoming.user_id,
            name=trouble,
        )
    else:
        relay.receive(desk, incoming, has_files=parse.has_files(body))


def _trouble(body: dict[str, Any], text: str) -> str | None:
    """Return the name of the line that answers something that cannot be taken in."""
    if parse.has_files(body) and not text:
        return "files"
    if HELP.fullmatch(text):
        return "help"
    return None


def _edited(body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    change, as_new = parse.incoming_edit(body, delivery.key)
    if change.text:
        relay.amend(desk, change, as_new)


def _in_channel(
    body: dict[str, Any], desk: Desk, delivery: Delivery, gateway: Gateway, roles: Roles
) -> None:
    """What is written under a card is heard; the rest of a channel is none of our business."""
    said = parse.said_in_thread(body, delivery.key)
    if said is None:
        return
    if hearing.is_under_a_card(desk, said):
        may = _may_answer(desk, said, roles, is_last=_is_last(delivery))
        hearing.hear(desk, said, is_practitioner=may)
    elif hearing.is_card_awaited(desk) and said.channel_id == gateway.on_call_channel():
        # Slack may show a card before we are told where it stands: it is looked for again soon.
        if not _is_last(delivery):
            raise SlackDeliveryError("card_not_known_yet")
        hearing.apologise(desk, said)


def _is_last(delivery: Delivery) -> bool:
    """True for the last try; one whose process died is none."""
    return delivery.failures + 1 >= MOST_ATTEMPTS


def _may_answer(desk: Desk, said: Said, roles: Roles, *, is_last: bool) -> bool:
    """Ask Slack who somebody is; what it said last counts once it has not answered for a while.

    Raises:
        SlackDeliveryError: Slack did not say, and may still; or nothing is known of them.
    """
    try:
        return roles.is_practitioner(said.user_id)
    except SlackDeliveryError:
        if not is_last or not hearing.was_practitioner(desk, said):
            raise
        return True


def app_mention(body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """A mention in a channel: answered in private, never there. Under a card it is heard there."""
    said = parse.said_in_thread(body, delivery.key)
    if said is None or not hearing.is_under_a_card(desk, said):
        intake.receive(desk, parse.incoming_message(body, delivery.key))


def member_changed(body: dict[str, Any], desk: Desk, roles: Roles, gateway: Gateway) -> None:
    """Somebody came to the on-call channel or left it: what a leaver had is open again at once."""
    channel = gateway.on_call_channel()
    if body["event"].get("channel") == channel:
        gateway.forget_members(channel)
        RollCall(desk, roles, team_id=team_of(body)).run()
