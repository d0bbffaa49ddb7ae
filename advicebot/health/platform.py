"""Whether this machine can keep a database: looked at by ``check``, and insisted on by ``run``."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

from advicebot.errors import ConfigurationError
from advicebot.health.finding import Finding
from advicebot.store.soundness import read_by_others, trouble_of_sqlite

NETWORK_FILE_SYSTEMS = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre"),
        *("beegfs", "gpfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs"),
        *("fuse.ceph", "fuse.gcsfuse", "fuse.mount-s3"),
    }
)
MOUNTS = Path("/proc/mounts")


def refuse_unfit(database: Path, environ: Mapping[str, str]) -> None:
    """Do nothing on a machine that can keep this database.

    Raises:
        ConfigurationError: it cannot; every reason, and what to do about each.
    """
    wrong = [each.message for each in examine_platform(database, environ) if not each.ok]
    if wrong:
        raise ConfigurationError(wrong)


def examine_platform(database: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what is so of the files, SQLite and the host; ``database`` exists."""
    for trouble in read_by_others(database):
        yield Finding(part="database", ok=False, message=trouble)
    yield _sqlite(sqlite3.sqlite_version_info)
    yield from examine_host(database, environ)


def examine_host(
    database: Path, environ: Mapping[str, str], mounts: Path = MOUNTS
) -> Iterator[Finding]:
    """Yield why the host cannot keep a database; nothing when it can."""
    kind = _file_system(database.parent.resolve(), mounts)
    if kind in NETWORK_FILE_SYSTEMS:
        message = f"{database} is on {kind}. SQLite needs a disk of this machine."
        yield Finding(part="host", ok=False, message=message)
    if "DYNO" in environ:
        message = (
            "this host wipes its files at each restart and gives each process a disk of its own; "
            "run bot and clock on one machine with a lasting disk"
        )
        yield Finding(part="host", ok=False, message=message)


def _sqlite(version: tuple[int, int, int]) -> Finding:
    trouble = trouble_of_sqlite(version)
    shown = ".".join(str(each) for each in version)
    return Finding(part="database", ok=trouble is None, message=trouble or f"SQLite {shown}")


def _file_system(folder: Path, mounts: Path) -> str:
    """Return the type of the file system a folder is on; empty where the system does not say."""
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for row in mounts.read_text().splitlines():
        _, point, found, *_ = row.split()
        inside = str(folder) == point or str(folder).startswith(point.rstrip(os.sep) + os.sep)
        if inside and len(point) >= len(best):
            best, kind = point, found
    return kind
