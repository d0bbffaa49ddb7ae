"""A line at work, with its clock, for tests of what follows a call for help."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import Handoff
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import Closure, EscalationRules, Term
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.rota import Tier, WeeklyShift
from advicebot.domain.pacing import Pace
from advicebot.service import handoff, intake, tick
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender
from advicebot.store.rows import to_text
from tests.fakes import (
    DAN,
    LINE,
    PRIYA,
    TEAM,
    TESSA,
    FakeSlack,
    Looking,
    a_delivery,
    a_knowledge,
    a_message,
)

LENA = "U0LENA0001"
"""The named lead."""
SAM = "U0SAM00001"
"""A practitioner who is on nobody's rota."""
LEASE = timedelta(seconds=20)
NO_PACE: dict[str, Pace] = {}
"""A Slack that takes everything at once."""
LONDON = ZoneInfo("Europe/London")
TEXTS = {"emergency": "he has a knife", "urgent": "she is missing", "soon": "kicking off"}
AUTUMN = LINE.terms[0]
TERMS = (
    replace(AUTUMN, closed=(*AUTUMN.closed, Closure(day=date(2026, 11, 27), why="INSET"))),
    Term(name="Spring 2027", first=date(2027, 1, 4), last=date(2027, 3, 25), closed=()),
)


def a_line(**rules: Any) -> Knowledge:
    """Return knowledge of a line with a named lead, an INSET day and two terms."""
    escalation = EscalationRules(**{"lead": LENA, **rules})
    return a_knowledge(line=replace(LINE, terms=TERMS, escalation=escalation))


