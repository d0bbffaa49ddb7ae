"""How the processes are put together from the settings."""

from datetime import timedelta
from pathlib import Path

import pytest

from advicebot.bootstrap import processes
from advicebot.clock import ShiftedClock, SystemClock
from advicebot.settings import SETTINGS, Settings, read_settings


def settings(**environ: str) -> Settings:
    return read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"} | environ)


@pytest.mark.parametrize("seconds", ["0.5", "1", "1.5", "2.4", "5", "30"])
def test_a_lease_outlasts_its_calls_whatever_the_timeout(seconds: str):
    given = settings(ADVICEBOT_SLACK_TIMEOUT=seconds)
    client = processes.build_client(given)
    assert client.timeout >= float(seconds)
    assert processes.lease_of(given) >= timedelta(seconds=client.timeout * processes.LEASE_CALLS)


def test_the_client_never_retries_by_itself_and_goes_where_it_is_told():
    client = processes.build_client(settings(SLACK_API_URL="http://127.0.0.1:9/api/"))
    assert client.retry_handlers == []
    assert client.base_url == "http://127.0.0.1:9/api/"
    assert client.token == "xoxb-1"


def test_no_two_workers_share_a_name():
    assert len({processes.worker_name() for _ in range(50)}) == 50


def test_the_clock_is_the_machines_unless_a_demo_moves_it(tmp_path: Path):
    assert isinstance(processes.build_clock(settings()), SystemClock)
    moved = settings(ADVICEBOT_CLOCK_FILE=str(tmp_path / "clock.json"))
    assert isinstance(processes.build_clock(moved), ShiftedClock)


def test_there_are_threads_enough_for_more_clicks_than_one_person_makes():
    assert processes.LISTENERS >= 16


def test_the_settings_of_the_environment_are_all_in_the_table():
    names = {setting.name for setting in SETTINGS}
    assert names >= {
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_API_URL",
        "ADVICEBOT_DATABASE",
        "ADVICEBOT_KNOWLEDGE",
    }
