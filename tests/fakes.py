"""Stand-ins with behaviour: an adviser that decides by keyword, and a small curated knowledge.

Tests of the store, the use cases and the Slack edge use these, so that they do not depend on what
is curated in the knowledge folder.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite3

from advicebot.domain.advice.answer import Advice, Suggestion
from advicebot.domain.advice.confidence import Calibration, Variant
from advicebot.domain.advice.redaction import Redaction
from advicebot.domain.advice.situation import Cue
from advicebot.domain.advice.triage import DoubtModel, FlagHit, TriageExamples, Verdict
from advicebot.domain.delivery import Delivery, Posted
from advicebot.domain.knowledge import Knowledge, Offer, OffTopic, Provider, Source, Strategy
from advicebot.domain.line import Closure, Line, School, Term
from advicebot.domain.request import Incoming, Origin
from advicebot.domain.vocabulary import (
    Action,
    Band,
    Evidence,
    Flag,
    Need,
    OfferKind,
    Phase,
    ProvisionCategory,
    RedactionKind,
    Topic,
    Urgency,
    When,
)
from advicebot.errors import SlackDeliveryError
from advicebot.slack.screens.blocks import Message

SECRET = "Jordanna"
"""The one name the fake redactor knows."""

VERDICTS = {
    "knife": (Action.PAGE, Urgency.EMERGENCY, Flag.WEAPON),
    "missing": (Action.PAGE, Urgency.URGENT, Flag.MISSING),
    "marks": (Action.ASK, Urgency.URGENT, Flag.ABUSE_DISCLOSURE),
    "withdrawn": (Action.ASK, Urgency.SOON, Flag.SELF_HARM_SUICIDE),
}
SMALL_TALK = ("thanks", "hello")
_SECRET = re.compile(SECRET, re.IGNORECASE)


def redact(text: str) -> tuple[str, int]:
    """Take the one known name out of a text, as the door's redactor does."""
    return _SECRET.subn("[name]", text)


class FakeAdviser:
    """Decides by keyword: see ``VERDICTS``; "recipe" is declined, "unsure" and "nothing" are bands.

    A text with "crash" raises. ``asked`` holds what it was asked, in order, ``again`` the
    words it was last told to read warily, ``taken`` the places it was last told of.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.asked: list[tuple[str, Phase | None, tuple[Topic, ...]]] = []
        self.again = ""
        self.taken: Mapping[str, int] = {}

    def redact(self, text: str) -> str:
        """Take the one known name out of a text."""
        return redact(text)[0]

    def advise(
        self,
        text: str,
        *,
        on: date,
        phase: Phase | None = None,
        topics: Sequence[Topic] = (),
        again: str = "",
        taken: Mapping[str, int] = {},
    ) -> Advice:
        """Return what the keywords in ``text`` stand for."""
        self.asked.append((text, phase, tuple(topics)))
        self.again = again
        self.taken = taken
        if "crash" in text:
            raise RuntimeError("the adviser fell over")
        verdict = _verdict(text)
        band = _band(text, verdict)
        chosen = [
            s for s in self._knowledge.strategies if not topics or set(topics) & set(s.topics)
        ]
        suggestions = (
            () if band is Band.NOTHING else tuple(_suggestion(s, text) for s in chosen[:4])
        )
        return Advice(
            redacted=redact(text)[0],
            redactions=tuple(
                Redaction(start=m.start(), end=m.end(), kind=RedactionKind.NAME)
                for m in _SECRET.finditer(text)
            ),
            verdict=verdict,
            phase=phase or Phase.KS3,
            band=band,
            suggestions=suggestions,
            topics=(Topic.DEFIANCE, Topic.ADHD, Topic.ANXIETY),
            offers=tuple(each.id for each in self._knowledge.offers[:1]),
            signposts=(),
            small_talk=text if text in SMALL_TALK else None,
        )


def _verdict(text: str) -> Verdict:
    for word, (action, urgency, flag) in VERDICTS.items():
        if word in text:
            hit = FlagHit(flag=flag, quote=word, rule=f"{flag}.{word}")
            return Verdict(action=action, urgency=urgency, flags=(hit,))
    if "recipe" in text:
        return Verdict(action=Action.DECLINE, urgency=Urgency.NONE, flags=())
    return Verdict(action=Action.ANSWER, urgency=Urgency.ROUTINE, flags=())


def _band(text: str, verdict: Verdict) -> Band:
    if "nothing" in text or verdict.action is Action.DECLINE:
        return Band.NOTHING
    return Band.UNSURE if "unsure" in text else Band.CONFIDENT


def _suggestion(strategy: Strategy, text: str) -> Suggestion:
    words = redact(text)[0].split()
    return Suggestion(
        strategy_id=strategy.id,
        title=strategy.title,
        topics=strategy.topics,
        score=0.5,
        because=f"you wrote “{words[0] if words else ''}”",
    )


def a_strategy(number: int, **changed: Any) -> Strategy:
    """Return a small strategy; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": f"strategy-{number}",
        "title": f"Strategy number {number}",
        "topics": (Topic.DEFIANCE,) if number % 2 else (Topic.ADHD, Topic.ANXIETY),
        "needs": (Need.REGULATION,),
        "phases": (Phase.KS3,),
        "when": (When.NOW,),
        "evidence": Evidence.MODERATE,
        "sources": ("source-1",) if number % 2 else ("source-1", "source-2"),
        "says": ("will not sit down",),
        "not_when": ("Somebody is hurt",),
        "get_help_when": ("It goes on past the lesson", "You feel unsafe"),
        "reviewed": date(2026, 9, 1),
        "review_by": date(2027, 9, 1),
        "owner": "Example outreach team",
        "right_now": "- Lower your voice.\n- Give **one** choice.\n- Step back two paces.",
        "next_steps": "- Talk it over when calm.\n- Tell the pastoral team.\n- Note the time.",
        "telling_you": "The work may feel too hard to start.",
        "watch_for": "- A pattern on one day of the week.",
    }
    return Strategy(**(values | changed))