def a_person(user_id: str, **changed: Any) -> Practitioner:
    """Return a practitioner who can be reached; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "team_id": TEAM,
        "user_id": user_id,
        "name": user_id,
        "handle": user_id.lower(),
        "is_member": True,
        "seen_at": datetime(2026, 9, 1, tzinfo=UTC),
    }
    return Practitioner(**(values | changed))


def london(day: date, at: str) -> datetime:
    """Return the instant at which London clocks show ``at``, such as "09:14", on a day."""
    return datetime.combine(day, time.fromisoformat(at), tzinfo=LONDON).astimezone(UTC)


class AtWork:
    """A line whose Slack takes everything at once, unless ``slack.plan`` says that it does not.

    ``clock`` moves from one due thing to the next, as a clock process that is never late.
    """

    def __init__(self, desk: Desk, look: Looking, clock: FixedClock) -> None:
        self.desk = desk
        self.look = look
        self.clock = clock
        self.slack = FakeSlack()
        self.sender = self.a_sender("one")
        self._clicks = 0
        with desk.work.read() as unit:
            db: Any = unit.timers
            db._db.execute("PRAGMA synchronous=OFF")  # nobody cuts the power: twice as fast

    def a_sender(self, worker: str) -> Sender:
        """Return a sender of this line as another process would have it."""
        slack: Any = self.slack
        artist = Artist(self.desk)
        return Sender(
            self.desk,
            slack,
            artist,
            worker=worker,
            lease=LEASE,
            machine=self.clock,
            paces=NO_PACE,
        )

    def on_rota(self, primary: str | None = PRIYA, back_up: str | None = DAN) -> None:
        """Put people on for every weekday of the line, 08:00 to 17:00, and make them reachable."""
        for user_id in filter(None, (primary, back_up)):
            self.knows(a_person(user_id))
        for tier, user_id in ((Tier.PRIMARY, primary), (Tier.BACK_UP, back_up)):
            for weekday in range(5) if user_id else ():
                self._shift(tier, str(user_id), weekday)

    def _shift(self, tier: Tier, user_id: str, weekday: int) -> None:
        shift = WeeklyShift(
            id=f"{tier}-{weekday}",
            tier=tier,
            user_id=user_id,
            weekday=weekday,
            starts=time(8),
            ends=time(17),
            first=date(2026, 9, 1),
            last=None,
        )
        with self.desk.work.write() as unit:
            unit.shifts.add_weekly(TEAM, shift)

    def knows(self, *people: Practitioner) -> None:
        """Store what Slack says of somebody."""
        with self.desk.work.write() as unit:
            for person in people:
                unit.practitioners.save(person)

    def call(self, urgency: str = "urgent", *, user_id: str = TESSA, text: str = "") -> str:
        """Let a teacher call for help; return the id of the handoff, with all its pages taken."""
        self._clicks += 1
        stamp = f"{1_790_000_000 + self._clicks}.000100"
        intake.receive(self.desk, a_message(text or TEXTS[urgency], ts=stamp, user_id=user_id))
        request = self.look.requests()[-1]
        if urgency == "soon":
            handoff.request_person(self.desk, self.click(), request["id"], user_id)
        self.settle()
        return str(
            self.look.rows("SELECT handoff_id FROM requests ORDER BY number")[-1]["handoff_id"]
        )

    def click(self) -> str:
        """Return the key of a new delivery, stored as the door does."""
        self._clicks += 1
        key, now = f"click:{self._clicks}", self.clock.now()
        with self.desk.work.write() as unit:
            unit.inbox.add(a_delivery(key), at=now, by="one", lease=LEASE)
        return key

    def settle(self) -> None:
        """Let the sender do everything that is due."""
        for _ in range(10_000):
            if not (self.sender.send_next() or self.sender.send_outside()):
                return
        raise AssertionError("the sender does not come to rest")

    def wait(self, minutes: float = 0, *, hours: float = 0, days: float = 0) -> None:
        """Let time pass; everything is done in the second it is due."""
        self.until(self.clock.now() + timedelta(minutes=minutes, hours=hours, days=days))

    def until(self, end: datetime) -> None:
        """Let time pass to an instant; what is due at that instant is done too."""
        while (due := self._next_due()) is not None and due <= end:
            self.clock.advance(max(due - self.clock.now(), timedelta(0)))
            tick.run_due(self.desk)
            self.settle()
        self.clock.advance(end - self.clock.now())
        tick.run_due(self.desk)
        self.settle()

    def _next_due(self) -> datetime | None:
        """Return when the next timer is due, or the next try of what Slack did not take."""
        sql = """
            SELECT min(due) AS due FROM (
                SELECT min(due_at) AS due FROM timers WHERE done_at IS NULL
                UNION ALL
                SELECT min(next_at) FROM outbox
                WHERE sent_at IS NULL AND failed_at IS NULL AND next_at > ?)
        """
        due = self.look.rows(sql, to_text(self.clock.now()))[0]["due"]
        return None if due is None else datetime.fromisoformat(due)

    def pages(self, handoff_id: str | None = None) -> list[tuple[str, str]]:
        """Return who was paged when, oldest first: London "HH:MM", and an id or "channel"."""
        return [
            (
                clock_face(row["created_at"]),
                "channel" if row["kind"] == "thread" else row["recipient"],
            )
            for row in self.look.effects()
            if is_call(row) and handoff_id in (None, row["ref"])
        ]

    def notices(self, user_id: str = TESSA) -> list[str]:
        """Return the names of the notices a teacher got, oldest first."""
        return [
            row["data"]["name"]
            for row in self.look.effects("notice")
            if row["recipient"] == user_id
        ]

    def get(self, handoff_id: str) -> Handoff:
        """Return a handoff as it stands."""
        with self.desk.work.read() as unit:
            found = unit.handoffs.find(handoff_id)
        assert found is not None
        return found

    def audited(self, handoff_id: str) -> list[str]:
        """Return what was done to a handoff, oldest first."""
        sql = "SELECT action FROM audit WHERE object = ? ORDER BY id"
        return [row["action"].removeprefix("handoff.") for row in self.look.rows(sql, handoff_id)]


def is_call(row: dict[str, Any]) -> bool:
    """True for a row of the outbox that calls somebody; the card in the channel alone does not."""
    if row["kind"] == "card":
        return bool(row["recipient"] != ON_CALL)
    return bool(row["kind"] == "thread" and row["data"]["name"] == "everyone")


def clock_face(at: datetime | str) -> str:
    """Return London's "HH:MM" of an instant, or of the text that the database holds for one."""
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{instant.astimezone(LONDON):%H:%M}"


def calls(*pages: tuple[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return pages written as a time and the people called then, one by one."""
    return [(at, who) for at, people in pages for who in people]
