"""The clock process as it is joined: its jobs, the heartbeat, the health ports, and the pages that
leave outside Slack.
"""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from advicebot.bootstrap.clock_process import ClockProcess
from advicebot.bootstrap.health_ports import open_health
from advicebot.bootstrap.outside import outside_sender
from advicebot.clock import FixedClock, ShiftedClock, SystemClock
from advicebot.demo import put_on_duty, to_a_school_morning
from advicebot.domain.delivery import Effect
from advicebot.domain.handoff import Handoff
from advicebot.errors import OutsideError, SlackDeliveryError
from advicebot.health_server import HealthServer
from advicebot.outside.pager import OutsidePage, OutsidePager
from advicebot.service import changes, effects, handoff, intake, vitals
from advicebot.service.desk import Desk
from advicebot.service.vitals import Sign
from advicebot.settings import Secret, Settings, read_settings
from advicebot.slack.sender import SendOutside
from advicebot.store.migrations import migrate
from advicebot.store.work import SqliteWork
from tests.fakes import PRIYA, SECRET, TESSA, a_message
from tests.running import KNOWLEDGE, example_line
from tests.web_sink import WebSink

MACHINE = SystemClock()

# What leaves outside Slack


class Channel:
    """A way out of Slack that keeps what it is given, or fails."""

    name = "webhook"

    def __init__(self) -> None:
        self.taken: list[tuple[OutsidePage, str]] = []
        self.trouble: OutsideError | None = None

    def send(self, page: OutsidePage, key: str) -> None:
        """Take a page."""
        if self.trouble:
            raise self.trouble
        self.taken.append((page, key))


@pytest.fixture
def channel() -> Channel:
    return Channel()


@pytest.fixture
def send(desk: Desk, channel: Channel, on_duty: None) -> SendOutside:
    made = outside_sender(desk, OutsidePager([channel]))
    assert made
    return made


@pytest.fixture
def called(desk: Desk, on_duty: None) -> Handoff:
    """A call for help that people are being paged for."""
    intake.receive(desk, a_message(f"{SECRET} has a knife in F12"))
    return the_handoff(desk)


def the_handoff(desk: Desk) -> Handoff:
    with desk.work.read() as unit:
        (found,) = unit.handoffs.list_active()
    return found


def a_page(held: Handoff) -> Effect:
    return effects.outside(held, once="3")


def test_a_page_says_which_request_needs_somebody_and_not_one_word_of_it(
    send: SendOutside, channel: Channel, called: Handoff
):
    send(a_page(called))
    ((page, key),) = channel.taken
    assert key == f"outside:{called.id}:3"
    assert (page.reference, page.urgency) == ("A-1001", "emergency")
    assert page.reason == "Nobody has answered in Slack."
    assert page.link is None
    for words in (SECRET, "name", "knife", "F12", TESSA):
        assert words not in f"{page.subject} {page.text}"


def test_a_page_that_slack_did_not_take_says_so(
    desk: Desk, send: SendOutside, channel: Channel, called: Handoff
):
    handoff.page_failed(desk, called.id, PRIYA, for_good=False)
    send(a_page(called))
    assert channel.taken[0][0].reason == "Slack does not take the page."


def test_what_somebody_has_answered_is_not_sent(
    desk: Desk, send: SendOutside, channel: Channel, called: Handoff
):
    handoff.claim(desk, None, called.id, PRIYA)
    send(a_page(called))
    send(replace(a_page(called), ref="no-such-id"))
    assert channel.taken == []


def test_a_request_whose_words_were_deleted_still_needs_somebody(
    desk: Desk, send: SendOutside, channel: Channel, called: Handoff
):
    changes.withdraw(desk, "click:1", called.request_id, TESSA)
    send(a_page(called))
    assert len(channel.taken) == 1


def test_a_page_that_no_channel_took_is_tried_again_by_the_outbox(
    send: SendOutside, channel: Channel, called: Handoff
):
    channel.trouble = OutsideError({"webhook": "no answer"})
    with pytest.raises(SlackDeliveryError) as caught:
        send(a_page(called))
    assert caught.value.is_uncertain
    assert not caught.value.is_permanent


