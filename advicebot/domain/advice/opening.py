"""What is said before anything else when a person is called: curated first lines, put together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Protocol

from advicebot.domain.advice.triage import DOUBT, TRACE
from advicebot.domain.knowledge import FirstLines
from advicebot.domain.vocabulary import Action, Flag, Urgency

MOST_FLAGS = 2
LINES_OF_THE_SECOND = 2
_CALLED = re.compile(r"\b(?:999|DSL)\b")
_TOLD_TO_THE_HEAD = (Flag.ABUSE_DISCLOSURE, Flag.SEXUAL_HARM)


class Reason(Protocol):
    """A flag with the words that raised it and the rule that found them."""

    @property
    def flag(self) -> Flag:
        """Why a person is needed."""
        ...

    @property
    def quote(self) -> str:
        """The words that decided, empty when they are gone."""
        ...

    @property
    def rule(self) -> str:
        """The id of the rule."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first lines, most pressing first, and the ids of the signposts to ring beside them.

    ``flags`` are those they speak of, at most two; all three are empty when none is known well
    enough, so that the general lines stand.
    """

    flags: tuple[Flag, ...] = ()
    lines: tuple[str, ...] = ()
    ring: tuple[str, ...] = ()


def opening(
    known: Sequence[FirstLines], reasons: Sequence[Reason], *, action: Action, urgency: Urgency
) -> Opening:
    """Return what to say first for what triage found, strongest first.

    An allegation about an adult in school comes before all else. A second flag adds two lines at
    most. Of the lines of a flag the first that are for its rule are taken.
    """
    found = (_lines_for(known, reason) for reason in _worth_saying(reasons, action=action))
    chosen = [lines for lines in found if lines][:MOST_FLAGS]
    lines = list(chosen[0].at(urgency)) if chosen else []
    for second in chosen[1:]:
        lines += _beside(lines, second, urgency, after=chosen[0].flag)
    return Opening(
        flags=tuple(each.flag for each in chosen),
        lines=tuple(lines),
        ring=tuple(dict.fromkeys(id_ for each in chosen for id_ in each.ring)),
    )


def _lines_for(known: Sequence[FirstLines], reason: Reason) -> FirstLines | None:
    of_flag = [each for each in known if each.flag is reason.flag]
    return next((each for each in of_flag if not each.rules or reason.rule in each.rules), None)


def _beside(
    said: Sequence[str], second: FirstLines, urgency: Urgency, *, after: Flag
) -> Sequence[str]:
    """The lines that a second flag adds, without calls for help that were made already.

    The 999 of somebody's own distress is for them, so it is never taken as made. What an adult in
    school is said to have done is told to the head, so no line sends it to the DSL as well.
    """
    if second.flag is Flag.STAFF_DISTRESS:
        return second.at(urgency)[:LINES_OF_THE_SECOND]
    called = _calls(" ".join(said))
    if after is Flag.ALLEGATION_AGAINST_STAFF and second.flag in _TOLD_TO_THE_HEAD:
        called |= {"DSL"}
    own = second.at(urgency)
    new = dropwhile(lambda line: _calls(line) and _calls(line) <= called, own)
    return [line for line in new if line not in said][:LINES_OF_THE_SECOND]


def _calls(line: str) -> set[str]:
    return set(_CALLED.findall(line))


def _worth_saying(reasons: Sequence[Reason], *, action: Action) -> Iterator[Reason]:
    """Yield the reasons to speak of. The same words are not answered twice, nor is a guess at all.

    A flag that rests on single words speaks only in a page that has nothing surer.
    """
    placed = [each for each in reasons if not each.rule.startswith(DOUBT)]
    sure = [each for each in placed if TRACE not in each.rule or _is_about_an_adult(each)]
    if not sure and action is Action.PAGE:
        sure = placed
    words: set[str] = set()
    for each in sorted(sure, key=_is_about_an_adult, reverse=True):
        if each.quote not in words:
            yield each
        words |= {each.quote} if each.quote else set()


def _is_about_an_adult(reason: Reason) -> bool:
    return reason.flag is Flag.ALLEGATION_AGAINST_STAFF
