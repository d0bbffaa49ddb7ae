"""What must hold whatever happens, checked against a model that shares no code with the product."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import Handoff, HandoffState
from advicebot.domain.request import Request
from advicebot.service.desk import Desk
from tests.simulation import world
from tests.simulation.build import PlainArtist, Record, SimWork
from tests.simulation.slack import SimSlack
from tests.simulation.told import Broken, Known

SKEW = timedelta(minutes=2)
"""Two clocks that are a minute wrong each."""
AN_HOUR, GRACE, EMERGENCY_GRACE = (timedelta(minutes=each) for each in (60, 10, 3))
"""How long nobody hears a word before the holder is asked, and how long they have to answer."""
MOVES: dict[tuple[str | None, str], set[str]] = {
    (None, "open"): {"handoff.open"},
    ("open", "claimed"): {"handoff.claim"},
    ("open", "withdrawn"): {"handoff.withdraw"},
    ("claimed", "open"): {"handoff.pass", "handoff.reopen"},
    ("claimed", "closed"): {"handoff.close"},
    ("claimed", "withdrawn"): {"handoff.withdraw"},
    ("closed", "open"): {"handoff.reopen"},
    ("closed", "claimed"): {"handoff.reopen"},
    ("withdrawn", "open"): {"handoff.reopen"},
    ("withdrawn", "claimed"): {"handoff.reopen"},
}
"""From which state to which by what; everything else is no move at all."""


@dataclass(slots=True)
class Held:
    """What a holder did, as the outside saw it."""

    by: str
    since: datetime
    word_at: datetime
    tap_at: datetime
    raised_at: datetime


@dataclass(slots=True)
class Truth:
    """Everything that is known from outside, and the checks that use it."""

    desk: Desk
    work: SimWork
    slack: SimSlack
    artist: PlainArtist
    clock: world.SimClock
    known: dict[str, Handoff] = field(default_factory=dict)
    holders: dict[str, Held] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)
    passed: dict[str, tuple[str, str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    away: dict[str, datetime] = field(default_factory=dict)
    blanked: set[str] = field(default_factory=set)
    tick_at: datetime | None = None
    acting_at: datetime | None = None
    _due: list[tuple[str, str, str]] = field(default_factory=list)

    def took(self, handoff_id: str, user_id: str) -> None:
        """Somebody was told that they have it."""
        held = self.holders.get(handoff_id)
        if held is not None:
            raise Broken(f"I3 {user_id} took what {held.by} has")
        now = self.clock.at
        long_ago = now - world.DAY
        self.holders[handoff_id] = Held(user_id, now, now, long_ago, long_ago)

    def let_go(self, handoff_id: str) -> None:
        self.holders.pop(handoff_id, None)

    @contextmanager
    def taking(
        self, handoff_id: str, user_id: str, *, when: tuple[HandoffState, ...]
    ) -> Iterator[None]:
        """Somebody may be about to have it, if it is as they think."""
        if self.known[handoff_id].state not in when:
            yield
            return
        self.took(handoff_id, user_id)
        try:
            yield
        finally:
            known = self.known[handoff_id]
            if (known.state, known.claimed_by) != (HandoffState.CLAIMED, user_id):
                self.let_go(handoff_id)

    @contextmanager
    def passing(self, handoff_id: str, by: str, to: str) -> Iterator[None]:
        """Somebody is about to pass it on; nothing was passed when they are refused."""
        before = self.passed.get(handoff_id, ("", ""))
        self.passed[handoff_id] = (by, to)
        try:
            yield
        except BaseException:
            self.passed[handoff_id] = before
            raise

    def heard(self, handoff_id: str) -> None:
        """A practitioner's words have gone to the teacher."""
        held = self.holders.get(handoff_id)
        if held and self.known[handoff_id].is_active:
            held.word_at = self.clock.at

    def after(self, record: Record) -> None:
        """Check whatever a transaction has changed."""
        for handoff_id in dict.fromkeys((*record.added, *record.saved)):
            with self.work.read() as unit:
                found = unit.handoffs.find(handoff_id)
                assert found is not None
                requests = unit.requests.list_of_handoff(handoff_id)
            before = self.known.get(handoff_id)
            self.known[handoff_id] = found
            self._due = self.timers(handoff_id)
            self._written_down(record, found, [each.id for each in requests])
            self._moved(record, before, found)
            self._answerable(found)
            if found.is_open:
                self._asked(record, before, found)
            self._told(found, requests)

    def _written_down(self, record: Record, handoff: Handoff, requests: list[str]) -> None:
        written = sum(of in (handoff.id, *requests) for _, of in record.audits)
        if written < record.saved.count(handoff.id):
            raise Broken(f"I6 {handoff.id} was changed and only {record.audits} written down")

    def _moved(self, record: Record, before: Handoff | None, after: Handoff) -> None:
        actions = set(record.actions(after.id))
        was, now = before.state if before else None, after.state
        if was != now:
            if not MOVES.get((was, now), set()) & actions:
                raise Broken(f"I6 {after.id} went from {was} to {now} by {sorted(actions)}")
        elif before and after.claimed_by != before.claimed_by and now == "claimed":
            raise Broken(f"I3 {after.id} went from {before.claimed_by} to {after.claimed_by}")
        held = self.holders.get(after.id)
        if held and before and before.urgency != after.urgency:
            held.raised_at = self.clock.at
        if was == "claimed" and now == "open" and after.reopened == "silent":
            self._was_silent(after)
        if now != "claimed":
            self.let_go(after.id)

    def _was_silent(self, handoff: Handoff) -> None:
        held = self.holders.get(handoff.id)
        if held is None:
            return
        is_emergency = handoff.urgency == "emergency"
        grace = (EMERGENCY_GRACE if is_emergency else GRACE) - SKEW
        quiet = self.clock.at - max(held.word_at, held.tap_at - AN_HOUR)
        is_raised = held.raised_at > max(held.word_at, held.tap_at)
        if is_raised and self.clock.at - held.raised_at >= grace:
            return
        if quiet < AN_HOUR + grace or self.clock.at - held.tap_at < grace:
            raise Broken(f"I5 {handoff.id} was taken from {held.by}, who was not silent")

    def _answerable(self, handoff: Handoff) -> None:
        """While somebody waits for a person, something will happen at a known time."""
        if not handoff.is_active:
            return
        kinds = {kind for kind, _, _ in self._due}
        if handoff.is_open:
            key = f"handoff.escalate:{handoff.id}:{handoff.rung}"
            if not any(of == key for _, of, _ in self._due):
                raise Broken(f"I2 {handoff.id} is open and nothing is due on rung {handoff.rung}")
        elif not kinds & {"handoff.still", "handoff.still_asked"}:
            raise Broken(f"I2 {handoff.id} is held and nobody will ask whether it still is")

    def timers(self, handoff_id: str) -> list[tuple[str, str, str]]:
        """Return kind, key and time of what is due for a handoff."""
        sql = "SELECT kind, key, due_at FROM timers WHERE ref = ? AND done_at IS NULL"
        return [(kind, key, due) for kind, key, due in self.work.rows(sql, handoff_id)]

    def _asked(self, record: Record, before: Handoff | None, after: Handoff) -> None:
        if after.paged and set(after.paged) <= set(after.declined):
            raise Broken(f"I2 {after.id} waits for {after.paged}, who cannot take it")
        if not after.paged and not after.parked_until and after.rung:
            raise Broken(f"I2 {after.id} is open, not parked, and nobody is asked")
        now = self.acting_at or self.clock.at
        if after.parked_until and after.parked_until != world.next_opening(after.parked_until):
            raise Broken(f"I2 {after.id} waits until {after.parked_until}, when the line is shut")
        if before is None or after.rung == before.rung:
            return
        actions = record.actions(after.id)
        if "handoff.park" in actions and after.parked_until:
            self._parked(after, now)
        if "handoff.page" in actions:
            self._paged(after, now)
        is_step = set(actions) <= {"handoff.page", "handoff.park"}
        if self.tick_at and is_step and before.urgency == after.urgency:
            self._not_early(before)

    def _parked(self, handoff: Handoff, now: datetime) -> None:
        opens = world.next_opening(now)
        if handoff.urgency == "emergency" or handoff.parked_until != opens:
            raise Broken(f"I2 {handoff.id} waits until {handoff.parked_until}, not {opens}")

    def _paged(self, handoff: Handoff, now: datetime) -> None:
        assert handoff.policy is not None
        assert handoff.next_at is not None
        if handoff.urgency != "emergency" and not (world.is_open(now) or world.is_open(now + SKEW)):
            raise Broken(f"I2 {handoff.id} pages outside hours")
        if handoff.next_at - now not in {step.wait for step in handoff.policy.steps}:
            raise Broken(f"I2 {handoff.id} goes on at {handoff.next_at}, which no step says")
        for user_id in handoff.paged:
            if user_id in self.gone or self.away.get(user_id, now) > now:
                raise Broken(f"I2 {handoff.id} pages {user_id}, who cannot answer")
            self._has_page(handoff, user_id)

    def _has_page(self, handoff: Handoff, user_id: str) -> None:
        """Whoever is asked has a page of this rung, or an older one that has not left yet."""
        key = f"card:{handoff.id}:{handoff.rung}:{user_id}"
        sql = (
            "SELECT 1 FROM outbox WHERE key = ? OR ref = ? AND kind = 'card' AND recipient = ? "
            "AND sent_at IS NULL AND failed_at IS NULL"
        )
        values: tuple[Any, ...] = (key, handoff.id, user_id)
        if user_id == ON_CALL:
            key = f"thread:{handoff.id}:everyone:{handoff.rung}"
            sql = (
                "SELECT 1 FROM outbox WHERE key = ? OR ref = ? AND kind = 'thread' "
                "AND sent_at IS NULL AND json_extract(data, '$.name') = 'everyone'"
            )
            values = (key, handoff.id)
        if not self.work.rows(sql, *values):
            raise Broken(f"I2 {handoff.id} says that {user_id} is paged, and no page leaves")

    def _not_early(self, before: Handoff) -> None:
        if self.gone & set(before.paged):
            return
        assert self.tick_at is not None
        if before.is_open and before.next_at and before.next_at > self.tick_at:
            raise Broken(f"I2 {before.id} went on at {self.tick_at}, before {before.next_at}")

    def _told(self, handoff: Handoff, requests: list[Request]) -> None:
        held = self.holders.get(handoff.id)
        known = Known(
            reached=frozenset(self.slack.paged(handoff.id)),
            everybody=any(self.slack.calls_to_all(handoff.id)),
            holder=held.by if held else None,
            seen=frozenset(self.seen.get(handoff.id, ())),
            passed=self.passed.get(handoff.id, ("", "")),
            due=frozenset(datetime.fromisoformat(due) for _, _, due in self._due),
            opens=world.next_opening(self.acting_at or self.clock.at),
        )
        for request in requests:
            status, _, promise = self.artist.said(request, handoff).partition(" | ")
            known.check(handoff, status, promise)

    def at_the_end(self, requests: Iterable[tuple[Any, ...]]) -> None:
        """Check what was accepted, what people see, and what is kept."""
        for request_id, urgency, action, handoff_id, state, text in requests:
            if action == "page" and urgency in ("emergency", "urgent") and handoff_id is None:
                raise Broken(f"I1 {request_id} is {urgency} and nobody was called")
            if request_id in self.blanked and (text or state != "withdrawn"):
                raise Broken(f"I8 {request_id} was taken back and its words are there again")
            self._shown(request_id)
        self._visible_once()
        self._no_words()

    def _shown(self, request_id: str) -> None:
        """What stands in the teacher's messages is what would be drawn now."""
        posted = [each for each in self.slack.posts if each.key.startswith(f"reply:{request_id}:")]
        if posted and posted[-1].text != self.artist.told(request_id):
            now = self.artist.told(request_id)
            raise Broken(f"I5 {request_id} shows “{posted[-1].text}”, and it is “{now}”")

    def _visible_once(self) -> None:
        for key, posts in self.slack.by_key.items():
            if len(posts) > 1:
                raise Broken(f"I4 {key} is there {len(posts)} times")
        pages = [
            tuple(each.key.split(":"))
            for each in self.slack.posts
            if each.key.startswith("card:") and each.key.count(":") == 3
        ]
        if len(pages) != len(set(pages)):
            raise Broken("I4 somebody was paged twice for one rung")

    def _no_words(self) -> None:
        for table, columns in (
            ("outbox", "key || data || recipient || ref || coalesce(last_error, '')"),
            ("timers", "key || kind || ref"),
            ("audit", "actor || action || object || detail"),
            ("handoffs", "id || policy || paged || reached || declined"),
            ("inbox", "key || kind"),
        ):
            sql = f"SELECT {columns} FROM {table} WHERE instr({columns}, ?) LIMIT 1"
            for (found,) in self.work.rows(sql, world.CANARY):
                raise Broken(f"I7 words in {table}: {found}")
        for seen in self.slack.posts:
            if seen.key.startswith(("card:", "thread:")) and world.CANARY in seen.text:
                raise Broken(f"I7 words in {seen.key}")
