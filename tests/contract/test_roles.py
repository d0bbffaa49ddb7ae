"""Who may do what: Slack's word on each person, and every listener against every kind of person."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_bolt import BoltResponse
from slack_sdk import WebClient

from advicebot.clock import FixedClock
from advicebot.demo import ON_CALL, demo_config
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.vocabulary import Phase
from advicebot.errors import SlackDeliveryError
from advicebot.ids import RandomIds
from advicebot.service import closing, handoff, intake, referral_asking
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.service.referral_asking import Asked
from advicebot.slack.app import ACTIONS, COMMANDS, EVENTS, SHORTCUTS, VIEWS
from advicebot.slack.gateway import Gateway
from advicebot.slack.guards import Guard, Route
from advicebot.slack.remembered import Remembered
from advicebot.slack.roles import GONE as GONE_WHY
from advicebot.slack.roles import GUEST as GUEST_WHY
from advicebot.slack.roles import STRANGER, Roles
from advicebot.store.work import SqliteWork
from advicebot.workspace.config import UserConfig
from advicebot.workspace.driver.local import LocalWorkspace
from advicebot.workspace.faults import Fault
from tests import payloads as p
from tests.conftest import A_TUESDAY
from tests.fakes import DAN, LINE, OMAR, PRIYA, TEAM, TESSA, FakeAdviser, Looking, a_message
from tests.staff import (
    BOT,
    ELSEWHERE,
    FORMER,
    GONE,
    GUEST,
    LEAD,
    LEADS,
    MERCY,
    ONE_CHANNEL_GUEST,
    OUTSIDER,
    Line,
    StaffSlack,
    a_line,
    a_person,
    on_the_roster,
)

RUTH = "U0RUTH0001"


# Slack's word on a person, through the real gateway against the local workspace


@pytest.fixture(scope="module")
def workspace() -> Iterator[LocalWorkspace]:
    config = demo_config(LINE)
    extra = [
        UserConfig(id=GUEST, name="guest", is_restricted=True),
        UserConfig(id=ONE_CHANNEL_GUEST, name="guest2", is_ultra_restricted=True),
        UserConfig(id=OUTSIDER, name="outside", other_team_id=ELSEWHERE),
        UserConfig(id=BOT, name="robot", is_bot=True),
        UserConfig(id=GONE, name="gone", real_name="Gone Gladly", deleted=True),
    ]
    config = replace(config, users=[*config.users, *extra])
    with LocalWorkspace(config) as running:
        for user in extra:
            for channel in (ON_CALL, LEADS):
                running.add_to(channel, user.id)
        yield running


@pytest.fixture
def gateway(workspace: LocalWorkspace) -> Gateway:
    token = workspace.config.app.bot_token
    client = WebClient(token=token, base_url=workspace.api_url, timeout=5, retry_handlers=[])
    return Gateway(client, on_call=LINE.on_call_channel, leads=LINE.leads_channel)


@pytest.fixture
def roles(gateway: Gateway) -> Roles:
    return Roles(gateway)


def test_practitioners_are_the_full_members_in_the_on_call_channel(roles: Roles):
    assert all(map(roles.is_practitioner, (PRIYA, DAN, MERCY, RUTH)))
    assert not any(map(roles.is_practitioner, (TESSA, OMAR)))


def test_leads_are_the_full_members_in_the_leads_channel(roles: Roles):
    assert roles.is_lead(RUTH)
    assert not any(map(roles.is_lead, (PRIYA, DAN, TESSA)))


@pytest.mark.parametrize("user", [GUEST, ONE_CHANNEL_GUEST, OUTSIDER, BOT, GONE])
def test_being_in_the_channel_is_not_enough(roles: Roles, user: str):
    assert not roles.is_practitioner(user)
    assert not roles.is_lead(user)


@pytest.mark.parametrize("user", ["U0NOBODY01", "", "USLACKBOT", "<!channel>"])
def test_somebody_slack_does_not_know_is_nobody(roles: Roles, user: str):
    assert not roles.is_practitioner(user)


def test_somebody_listed_whom_slack_will_not_describe_is_nobody():
    slack: Any = StaffSlack(on_call=("U0NOBODY01",))
    assert not Roles(slack).is_practitioner("U0NOBODY01")
    assert Roles(slack).practitioners() == []


@pytest.mark.parametrize("sign", ["is_ext_shared", "is_org_shared"])
def test_nobody_is_a_practitioner_in_a_channel_shared_with_others(
    sign: str, caplog: pytest.LogCaptureFixture
):
    slack: Any = StaffSlack()
    assert Roles(slack).is_practitioner(PRIYA)
    slack.shared[ON_CALL] = {sign: True}
    assert not Roles(slack).is_practitioner(PRIYA)
    assert "shared with another organisation" in caplog.text
    assert Roles(slack).is_lead(LEAD)


def test_a_line_without_leads_has_none(gateway: Gateway, workspace: LocalWorkspace):
    client = gateway._calls._client
    assert Gateway(client, on_call=LINE.on_call_channel).leads_channel() is None
    assert not Roles(Gateway(client, on_call=LINE.on_call_channel)).is_lead(RUTH)
    with pytest.raises(SlackDeliveryError, match="not_in_leads_channel"):
        Gateway(client, on_call="on-call", leads="#nowhere").leads_channel()


def test_who_leaves_or_is_deactivated_is_refused_within_half_a_minute(
    gateway: Gateway, workspace: LocalWorkspace, monkeypatch: pytest.MonkeyPatch
):
    roles = Roles(gateway)
    assert roles.is_practitioner(MERCY)
    workspace.deactivate(MERCY)
    assert roles.is_practitioner(MERCY), "remembered for a moment"
    monkeypatch.setattr("advicebot.slack.gateway.MEMBERS_KEPT", -1.0)
    assert not roles.is_practitioner(MERCY)
    workspace.make_member(MERCY)
    assert roles.is_practitioner(MERCY)
    workspace.remove_from(ON_CALL, MERCY)
    assert not roles.is_practitioner(MERCY)
    workspace.add_to(ON_CALL, MERCY)
    assert roles.is_practitioner(MERCY)


def test_many_clicks_are_few_questions(gateway: Gateway, workspace: LocalWorkspace):
    roles = Roles(gateway)
    methods = ("conversations.members", "conversations.info", "users.info", "auth.test")
    before = {each: len(workspace.calls(each)) for each in methods}
    for _ in range(50):
        assert roles.is_practitioner(PRIYA)
        assert roles.is_practitioner(DAN)
    asked = {each: len(workspace.calls(each)) - count for each, count in before.items()}
    assert asked == {
        "conversations.members": 1,
        "conversations.info": 1,
        "users.info": 2,
        "auth.test": 1,
    }


@pytest.mark.parametrize(
    "method", ["conversations.members", "conversations.info", "users.info", "auth.test"]
)
def test_a_slack_that_does_not_answer_is_neither_yes_nor_no(
    roles: Roles, workspace: LocalWorkspace, method: str
):
    workspace.fail(lambda called, _: Fault(status=503) if called == method else None)
    try:
        with pytest.raises(SlackDeliveryError):
            roles.is_practitioner(PRIYA)
    finally:
        workspace.fail(None)
    assert roles.is_practitioner(PRIYA), "a failure is not remembered"


def test_the_roster_names_everybody_and_why_some_cannot_be_reached(
    roles: Roles, workspace: LocalWorkspace
):
    found = {each.user_id: each for each in roles.practitioners()}
    assert set(found) == {PRIYA, DAN, MERCY, RUTH, GUEST, ONE_CHANNEL_GUEST, OUTSIDER, GONE}
    assert (found[PRIYA].name, found[PRIYA].handle) == ("Priya Marlow", "priya")
    why = {user_id: each.unreachable for user_id, each in found.items() if each.unreachable}
    assert why == {
        GUEST: GUEST_WHY,
        ONE_CHANNEL_GUEST: GUEST_WHY,
        OUTSIDER: STRANGER,
        GONE: GONE_WHY,
    }
    assert found[GONE].name == "Gone Gladly"
    names = [each.name.casefold() for each in roles.practitioners()]
    assert names == sorted(names)


def test_what_is_remembered_is_bounded_and_never_older_than_asked_for():
    kept: Remembered[int] = Remembered(3)
    asked: list[str] = []

    def answer(name: str) -> Callable[[], int]:
        return lambda: asked.append(name) or len(asked)  # type: ignore[func-returns-value]

    for name in "abcd":
        kept.get(name, answer(name), at=0.0, seconds=30.0)
    assert kept.get("d", answer("d"), at=30.0, seconds=30.0) == 4
    assert kept.get("a", answer("a"), at=30.0, seconds=30.0) == 5
    assert kept.get("d", answer("d"), at=30.1, seconds=30.0) == 6
    assert len(kept._kept) == 3


def test_methods_that_read_are_sent_as_forms_because_slack_takes_no_json_there():
    seen: dict[str, tuple[str, dict[str, list[str]]]] = {}

    class Slack(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            kind = self.headers["Content-Type"].split(";")[0]
            seen[self.path.strip("/")] = kind, parse_qs(body)
            answer = {
                "ok": True,
                "user": {},
                "channel": {"id": "D1"},
                "members": [],
                "messages": [],
            }
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer | {"channels": [{"id": "C1"}]}).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slack)
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/"
    gateway = Gateway(WebClient(token="xoxb-1", base_url=url, retry_handlers=[]), on_call="C1")
    try:
        gateway.person(PRIYA)
        gateway.channel("C1")
        gateway.members("C1")
        gateway.on_call_channel()
        gateway.find("C1", "key")
        gateway.find("C1", "key", thread_ts="1.1")
        gateway.open_dm(PRIYA)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    forms = {name for name, (kind, _) in seen.items() if kind.endswith("form-urlencoded")}
    assert forms == {
        "users.info",
        "conversations.info",
        "conversations.members",
        "users.conversations",
        "conversations.history",
        "conversations.replies",
    }
    assert seen["users.info"][1]["user"] == [PRIYA]
    assert seen["conversations.history"][1]["include_all_metadata"] in (["1"], ["true"])
    assert seen["conversations.open"][0] == "application/json"


# Every listener against every kind of person

STATES = ("open", "held", "closed")
"""How far Tessa's handoff has come; Omar's is always open and nobody's."""
FORGED = ("no-such-id", "", "' OR 1=1 --", "id0001" * 300)
UNFIT = (LEAD, GUEST, ONE_CHANNEL_GUEST, OUTSIDER, BOT, GONE, FORMER)
PERSONAS = (TESSA, OMAR, PRIYA, DAN, *UNFIT)
EVERYBODY = frozenset(PERSONAS)
INSIDERS = EVERYBODY - {OUTSIDER}
PRACTITIONERS = frozenset((PRIYA, DAN))
STAFF = PRACTITIONERS | {LEAD}

