"""What was erased, written beside the database, so that a restored copy loses the same again.

One line for each: a hash that names nobody, and when it was erased last. The file outlives the
database that it stands beside.
"""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from advicebot.store.rows import to_instant, to_text
from advicebot.store.soundness import make_private


def file_of(database: Path) -> Path:
    """Return where the tombstones of a database are kept."""
    return database.with_name(database.name + ".erased")


def read_tombstones(database: Path) -> dict[str, datetime]:
    """Return the tombstones beside a database, none where nothing was ever erased."""
    file = file_of(database)
    lines = file.read_text("ascii").splitlines() if file.exists() else []
    return {stone: to_instant(at) for stone, at in map(str.split, lines)}


def latest(*stones: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return all of these tombstones, each with when it was erased last."""
    found: dict[str, datetime] = {}
    for stone, at in (pair for each in stones for pair in each.items()):
        found[stone] = max(at, found.get(stone, at))
    return found


def keep_tombstones(database: Path, stones: Mapping[str, datetime]) -> None:
    """Add tombstones to the file, which only grows; whole on the disk before this returns."""
    kept = sorted(latest(read_tombstones(database), stones).items())
    file = file_of(database)
    draft = file.with_name(file.name + ".part")
    draft.unlink(missing_ok=True)
    make_private(draft)
    with draft.open("w", encoding="ascii") as output:
        output.writelines(f"{stone} {to_text(at)}\n" for stone, at in kept)
        output.flush()
        os.fsync(output.fileno())
    draft.replace(file)
