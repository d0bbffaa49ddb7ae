"""The whole line in this process: its app, its sender and a Slack that keeps every payload."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Posted
from advicebot.errors import AdvicebotError
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.ids import ActionId
from advicebot.slack.screens.blocks import Message
from advicebot.slack.sender import Sender, SendOutside
from advicebot.workspace.blocks.check import check_message, check_view, text_length
from tests import payloads as p
from tests.fakes import DAN, PRIYA, TESSA, Looking
from tests.handoffs import LEASE, NO_PACE
from tests.panel_work import PanelWork
from tests.staff import LEAD, LEADS, ON_CALL, StaffSlack, a_line

LARGEST_TEXT = 40_000
"""Characters that chat.postMessage takes in ``text``."""
LARGEST_BLOCKS = 13_200
"""Characters in all blocks of a message past which Slack refuses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A payload that left for Slack: ``kind`` message, modal or home, and what it holds."""

    kind: str
    text: str
    body: Any

    def problems(self) -> list[str]:
        """Return what Slack would object to."""
        if self.kind != "message":
            return check_view(self.body, kind=self.kind)
        found = check_message(self.body)
        if len(self.text) > LARGEST_TEXT:
            found.append(f"text of {len(self.text)} characters")
        if text_length(self.body) > LARGEST_BLOCKS:
            found.append(f"blocks of {text_length(self.body)} characters")
        return found


OPENERS = frozenset(
    {
        *(ActionId.PASS, ActionId.MORE, ActionId.INSERT, ActionId.CLOSE, ActionId.NOT_QUITE),
        *(ActionId.OFFERS, ActionId.OFFER_SHOW, ActionId.OFFER_ASK, ActionId.PROFILE),
        *(ActionId.REFERRAL_MORE, ActionId.REFERRAL_ACCEPT, ActionId.REFERRAL_DECLINE),
        *(ActionId.REFERRAL_ADD, ActionId.REFERRAL_START, ActionId.REFERRAL_REVIEW),
        *(ActionId.REFERRAL_END, ActionId.PANEL_PUT, ActionId.PANEL_DECIDE, ActionId.PANEL_DONE),
        *(ActionId.FOLLOW_UP_DETAILS, ActionId.SWAP_CHOOSE, ActionId.OVERRIDE, ActionId.ADD_SHIFT),
        *(ActionId.WEEK, ActionId.INTRODUCE, ActionId.DIGEST_HOW),
    }
)
"""Buttons that open a page or a form and change nothing."""
COMMANDS = ("", "week", "away", "swap", "help")
"""What is typed after ``/oncall``."""


class HouseSlack(StaffSlack):
    """A Slack with every channel, which keeps whatever leaves."""

    def __init__(self) -> None:
        super().__init__(on_call=(PRIYA, DAN))
        self.left: list[Left] = []

    def channel_named(self, name: str) -> str:
        """Return the channel of a name; people on call are in all of them."""
        channel = f"C0{name.removeprefix('#').upper().replace('-', '')}"
        self.rooms.setdefault(channel, {PRIYA, DAN})
        return channel

    def post(self, channel: str, message: Message, **more: Any) -> Posted:
        """Keep a message."""
        self._keep(message)
        return super().post(channel, message, **more)

    def update(self, posted: Posted, message: Message) -> None:
        """Keep a new drawing."""
        self._keep(message)
        super().update(posted, message)

    def whisper(self, channel: str, user: str, message: Message, **more: Any) -> None:
        """Keep an ephemeral note."""
        self._keep(message)
        super().whisper(channel, user, message, **more)

    def open_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Keep a form or page."""
        self.left.append(Left(kind="modal", text="", body=view))
        super().open_view(trigger_id, view)

    def push_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Keep a form or page on top of another."""
        self.left.append(Left(kind="modal", text="", body=view))
        super().push_view(trigger_id, view)

    def update_view(self, view_id: str, view: dict[str, Any], *, seen: str | None = None) -> None:
        """Keep a form or page in place of another."""
        self.left.append(Left(kind="modal", text="", body=view))
        super().update_view(view_id, view, seen=seen)

    def publish_home(self, user: str, view: dict[str, Any]) -> None:
        """Keep a Home tab."""
        self.left.append(Left(kind="home", text="", body=view))
        super().publish_home(user, view)

    def _keep(self, message: Message) -> None:
        self.left.append(Left(kind="message", text=message.text, body=message.blocks))


class House(PanelWork):
    """A line with its app in front of it; every delivery is one of its own."""

    slack: HouseSlack

    def __init__(self, desk: Desk, look: Looking, clock: FixedClock) -> None:
        super().__init__(desk, look, clock)
        self.slack = HouseSlack()
        self.sender = self.a_sender("one")
        lease = timedelta(seconds=20)
        self.door = Deliveries(desk.work, worker="one", lease=lease, machine=clock)
        self.app = a_line(desk, self.door, self.slack)
        self._numbers = count(1)

    def rebuilt(self, *, outside: SendOutside) -> None:
        """Build the app and the sender again, on the desk as it is now."""
        self.app = a_line(self.desk, self.door, self.slack)
        slack: Any = self.slack
        self.sender = Sender(
            self.desk,
            slack,
            Artist(self.desk),
            worker="one",
            lease=LEASE,
            machine=self.clock,
            outside=outside,
            paces=NO_PACE,
        )

    def once(self) -> str:
        """Return a stamp that no other delivery has."""
        return f"1790100000.{next(self._numbers):06d}"

    def delivers(self, body: p.Body) -> None:
        """Deliver what Slack would, and let everything be sent."""
        if "event_id" in body:
            body["event_id"] = f"Ev{self.once()}"
        response = self.app.deliver(body)
        if response.status != 200:
            raise AdvicebotError(f"answered {response.status}: {response.body}")
        if response.body and response.body.startswith("{"):
            self._keep_answer(response.body)
        self.settle()

    def _keep_answer(self, text: str) -> None:
        answer = json.loads(text)
        view = answer.get("view")
        if view:
            self.slack.left.append(Left(kind="modal", text="", body=view))
        elif answer.get("blocks"):
            body = answer["blocks"]
            self.slack.left.append(Left(kind="message", text=answer.get("text", ""), body=body))

    def looks_at_everything(self) -> int:
        """Press every button that stands in anything that left, once each; return how many.

        What stands in a page is pressed too. People look at the Home tab, of which the buttons are
        pressed as well.
        """
        self._opens_homes()
        pressed: set[str] = set()
        while new := [each for each in self._buttons() if each[0] not in pressed]:
            for action_id, value in new:
                if action_id not in pressed:
                    pressed.add(action_id)
                    self._presses(action_id, value)
        return len(pressed)

    def opens_everything(self) -> None:
        """Press every button that only opens something, where it stands now, and try commands."""
        self._opens_homes()
        newest: dict[str, str] = {}
        for action_id, value in self._buttons():
            if action_id in OPENERS:
                newest.setdefault(action_id, value)
        for action_id, value in newest.items():
            self._presses(action_id, value)
        for text in COMMANDS:
            body = p.command(text, user=PRIYA, trigger_id=self.once())
            self.delivers(body | {"command": "/oncall"})

    def _opens_homes(self) -> None:
        for user in (TESSA, PRIYA, LEAD):
            body = p.home_opened(event_id=self.once())
            body["event"]["user"] = user
            self.delivers(body)

    def _presses(self, action_id: str, value: str) -> None:
        for user, channel in ((PRIYA, ON_CALL), (TESSA, "D0TESSA001"), (LEAD, LEADS)):
            body = p.click(action_id, value, user=user, channel=channel, action_ts=self.once())
            body["trigger_id"] = self.once()
            self.delivers(body)

    def _buttons(self) -> Iterator[tuple[str, str]]:
        """Yield the newest first, so that what is pressed still stands."""
        for each in reversed(self.slack.left):
            blocks = each.body if each.kind == "message" else each.body.get("blocks", [])
            yield from buttons(blocks)


def buttons(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the action and the value of every button that does something."""
    if isinstance(value, list):
        for each in value:
            yield from buttons(each)
    elif isinstance(value, dict):
        if value.get("type") == "button" and value.get("value") and not value.get("url"):
            yield value["action_id"], value["value"]
        for each in value.values():
            yield from buttons(each)