Made = Callable[[str, str], p.Body]
"""From who does it, and the reference they send, to what Slack delivers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a listener does, and for whom; for everybody else it must do nothing.

    Attributes:
        made: what they send.
        who: may use it.
        refers: what the reference is to, "request" or "handoff"; None when there is none.
        states: of the handoff that is meant, in which it does something.
        held_by_me: of these, those in which only whoever has the handoff may.
        is_own: True when it must be a request of their own.
        also: may use it with what is somebody else's.
        is_rota: True where what is sent here means nothing, such as for the rota: whoever may use
            it must get a plain answer to that. What it does is for tests of its own.
        guard: which it must be, where that does not follow from ``who``.
    """

    made: Made
    who: frozenset[str] = INSIDERS
    refers: str | None = None
    states: tuple[str, ...] = STATES
    held_by_me: bool = False
    is_own: bool = False
    is_rota: bool = False
    guard: Guard | None = None
    also: frozenset[str] = frozenset()

    def allows(self, user: str, state: str, owner: str | None) -> bool:
        """``owner`` is whose request is meant, None when it is nobody's."""
        if user not in self.who or self.refers is None:
            return user in self.who
        if owner is None or (self.is_own and owner != user and user not in self.also):
            return False
        meant = state if owner == TESSA else "open"
        is_mine = user == PRIYA or meant != "held" or not self.held_by_me
        return meant in self.states and is_mine


