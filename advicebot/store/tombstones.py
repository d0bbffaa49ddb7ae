"""What was erased, written beside the database, so that a restored copy loses the same again.

One line for each: a hash that names nobody. The file outlives the database that it stands beside.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from advicebot.store.connection import make_private


def file_of(database: Path) -> Path:
    """Return where the tombstones of a database are kept."""
    return database.with_name(database.name + ".erased")


def read_tombstones(database: Path) -> frozenset[str]:
    """Return the tombstones beside a database, none where nothing was ever erased."""
    file = file_of(database)
    return frozenset(file.read_text("ascii").split()) if file.exists() else frozenset()


def keep_tombstones(database: Path, stones: Iterable[str]) -> None:
    """Add tombstones to the file, which only grows; whole on the disk before this returns."""
    kept = sorted(read_tombstones(database).union(stones))
    file = file_of(database)
    draft = file.with_name(file.name + ".part")
    draft.unlink(missing_ok=True)
    make_private(draft)
    with draft.open("w", encoding="ascii") as output:
        output.writelines(f"{stone}\n" for stone in kept)
        output.flush()
        os.fsync(output.fileno())
    draft.replace(file)
