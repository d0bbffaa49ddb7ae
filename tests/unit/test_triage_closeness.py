"""How near a message is to examples of a flag, and to calm ones."""

from collections.abc import Mapping

import pytest

from advicebot.domain.advice.triage import CALM, Nearness, nearness
from advicebot.domain.vocabulary import Flag


class Near:
    """Nearness prepared for a word of the text: missing, weapon, calm."""

    def __init__(self, **by_word: tuple[float, float, float]) -> None:
        self._by_word = by_word
        self.left_out: list[str] = []

    def nearest(self, text: str, *, but: str = "") -> Mapping[str, tuple[float, str]]:
        self.left_out.append(but)
        missing, weapon, calm = next(
            (near for word, near in self._by_word.items() if word in text), (0.0, 0.0, 0.0)
        )
        return {"missing": (missing, ""), "weapon": (weapon, ""), CALM: (calm, "")}


def test_the_flag_that_leads_most_over_the_calm_examples_is_named() -> None:
    found = nearness("a thing in his bag", Near(bag=(0.45, 0.5, 0.2)))
    assert found == Nearness(flag=Flag.WEAPON, nearness=0.5, lead=pytest.approx(0.3))


def test_a_message_nearer_to_calm_examples_has_a_lead_below_nothing() -> None:
    found = nearness("she lost her pencil", Near(pencil=(0.3, 0.2, 0.6)))
    assert found is not None
    assert found.lead == pytest.approx(-0.3)


def test_the_end_of_a_very_long_message_counts_too() -> None:
    text = "We did fractions. " * 80 + "She slipped out at lunch time."

    class EndOnly(Near):
        def nearest(self, part: str, *, but: str = "") -> Mapping[str, tuple[float, str]]:
            is_end = len(part) < len(text)
            return {"missing": (0.6 * is_end, ""), CALM: (0.1, "")}

    found = nearness(text, EndOnly())
    assert found is not None
    assert (found.flag, found.lead) == (Flag.MISSING, pytest.approx(0.5))


def test_an_example_can_be_left_out() -> None:
    near = Near()
    nearness("she slipped out", near, but="she slipped out")
    assert near.left_out == ["she slipped out"]


def test_without_examples_nothing_is_near() -> None:
    class Nothing(Near):
        def nearest(self, text: str, *, but: str = "") -> Mapping[str, tuple[float, str]]:
            return {}

    assert nearness("anything at all", Nothing()) is None