def press(action: str) -> Made:
    return lambda user, ref: p.click(action, ref, user=user, channel=f"D{user[1:]}")


def send(form: str, **values: p.Body) -> Made:
    return lambda user, ref: p.submission(form, values, metadata=ref, user=user)


def anybodys(made: Made, who: frozenset[str] = INSIDERS) -> Expected:
    return Expected(made=made, who=who)


def teachers(made: Made, *states: str, refers: str = "request") -> Expected:
    return Expected(made=made, refers=refers, states=states or STATES, is_own=True)


def practitioners(made: Made, *states: str) -> Expected:
    return Expected(made=made, who=PRACTITIONERS, refers="handoff", states=states, held_by_me=True)


def rota(made: Made, who: frozenset[str] = PRACTITIONERS) -> Expected:
    return Expected(made=made, who=who, is_rota=True)


def own(made: Made, refers: str) -> Expected:
    """Something of a teacher's own, such as an answer to a follow-up."""
    return replace(teachers(made, refers=refers), is_rota=True)


def offered(made: Made) -> Expected:
    """What anybody of ours may look at."""
    return replace(anybodys(made), is_rota=True)


def providers(made: Made) -> Expected:
    """What is for whoever answers for a provider: these are references to no referral."""
    return Expected(made=made, who=frozenset(), guard=Guard.PROVIDER)


