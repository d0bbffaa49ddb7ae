"""The names of emoji: those that every workspace has, and a workspace's own."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

NAME = re.compile(r"(?P<bare>[a-z0-9_+'\-]{1,100})(::skin-tone-[2-6])?")
EVERYWHERE = Path(__file__).parent / "emoji.txt"


@cache
def _names() -> frozenset[str]:
    """Return the short names of Slack's own emoji, as github.com/iamcal/emoji-data lists them.

    With them are those that every new workspace begins with and those that the page draws.
    """
    return frozenset(EVERYWHERE.read_text(encoding="utf-8").split())


def is_emoji(name: str, own: Mapping[str, str]) -> bool:
    """Return whether a name, with or without a skin tone, is that of an emoji.

    Args:
        own: the workspace's own emoji by name.
    """
    found = NAME.fullmatch(name)
    return found is not None and (found["bare"] in _names() or found["bare"] in own)


def nearest_emoji(name: str, own: Mapping[str, str]) -> str:
    """Return the name of an emoji that is most like this one, ``eyes`` when none is."""
    found = get_close_matches(name[:100], [*own, *sorted(_names())], n=1)
    return found[0] if found else "eyes"
