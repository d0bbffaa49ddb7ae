"""What the sentence model may add to triage: a question, never a page, and never less."""

from collections.abc import Mapping

import pytest

from advicebot.domain.advice.triage import FlagHit, TriageExamples, Verdict, raised
from advicebot.domain.vocabulary import Action, Flag, Urgency

CALM = Verdict(action=Action.ANSWER, urgency=Urgency.ROUTINE, flags=())
EXAMPLES = TriageExamples(
    floor=0.4,
    margin=0.1,
    wary_margin=0.02,
    calm=("lost her pencil",),
    flags={Flag.MISSING: ("nobody has seen her",), Flag.WEAPON: ("something sharp",)},
)


class Near:
    """Nearness prepared for a word of the text: missing, weapon, calm."""

    def __init__(self, **by_word: tuple[float, float, float]) -> None:
        self._by_word = by_word

    def nearest(self, text: str) -> Mapping[str, tuple[float, str]]:
        missing, weapon, calm = next(
            (near for word, near in self._by_word.items() if word in text), (0.0, 0.0, 0.0)
        )
        return {"missing": (missing, ""), "weapon": (weapon, ""), "calm": (calm, "")}


def read(text: str, near: Near, *, wary: bool = False, verdict: Verdict = CALM) -> Verdict:
    return raised(verdict, text, closeness=near, examples=EXAMPLES, wary=wary)


def test_a_message_close_to_examples_of_a_flag_is_asked_about_with_its_own_words() -> None:
    found = read("she slipped out at lunch", Near(slipped=(0.6, 0.2, 0.3)))
    assert (found.action, found.urgency) == (Action.ASK, Urgency.URGENT)
    assert found.flags == (
        FlagHit(flag=Flag.MISSING, quote="she slipped out at lunch", rule="like.missing"),
    )


@pytest.mark.parametrize(
    "near",
    [(0.39, 0.0, 0.0), (0.6, 0.2, 0.55)],
    ids=["below the floor", "too near to calm examples"],
)
def test_it_stays_an_answer(near: tuple[float, float, float]) -> None:
    assert read("she slipped out at lunch", Near(slipped=near)) is CALM


def test_a_second_worried_message_needs_a_smaller_lead() -> None:
    near = Near(slipped=(0.6, 0.2, 0.55))
    assert read("she slipped out at lunch", near, wary=True).action is Action.ASK


def test_the_end_of_a_very_long_message_is_read_too() -> None:
    text = "We did fractions. " * 60 + "She slipped out at lunch time."

    class EndOnly:
        def nearest(self, part: str) -> Mapping[str, tuple[float, str]]:
            is_end = len(part) < len(text)
            return {"missing": (0.6 * is_end, ""), "weapon": (0.0, ""), "calm": (0.1, "")}

    found = raised(CALM, text, closeness=EndOnly(), examples=EXAMPLES)
    assert found.action is Action.ASK
    assert len(found.flags[0].quote.split()) <= 26


def test_the_clearest_lead_names_the_flag() -> None:
    found = read("a thing in his bag", Near(bag=(0.45, 0.5, 0.2)))
    assert found.flags[0].flag is Flag.WEAPON


@pytest.mark.parametrize("action", [Action.PAGE, Action.ASK, Action.DECLINE])
def test_what_the_rules_decided_is_never_changed(action: Action) -> None:
    decided = Verdict(action=action, urgency=Urgency.EMERGENCY, flags=())
    assert read("she slipped out", Near(slipped=(1, 1, 0)), verdict=decided) is decided


def test_a_message_of_a_word_or_two_is_not_compared() -> None:
    assert read("slipped out", Near(slipped=(1, 1, 0))) is CALM