def panels(made: Made) -> Expected:
    """What is for the panel, and for those who answer the line: here the panel has no channel."""
    return replace(rota(made, STAFF), guard=Guard.PANEL)


def by(body: p.Body, user: str) -> p.Body:
    """Return an event or a shortcut as somebody else's."""
    (body.get("event") or body)["user"] = user if "event" in body else body["user"] | {"id": user}
    return body


def in_the_channel(user: str, ref: str) -> p.Body:
    where = {"channel": ON_CALL, "channel_type": "group", "event_ts": p.TS}
    return p.event(p.said("he has a knife", user=user) | where)


def in_and_out(kind: str) -> Made:
    """Return the news that somebody came to a channel that is none of ours, or left it."""
    elsewhere = "C0STAFF001"
    return lambda user, ref: p.event({"type": kind, "user": user, "channel": elsewhere})


CLOSED_WITH = {
    "agreed": p.typed("A calm start"),
    "next_step": p.typed("Meet the parents"),
    "next_by": p.typed("SENCO"),
    "risk_now": p.chosen("4"),
    "intention": p.chosen("none"),
}
PASSED_WITH = {"to": p.chosen(MERCY), "note": p.typed("Likes football")}
ASKED_WITH = {"what": p.typed("kicking off"), "at_risk": p.chosen("no")}
MISSED_WITH = {"why": p.chosen("too-long"), "topic": p.chosen("adhd")}
INTRODUCED_WITH = {"school": p.chosen("kestrel"), "role": p.chosen("senco")}

