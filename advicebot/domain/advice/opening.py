"""What is said before anything else when a person is called: curated first lines, put together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Protocol

from advicebot.domain.advice.triage import TRACE, UNPLACED
from advicebot.domain.knowledge import FirstLines
from advicebot.domain.vocabulary import Action, Flag, Urgency

MOST_FLAGS = 2
LINES_OF_THE_SECOND = 2
_SAID_ONCE = re.compile(r"\b(?:999|DSL)\b")


class Reason(Protocol):
    """A flag with the words that raised it and the rule that found them."""

    @property
    def flag(self) -> Flag: ...

    @property
    def quote(self) -> str: ...

    @property
    def rule(self) -> str: ...


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

    An allegation about an adult in school comes before all else. The second flag adds two lines
    at most, without its own line about 999 and the DSL where that has been said.
    """
    of = {each.flag: each for each in known}
    chosen = [of[flag] for flag in _worth_saying(reasons, action=action) if flag in of]
    said: list[str] = []
    for each in chosen[:MOST_FLAGS]:
        own = each.at(urgency)
        more = _not_said_yet(own, said, each.flag)[:LINES_OF_THE_SECOND]
        said += more if said else own
    return Opening(
        flags=tuple(each.flag for each in chosen[:MOST_FLAGS]),
        lines=tuple(said),
        ring=tuple(dict.fromkeys(id_ for each in chosen[:MOST_FLAGS] for id_ in each.ring)),
    )


def _not_said_yet(own: Sequence[str], said: Sequence[str], flag: Flag) -> list[str]:
    """The 999 of somebody's own distress is for them, so it is never taken as said."""
    if flag is Flag.STAFF_DISTRESS:
        return list(own)
    return [line for line in dropwhile(_SAID_ONCE.search, own) if line not in said]


def _worth_saying(reasons: Sequence[Reason], *, action: Action) -> Iterator[Flag]:
    """Yield the flags to speak of. The same words are not answered twice, nor is a guess at all.

    A flag that rests on single words speaks only in a page that has nothing surer.
    """
    placed = [each for each in reasons if not each.rule.startswith(UNPLACED)]
    sure = [each for each in placed if TRACE not in each.rule or _is_about_an_adult(each)]
    if not sure and action is Action.PAGE:
        sure = placed
    words: set[str] = set()
    for each in sorted(sure, key=_is_about_an_adult, reverse=True):
        if each.quote not in words:
            yield each.flag
        words |= {each.quote} if each.quote else set()


def _is_about_an_adult(reason: Reason) -> bool:
    return reason.flag is Flag.ALLEGATION_AGAINST_STAFF
