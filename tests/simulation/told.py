"""What a teacher is told about people, read word for word and held against what is known outside.

A clause that nobody has taught this to read is an error: what cannot be read cannot be checked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from advicebot.domain.handoff import Handoff
from tests.simulation import world

MENTION = re.compile(r"<@(\w+)>")
STAMP = re.compile(r"<!date\^(\d+)\^")
CLAUSES = re.compile(r", (?=nobody has taken|seen by|the next page)")
TEAM = "the whole on-call team"


class Broken(BaseException):
    """An invariant does not hold. The message starts with its number.

    No ``Exception``: it must pass through everything that catches errors.
    """


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one handoff from outside.

    Attributes:
        reached: those whom Slack has shown a page, and ``everybody`` whether it called them all.
        holder: who has it, None when nobody has.
        due: when something is due for it.
        opens: when the line opens next, by the plain list of its days.
    """

    reached: frozenset[str]
    everybody: bool
    holder: str | None
    seen: frozenset[str]
    passed: tuple[str, str]
    due: frozenset[datetime]
    opens: datetime

    def check(self, handoff: Handoff, status: str, promise: str) -> None:
        """Check the status clause and the promise at the top of an answer.

        Raises:
            Broken: one of them says what is not so.
        """
        for said in (*CLAUSES.split(status), promise):
            if said and not self._is_true(handoff, said):
                raise Broken(f"I5 “{said}” is told of {handoff.id}, and it is not so: {self}")

    def _is_true(self, handoff: Handoff, said: str) -> bool:
        for pattern, is_true in READINGS.items():
            if re.search(pattern, said):
                return is_true(self, handoff, said)
        raise Broken(f"I5 “{said}” is told of {handoff.id}, and nobody knows what it means")

    def was_paged(self, handoff: Handoff, said: str) -> bool:
        """Everybody who is named was shown a page, and all were called if that is said."""
        return set(MENTION.findall(said)) <= self.reached and (TEAM not in said or self.everybody)

    def holds(self, handoff: Handoff, said: str) -> bool:
        """Whoever is named has it, and what they promised to keep is watched."""
        is_holder = handoff.state == "claimed" and MENTION.findall(said) == [self.holder]
        return is_holder and (" by <!" not in said or self.is_due(handoff, said))

    def is_due(self, handoff: Handoff, said: str) -> bool:
        """Something is due at the last time that is named."""
        promised = datetime.fromtimestamp(int(STAMP.findall(said)[-1]), UTC)
        return promised in {each.replace(microsecond=0) for each in self.due}

    def was_seen(self, handoff: Handoff, said: str) -> bool:
        return set(MENTION.findall(said)) <= self.seen

    def was_passed(self, handoff: Handoff, said: str) -> bool:
        return tuple(MENTION.findall(said)) == self.passed

    def is_parked(self, handoff: Handoff, said: str) -> bool:
        """It waits for the opening that is named; an emergency never does."""
        local = self.opens + world.utc_offset(self.opens)
        is_unknown = "not written down yet" in said and local.date() > world.LAST
        is_named = f"{local:%A}" in said or "<!date" in said or is_unknown
        return handoff.parked_until == self.opens and is_named and handoff.urgency != "emergency"

    def is_queued(self, handoff: Handoff, said: str) -> bool:
        """Nobody was called for it, and somebody will be at the time that is named."""
        return handoff.is_open and handoff.rung == 0 and self.is_due(handoff, said)

    def is_paging(self, handoff: Handoff, said: str) -> bool:
        return handoff.is_open and bool(handoff.paged)

    def is_open(self, handoff: Handoff, said: str) -> bool:
        return handoff.is_open and self.holder is None

    def is_unreached(self, handoff: Handoff, said: str) -> bool:
        return handoff.is_open and handoff.parked_until is None

    def is_ended(self, handoff: Handoff, said: str) -> bool:
        return not handoff.is_active


Reading = Callable[[Known, Handoff, str], bool]
READINGS: dict[str, Reading] = {
    r"^(paged|I have paged) ": Known.was_paged,
    r"has had it since": Known.holds,
    r"has your message ": Known.holds,
    r"^nobody has taken it yet": Known.is_open,
    r"^seen by ": Known.was_seen,
    r"has passed it on to": Known.was_passed,
    r"^the next page goes out": Known.is_due,
    r"^(I am )?paging the practitioners": Known.is_paging,
    r"could not (page anyone|reach)": Known.is_unreached,
    r"^(no|No) practitioner is on now": Known.is_parked,
    r"practitioners’ queue": Known.is_queued,
    r"^(closed by|you said that you need nobody)": Known.is_ended,
}
"""How each thing that can be said is checked, by how it begins or what stands in it."""