EXPECTED: dict[str, Expected] = {
    "request.helps": teachers(press("request.helps")),
    "request.not_quite": teachers(press("request.not_quite")),
    "request.talk": teachers(press("request.talk")),
    "request.delete": teachers(press("request.delete")),
    "request.reopen": teachers(press("request.reopen"), "closed"),
    "request.withdraw_person": teachers(press("request.withdraw_person"), "open", "held"),
    "ask.now": teachers(press("ask.now")),
    "ask.worried": teachers(press("ask.worried")),
    "ask.no": teachers(press("ask.no")),
    r"^request\.narrow\.[a-z-]+$": teachers(press("request.narrow.adhd")),
    r"^strategy\.show\.[a-z0-9-]+$": anybodys(press("strategy.show.strategy-1")),
    "person.introduce": anybodys(press("person.introduce")),
    "request.ask": anybodys(press("request.ask")),
    "handoff.take": practitioners(press("handoff.take"), "open"),
    "handoff.decline": practitioners(press("handoff.decline"), "open"),
    "handoff.pass": practitioners(press("handoff.pass"), "open", "held"),
    "handoff.more": replace(practitioners(press("handoff.more"), *STATES), held_by_me=False),
    "handoff.insert": practitioners(press("handoff.insert"), "held"),
    "handoff.still": practitioners(press("handoff.still"), "held"),
    "handoff.close": practitioners(press("handoff.close"), "held"),
    "handoff.reopen": practitioners(press("handoff.reopen"), "closed"),
    r"^handoff\.helped\.(yes|partly|no)$": teachers(press("handoff.helped.yes"), refers="handoff"),
    r"^handoff\.in_time\.(yes|no)$": teachers(press("handoff.in_time.no"), refers="handoff"),
    "request.ask_form": anybodys(send("request.ask_form", **ASKED_WITH)),
    "request.not_quite_form": teachers(send("request.not_quite_form", **MISSED_WITH)),
    "person.introduce_form": anybodys(send("person.introduce_form", **INTRODUCED_WITH)),
    "handoff.pass_form": practitioners(send("handoff.pass_form", **PASSED_WITH), "open", "held"),
    "handoff.close_form": practitioners(send("handoff.close_form", **CLOSED_WITH), "held"),
    "handoff.insert_form": practitioners(
        send("handoff.insert_form", strategy=p.chosen("strategy-1")), "held"
    ),
    "message.ask_shortcut": anybodys(lambda user, ref: by(p.shortcut("he threw a chair"), user)),
    # Slack takes a command from nobody outside, and names no other team with one.
    "/advice": anybodys(lambda user, ref: p.command("help", user=user), EVERYBODY),
    "app_home_opened": anybodys(lambda user, ref: by(p.home_opened(), user)),
    "message.im": anybodys(lambda user, ref: by(p.message("kicking off"), user)),
    "app_mention": anybodys(lambda user, ref: by(p.mention("kicking off"), user)),
    "message.groups": anybodys(in_the_channel, frozenset()),
    "member_joined_channel": anybodys(in_and_out("member_joined_channel"), frozenset()),
    "member_left_channel": anybodys(in_and_out("member_left_channel"), frozenset()),
    "/oncall": rota(lambda user, ref: p.command("who", user=user) | {"command": "/oncall"}, STAFF),
    **{
        name: rota(press(name), who)
        for name, who in {
            "duty.confirm": PRACTITIONERS,
            "duty.take_over": PRACTITIONERS,
            "duty.sick": PRACTITIONERS,
            "swap.ask": PRACTITIONERS,
            "swap.choose": PRACTITIONERS,
            "swap.take": PRACTITIONERS,
            "swap.withdraw": PRACTITIONERS,
            "gap.cover": PRACTITIONERS,
            "rota.week": STAFF,
            "rota.add": STAFF,
            "rota.override": STAFF,
            "rota.override_end": STAFF,
            "rota.weekly_end": STAFF,
            "person.out_of_hours": PRACTITIONERS,
            "person.back": PRACTITIONERS,
        }.items()
    },
    "swap.ask_form": rota(send("swap.ask_form")),
    "rota.override_form": rota(send("rota.override_form"), STAFF),
    "rota.add_form": rota(send("rota.add_form"), STAFF),
    "person.away_form": rota(send("person.away_form")),
    "/offers": replace(
        offered(lambda user, ref: p.command("", user=user) | {"command": "/offers"}),
        who=EVERYBODY,
    ),
    r"^offer\.filter\.(phase|need|tier|area)$": offered(
        lambda user, ref: p.click_in_page("offer.filter.phase", ref, user=user)
    ),
    "offer.show": offered(press("offer.show")),
    "offer.ask": offered(press("offer.ask")),
    "offer.page": offered(send("offer.page")),
    "offer.list": own(press("offer.list"), "request"),
    "offer.ask_form": own(send("offer.ask_form"), "request"),
    "profile.fill": replace(own(press("profile.fill"), "request"), also=PRACTITIONERS),
    "profile.form": own(send("profile.form"), "request"),
    "referral.add": own(press("referral.add"), "referral"),
    "referral.withdraw": own(press("referral.withdraw"), "referral"),
    "referral.add_form": own(send("referral.add_form"), "referral"),
    **{
        f"referral.{move}": providers(press(f"referral.{move}"))
        for move in ("more", "accept", "wait", "decline", "start", "review", "end")
    },
    **{
        f"referral.{move}_form": providers(send(f"referral.{move}_form"))
        for move in ("accept", "decline", "start", "review", "end")
    },
    "panel.put": rota(press("panel.put"), STAFF),
    "panel.put_form": rota(send("panel.put_form"), STAFF),
    "panel.take_back": rota(press("panel.take_back"), STAFF),
    **{f"panel.{move}": panels(press(f"panel.{move}")) for move in ("decide", "done")},
    **{f"panel.{form}_form": panels(send(f"panel.{form}_form")) for form in ("decision", "done")},
    r"^follow_up\.place\.[a-z-]+$": own(press("follow_up.place.full-time"), "follow-up"),
    r"^follow_up\.risk\.(10|[0-9])$": own(press("follow_up.risk.3"), "follow-up"),
    r"^follow_up\.did\.(yes|no)$": own(press("follow_up.did.yes"), "follow-up"),
    "follow_up.helped": own(press("follow_up.helped"), "follow-up"),
    "follow_up.details": own(press("follow_up.details"), "follow-up"),
    "follow_up.change": own(press("follow_up.change"), "follow-up"),
    "follow_up.days_form": own(send("follow_up.days_form"), "follow-up"),
    "follow_up.details_form": own(send("follow_up.details_form"), "follow-up"),
    # These two mean whoever presses, whatever stands in them.
    "follow_up.stop": replace(offered(press("follow_up.stop")), guard=Guard.REQUESTER),
    "follow_up.resume": replace(offered(press("follow_up.resume")), guard=Guard.REQUESTER),
    "digest.csv": replace(rota(press("digest.csv"), frozenset({LEAD})), guard=Guard.LEAD),
    "digest.how": rota(press("digest.how"), STAFF),
}

