"""One request to the control API: what was asked, how it is read, how it is refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.errors import ActError
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

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
        except (TypeError, ValueError):
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
    return ControlError("wrong_value", f"{name} is {value!r}.", f"{name} is {rule}.")


Doer = Callable[[Asked], Json | Awaitable[Json]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRoute:
    """One route of the control API: its method and path, a line about it, what it does."""

    method: str
    path: str
    about: str
    does: Doer
    takes: str = ""

    def as_json(self) -> Json:
        """Return the line that ``GET /control/`` gives."""
        return {
            "method": self.method,
            "path": self.path,
            "about": self.about,
            "takes": self.takes,
        }
