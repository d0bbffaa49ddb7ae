"""Events: messages, edits, deletions, mentions, the Home tab."""

import re
from typing import Any

from advicebot.domain.delivery import Delivery
from advicebot.service import changes, intake, people
from advicebot.service.desk import Desk
from advicebot.slack import parse
from advicebot.slack.payloads import team_of

HELP = re.compile(r"/\S*(\s+(help|\?))?|help me use this\W*", re.IGNORECASE)
"""A command that ended up as a message. With anything more in it, it is read like any other."""


def message(body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """A direct message in any of its forms: new, edited, deleted, or something to pass over."""
    subtype = body["event"].get("subtype")
    if subtype == "message_deleted" or parse.is_tombstone(body):
        changes.retract(desk, parse.incoming_deletion(body, delivery.key))
    elif subtype == "message_changed":
        _edited(body, desk, delivery)
    elif subtype in parse.NEW_MESSAGE_SUBTYPES:
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
        intake.receive(desk, incoming)


def _trouble(body: dict[str, Any], text: str) -> str | None:
    """Return the name of the line that answers something that cannot be taken in."""
    if parse.is_outsider(body):
        return "outsider"
    if body["event"].get("subtype") == "file_share" and not text:
        return "files"
    if HELP.fullmatch(text):
        return "help"
    return None


def _edited(body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    if parse.is_outsider(body):
        return
    change, as_new = parse.incoming_edit(body, delivery.key)
    if change.text and not changes.amend(desk, change):
        intake.receive(desk, as_new)


def app_mention(body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """A mention in a channel: answered in private, never there."""
    incoming = parse.incoming_message(body, delivery.key)
    if parse.is_outsider(body):
        people.note_in_channel(
            desk,
            delivery.key,
            team_id=incoming.team_id,
            user_id=incoming.user_id,
            channel_id=str(incoming.channel_id),
            name="outsider",
        )
    else:
        intake.receive(desk, incoming)


def app_home_opened(body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Somebody looks at the Home tab: it is drawn afresh."""
    if body["event"].get("tab") == "home":
        people.show_home(desk, delivery.key, team_id=team_of(body), user_id=body["event"]["user"])