TABLES: tuple[Mapping[Any, Route], ...] = (EVENTS, COMMANDS, SHORTCUTS, VIEWS, ACTIONS)
ROUTES = {
    str(getattr(key, "pattern", key)): route for table in TABLES for key, route in table.items()
}


def test_every_listener_has_an_expectation():
    assert set(EXPECTED) == set(ROUTES), "say in EXPECTED who may use the new listener"


@pytest.mark.parametrize("name", EXPECTED)
def test_the_guard_is_the_one_that_the_expectation_needs(name: str):
    expected = EXPECTED[name]
    if expected.guard:
        assert ROUTES[name].guard is expected.guard
    elif expected.who == PRACTITIONERS:
        assert ROUTES[name].guard is Guard.PRACTITIONER
    elif expected.who == STAFF:
        assert ROUTES[name].guard is Guard.STAFF
    elif expected.is_own:
        assert ROUTES[name].guard is Guard.REQUESTER
    else:
        assert ROUTES[name].guard is Guard.ANYONE


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A database with a request of Tessa's and one of Omar's, both with people."""

    path: Path
    ids: Mapping[tuple[str, str], str]

    def refs(self, refers: str | None, forged: tuple[str, ...]) -> list[tuple[str, str | None]]:
        """Return references to try, and whose request each means."""
        if refers is None:
            return [("x", None)]
        known = [(self.ids[owner, refers], owner) for owner in (TESSA, OMAR)]
        return [*known, *((each, None) for each in forged)]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: thousands of commits need not wait for a disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(prefix="advicebot-", dir=memory) as made:
        yield Path(made)


@contextmanager
def a_desk(path: Path, knowledge: Knowledge) -> Iterator[Desk]:
    work = SqliteWork(path)
    clock = FixedClock(A_TUESDAY + timedelta(minutes=5))
    adviser = FakeAdviser(knowledge)
    yield Desk(work=work, clock=clock, ids=RandomIds(), adviser=adviser, knowledge=knowledge)
    work.close()


@pytest.fixture(scope="module")
def worlds(
    empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], World]:
    """Return what gives the world in a state; made once for each state."""
    from tests.fakes import a_knowledge

    made = {}
    for state in STATES:
        path = tmp_path_factory.mktemp("world") / f"{state}.db"
        shutil.copy(empty_database, path)
        with a_desk(path, a_knowledge()) as desk:
            made[state] = World(path=path, ids=_people_it(desk, path, state))
    return made.__getitem__


def _people_it(desk: Desk, path: Path, state: str) -> dict[tuple[str, str], str]:
    on_the_roster(desk, PRIYA, DAN, MERCY)
    for number, teacher in enumerate((TESSA, OMAR)):
        ts, dm = f"178900000{number}.000100", f"D{teacher[1:]}"
        intake.receive(
            desk,
            a_message("he is withdrawn", ts=ts, key=ts, user_id=teacher, channel_id=dm),
        )
    ids: dict[tuple[str, str], str] = {}
    for row in Looking(path).requests():
        ids[row["requester"], "request"] = row["id"]
        handoff.request_person(desk, f"talk:{row['id']}", row["id"], row["requester"])
    for row in Looking(path).handoffs():
        ids[row["requester"], "handoff"] = row["id"]
    for teacher in (TESSA, OMAR):
        ids |= _arranged(desk, teacher, ids[teacher, "request"])
    if state != "open":
        handoff.claim(desk, None, ids[TESSA, "handoff"], PRIYA)
    if state == "closed":
        ended = Closing(
            agreed="Yes",
            next_step="Go on",
            next_by="SENCO",
            risk=2,
            intention=Intention.NONE,
            review_on=None,
        )
        closing.close(desk, "close", ids[TESSA, "handoff"], PRIYA, ended)
    return ids


def _arranged(desk: Desk, teacher: str, request_id: str) -> dict[tuple[str, str], str]:
    """Let a teacher ask for outreach, and be asked what became of the pupil."""
    offer_id = desk.knowledge.offers[0].id
    asked = Asked(offer_id=offer_id, request_id=request_id, phase=Phase.KS3)
    referral = referral_asking.ask(desk, None, TEAM, teacher, asked)
    with desk.work.write() as unit:
        question = unit.follow_ups.list_of_request(request_id)[0]
        unit.follow_ups.save(replace(question, asked_at=desk.clock.now()))
    return {(teacher, "referral"): referral.id, (teacher, "follow-up"): question.id}


@contextmanager
def a_copy(world: World, to: Path, knowledge: Knowledge) -> Iterator[Line]:
    """Return an app over a copy of a world."""
    shutil.copy(world.path, to)
    with a_desk(to, knowledge) as desk:
        deliveries = Deliveries(
            desk.work, worker="one", lease=timedelta(seconds=20), machine=desk.clock
        )
        yield a_line(desk, deliveries, StaffSlack())


def as_sent(expected: Expected, user: str, ref: str, number: int) -> p.Body:
    """Return what Slack delivers, as this person's and as no delivery seen before."""
    body = expected.made(user, ref)
    body["trigger_id"] = f"{number}.1.x"
    if body.get("type") == "view_submission":
        body["view"]["id"] = f"V{number}"
    if "event" in body:
        body["event_id"] = f"Ev{number}"
        if "ts" in body["event"]:
            body["event"]["ts"] = f"17900{number:05}.000100"
        if user == OUTSIDER:
            body["event"]["user_team"] = ELSEWHERE
    elif user == OUTSIDER and "user" in body:
        body["user"]["team_id"] = ELSEWHERE
    for action in body.get("actions", ()):
        action["action_ts"] = f"17900{number:05}.1"
    return body


