"""A line that follows pupils up through the school year 2026/27, for tests of that."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Posted
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import Closure, Term
from advicebot.domain.oncall.calendar import LONDON
from advicebot.domain.outcomes.followup import FollowUp
from advicebot.ids import CountedIds
from advicebot.service import closing, handoff, intake
from advicebot.service.desk import Desk
from advicebot.slack.screens.blocks import Message
from advicebot.store.work import SqliteWork
from tests.fakes import (
    LINE,
    PRIYA,
    TESSA,
    FakeAdviser,
    FakeSlack,
    Looking,
    a_knowledge,
    a_message,
)
from tests.handoffs import AtWork

ENDED = Closing(
    agreed="A calm start each morning",
    next_step="Visit to the class",
    next_by="outreach teacher",
    risk=4,
    intention=Intention.SUSPENSION,
    review_on=None,
)


def closed(first: date, last: date, why: str) -> tuple[Closure, ...]:
    """Return the days of a closure, both ends included."""
    days = (last - first).days + 1
    return tuple(Closure(day=first + timedelta(days=n), why=why) for n in range(days))


YEAR = replace(
    LINE,
    terms=(
        Term(
            name="Autumn 2026",
            first=date(2026, 9, 1),
            last=date(2026, 12, 18),
            closed=(
                *closed(date(2026, 9, 1), date(2026, 9, 2), "INSET"),
                *closed(date(2026, 10, 26), date(2026, 10, 30), "half-term"),
                *closed(date(2026, 11, 27), date(2026, 11, 27), "INSET"),
            ),
        ),
        Term(
            name="Spring 2027",
            first=date(2027, 1, 4),
            last=date(2027, 3, 25),
            closed=(
                *closed(date(2027, 1, 4), date(2027, 1, 4), "INSET"),
                *closed(date(2027, 2, 15), date(2027, 2, 19), "half-term"),
            ),
        ),
        Term(
            name="Summer 2027",
            first=date(2027, 4, 12),
            last=date(2027, 7, 21),
            closed=(
                *closed(date(2027, 5, 31), date(2027, 6, 4), "half-term"),
                *closed(date(2027, 7, 21), date(2027, 7, 21), "INSET"),
            ),
        ),
    ),
)


def at(text: str) -> datetime:
    """Return the instant of a London wall-clock time such as “2026-09-15 14:00”."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


class TimedSlack(FakeSlack):
    """A Slack that remembers when each message was taken."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self.clock = clock
        self.times: list[datetime] = []

    def post(self, channel: str, message: Message, **more: Any) -> Posted:
        """Keep a message and the time."""
        before = len(self.posts)
        try:
            return super().post(channel, message, **more)
        finally:
            if len(self.posts) > before:
                self.times.append(self.clock.now())


class Following(AtWork):
    """A line in the school year 2026/27, with people on its rota."""

    slack: TimedSlack

    def __init__(self, desk: Desk, look: Looking, clock: FixedClock) -> None:
        super().__init__(desk, look, clock)
        self.slack = TimedSlack(clock)
        self.sender = self.a_sender("one")

    def go(self, text: str) -> None:
        """Let time pass to a London wall-clock time."""
        self.until(at(text))

    def ended(self, text: str, *, user_id: str = TESSA) -> str:
        """Let a teacher ask for a person, who closes it at this time; return the request's id."""
        self.go(text)
        handoff_id = self.call("soon", user_id=user_id)
        handoff.claim(self.desk, self.click(), handoff_id, PRIYA)
        self.close(handoff_id)
        return str(self.look.requests()[-1]["id"])

    def close(self, handoff_id: str) -> None:
        """Close a handoff that Priya has."""
        closing.close(self.desk, self.click(), handoff_id, PRIYA, ENDED)
        self.settle()

    def stated(self, risk: int | None, *, text: str = "kicking off") -> str:
        """Let a teacher state a risk of exclusion in the form; return the request's id."""
        self._clicks += 1
        stamp = f"{1_790_000_000 + self._clicks}.000100"
        intake.receive(self.desk, replace(a_message(text, ts=stamp), risk=risk))
        self.settle()
        return str(self.look.requests()[-1]["id"])

    def follow_ups(self, request_id: str | None = None) -> list[FollowUp]:
        """Return the follow-ups of a request, of the only one when none is named."""
        wanted = request_id or str(self.look.requests()[0]["id"])
        with self.desk.work.read() as unit:
            return unit.follow_ups.list_of_request(wanted)

    def due(self, request_id: str | None = None) -> list[tuple[str, str]]:
        """Return kind and London day and time of each follow-up of a request."""
        found = self.follow_ups(request_id)
        return [(each.kind.value, london_words(each.due_at)) for each in found]

    def asked(self, user_id: str = TESSA) -> list[tuple[str, str]]:
        """Return when each question reached somebody, and its key without the id."""
        channel = f"D{user_id[1:]}"
        return [
            (london_words(when), each["key"].partition(":")[2])
            for each, when in zip(self.slack.posts, self.slack.times, strict=True)
            if each["channel"] == channel and each["key"].startswith("follow-up:")
        ]

    def times_asked(self, user_id: str = TESSA) -> list[str]:
        """Return when each question reached somebody."""
        return [when for when, _ in self.asked(user_id)]

    def shown(self, key: str) -> str:
        """Return the plain text of a message as it stands in Slack now."""
        (post,) = (each for each in self.slack.posts if each["key"] == key)
        drawn = [message for where, message in self.slack.updates if where == post["at"]]
        message: Message = drawn[-1] if drawn else post["message"]
        return message.text


def london_words(when: datetime) -> str:
    """Return an instant such as “Tue 2026-09-29 09:30” by London's clocks."""
    return f"{when.astimezone(LONDON):%a %Y-%m-%d %H:%M}"


@contextmanager
def a_school_year(
    database: Path, start: str, *, knowledge: Knowledge | None = None, ids: str = "id"
) -> Iterator[Following]:
    """Yield a line on a database, at a London wall-clock time."""
    known = knowledge or a_knowledge(line=YEAR)
    work, clock = SqliteWork(database), FixedClock(at(start))
    desk = Desk(
        work=work, clock=clock, ids=CountedIds(ids), adviser=FakeAdviser(known), knowledge=known
    )
    yield Following(desk, Looking(database), clock)
    work.close()
