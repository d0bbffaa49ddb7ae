"""What most tests start from: a standing clock, a database, a desk with a keyword adviser."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.rota import Tier, WeeklyShift
from advicebot.ids import CountedIds
from advicebot.service.desk import Desk
from advicebot.store.migrations import migrate
from advicebot.store.work import SqliteWork
from tests.dealing import Dealing, place
from tests.fakes import DAN, PRIYA, TEAM, FakeAdviser, Looking, a_knowledge

SNAPSHOTS = Path(__file__).parent / "snapshots"
A_TUESDAY = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="Write tests/snapshots/ anew; read the difference before committing it.",
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return 0, which is this process alone, for named files and for new snapshots; else None,
    which leaves it to the number of cores.
    """
    is_short = all(".py" in each for each in config.args)
    return 0 if is_short or config.getoption("--update-snapshots") else None


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Dealing:
    return Dealing(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With workers, put first what takes longest."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: place(item.nodeid))


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, Any], None]:
    """Return a function that compares a value with ``tests/snapshots/<name>``.

    A name that ends in ``.json`` stands for JSON, any other for text.
    """
    is_update = request.config.getoption("--update-snapshots")

    def compare(name: str, value: Any) -> None:
        file = SNAPSHOTS / name
        shown = json.dumps(value, indent=1, ensure_ascii=False) if name.endswith("json") else value
        if is_update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(shown + "\n", encoding="utf-8")
        assert file.exists(), f"{name} is new: run pytest --update-snapshots and read it"
        assert shown + "\n" == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands on a school day at a quarter past nine."""
    return FixedClock(A_TUESDAY)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_knowledge()


@pytest.fixture
def adviser(knowledge: Knowledge) -> FakeAdviser:
    return FakeAdviser(knowledge)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated database for the whole run; tests work on copies."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(path)
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Path:
    path = tmp_path / "advicebot.db"
    shutil.copy(empty_database, path)
    return path


@pytest.fixture
def work(database: Path) -> Iterator[SqliteWork]:
    made = SqliteWork(database)
    yield made
    made.close()


@pytest.fixture
def desk(work: SqliteWork, clock: FixedClock, adviser: FakeAdviser, knowledge: Knowledge) -> Desk:
    return Desk(work=work, clock=clock, ids=CountedIds(), adviser=adviser, knowledge=knowledge)


@pytest.fixture
def look(database: Path) -> Looking:
    return Looking(database)


@pytest.fixture
def on_duty(work: SqliteWork) -> None:
    """Priya answers first and Dan stands behind her, every school day from 08:00 to 17:00."""
    with work.write() as unit:
        for tier, user_id, name in ((Tier.PRIMARY, PRIYA, "Priya"), (Tier.BACK_UP, DAN, "Dan")):
            unit.practitioners.save(
                Practitioner(
                    team_id=TEAM,
                    user_id=user_id,
                    name=name,
                    handle=name.lower(),
                    is_member=True,
                    seen_at=A_TUESDAY,
                )
            )
            for weekday in range(5):
                shift = WeeklyShift(
                    id=f"{tier}-{weekday}",
                    tier=tier,
                    user_id=user_id,
                    weekday=weekday,
                    starts=time(8),
                    ends=time(17),
                    first=date(2026, 9, 1),
                    last=None,
                )
                unit.shifts.add_weekly(TEAM, shift)