def state_of(path: Path, *, but: frozenset[str]) -> str:
    """Return everything that is stored but these tables, read with eyes of our own."""
    from pysqlite3 import dbapi2 as sqlite3

    connection = sqlite3.connect(str(path))
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = sorted({name for (name,) in names} - but - {"sqlite_sequence", "inbox"})
        return repr([connection.execute(f"SELECT * FROM {each}").fetchall() for each in tables])
    finally:
        connection.close()


def said_no(line: Line, body: p.Body, answer: BoltResponse, before: int) -> str:
    """Return in what words somebody was refused; empty for an event, which asks for no answer."""
    told = line.told[before:]
    if "event" in body:
        assert told == []
        return ""
    if body.get("type") == "view_submission" and not told:
        said = json.loads(answer.body)
        assert said["response_action"] in ("errors", "update")
        kept = [each["value"] for each in typed_into(body)]
        assert said["response_action"] == "errors" or all(each in str(said) for each in kept)
        return str(said)
    ((channel, text),) = told
    user = body.get("user_id") or body["user"]["id"]
    assert channel == f"D{user[1:]}", "told to somebody else"
    return text


def typed_into(body: p.Body) -> list[dict[str, Any]]:
    values = body["view"]["state"]["values"].values()
    inputs = (each for block in values for each in block.values())
    return [each for each in inputs if each["type"] == "plain_text_input"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", EXPECTED)
def test_whoever_may_not_changes_nothing_sees_nothing_and_learns_nothing(
    name: str,
    state: str,
    worlds: Callable[[str], World],
    knowledge: Knowledge,
    folder: Path,
):
    expected, world, path = EXPECTED[name], worlds(state), folder / "copy.db"
    forged = FORGED if state == "open" else FORGED[:1]
    but = frozenset({"outbox"}) if name in map(str, EVENTS) else frozenset[str]()
    words: dict[str, dict[str | None, set[str]]] = {}
    with a_copy(world, path, knowledge) as line:
        number, before = 0, state_of(path, but=but)
        for user in PERSONAS:
            for ref, owner in world.refs(expected.refers, forged):
                if expected.allows(user, state, owner):
                    continue
                number += 1
                body, told = as_sent(expected, user, ref, number), len(line.told)
                answer = line.deliver(body)
                assert answer.status == 200
                text = said_no(line, body, answer, told)
                words.setdefault(user, {}).setdefault(owner, set()).add(text)
                assert state_of(path, but=but) == before, f"{user} changed something with {ref!r}"
        assert line.slack.views == []
        assert all(row["done_at"] for row in Looking(path).rows("SELECT done_at FROM inbox"))
    for user, by_owner in words.items():
        if user not in PRACTITIONERS:
            others = {owner: said for owner, said in by_owner.items() if owner != user}
            assert len(set().union(*others.values())) <= 1, f"{user} can tell what is there"


@pytest.mark.parametrize("name", [name for name, each in EXPECTED.items() if not each.is_rota])
def test_whoever_may_gets_it_done(
    name: str, worlds: Callable[[str], World], knowledge: Knowledge, folder: Path
):
    expected = EXPECTED[name]
    done = 0
    for state in STATES if expected.refers else ("held",):
        world = worlds(state)
        for user in PERSONAS:
            for ref, owner in world.refs(expected.refers, ()):
                if not expected.allows(user, state, owner):
                    continue
                path = folder / f"{done}.db"
                done += 1
                with a_copy(world, path, knowledge) as line:
                    before = state_of(path, but=frozenset())
                    line.deliver(as_sent(expected, user, ref, done))
                    assert line.told == [], (user, state)
                    is_changed = state_of(path, but=frozenset()) != before
                    assert is_changed or line.slack.views, (user, state, ref)
    assert done or not expected.who


@pytest.mark.parametrize("name", [name for name, each in EXPECTED.items() if each.is_rota])
def test_whoever_may_gets_a_plain_answer_to_what_means_nothing(
    name: str, worlds: Callable[[str], World], knowledge: Knowledge, folder: Path
):
    expected, number = EXPECTED[name], 0
    with a_copy(worlds("held"), folder / "copy.db", knowledge) as line:
        for user in sorted(expected.who):
            for ref in FORGED:
                number += 1
                assert line.deliver(as_sent(expected, user, ref, number)).status == 200
    rows = Looking(folder / "copy.db").rows("SELECT key, done_at, attempts FROM inbox")
    assert len(rows) == number
    assert [row["key"] for row in rows if not row["done_at"]] == [], "a listener fell over"


CROWD = tuple(f"U0CROWD{number:03}" for number in range(20))
ROUNDS = 500


@pytest.mark.slow
def test_twenty_who_press_at_once_have_one_winner_and_nineteen_who_know_it(
    empty_database: Path, folder: Path, knowledge: Knowledge
):
    path = folder / "race.db"
    shutil.copy(empty_database, path)
    _race(path, knowledge)


def _race(path: Path, knowledge: Knowledge) -> None:
    slack = StaffSlack(on_call=CROWD)
    slack.people |= {each: a_person(each) for each in CROWD}
    start, look = Barrier(len(CROWD)), Looking(path)
    with a_desk(path, knowledge) as desk, ThreadPoolExecutor(len(CROWD)) as pool:
        deliveries = Deliveries(
            desk.work, worker="one", lease=timedelta(minutes=5), machine=desk.clock
        )
        line = a_line(desk, deliveries, slack)

        def press_it(user: str, handoff_id: str) -> int:
            body = p.click("handoff.take", handoff_id, user=user, action_ts=handoff_id)
            start.wait(10)
            return line.deliver(body).status

        for number in range(ROUNDS):
            handoff_id = _one_more(desk, look, number)
            slack.posts.clear()
            answers = list(pool.map(press_it, CROWD, [handoff_id] * len(CROWD)))
            assert set(answers) == {200}
            _check_round(look, line, handoff_id)


def _one_more(desk: Desk, look: Looking, number: int) -> str:
    teacher, ts = f"U0TEACH{number:03}", f"17890{number:05}.000100"
    dm = f"D0TEACH{number:03}"
    message = a_message("he has a knife", ts=ts, key=ts, user_id=teacher, channel_id=dm)
    intake.receive(desk, message)
    (row,) = look.rows("SELECT id FROM handoffs WHERE requester = ?", teacher)
    return str(row["id"])


def _check_round(look: Looking, line: Line, handoff_id: str) -> None:
    (row,) = look.rows("SELECT * FROM handoffs WHERE id = ?", handoff_id)
    winner = row["claimed_by"]
    assert winner in CROWD
    claims = look.rows(
        "SELECT actor FROM audit WHERE action = 'handoff.claim' AND object = ?", handoff_id
    )
    assert claims == [{"actor": winner}]
    told = sorted(line.told)
    losers = sorted(f"D{user[1:]}" for user in CROWD if user != winner)
    assert told == [(channel, f"<@{winner}> already has this one.") for channel in losers]