def test_one_channel_of_two_is_enough(desk: Desk, channel: Channel, called: Handoff):
    broken = Channel()
    broken.trouble = OutsideError({"webhook": "no answer"})
    send = outside_sender(desk, OutsidePager([broken, channel]))
    assert send
    send(a_page(called))
    assert len(channel.taken) == 1


def test_without_a_channel_there_is_nothing_to_send_with(desk: Desk):
    assert outside_sender(desk, OutsidePager([])) is None


# The process


@pytest.fixture(scope="module")
def sink() -> Iterator[WebSink]:
    """Where the heartbeat goes."""
    with WebSink() as made:
        yield made


@pytest.fixture
def watcher(sink: WebSink) -> WebSink:
    sink.received.clear()
    sink.status = 200
    return sink


def free_ports() -> int:
    """Return a port after which another one is free too."""
    for _ in range(50):
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise AssertionError("no two ports are free")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, sink: WebSink) -> Settings:
    """The settings of a line on a school morning, with a watcher and health ports."""
    folder = tmp_path_factory.mktemp("line")
    database, clock = folder / "advicebot.db", folder / "clock.json"
    migrate(database)
    ShiftedClock(clock).set_shift(to_a_school_morning(example_line(), MACHINE.now()))
    return read_settings(
        {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_URL": "http://127.0.0.1:9/api/",
            "ADVICEBOT_DATABASE": str(database),
            "ADVICEBOT_KNOWLEDGE": str(KNOWLEDGE),
            "ADVICEBOT_CLOCK_FILE": str(clock),
            "ADVICEBOT_HEARTBEAT_URL": sink.url,
            "ADVICEBOT_HEALTH_PORT": str(free_ports()),
        }
    )


@pytest.fixture(scope="module")
def joined(settings: Settings) -> ClockProcess:
    """The process, joined once: it reads the whole knowledge folder."""
    return ClockProcess(settings)


@pytest.fixture
def rows(settings: Settings) -> Iterator[SqliteWork]:
    """The process's own database, with nobody in it and no sign of life."""
    made = SqliteWork(settings.database)
    with made.write() as unit:
        for table in ("pulses", "practitioners", "weekly_shifts", "duties", "outbox"):
            unit.timers._db.execute(f"DELETE FROM {table}")  # type: ignore[attr-defined]
    yield made
    made.close()


@pytest.fixture
def process(joined: ClockProcess, rows: SqliteWork) -> ClockProcess:
    return joined


@pytest.fixture
def well(process: ClockProcess, settings: Settings, rows: SqliteWork) -> ClockProcess:
    """A process of a line of which nothing is amiss."""
    put_on_duty(settings.database, example_line(), process.desk.clock.now())
    for sign in Sign:
        vitals.mark(rows, sign, MACHINE)
    assert process.ailments() == ()
    return process


def job(process: ClockProcess, name: str) -> Callable[[], object]:
    """Return what the process does under this name."""
    found = process.scheduler.get_job(name)
    assert found, name
    work: Callable[[], object] = found.func
    return work


def names(process: ClockProcess) -> set[str]:
    return {each.id for each in process.scheduler.get_jobs()}


def test_the_process_knocks_each_second_and_beats_each_minute(process: ClockProcess):
    pace = {each.id: each.trigger.interval for each in process.scheduler.get_jobs()}
    assert pace["tick"] == timedelta(seconds=1)
    assert pace["heartbeat"] == timedelta(minutes=1)
    assert pace["rota"] <= timedelta(minutes=1)
    assert pace["sign"] < vitals.FRESH[Sign.CLOCK] / 2


def test_what_is_not_configured_is_not_done(settings: Settings):
    plain = ClockProcess(replace(settings, heartbeat_url=Secret("")))
    assert names(plain) == {"tick", "rota", "sign"}


