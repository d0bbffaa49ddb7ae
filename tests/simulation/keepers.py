"""What happens to the line itself: people leave or go away, rota and policy are edited."""

from __future__ import annotations

from dataclasses import replace

from advicebot.domain.oncall.rota import Override, OverrideWhy, Tier
from advicebot.service import holding
from tests.fakes import TEAM
from tests.simulation import world
from tests.simulation.somebody import Act, Draw, Somebody
from tests.simulation.world import PRACTITIONERS, minutes


class Keepers(Somebody):
    """Those who look after the line, and whoever they have to look after."""

    def draws(self) -> list[tuple[Draw, float]]:
        """Return what may happen, with how often it does."""
        return [
            (self.leave, 0.5),
            (self.go_away, 0.7),
            (self.cover, 0.8),
            (self.edit_policy, 0.4),
        ]

    def leave(self) -> Act | None:
        """Somebody leaves the on-call channel; whoever saw it may die before acting on it."""
        staying = [each for each in PRACTITIONERS if each not in self._truth.gone]
        if len(staying) < 2:
            return None
        who, is_acted_on = self._rng.choice(staying), self._rng.random() < 0.7

        def use(key: str) -> None:
            with self.desk.work.write() as unit:
                person = unit.practitioners.get(TEAM, who)
                unit.practitioners.save(replace(person, is_member=False))
            self._truth.gone.add(who)
            if is_acted_on:
                holding.left(self.desk, TEAM, who)

        return Act(f"{who} leaves{'' if is_acted_on else ', and nobody acts on it'}", use)

    def go_away(self) -> Act:
        who = self._rng.choice(PRACTITIONERS)
        until = self._night.clock.at + minutes(self._rng, 5, 120)

        def use(key: str) -> None:
            with self.desk.work.write() as unit:
                person = unit.practitioners.get(TEAM, who)
                unit.practitioners.save(replace(person, away_until=until))
            self._truth.away[who] = until

        return Act(f"{who} is away until {until:%H:%M:%S}", use)

    def cover(self) -> Act:
        tier, who = self._rng.choice(tuple(Tier)), self._rng.choice(PRACTITIONERS)
        now = self._night.clock.at
        override = Override(
            id=f"cover-{now.timestamp()}",
            tier=tier,
            user_id=who,
            starts_at=now + minutes(self._rng, -30, 30),
            ends_at=now + minutes(self._rng, 31, 400),
            why=OverrideWhy.COVER,
            made_by=who,
        )

        def use(key: str) -> None:
            with self.desk.handle(key) as unit:
                unit.shifts.remove_override(TEAM, override.id)
                unit.shifts.add_override(TEAM, override, now)

        return Act(f"{who} covers {tier}", use)

    def edit_policy(self) -> Act:
        lead, edited = self._night.setting.lead, self._rng.random() < 0.7

        def use(key: str) -> None:
            self._night.start_anew(world.a_line(lead=lead, edited=edited))

        return Act("line.yaml is edited and everything is started anew", use)
