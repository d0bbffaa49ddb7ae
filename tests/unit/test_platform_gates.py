"""A line does not start on a machine that cannot keep its database."""

from pathlib import Path

import pytest

from advicebot.errors import ConfigurationError, StoreError
from advicebot.health import platform
from advicebot.health.platform import examine_host, refuse_unfit
from advicebot.store.connection import open_database


def messages(database: Path, mounts: Path) -> list[str]:
    return [each.message for each in examine_host(database, {}, mounts)]


def test_a_fit_machine_is_let_through(database: Path):
    refuse_unfit(database, {})


@pytest.mark.parametrize("beside", ["", "-wal", "-shm"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_database_that_others_can_read_is_refused(database: Path, beside: str, mode: int):
    file = Path(f"{database}{beside}")
    file.touch()
    file.chmod(mode)
    with pytest.raises(ConfigurationError, match=f"chmod 600 {file}"):
        refuse_unfit(database, {})


def test_a_host_that_wipes_its_files_is_refused(database: Path):
    with pytest.raises(ConfigurationError, match="lasting disk"):
        refuse_unfit(database, {"DYNO": "worker.1"})


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "ceph"])
def test_a_database_on_another_machines_disk_is_refused(tmp_path: Path, kind: str):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/b {tmp_path} {kind} rw 0 0\n")
    (message,) = messages(tmp_path / "a.db", mounts)
    assert f"is on {kind}" in message


def test_a_disk_of_this_machine_below_a_network_one_is_fit(tmp_path: Path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/ / nfs rw 0 0\n/dev/a {tmp_path} ext4 rw 0 0\n")
    assert messages(tmp_path / "a.db", mounts) == []
    assert messages(Path("/elsewhere/a.db"), mounts) != []


@pytest.mark.parametrize(
    ("version", "is_fit"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 7), True),
        ((3, 45, 6), False),
        ((3, 49, 7), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 50, 8), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((3, 53, 4), True),
    ],
)
def test_a_sqlite_that_corrupts_shared_databases_is_refused(
    database: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], is_fit: bool
):
    monkeypatch.setattr(platform.sqlite3, "sqlite_version_info", version)
    if is_fit:
        refuse_unfit(database, {})
        open_database(database).close()
    else:
        with pytest.raises(ConfigurationError, match=r"SQLite 3\.\d+\.\d+ can corrupt"):
            refuse_unfit(database, {})
        with pytest.raises(StoreError, match=r"SQLite 3\.\d+\.\d+ can corrupt"):
            open_database(database)


def test_every_reason_is_given_at_once(database: Path):
    database.chmod(0o644)
    with pytest.raises(ConfigurationError) as refused:
        refuse_unfit(database, {"DYNO": "worker.1"})
    assert len(refused.value.problems) == 2
