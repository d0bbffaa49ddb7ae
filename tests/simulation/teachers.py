"""What teachers do in a night: they write, answer, take back, ask again, rate, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from advicebot.domain.handoff import Helped
from advicebot.domain.request import AskAnswer
from advicebot.service import changes, closing, handoff, relay
from advicebot.service.changes import Change
from tests.fakes import TEAM, a_message
from tests.simulation import world
from tests.simulation.somebody import Act, Draw, Somebody
from tests.simulation.world import TEACHERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.night import Night

TEXTS = ("knife", "missing", "missing", "missing", "withdrawn", "marks", "kicking off")


class Teachers(Somebody):
    """Those who call for help."""

    def __init__(self, night: Night) -> None:
        super().__init__(night)
        self._messages: list[tuple[str, str, str]] = []

    def draws(self) -> list[tuple[Draw, float]]:
        """Return what may happen, with how often it does."""
        return [
            (self.ask, 2.5),
            (self.withdraw, 0.8),
            (self.reopen, 1.0),
            (self.rate, 0.3),
            (self.take_back_words, 0.6),
            (self.answer_question, 1.0),
        ]

    def ask(self) -> Act:
        teacher = self._rng.choice(TEACHERS[: self._rng.choice((1, 1, 2, 3))])
        word = self._rng.choice(TEXTS)
        ts = self._write(1_790_000_000)
        channel = f"D{teacher[1:]}"
        wants_person = word == "kicking off" and self._rng.random() < 0.7
        self._messages.append((teacher, channel, ts))
        said = f"{world.CANARY} {word} {self._written}"

        def use(key: str) -> None:
            values = {"user_id": teacher, "channel_id": channel, "ts": ts}
            relay.receive(self.desk, replace(a_message(said, **values), key=key))
            if wants_person:
                self._ask_for_person(key, teacher, ts)

        return Act(f"{teacher} writes “{word}”{' and asks for a person' * wants_person}", use)

    def _ask_for_person(self, key: str, teacher: str, ts: str) -> None:
        sql = "SELECT id FROM requests WHERE message_ts = ?"
        for (request_id,) in self._night.work.rows(sql, ts):
            handoff.request_person(self.desk, f"{key}:person", request_id, teacher)

    def answer_question(self) -> Act | None:
        sql = "SELECT id, requester FROM requests WHERE asked_at IS NOT NULL ORDER BY number"
        rows = self._night.work.rows(sql)
        if not rows:
            return None
        request_id, teacher = self._rng.choice(rows)
        answer = self._rng.choice((AskAnswer.NOW, AskAnswer.WORRIED, AskAnswer.NO))
        return Act(
            f"{teacher} answers “{answer}”",
            lambda key: handoff.answer_ask(self.desk, key, request_id, teacher, answer),
        )

    def withdraw(self) -> Act | None:
        return self._of_request(closing.withdraw, "needs nobody any more")

    def reopen(self) -> Act | None:
        return self._of_request(closing.reopen_by_teacher, "needs somebody again")

    def _of_request(self, use: Callable[..., None], name: str) -> Act | None:
        sql = "SELECT id, requester FROM requests WHERE handoff_id IS NOT NULL ORDER BY number"
        rows = self._night.work.rows(sql)
        if not rows:
            return None
        request_id, teacher = self._rng.choice(rows)
        who = teacher if self._rng.random() < 0.9 else self._rng.choice(TEACHERS)
        return Act(f"{who} {name} ({request_id})", lambda key: use(self.desk, key, request_id, who))

    def rate(self) -> Act | None:
        found = self._handoff()
        if found is None:
            return None
        return Act(
            f"{found.requester} rates {found.id}",
            lambda key: closing.rate(
                self.desk, key, found.id, found.requester, helped=Helped.PARTLY
            ),
        )

    def take_back_words(self) -> Act | None:
        """A teacher deletes a message; Slack may deliver the message itself once more."""
        if not self._messages:
            return None
        teacher, channel, ts = self._rng.choice(self._messages)
        rows = self._night.work.rows("SELECT id FROM requests WHERE message_ts = ?", ts)

        def use(key: str) -> None:
            change = Change(
                key=key, team_id=TEAM, user_id=teacher, channel_id=channel, message_ts=ts, text=None
            )
            changes.retract(self.desk, change)
            self._truth.blanked |= {request_id for (request_id,) in rows}
            late = replace(
                a_message(world.CANARY, user_id=teacher, channel_id=channel, ts=ts),
                key=f"{key}:late",
            )
            relay.receive(self.desk, late)

        return Act(f"{teacher} deletes a message", use)
