"""How a message is put to the model: placeholders as plain words or left out."""

import re

_PLACEHOLDER = re.compile(r"\[([A-Za-z]+)[A-Za-z ]{0,19}\]")

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
    return " ".join(_PLACEHOLDER.sub(lambda found: _WORDS.get(found[1], ""), text).split())
