"""One request to the control API: what was asked, how it is read, how it is refused."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.errors import ActError
from advicebot.workspace.named import nearest
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

IN_PATH = re.compile(r"{(\w+)}")
MOST_SHOWN = 80
TRUE, FALSE = ("1", "true", "yes"), ("0", "false", "no", "")


class ControlError(ActError):
    """A request that cannot be done. ``rule`` says what would be right."""

    def __init__(self, name: str, message: str, rule: str = "") -> None:
        super().__init__(name, message)
        self.rule = rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request. ``given`` has what stood in the address, the query and the JSON body."""

    ws: Workspace
    given: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Return whether something was given under this name."""
        return self.given.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """Return a text; raises ControlError for a list or an object."""
        value = self.given.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise _wrong(name, value, "a text")
        return str(value)

    def needed(self, name: str) -> str:
        """Return a text that may not be empty; raises ControlError."""
        value = self.text(name)
        if not value:
            rule = f"Give {name} in the JSON body or in the query."
            raise ControlError("missing", f"{name} is missing.", rule)
        return value

    def number(self, name: str, default: float, *, most: float | None = None) -> float:
        """Return a number that is not negative, and not above ``most``; raises ControlError."""
        value = self.given.get(name)
        if value is None or value == "":
            return default
        limit = "a number from 0" + ("" if most is None else f" to {most:g}")
        try:
            found = float(value) if not isinstance(value, bool) else -1.0
        except (TypeError, ValueError, OverflowError):
            raise _wrong(name, value, limit) from None
        if not 0 <= found <= (float("1e12") if most is None else most):
            raise _wrong(name, value, limit)
        return found

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a switch; raises ControlError for anything but true and false."""
        value = self.given.get(name)
        if value is None:
            return default
        word = str(value).lower()
        if word not in TRUE + FALSE:
            raise _wrong(name, value, "true or false")
        return word in TRUE


def _wrong(name: str, value: object, rule: str) -> ControlError:
    return ControlError("wrong_value", f"{name} is {shortened(value)}.", f"{name} is {rule}.")


def shortened(value: object) -> str:
    """Return a value as an error message shows it, at most some eighty characters of it."""
    try:
        shown = repr(value)
    except ValueError:  # whole numbers of more than 4,300 digits are not written out
        return "a very long number"
    return shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"


Doer = Callable[[Asked], Json | Awaitable[Json]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRoute:
    """One route of the control API.

    Attributes:
        about: a line about it.
        does: what it does.
        keys: everything that may be given in the body or the query.
        takes: an example of them.
    """

    method: str
    path: str
    about: str
    does: Doer
    keys: tuple[str, ...] = ()
    takes: str = ""

    def as_json(self) -> Json:
        """Return the line that ``GET /control/`` gives."""
        return {
            "method": self.method,
            "path": self.path,
            "about": self.about,
            "keys": list(self.keys),
            "takes": self.takes,
        }

    def check(self, given: Mapping[str, Any]) -> None:
        """Raise ControlError ``unknown_field`` when there is something the route does not take."""
        known = {*self.keys, *IN_PATH.findall(self.path)}
        strangers = sorted(set(given) - known)
        if not strangers:
            return
        guess = nearest(strangers[0], self.keys)
        message = f"{self.method} {self.path} takes no {', '.join(map(shortened, strangers))}"
        takes = f"It takes {', '.join(self.keys)}." if self.keys else "It takes nothing."
        raise ControlError("unknown_field", f"{message}{f'; {guess}' if guess else '.'}", takes)