PROVIDER = Provider(
    id="example-outreach",
    name="Example Outreach",
    registered=True,
    qa_until=date(2027, 7, 31),
    areas=("Northvale",),
    contact="outreach@example.org",
    example=True,
    ofsted="Outreach of a registered AP school (invented)",
)


def an_offer(**changed: Any) -> Offer:
    """Return an outreach offer; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": "advice-call",
        "title": "Advice call",
        "provider": PROVIDER,
        "tier": 1,
        "kind": OfferKind.ADVICE_CALL,
        "category": ProvisionCategory.ENGAGEMENT,
        "summary": "Half an hour on the telephone.",
        "phases": (Phase.KS3,),
        "topics": (Topic.DEFIANCE,),
        "needs": (Need.REGULATION,),
        "not_needs": (),
        "not_for": (),
        "prerequisites": (),
        "dose": "One call",
        "response_days": 1,
        "capacity_total": 5,
        "capacity_now": 2,
        "cost": "no charge",
        "verified": date(2026, 9, 1),
        "review_after": "after two weeks, by telephone",
        "review_weeks": 2,
    }
    return Offer(**(values | changed))


LINE = Line(
    name="Northvale advice line (example)",
    area="Northvale",
    example=True,
    opens="08:00",
    closes="17:00",
    terms=(
        Term(
            name="Autumn 2026",
            first=date(2026, 9, 2),
            last=date(2026, 12, 18),
            closed=(
                Closure(day=date(2026, 10, 26), why="half-term"),
                Closure(day=date(2026, 10, 27), why="half-term"),
            ),
        ),
    ),
    schools=(
        School(id="harrow-bank", name="Harrow Bank Primary (example)", also=("Harrow Bank",)),
        School(id="kestrel", name="Kestrel Academy (example)", also=()),
    ),
    on_call_channel="on-call",
    leads_channel="leads",
    safeguarding_contact="Northvale children’s front door, 01632 960123 (example)",
    privacy_contact="privacy@example.org",
)


CALIBRATION = Calibration(
    weights={"points": 1.0, "ours": 1.0, "people": 1.0, "off_topic": -4.0},
    bias=-3.2,
    confident_at=0.6,
    unsure_at=0.25,
)
CONFIDENCE = dict.fromkeys(Variant, CALIBRATION)
NO_EXAMPLES = TriageExamples(calm=(), flags={})
DOUBT_MODELS = dict.fromkeys(
    Variant, DoubtModel(weights={"hints": 1.0}, bias=-2.5, ask_at=0.5, wary_at=0.2)
)
"""Three hints are worth a question; in a second worried message two are."""
SITUATION: dict[Cue, tuple[str, ...]] = {
    Cue.CLASS: ("(my|whole) class",),
    Cue.ONE: ("he", "she"),
    Cue.NOW: ("right now",),
    Cue.PLANNING: ("next term",),
    Cue.REPEATED: ("every day", "again"),
    Cue.ABOUT_ME: ("i ~1 exhausted",),
    Cue.ASKS: ("what do i do",),
    Cue.HURTS: ("hit", "swears"),
    Cue.FRESH: ("today",),
    Cue.HISTORY: ("last year",),
}


def a_knowledge(**changed: Any) -> Knowledge:
    """Return four strategies, one offer, two sources and an invented line."""
    values: dict[str, Any] = {
        "strategies": tuple(a_strategy(number) for number in range(1, 5)),
        "offers": (an_offer(),),
        "signposts": (),
        "sources": (
            Source(
                id="source-1",
                title="Example guidance",
                publisher="Example Institute",
                year=2021,
                url=None,
                checked=True,
            ),
            Source(
                id="source-2",
                title="Unseen paper",
                publisher="Somebody & Sons",
                year=None,
                url=None,
                checked=False,
            ),
        ),
        "lexicon": (),
        "off_topic": OffTopic(small_talk={}, subjects={}, ours=(), people=()),
        "line": LINE,
        "confidence": CONFIDENCE,
        "situation": SITUATION,
        "examples": NO_EXAMPLES,
        "doubt": DOUBT_MODELS,
    }
    return Knowledge(**(values | changed))


class InlineExecutor(Executor):
    """Runs what it is given at once, in the thread that gave it."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Run ``fn`` and return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


