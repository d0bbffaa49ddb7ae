"""Menus in forms: a form that Slack refuses helps nobody, whatever somebody is called."""

import pytest

from advicebot.slack.ids import Field
from advicebot.slack.screens import inputs
from advicebot.slack.screens.blocks import Block
from tests.fakes import DAN, PRIYA


def labels(block: Block) -> list[str]:
    """Return what stands beside each option."""
    return [each["text"]["text"] for each in block["element"]["options"]]


@pytest.mark.parametrize("name", ["\u200b\u200d", "\u2066 \u2069", "   ", "\x00"])
@pytest.mark.parametrize("kind", [inputs.menu, inputs.several, inputs.round_buttons, inputs.ticks])
def test_somebody_whose_name_shows_nothing_stands_there_with_their_id(kind, name: str):
    made = kind(Field.PERSON, "Who does it?", [(PRIYA, name), (DAN, f" Dan{name}")])
    assert labels(made) == [PRIYA, "Dan"]
