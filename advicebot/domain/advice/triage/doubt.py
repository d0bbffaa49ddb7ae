"""Settles what no rule decides: whether faint signs and closeness of meaning are worth a question.

A keyword net followed by a small logistic model with a threshold set for recall is the arrangement
of the best published text pager (CMD-1, npj Digital Medicine 2023, doi 10.1038/s41746-023-00951-3).
It may turn an answer into the one direct question; it never pages and never lowers what a rule
decided.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from advicebot.domain.advice.logistic import Logistic
from advicebot.domain.advice.triage.closeness import Nearness
from advicebot.domain.advice.triage.model import FlagHit, Verdict
from advicebot.domain.vocabulary import Action, Flag, Urgency

DOUBT = "doubt."
"""Rules whose name starts so are no rules: the flag behind the name is a guess."""


_WORDS_THAT_TELL = 30
"""A few words tell little; beyond so many the length of a message says nothing of danger."""


class Evidence(NamedTuple):
    """What the model weighs of a message; ``is_open`` is False when the rules decide it."""

    values: Mapping[str, float]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The faint signs in a message that no rule decides by itself.

    ``hints`` is how many rules of strength hint were met, ``places`` in how many places. ``flag``
    is the one that most hints speak of, None without any, and ``quote`` the words of the first.
    ``words`` is the length of the message.
    """

    hints: int
    places: int
    asks_a_question: bool
    asks_for_strategy: bool
    is_calm: bool
    is_everyday: bool
    tells_of_an_event: bool
    is_fresh: bool
    words: int
    flag: Flag | None
    quote: str


def features(signs: Signs, near: Nearness | None) -> Mapping[str, float]:
    """Return the numbers that the model weighs, by name; ``near`` None: no sentence model."""
    return {
        "hints": float(min(signs.hints, 4)),
        "places": float(min(signs.places, 4)),
        "question": float(signs.asks_a_question),
        "strategy": float(signs.asks_for_strategy),
        "calm": float(signs.is_calm),
        "everyday": float(signs.is_everyday),
        "event": float(signs.tells_of_an_event),
        "fresh": float(signs.is_fresh),
        "length": math.log1p(min(signs.words, _WORDS_THAT_TELL)),
        "lead": near.lead if near else 0.0,
        "near": near.nearness if near else 0.0,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtModel(Logistic):
    """How likely a person is needed, and from which probability on the teacher is asked.

    ``wary_at`` holds for a second worried message within the hour, and is not above ``ask_at``.
    """

    ask_at: float
    wary_at: float


def settled(
    verdict: Verdict, signs: Signs, near: Nearness | None, *, model: DoubtModel, wary: bool = False
) -> Verdict:
    """Return the verdict, as an ask when the model finds it likely enough that a person is needed.

    Only an answer can become an ask. The flag is that of the hints, else of the nearest examples:
    a guess in either case.
    """
    if verdict.action is not Action.ANSWER:
        return verdict
    probability = model.of(features(signs, near))
    if probability < (model.wary_at if wary else model.ask_at):
        return verdict
    flag = signs.flag or (near.flag if near else None) or Flag.ABUSE_DISCLOSURE
    hit = FlagHit(flag=flag, quote=signs.quote, rule=f"{DOUBT}{flag}")
    return Verdict(action=Action.ASK, urgency=Urgency.URGENT, flags=(hit,))


NO_SIGNS = Signs(
    hints=0,
    places=0,
    asks_a_question=False,
    asks_for_strategy=False,
    is_calm=False,
    is_everyday=False,
    tells_of_an_event=False,
    is_fresh=False,
    words=0,
    flag=None,
    quote="",
)
FEATURES = tuple(features(NO_SIGNS, None))