def test_a_calendar_that_is_configured_is_looked_at(settings: Settings, tmp_path: Path):
    assert "calendar" in names(ClockProcess(replace(settings, rota_ics=Secret(tmp_path / "a.ics"))))


def test_the_heart_beats_when_nothing_is_amiss(well: ClockProcess, watcher: WebSink):
    job(well, "heartbeat")()
    (beat,) = watcher.received
    assert (beat.method, beat.body) == ("GET", b"")


@pytest.mark.parametrize("sign", Sign)
def test_the_heart_stops_when_a_part_is_not_seen_to_work(
    well: ClockProcess,
    watcher: WebSink,
    rows: SqliteWork,
    caplog: pytest.LogCaptureFixture,
    sign: Sign,
):
    vitals.mark(rows, sign, FixedClock(MACHINE.now() - timedelta(hours=1)))
    with caplog.at_level(logging.ERROR):
        job(well, "heartbeat")()
    assert watcher.received == []
    assert f"no heartbeat is sent, amiss: no-{sign}" in caplog.text
    vitals.mark(rows, sign, MACHINE)
    job(well, "heartbeat")()
    assert len(watcher.received) == 1


def test_the_heart_stops_when_nobody_is_on(
    process: ClockProcess, watcher: WebSink, rows: SqliteWork
):
    for sign in Sign:
        vitals.mark(rows, sign, MACHINE)
    assert process.ailments() == ("rota-empty",)
    job(process, "heartbeat")()
    assert watcher.received == []


def test_a_watcher_that_does_not_answer_stops_nothing(
    well: ClockProcess, watcher: WebSink, caplog: pytest.LogCaptureFixture
):
    watcher.status = 503
    with caplog.at_level(logging.WARNING):
        job(well, "heartbeat")()
    assert "the heartbeat was not taken" in caplog.text
    assert "CANARY" not in caplog.text, "the address is a secret"


def test_the_clock_shows_that_it_runs(process: ClockProcess, rows: SqliteWork):
    assert not vitals.is_fresh(rows, Sign.CLOCK, MACHINE)
    job(process, "sign")()
    assert vitals.is_fresh(rows, Sign.CLOCK, MACHINE)


# The ports


def asked(server: HealthServer, page: str) -> tuple[int, dict[str, object]]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request("GET", page)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def test_bot_and_clock_answer_side_by_side(well: ClockProcess, settings: Settings):
    bot = open_health(settings, well.ailments)
    clock = open_health(settings, well.ailments, port_after=1)
    assert bot
    assert clock
    try:
        assert (bot.port, clock.port) == (settings.health_port, settings.health_port + 1)  # type: ignore[operator]
        for server in (bot, clock):
            assert asked(server, "/livez") == (200, {"ok": True, "reasons": []})
            assert asked(server, "/readyz") == (200, {"ok": True, "reasons": []})
    finally:
        bot.close()
        clock.close()


def test_a_line_that_is_not_well_is_alive_and_not_ready(process: ClockProcess, settings: Settings):
    server = open_health(settings, process.ailments)
    assert server
    try:
        assert asked(server, "/livez")[0] == 200
        reasons = ["no-clock", "no-socket", "no-canary", "rota-empty"]
        assert asked(server, "/readyz") == (503, {"ok": False, "reasons": reasons})
    finally:
        server.close()


def test_a_database_that_cannot_be_used_is_alive_and_not_ready(
    well: ClockProcess, settings: Settings, rows: SqliteWork
):
    def rename(old: str, new: str) -> None:
        with rows.write() as unit:
            unit.timers._db.execute(f"ALTER TABLE {old} RENAME TO {new}")  # type: ignore[attr-defined]

    server = open_health(settings, well.ailments)
    assert server
    rename("pulses", "away")
    try:
        assert asked(server, "/readyz") == (503, {"ok": False, "reasons": ["no-database"]})
    finally:
        rename("away", "pulses")
        server.close()


def test_no_port_is_opened_unless_one_is_set(process: ClockProcess, settings: Settings):
    assert open_health(replace(settings, health_port=None), process.ailments) is None
