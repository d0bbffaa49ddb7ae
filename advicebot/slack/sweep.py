"""Finds what Slack never told us of: reads the history of every direct-message channel, and the
threads in which practitioners are talking with a teacher.

An outage can discard events for good, so retries are not enough. What is found goes through the
same door as the event would have gone through, a message or a deletion under the same key; what is
known already is passed over, and so is what somebody wrote before they were erased.

Edits and deletions of the last day are found too. An edit that was delivered may be read a second
time: it says the same and changes nothing. A message counts as deleted when it is missing from the
history and Slack, asked for it alone, does not find it either.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from advicebot.clock import Clock
from advicebot.domain.delivery import Posted, instant
from advicebot.domain.handoff import Handoff, Side, Words, WordsState
from advicebot.errors import SlackDeliveryError
from advicebot.service import effects
from advicebot.service.deliveries import Deliveries
from advicebot.service.erasing import erased_before
from advicebot.service.ports import Unit, Work
from advicebot.slack.found import (
    TOMBSTONE,
    as_deletion,
    as_edit,
    as_event,
    is_from_person,
)
from advicebot.slack.gateway import HISTORY_PAGES, Gateway
from advicebot.slack.payloads import Body, edited_ts, key_of

log = logging.getLogger(__name__)

PULSE = "sweep"
"""Marked after each sweep, in machine time, with how many messages it found."""
MARGIN_SECONDS = 120.0
"""How far back a sweep looks again, for messages that Slack shows late."""
CHANGES_SECONDS = 24 * 3600.0
"""How old a message may be whose edit or deletion is found."""
GONE = "thread_not_found"
"""Slack's word for a message that somebody deleted."""
MOST_REQUESTS, MOST_WORDS = 20, 200
"""How many of one person's, and of one handoff, are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ours:
    """A message that we hold the words of, and whose they are."""

    ts: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A conversation that is read: a direct-message channel, or the thread of a card."""

    channel: str
    kind: str
    since: str
    stones: Mapping[str, datetime]


