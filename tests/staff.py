"""Slack with everybody in it who might press a button, and a bot app over it."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient

from advicebot.domain.oncall.duty import Practitioner
from advicebot.errors import SlackDeliveryError
from advicebot.ids import RandomIds
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.app import Parts, build_app
from advicebot.slack.draw import Artist
from tests import payloads as p
from tests.fakes import DAN, OMAR, PRIYA, TEAM, TESSA, FakeSlack, InlineExecutor, redact

ON_CALL = "C0ONCALL01"
LEADS = "C0LEADS001"
ELSEWHERE = "T0OTHER001"
LEAD = "U0RUTH0001"
GUEST = "U0GUEST001"
ONE_CHANNEL_GUEST = "U0GUEST002"
OUTSIDER = "U0OUTSIDE1"
BOT = "U0ROBOT001"
GONE = "U0GONE0001"
FORMER = "U0FORMER01"
MERCY = "U0MERCY001"


def a_person(user_id: str, **changed: Any) -> dict[str, Any]:
    """Return somebody as users.info describes them; ``changed`` replaces keys."""
    name = user_id[2:].lower()
    plain = {
        "id": user_id,
        "team_id": TEAM,
        "name": name,
        "deleted": False,
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "profile": {"real_name": name.title()},
    }
    return plain | changed


PEOPLE: dict[str, dict[str, Any]] = {
    each["id"]: each
    for each in (
        *map(a_person, (TESSA, OMAR, PRIYA, DAN, MERCY, LEAD, FORMER)),
        a_person(GUEST, is_restricted=True),
        a_person(ONE_CHANNEL_GUEST, is_restricted=True, is_ultra_restricted=True),
        a_person(OUTSIDER, team_id=ELSEWHERE, is_stranger=True),
        a_person(BOT, is_bot=True),
        {"id": GONE, "team_id": TEAM, "name": "gone", "deleted": True, "is_bot": False},
    )
}
IN_ON_CALL = (PRIYA, DAN, MERCY, GUEST, ONE_CHANNEL_GUEST, OUTSIDER, BOT, GONE)
"""Whoever Slack lists in the on-call channel: most of them must not count."""


class StaffSlack(FakeSlack):
    """A Slack that knows people and channels; ``asked`` counts the questions."""

    def __init__(self, on_call: Sequence[str] = IN_ON_CALL) -> None:
        super().__init__()
        self.people = dict(PEOPLE)
        self.rooms = {ON_CALL: set(on_call), LEADS: {LEAD, GUEST}}
        self.named: dict[str, str] = {}
        self.shared: dict[str, dict[str, Any]] = {}
        self.asked = 0

    def team(self) -> str:
        """Return our workspace."""
        return TEAM

    def leads_channel(self) -> str:
        """Return the leads' channel."""
        return LEADS

    def channel_named(self, name: str) -> str:
        """Return the id of one of the channels in ``named``, which maps "#name" to it."""
        self._fail("channel_named", name)
        if name not in self.named:
            raise SlackDeliveryError("not_in_named_channel")
        return self.named[name]

    def members(self, channel: str) -> frozenset[str]:
        """Return who is in a channel."""
        self.asked += 1
        self._fail("members", channel)
        return frozenset(self.rooms[channel])

    def channel(self, channel: str) -> dict[str, Any]:
        """Describe a channel."""
        self._fail("channel", channel)
        return {"id": channel, "is_private": True} | self.shared.get(channel, {})

    def person(self, user: str) -> dict[str, Any]:
        """Describe somebody."""
        self._fail("person", user)
        if user not in self.people:
            raise SlackDeliveryError("user_not_found", is_permanent=True)
        return self.people[user]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A bot app over a database and a Slack that knows people."""

    app: App
    desk: Desk
    slack: StaffSlack

    def deliver(self, body: p.Body) -> BoltResponse:
        """Deliver what Slack would; refusals of clicks go by message, to be found in ``told``."""
        body = copy.deepcopy(body)
        body.pop("response_url", None)
        return self.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    @property
    def told(self) -> list[tuple[str, str]]:
        """Return what was said in private outside the outbox: direct-message channel and text."""
        return [(each["channel"], each["message"].text) for each in self.slack.posts]


def a_line(desk: Desk, deliveries: Deliveries, slack: StaffSlack, *, executor: Any = None) -> Line:
    """Return an app whose listeners run at once, unless an executor is given."""
    gateway: Any = slack
    parts = Parts(
        desk=desk,
        deliveries=deliveries,
        gateway=gateway,
        artist=Artist(desk),
        redact=redact,
        wake=lambda: None,
    )
    app = build_app(
        parts,
        client=WebClient(token="xoxb-test", base_url="http://127.0.0.1:9/"),
        identity={"bot_id": p.BOT, "user_id": p.BOT_USER, "team_id": TEAM},
        executor=executor or InlineExecutor(),
    )
    return Line(app=app, desk=desk, slack=slack)


def on_the_roster(desk: Desk, *user_ids: str) -> None:
    """Put people on the roster as practitioners who can be paged."""
    with desk.work.write() as unit:
        for user_id in user_ids:
            name = PEOPLE[user_id]["profile"]["real_name"]
            unit.practitioners.save(
                Practitioner(
                    team_id=TEAM,
                    user_id=user_id,
                    name=name,
                    handle=name.lower(),
                    is_member=True,
                    seen_at=desk.clock.now(),
                )
            )


def with_fresh_ids(desk: Desk) -> Desk:
    """Return a desk whose ids cannot meet those of a copied database."""
    return Desk(
        work=desk.work,
        clock=desk.clock,
        ids=RandomIds(),
        adviser=desk.adviser,
        knowledge=desk.knowledge,
    )
