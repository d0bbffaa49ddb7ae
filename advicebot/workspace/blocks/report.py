"""Collecting problems, and the checks that blocks and elements share.

The limits are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit). Problems
are worded as Slack words them: ``[ERROR] rule [json-pointer:/blocks/0/text]``.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from advicebot.workspace.state import Json

PLAIN = ("plain_text",)
EITHER = ("plain_text", "mrkdwn")
TEXT_KEYS = {
    "plain_text": frozenset({"type", "text", "emoji"}),
    "mrkdwn": frozenset({"type", "text", "verbatim"}),
}
ID_LIMIT = 255
URL_LIMIT = 3000
TEXT_LIMIT = 3000


class Report:
    """The problems found so far on one surface: message, modal or home."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.problems: list[str] = []

    def add(self, at: str, rule: str) -> None:
        """Note that the value at this JSON pointer breaks a rule."""
        self.problems.append(f"[ERROR] {rule} [json-pointer:{at}]")

    def text(
        self,
        at: str,
        holder: Json,
        key: str,
        *,
        limit: int = TEXT_LIMIT,
        kinds: Sequence[str] = EITHER,
        is_needed: bool = False,
    ) -> None:
        """Check a text object below ``holder``."""
        if holder.get(key) is None:
            if is_needed:
                self.add(at, f"missing required field: {key}")
            return
        self.text_object(f"{at}/{key}", holder[key], limit=limit, kinds=kinds)

    def text_object(
        self, at: str, given: Any, *, limit: int = TEXT_LIMIT, kinds: Sequence[str] = EITHER
    ) -> None:
        """Check a text object."""
        if not isinstance(given, dict):
            self.add(at, "must be an object")
            return
        if given.get("type") not in kinds:
            self.add(f"{at}/type", f"unsupported type: {given.get('type')}")
            return
        for extra in sorted(set(given) - TEXT_KEYS[given["type"]]):
            self.add(at, f"invalid additional property: {extra}")
        self.string(at, given, "text", limit=limit, least=1, is_needed=True)

    def string(
        self,
        at: str,
        holder: Json,
        key: str,
        *,
        limit: int,
        least: int = 0,
        is_needed: bool = False,
    ) -> None:
        """Check a plain string below ``holder``."""
        value = holder.get(key)
        if value is None:
            if is_needed:
                self.add(at, f"missing required field: {key}")
        elif not isinstance(value, str):
            self.add(f"{at}/{key}", "must be a string")
        elif len(value) < least:
            self.add(f"{at}/{key}", f"must be more than {least - 1} characters")
        elif len(value) > limit:
            self.add(f"{at}/{key}", f"must be less than {limit + 1} characters")

    def items(self, at: str, holder: Json, key: str, *, least: int = 1, limit: int) -> list[Any]:
        """Check the length of a list below ``holder`` and return it, empty when it is none."""
        value = holder.get(key)
        if value is None:
            self.add(at, f"missing required field: {key}")
            return []
        if not isinstance(value, list):
            self.add(f"{at}/{key}", "must be an array")
            return []
        if len(value) < least:
            self.add(f"{at}/{key}", f"no fewer than {least} items allowed")
        if len(value) > limit:
            self.add(f"{at}/{key}", f"no more than {limit} items allowed")
        return value

    def url(self, at: str, holder: Json, key: str) -> None:
        """Check a web address below ``holder``, when there is one."""
        self.string(at, holder, key, limit=URL_LIMIT)
        value = holder.get(key)
        if isinstance(value, str) and not urlsplit(value).scheme:
            self.add(f"{at}/{key}", "must be a valid URL")
