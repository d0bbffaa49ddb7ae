"""How texts are put to the model: placeholders as plain words, Markdown without its marks."""

import re

_PLACEHOLDER = re.compile(r"\[([A-Za-z]+)[A-Za-z ]{0,19}\]")
_MARKS = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d+\.|#+)[ \t]+|[*_`]+")

# Adults and places say something about what happened. A pupil's placeholder, mostly the grammatical
# subject, draws every message towards texts about "the pupil" and is better left out.
_WORDS = {
    "staff": "the teacher",
    "parent": "the parent",
    "relative": "a relative",
    "adult": "an adult",
    "school": "school",
}


def as_read(text: str) -> str:
    """Return a redacted message as the model reads it, placeholders as words or left out."""
    return _joined(_PLACEHOLDER.sub(lambda found: _WORDS.get(found[1], ""), text))


def without_marks(markdown: str) -> str:
    """Return Markdown as one line of running text."""
    return _joined(_MARKS.sub("", markdown))


def _joined(text: str) -> str:
    return " ".join(text.split())
