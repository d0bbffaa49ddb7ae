"""People who do the journeys of the line while it fails around them: they ask, are handed off and
written to, arrange outreach, and answer when they are asked what became of the pupil.

A person tries again what a person would try again: a click that did nothing, a form that did not
open or was not taken. Nobody writes a message twice, because Slack has it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from advicebot.demo.cast import PRACTITIONERS, PROVIDERS
from advicebot.workspace.driver.person import Person
from advicebot.workspace.errors import ActError
from tests.faults import filling, kit, saying
from tests.faults.filling import PLACES
from tests.faults.saying import Place
from tests.running import Scene, until

WITHIN = 900.0
"""Seconds until a person gives up waiting, which is a finding."""
LOOK_EVERY = 0.2
BEFORE_CLICK = (ActError, TimeoutError, AssertionError, LookupError)
"""What a person meets when the line is away: no answer, no form, a button that is not drawn yet."""
HANDS = 8
"""How many journeys are under way at once."""
OF_MESSAGE = "SELECT {} FROM requests WHERE channel_id = ? AND message_ts = ?"


class People:
    """Everybody at one workspace. ``written`` is each message of theirs as (channel, ts)."""

    def __init__(self, stage: Scene) -> None:
        self.stage = stage
        self.written: list[Place] = []
        self.stuck: list[str] = []
        self.teachers = [stage.workspace.as_user(each) for each in stage.teachers]
        self.practitioners = [stage.workspace.as_user(each) for each in PRACTITIONERS]
        self._provider = stage.workspace.as_user(next(iter(PROVIDERS)))
        everybody = (*self.teachers, *self.practitioners, self._provider)
        self._busy = {each.id: threading.Lock() for each in everybody}
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="person")
        self._under_way: list[Future[None]] = []

    def begin(self, journey: Callable[..., None], *about: object) -> None:
        """Let a journey go on beside everything else; one that gets stuck is noted."""
        self._under_way.append(self._hands.submit(self._try, journey, *about))

    def finish(self, *, within: float) -> None:
        """Return when every journey has ended; those that have not by then are stuck."""
        _, going = wait(self._under_way, within)
        self.stuck += [f"a journey has not ended after {within:g} s" for _ in going]

    def leave(self) -> None:
        """Begin nothing more."""
        self._hands.shutdown(wait=False, cancel_futures=True)

    def asks(self, teacher: Person, number: int) -> str:
        """Ask something plain; return the message's timestamp."""
        lesson = number % 6 + 1  # some greater numbers mean something to the line
        words = f"my class keeps calling out and will not settle after lunch, lesson {lesson}"
        return self._says(teacher, words)

    def is_handed_off(self, teacher: Person, number: int) -> None:
        """An emergency: somebody answers under the card and so takes it, words go both ways, and
        it is closed.
        """
        with self._alone(teacher):
            self._is_helped(teacher, number, self.calls(teacher, number))

    def calls(self, teacher: Person, number: int) -> str:
        """An emergency is written; returns the id of the handoff that it becomes."""
        asked = self._says(teacher, saying.a_danger(number))
        (handoff,) = self._row(OF_MESSAGE.format("handoff_id"), teacher.dm, asked)
        return str(handoff)

    def is_helped(self, teacher: Person, number: int, handoff: str) -> None:
        """The same from where somebody answers."""
        with self._alone(teacher):
            self._is_helped(teacher, number, handoff)

    def _is_helped(self, teacher: Person, number: int, handoff: str) -> None:
        card, helper = self._place(f"card:{handoff}"), self.practitioners[number % 3]
        on_call = self.stage.on_call
        first = self._answers(helper, card[1], f"where is the pupil now? ({number})")
        self._arrives(on_call, first)
        back = self._says(teacher, "in the office with two of us")
        self._arrives(teacher.dm, back)
        last = self._answers(helper, card[1], f"thank you, we come at two ({number})")
        self._arrives(on_call, last)
        with self._alone(helper):
            self._closes(helper, handoff, card[1])

    def arranges(self, teacher: Person, number: int) -> None:
        """An answer, an offer asked for with its form, and the provider takes it."""
        with self._alone(teacher):
            asked = self._says(teacher, "she refuses every instruction in maths")
            (request,) = self._row(OF_MESSAGE.format("id"), teacher.dm, asked)
            offers = [name for name, places in PLACES.items() for _ in range(places)]
            offer = offers[number % len(offers)]
            made = "SELECT id FROM referrals WHERE request_id = ?"
            self._until_done(
                lambda: filling.ask_for(teacher, offer),
                lambda: bool(self._rows(made, request)),
                what=f"{offer} is asked for",
            )
        (referral,) = self._row(made, request)
        sql = "SELECT channel_id, ts FROM outbox WHERE ref = ? AND kind = 'referral' AND ts > ''"
        card = self._row(sql, referral)
        taken = f"SELECT 1 FROM referrals WHERE id = '{referral}' AND state = 'accepted'"
        with self._alone(self._provider):
            self._until_done(
                lambda: filling.accept(self._provider, card[1], self.stage.workspace.now()),
                lambda: bool(self._rows(taken)),
                what=f"{offer} is accepted",
            )

    def answers_follow_up(self, follow_up: str, requester: str) -> None:
        """Where the pupil is and how high the risk is, by two taps under the question."""
        sql = "SELECT ts FROM outbox WHERE ref = ? AND kind = 'follow-up' AND ts > ''"
        (ts,) = self._row(sql, follow_up)
        teacher = next(each for each in self.teachers if each.id == requester)
        steps = (("whereabouts", "follow_up.place.full-time"), ("risk", "follow_up.risk.5"))
        with self._alone(teacher):
            for field, action in steps:
                has = f"SELECT 1 FROM follow_ups WHERE id = ? AND {field} IS NOT NULL"
                self._until_done(
                    lambda action=action: teacher.clicks(action, ts=ts),
                    lambda has=has: bool(self._rows(has, follow_up)),
                    what=f"{field} of a follow-up is answered",
                )

    def asked_follow_ups(self) -> list[tuple[str, str]]:
        """Every follow-up that was asked and not answered, with whose it is."""
        sql = "SELECT id, requester FROM follow_ups WHERE asked_at > '' AND answered_at IS NULL"
        return [(str(one), str(other)) for one, other in self._rows(sql)]

    def _says(self, teacher: Person, words: str) -> str:
        place = saying.says(teacher, words)
        self.written.append(place)
        return place[1]

    def _answers(self, helper: Person, card: str, words: str) -> str:
        ts = helper.replies(card, words, channel=self.stage.on_call)
        self.written.append((self.stage.on_call, ts))
        return ts

    def _arrives(self, channel: str, ts: str) -> None:
        """What one side said has reached the other."""
        words = "SELECT id FROM words WHERE channel_id = ? AND message_ts = ?"
        self._row(
            f"SELECT ts FROM outbox WHERE ref <> '' AND ts > '' AND key = 'words:' || ({words})",
            channel,
            ts,
        )

    def _closes(self, helper: Person, handoff: str, card: str) -> None:
        state = "SELECT 1 FROM handoffs WHERE id = ? AND state = 'closed'"
        self._until_done(
            lambda: filling.close(helper, card, self.stage.on_call),
            lambda: bool(self._rows(state, handoff)),
            what=f"handoff {handoff} is closed",
        )

    def _place(self, key: str) -> tuple[str, str]:
        """Where an effect stands, as soon as it does."""
        found = self._row("SELECT channel_id, ts FROM outbox WHERE key = ? AND ts > ''", key)
        return str(found[0]), str(found[1])

    def _rows(self, sql: str, *given: object) -> list[tuple]:
        return kit.rows(self.stage, sql, *given)

    def _row(self, sql: str, *given: object) -> tuple:
        """The first row, as soon as there is one that is not empty."""

        def find() -> tuple | None:
            found = self._rows(sql, *given)
            return found[0] if found and found[0][0] is not None else None

        return until(find, within=WITHIN, what=f"{sql} {given}", every=LOOK_EVERY)

    def _until_done(
        self, act: Callable[[], None], is_done: Callable[[], bool], *, what: str
    ) -> None:
        """Do something until it has happened, as a person does who sees that it has not."""
        deadline = time.monotonic() + WITHIN
        while time.monotonic() < deadline:
            try:
                act()
                patience = time.monotonic() + filling.PATIENCE
            except BEFORE_CLICK:
                patience = time.monotonic() + 2 * LOOK_EVERY
            while time.monotonic() < patience:
                if is_done():
                    return
                time.sleep(LOOK_EVERY)
        raise AssertionError(f"not within {WITHIN:g} s: {what}")

    def _try(self, journey: Callable[..., None], *about: object) -> None:
        try:
            journey(*about)
        except Exception as error:
            self.stuck.append(f"{journey.__name__}: {type(error).__name__} {error}")

    @contextmanager
    def _alone(self, person: Person) -> Iterator[None]:
        """Nobody does two journeys at once."""
        with self._busy[person.id]:
            yield