class Sweep:
    """Reads what is new in each direct-message channel and under each card in use."""

    def __init__(
        self,
        work: Work,
        deliveries: Deliveries,
        gateway: Gateway,
        *,
        team_id: str,
        clock: Clock,
        take_in: Callable[[Body], None],
        machine: Clock | None = None,
    ) -> None:
        """``take_in`` is given each missed message as the event Slack would have sent. ``machine``
        is the clock for signs of life; None where it is the same.
        """
        self._work = work
        self._deliveries = deliveries
        self._gateway = gateway
        self._team_id = team_id
        self._clock = clock
        self._machine = machine or clock
        self._take_in = take_in
        self._there: set[tuple[str, str]] = set()
        self._started = 0.0
        self._done: set[str] = set()
        self._found = 0

    def run(self) -> int:
        """Take in every message, edit and deletion that is in Slack but not in the inbox.

        The very first sweep of a workspace only notes the time: messages from before the line
        existed are nobody's business. One that Slack cut short is gone on with by the next call:
        Slack lets some fifty conversations be read a minute, and there may be more.

        Returns:
            How many were found.

        Raises:
            SlackDeliveryError: Slack did not let it end now; call again.
        """
        if not self._done:
            self._started, self._found = self._clock.now().timestamp(), 0
        with self._work.read() as unit:
            since = unit.sweeps.swept_to(self._team_id)
            stones = unit.rights.list_tombstones()
        if since is not None:
            self._read_what_is_left(since, stones)
        with self._work.write() as unit:
            unit.sweeps.save(self._team_id, f"{self._started - MARGIN_SECONDS:.6f}")
            unit.pulses.mark(PULSE, self._machine.now(), str(self._found))
        self._done.clear()
        if self._found:
            log.warning("sweep took in %d events that were never delivered", self._found)
        return self._found

    def _read_what_is_left(self, since: str, stones: Mapping[str, datetime]) -> None:
        """Read each conversation that this sweep has not read yet, those in use first.

        One that Slack does not show now keeps no other from being read, unless Slack asks to wait.
        """
        failed: SlackDeliveryError | None = None
        for id_, read in self._conversations(since, stones):
            if id_ in self._done:
                continue
            try:
                self._found += read()
            except SlackDeliveryError as error:
                if error.retry_after is not None:
                    raise
                failed = error
            else:
                self._done.add(id_)
        if failed:
            raise failed

    def _conversations(
        self, since: str, stones: Mapping[str, datetime]
    ) -> Iterator[tuple[str, Callable[[], int]]]:
        """Yield what reads each conversation and says how many it found, by the id of it."""
        for talk, card in self._cards():
            yield talk.id, partial(self._under, talk, card, since, stones)
        for channel in self._gateway.channels("im"):
            place = _Place(channel=channel["id"], kind="im", since=since, stones=stones)
            yield channel["id"], partial(self._directly, place, str(channel.get("user") or ""))

    def _directly(self, place: _Place, user: str) -> int:
        """Take in what is missing of one person's direct messages, oldest first."""
        oldest = self._oldest(place.since)
        newest_first = self._gateway.history(place.channel, oldest=oldest, pages=HISTORY_PAGES)
        messages = list(newest_first)[::-1]
        with self._work.read() as unit:
            ours = list(self._of_person(unit, user, place.channel))
        return self._compare(place, messages, ours)

    def _cards(self) -> list[tuple[Handoff, Posted]]:
        """Return where the cards stand under which people are waiting or talking."""
        with self._work.read() as unit:
            active = [each for each in unit.handoffs.list_active() if each.team_id == self._team_id]
            found = [(each, unit.outbox.find_posted(effects.anchor(each).key)) for each in active]
        return [(each, posted) for each, posted in found if posted]

    def _under(
        self, talk: Handoff, card: Posted, since: str, stones: Mapping[str, datetime]
    ) -> int:
        """Take in what is missing under a card, oldest first as Slack lists a thread."""
        oldest = self._oldest(since)
        try:
            messages = list(self._gateway.replies(card.channel_id, card.ts, oldest=oldest))
        except SlackDeliveryError as error:
            if error.is_permanent or error.reason == GONE:
                log.warning("sweep cannot read under a card reason=%s", error.reason)
                return 0
            raise
        place = _Place(channel=card.channel_id, kind="group", since=since, stones=stones)
        with self._work.read() as unit:
            ours = list(_said(unit, talk, card.channel_id))
        return self._compare(place, messages, ours)

    def _compare(self, place: _Place, messages: list[dict[str, Any]], ours: Iterable[_Ours]) -> int:
        """Take in what these messages say and the inbox does not know."""
        found = sum(self._takes_in(body) for body in self._written(place, messages))
        found += sum(self._takes_in(body) for body in self._edited(place, messages))
        shown = {each["ts"] for each in messages if each.get("subtype") != TOMBSTONE}
        found += sum(
            self._takes_in(
                as_deletion(self._team_id, place.channel, place.kind, ts=each.ts, user=each.user)
            )
            for each in ours
            if each.ts not in shown and self._is_gone(place.channel, each.ts)
        )
        return found

    def _written(self, place: _Place, messages: Iterable[dict[str, Any]]) -> Iterator[Body]:
        for message in self._of_people(place, messages):
            if float(message["ts"]) > float(place.since):
                yield as_event(self._team_id, place.channel, place.kind, message)

    def _edited(self, place: _Place, messages: Iterable[dict[str, Any]]) -> Iterator[Body]:
        """Yield edits; a message that was never seen was taken in as it is now."""
        for message in self._of_people(place, messages):
            at = edited_ts(message)
            if not at or float(at) <= float(place.since):
                continue
            if not self._is_mended(place.channel, message["ts"], instant(at)):
                yield as_edit(self._team_id, place.channel, place.kind, message)

    def _is_mended(self, channel: str, ts: str, at: datetime) -> bool:
        """True where the edit at an instant is known, or nothing may become of it any more."""
        with self._work.read() as unit:
            words = unit.words.find_by_message(self._team_id, channel, ts)
            is_asked = unit.requests.find_by_message(self._team_id, channel, ts) is not None
        if words is None:
            return not channel.startswith("D")
        is_over = words.state is WordsState.DELETED or words.side is Side.NOTE
        is_read = words.state is WordsState.EDITED and words.updated_at >= at
        return not is_asked and (is_over or is_read)

    def _of_people(
        self, place: _Place, messages: Iterable[dict[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        for message in messages:
            if not is_from_person(message):
                continue
            if float(message["ts"]) > erased_before(place.stones, self._team_id, message["user"]):
                yield message

    def _takes_in(self, body: Body) -> bool:
        if self._deliveries.is_known(key_of(body)):
            return False
        self._take_in(body)
        return True

    def _is_gone(self, channel: str, ts: str) -> bool:
        """Ask Slack for one message alone; one in a thread is not shown in the channel's history.

        Raises:
            SlackDeliveryError: Slack did not say.
        """
        is_settled = self._started - CHANGES_SECONDS < float(ts) < self._started - MARGIN_SECONDS
        if not is_settled or (channel, ts) in self._there:
            return False
        try:
            list(self._gateway.replies(channel, ts))
        except SlackDeliveryError as error:
            if error.reason == GONE:
                return True
            if error.is_permanent:
                return False
            raise
        self._there.add((channel, ts))
        return False

    def _of_person(self, unit: Unit, user: str, channel: str) -> Iterator[_Ours]:
        for request in unit.requests.list_open_of(self._team_id, user, limit=MOST_REQUESTS):
            if request.channel_id == channel and request.message_ts:
                yield _Ours(ts=request.message_ts, user=user)
        talk = unit.handoffs.find_active_of(self._team_id, user)
        if talk:
            yield from _said(unit, talk, channel)

    def _oldest(self, since: str) -> str:
        """Return from when on messages are read: what is new, and a day of what may be edited."""
        return f"{min(float(since), self._started - CHANGES_SECONDS):.6f}"


def _said(unit: Unit, talk: Handoff, channel: str) -> Iterator[_Ours]:
    for words in unit.words.list_of(talk.id, limit=MOST_WORDS):
        if _is_there(words, channel):
            yield _Ours(ts=str(words.message_ts), user=words.author)


def _is_there(words: Words, channel: str) -> bool:
    is_shown = words.channel_id == channel and words.message_ts is not None
    return is_shown and words.state is not WordsState.DELETED
