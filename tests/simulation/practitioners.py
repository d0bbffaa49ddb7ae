"""What practitioners do in a night: they take, decline, look, pass on, write and close."""

from __future__ import annotations

from dataclasses import replace

from advicebot.domain.handoff import Closing, HandoffState, Intention
from advicebot.service import closing, handoff, hearing, holding
from advicebot.service.hearing import Said
from tests.fakes import TEAM
from tests.simulation import world
from tests.simulation.slack import ON_CALL_CHANNEL
from tests.simulation.somebody import Act, Draw, Somebody
from tests.simulation.world import PRACTITIONERS

CLOSING = Closing(
    agreed=f"{world.CANARY} agreed",
    next_step=f"{world.CANARY} next",
    next_by="school",
    risk=4,
    intention=Intention.NONE,
    review_on=None,
)


class Practitioners(Somebody):
    """Those who answer."""

    def draws(self) -> list[tuple[Draw, float]]:
        """Return what may happen, with how often it does."""
        return [
            (self.claim, 5.0),
            (self.decline, 2.0),
            (self.look, 1.0),
            (self.pass_on, 1.5),
            (self.say, 4.0),
            (self.still, 1.2),
            (self.close, 1.5),
            (self.reopen_closed, 0.7),
        ]

    def claim(self) -> Act | None:
        found, who = self._handoff(HandoffState.OPEN), self._rng.choice(PRACTITIONERS)
        if found is None:
            return None

        def use(key: str) -> None:
            with self._truth.taking(found.id, who, when=(HandoffState.OPEN,)):
                self._build.claim(self.desk, key, found.id, who)

        return Act(f"{who} takes {found.id}", use)

    def decline(self) -> Act | None:
        found = self._handoff(HandoffState.OPEN)
        if found is None:
            return None
        asked = [each for each in found.paged if each in PRACTITIONERS]
        who = self._rng.choice(asked or PRACTITIONERS)
        return Act(
            f"{who} cannot take {found.id}",
            lambda key: self._build.decline(self.desk, key, found.id, who),
        )

    def look(self) -> Act | None:
        found, who = self._handoff(HandoffState.OPEN), self._rng.choice(PRACTITIONERS)
        if found is None:
            return None

        def use(key: str) -> None:
            with self.desk.handle(key) as unit:
                self._truth.seen.setdefault(found.id, set()).add(who)
                handoff.seen(self.desk, unit, holding.existing(unit, found.id), who)

        return Act(f"{who} looks at {found.id}", use)

    def pass_on(self) -> Act | None:
        found, to = self._handoff(HandoffState.CLAIMED), self._rng.choice(PRACTITIONERS)
        if found is None:
            return None
        who = found.claimed_by or self._rng.choice(PRACTITIONERS)

        def use(key: str) -> None:
            with self._truth.passing(found.id, who, to):
                holding.pass_on(self.desk, key, found.id, who, to=to, note=world.CANARY, removed=0)

        return Act(f"{who} passes {found.id} to {to}", use)

    def say(self) -> Act | None:
        """Somebody writes under the card, most often whoever has it."""
        found = self._handoff(HandoffState.CLAIMED)
        if found is None:
            return None
        cards = self._night.slack.by_key.get(f"card:{found.id}")
        if not cards:
            return None
        holder = found.claimed_by or ""
        who = holder if holder and self._rng.random() < 0.8 else self._rng.choice(PRACTITIONERS)
        said = Said(
            key="",
            team_id=TEAM,
            user_id=who,
            channel_id=ON_CALL_CHANNEL,
            message_ts=self._write(1_795_000_000),
            thread_ts=cards[0].posted.ts,
            text=f"{world.CANARY} will ring you",
        )

        def use(key: str) -> None:
            with self._truth.taking(found.id, who, when=(HandoffState.OPEN,)):
                hearing.hear(self.desk, replace(said, key=key), is_practitioner=True)
            self._truth.heard(found.id)

        return Act(f"{who} writes under the card of {found.id}", use)

    def still(self) -> Act | None:
        found = self._handoff(HandoffState.CLAIMED)
        if found is None:
            return None
        who = found.claimed_by or self._rng.choice(PRACTITIONERS)

        def use(key: str) -> None:
            holding.still_on_it(self.desk, key, found.id, who)
            self._truth.holders[found.id].tap_at = self._night.clock.at

        return Act(f"{who} is still on {found.id}", use)

    def close(self) -> Act | None:
        found = self._handoff(HandoffState.CLAIMED)
        if found is None:
            return None
        who = found.claimed_by or self._rng.choice(PRACTITIONERS)
        return Act(
            f"{who} closes {found.id}",
            lambda key: self._build.close(self.desk, key, found.id, who, CLOSING),
        )

    def reopen_closed(self) -> Act | None:
        found, who = self._handoff(HandoffState.CLOSED), self._rng.choice(PRACTITIONERS)
        if found is None:
            return None

        def use(key: str) -> None:
            ended = (HandoffState.CLOSED, HandoffState.WITHDRAWN)
            with self._truth.taking(found.id, who, when=ended):
                closing.reopen_by_practitioner(self.desk, key, found.id, who)

        return Act(f"{who} opens {found.id} again", use)
