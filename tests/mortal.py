"""A database connection whose process dies at a statement of one's choice."""

from collections.abc import Callable
from typing import Any

from sqlite_utils import Database


class Died(BaseException):
    """The process is gone; nothing of ours may catch it."""


class Steps:
    """What is done step by step, by a process that dies before the step at which ``left`` is 0.

    ``steps`` counts those so far; ``left`` is None for nobody to die.
    """

    left: int | None = None
    steps: int = 0

    def _step(self) -> None:
        self.steps += 1
        if self.left is not None:
            if self.left == 0:
                self.left = None
                raise Died
            self.left -= 1


class Mortal(Steps, Database):
    """A connection of which each statement and commit is a step.

    ``committed`` is called after each commit.
    """

    committed: Callable[[], None] | None = None

    def execute(self, *args: Any, **more: Any) -> Any:
        self._step()
        return super().execute(*args, **more)

    def query(self, *args: Any, **more: Any) -> Any:
        self._step()
        return super().query(*args, **more)

    def commit(self) -> None:
        self._step()
        super().commit()
        if self.committed:
            self.committed()


def mortal_of(line: Any) -> Any:
    """Return the connection that this thread's transactions on a line use; it is mortal."""
    work: Any = line.desk.work
    with work._store._sound() as database:
        database.__class__ = Mortal
    return database
