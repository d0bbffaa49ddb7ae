"""Checks of the first lines: every flag has them, and 999 and the DSL stand where they must."""

from collections.abc import Iterator, Sequence

from advicebot.domain.knowledge import FirstLines, Signpost
from advicebot.domain.vocabulary import Flag, Urgency
from advicebot.errors import Problem
from advicebot.library.places import YamlText
from advicebot.library.problems import unknown_word
from advicebot.library.reading_ease import EASY_ENOUGH, reading_ease

_GOES_ELSEWHERE = (Flag.ALLEGATION_AGAINST_STAFF, Flag.STAFF_DISTRESS)
"""An allegation goes to the headteacher, and somebody's own distress to whoever is near."""
_DSL_WITHIN = 2


def broken_first_lines(
    first_lines: Sequence[FirstLines], yaml: YamlText, *, signposts: Sequence[Signpost]
) -> Iterator[Problem]:
    """Yield what no line may run with: a flag without lines or with two sets, an unknown number.

    Lines for some rules of a flag stand before those for all the others.
    """
    known = [signpost.id for signpost in signposts]
    flags = [None if each.rules else each.flag for each in first_lines]
    for place, each in enumerate(first_lines):
        if each.flag in flags[:place]:
            wanted = "move these up" if each.rules else "put them together"
            message = f"flag: “{each.flag}” has its lines already; {wanted}"
            yield yaml.problem((place, "flag"), message)
        for n, id_ in enumerate(each.ring if known else ()):
            if id_ not in known:
                message = unknown_word(id_, known, what="ring: the signpost")
                yield yaml.problem((place, "ring", n), f"{message} (see signposts.yaml)")
    for flag in Flag:
        if flag not in flags:
            yield yaml.problem((), f"the flag “{flag}” has no first lines; add them")


def first_lines_problems(first_lines: Sequence[FirstLines], yaml: YamlText) -> Iterator[Problem]:
    """Yield where the lines do not open with help, or are too hard to read in a hurry.

    Keeping Children Safe in Education (DfE): 999 where a child is in immediate danger, the DSL
    straight away otherwise, and the headteacher about an adult who works in the school.
    """
    for place, each in enumerate(first_lines):
        for urgency in (Urgency.EMERGENCY, Urgency.URGENT):
            for n, message in _faults(each.flag, each.at(urgency)):
                yield yaml.problem((place, urgency, n), f"{urgency}: {message}")


def _faults(flag: Flag, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    if "call 999" not in lines[0].lower():
        yield 0, f"“{lines[0]}”: the first line must say “call 999”"
    head = " ".join(lines[:_DSL_WITHIN])
    if flag not in _GOES_ELSEWHERE and "DSL" not in head:
        yield 0, f"the DSL must stand in the first {_DSL_WITHIN} lines"
    if flag is Flag.ALLEGATION_AGAINST_STAFF and "headteacher" not in head:
        yield 0, f"the headteacher must stand in the first {_DSL_WITHIN} lines"
    for n, line in enumerate(lines[1:], 1):
        if line.startswith("Call 999"):
            yield n, f"“{line}”: what calls 999 comes first; move it up"
    ease = reading_ease(" ".join(lines))
    if ease < EASY_ENOUGH:
        rule = f"the rule is at least {EASY_ENOUGH:.0f}: shorter words"
        yield 0, f"a reading ease of {ease:.0f}; {rule}"