TEAM = "T0NORTH001"
TESSA = "U0TESSA001"
OMAR = "U0OMAR0001"
PRIYA = "U0PRIYA001"
DAN = "U0DAN00001"
TESSA_DM = "D0TESSA001"


def a_message(text: str, *, ts: str = "1790000000.000100", **changed: Any) -> Incoming:
    """Return a direct message of Tessa's as it comes from the door; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "key": f"message:{TEAM}:{TESSA_DM}:{ts}",
        "team_id": TEAM,
        "user_id": TESSA,
        "origin": Origin.DM,
        "text": text,
        "channel_id": TESSA_DM,
        "message_ts": ts,
    }
    return Incoming(**(values | changed))


def a_delivery(key: str, **changed: Any) -> Delivery:
    """Return a stored delivery with next to nothing in it."""
    values = {"key": key, "team_id": TEAM, "kind": "message", "body": {"event": {}}}
    return Delivery(**(values | changed))


class Looking:
    """Reads a database with eyes of its own, so that a test does not trust what it tests."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        connection = sqlite3.connect(str(self._path))
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    def effects(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the outbox, oldest first, with ``data`` read."""
        found = self.rows("SELECT * FROM outbox ORDER BY id")
        return [
            row | {"data": json.loads(row["data"])} for row in found if kind in (None, row["kind"])
        ]

    def sent_to(self, recipient: str) -> list[str]:
        """Return what goes to somebody, as kind or kind and template, oldest first."""
        return [
            ":".join(filter(None, (row["kind"], row["data"].get("name"))))
            for row in self.effects()
            if row["recipient"] == recipient
        ]

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests, oldest first."""
        return self.rows("SELECT * FROM requests ORDER BY number")

    def handoffs(self) -> list[dict[str, Any]]:
        """Return the handoffs, oldest first."""
        return self.rows("SELECT * FROM handoffs ORDER BY created_at, id")

    def everything(self) -> str:
        """Return every value of every table in one text, to search for what must not be there."""
        tables = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return "\n".join(
            repr(row) for table in tables for row in self.rows(f"SELECT * FROM {table['name']}")
        )


class FakeSlack:
    """Slack as the sender sees it: keeps what is posted, and fails where it is told to.

    ``plan`` is asked before each call with the method and what it is about; an error that it
    returns is raised, after the call has taken effect where the error is uncertain and ``is_lost``.
    """

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.updates: list[tuple[Posted, Message]] = []
        self.deleted: list[Posted] = []
        self.homes: list[tuple[str, dict[str, Any]]] = []
        self.whispers: list[tuple[str, str, str]] = []
        self.looked: list[str] = []
        self.seen: list[Posted] = []
        self.lost: set[Posted] = set()
        self.views: list[dict[str, Any]] = []
        self.plan: Callable[[str, str], SlackDeliveryError | None] = lambda method, about: None
        self.is_lost = False
        self._count = 0

    def on_call_channel(self) -> str:
        """Return the on-call channel."""
        self._fail("on_call_channel", "")
        return "C0ONCALL01"

    def leads_channel(self) -> str:
        """Return the leads' channel."""
        self._fail("leads_channel", "")
        return "C0LEADS001"

    def channel_named(self, name: str) -> str:
        """Return the channel of a name, such as a provider's."""
        self._fail("channel_named", name)
        return f"C0{name.strip('#').upper()}"

    def open_dm(self, user: str) -> str:
        """Return the direct-message channel with somebody."""
        self._fail("open_dm", user)
        return f"D{user[1:]}"

    def post(
        self,
        channel: str,
        message: Message,
        *,
        key: str,
        thread_ts: str | None,
        broadcast: bool = False,
    ) -> Posted:
        """Keep a message."""
        error = self.plan("post", key)
        if error and not self.is_lost:
            raise error
        self._count += 1
        posted = Posted(channel_id=channel, ts=f"179000{self._count:04d}.000000")
        self.posts.append(
            {
                "channel": channel,
                "key": key,
                "thread": thread_ts,
                "message": message,
                "at": posted,
                "loud": broadcast,
            }
        )
        if error:
            raise error
        return posted

    def find(
        self,
        channel: str,
        key: str,
        *,
        thread_ts: str | None = None,
        since: datetime | None = None,
    ) -> Posted | None:
        """Return where a key was posted."""
        self._fail("find", key)
        self.looked.append(key)
        for each in self.posts:
            if (each["channel"], each["key"], each["thread"]) == (channel, key, thread_ts):
                return each["at"]
        return None

    def is_there(self, posted: Posted, *, thread_ts: str | None = None) -> bool:
        """True while nobody took a message away."""
        self._fail("is_there", posted.ts)
        self.seen.append(posted)
        return posted not in self.lost

    def update(self, posted: Posted, message: Message) -> None:
        """Keep a new drawing."""
        self._fail("update", posted.ts)
        self.updates.append((posted, message))

    def delete(self, posted: Posted) -> None:
        """Take a message back."""
        self._fail("delete", posted.ts)
        self.deleted.append(posted)

    def whisper(
        self, channel: str, user: str, message: Message, *, thread_ts: str | None = None
    ) -> None:
        """Keep an ephemeral note."""
        self._fail("whisper", user)
        self.whispers.append((channel, user, message.text))

    def members(self, channel: str) -> frozenset[str]:
        """Return who is on call."""
        self._fail("members", channel)
        return frozenset((PRIYA, DAN))

    def forget_members(self, channel: str) -> None:
        """Nothing is remembered here."""

    def open_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Keep a form or page that somebody sees now."""
        self._fail("open_view", trigger_id)
        self.views.append(view)

    def push_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Keep a form or page that somebody sees now on top of another."""
        self._fail("push_view", trigger_id)
        self.views.append(view)

    def update_view(self, view_id: str, view: dict[str, Any], *, seen: str | None = None) -> None:
        """Keep a form or page that somebody sees now in place of another."""
        self._fail("update_view", view_id)
        self.views.append(view)

    def publish_home(self, user: str, view: dict[str, Any]) -> None:
        """Keep a Home tab."""
        self._fail("publish_home", user)
        self.homes.append((user, view))

    def posted_keys(self) -> list[str]:
        """Return the kind and template of every post, in order."""
        return [each["key"] for each in self.posts]

    def _fail(self, method: str, about: str) -> None:
        error = self.plan(method, about)
        if error:
            raise error
