"""The faults as tests and demonstrations hold them."""

from typing import Any

from advicebot.workspace.faults.adding import add_fault
from advicebot.workspace.faults.board import Faults
from advicebot.workspace.server import Server
from advicebot.workspace.state import Json


class FaultHandle:
    """The faults of a running workspace, from any thread.

    Example:
        limit = workspace.faults.add(fault="rate-limit", method="chat.*", retry_after=3, times=2)
        workspace.faults.strike("rst", 0)
        workspace.faults.remove(limit)
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def _faults(self) -> Faults:
        return self._server.workspace.faults

    def add(self, **rule: Any) -> str:
        """Put a rule in force by the fields of FaultRule and return its id; raises ActError.

        ``app`` and ``to`` may be names.
        """
        return self._server.read(lambda: add_fault(self._server.workspace, rule))

    def remove(self, rule_id: str) -> None:
        """End a rule: what it held goes on; raises ActError when there is none of this id."""
        self._server.read(lambda: self._faults.remove(rule_id))

    def clear(self) -> None:
        """End every rule."""
        self._server.read(lambda: self._faults.clear())

    def seed(self, number: int) -> None:
        """Begin chance anew: the same seed and the same happenings give the same faults."""
        self._server.read(lambda: self._faults.seed(number))

    def strike(self, kind: str, index: int | None = None) -> int:
        """Strike all open connections, or one, at once; return how many. Raises ActError."""
        return self._server.read(lambda: self._faults.strike(kind, index=index))

    def as_json(self) -> Json:
        """Return the seed, the rules with how often each struck, and the strikes done at once."""
        return self._server.read(lambda: self._faults.as_json())
