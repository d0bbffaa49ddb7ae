"""A16: every field is filled with controls, hidden characters and far too much of everything."""

import random
import shutil
from collections import Counter

from tests.faults.bending import without
from tests.faults.figure import Figure, Measured, Run
from tests.faults.hostile import a_text, troubles
from tests.faults.house import House, Left
from tests.faults.indoors import a_database
from tests.faults.lives import Life, a_house


class Says:
    """Gives a text for each field, and counts them."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.fields: Counter[str] = Counter()
        self.newest = ("", "")

    def __call__(self, field: str, most: int) -> str:
        """Return a text of at most so many characters."""
        self.fields[field] += 1
        text = a_text(self._chance)[:most]
        self.newest = (field, text[:80])
        return text


def measure(run: Run) -> Measured:
    """Live one life after another until enough was said; look at everything that left."""
    wanted = run.pick(short=120, full=10_000)
    says, found, payloads, pressed = Says(random.Random(run.seed)), list[str](), 0, 0
    number = 0
    with without(run.without):
        while says.fields.total() < wanted:
            number += 1
            folder = run.below(str(number)).folder
            with a_house(a_database(folder)) as house:
                pressed += _live(house, says, found, number)
                payloads += len(house.slack.left)
                found += _looked_at(house.slack.left, number)
            shutil.rmtree(folder)
            if run.without and found:
                break
    return Measured(
        holds=not found,
        seen=f"{len(found)} controls of theirs, hidden characters or payloads Slack would refuse",
        n=f"{says.fields.total()} texts in {len(says.fields)} fields, {payloads} payloads, "
        f"{pressed} buttons pressed",
        details=tuple(found[:10]),
    )


def _live(house: House, says: Says, found: list[str], number: int) -> int:
    try:
        Life(house, says).live()
        return house.looks_at_everything()
    except Exception as error:
        found.append(f"life {number}, {says.newest}: {type(error).__name__}: {error!s:.300}")
        return 0


def _looked_at(left: list[Left], number: int) -> list[str]:
    found = list[str]()
    for each in left:
        problems = [*troubles(each.kind, each.text, each.body), *each.problems()]
        found += [f"life {number}, a {each.kind}: {problem}" for problem in problems[:2]]
    return found


FIGURE = Figure(
    id="A16",
    title="Controls, hidden characters and 40,000 characters in every field",
    target="0 controls of theirs, 0 hidden characters, 0 payloads that Slack would refuse",
    measure=measure,
    control="escape",
)
