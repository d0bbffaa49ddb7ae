"""The README: what it shows was made by the code, is run here, or stands in the code word for word.

The parts between cog marks are compared by ``cog --check README.md``.
"""

import ast
import json
import re
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner

from advicebot.bootstrap import clock_process, processes
from advicebot.cli import cli
from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL, Effect, EffectKind, Priority
from advicebot.domain.line import Closure
from advicebot.health_server import HealthServer
from advicebot.library.loader import read_folder
from advicebot.outside.webhook import SIGNATURE_HEADER, Webhook
from advicebot.service import closing, feed, gaps, handoff, vitals
from advicebot.service.desk import Desk
from advicebot.settings import CHECKOUT, SETTINGS
from advicebot.slack import canary, gateway
from advicebot.store.work import SqliteWork
from tests import readme
from tests.fakes import TEAM
from tests.running import KNOWLEDGE
from tests.smtp_sink import SmtpSink
from tests.web_sink import WebSink

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
SECTION = README[README.index("## Running the line\n") : README.index("## Outreach, follow-ups")]
SECRET = "an-example-of-32-random-characters"
ELSEWHERE = {
    "Do Not Disturb",
    "Settings and sharing",
    "Integrate calendar",
    "Secret address in iCal format",
    "Settings",
    "Calendar",
    "Shared calendars",
    "Publish a calendar",
    "Can view all details",
    "Copy member ID",
}
"""Words that stand on buttons of Slack, Google and Microsoft."""
PROSE = {"not", "Soon"}


def block(kind: str, start: str) -> str:
    """Return the one fenced block of this kind that begins so."""
    found = re.findall(rf"^```{kind}\n({re.escape(start)}.*?)^```$", SECTION, re.M | re.S)
    assert len(found) == 1, start
    return str(found[0])


def said_by_the_code() -> str:
    """Return every text of the package, one below the other, with the quotes of one kind."""

    def texts() -> Iterator[str]:
        for file in sorted((CHECKOUT / "advicebot").rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            docstrings = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
            for node in ast.walk(tree):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                if is_text and id(node) not in docstrings:
                    yield node.value

    return plain("\n".join(texts()))


def plain(text: str) -> str:
    return text.replace("’", "'").replace("*", "")


def anchor(heading: str) -> str:
    """Return where a link to a heading leads."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.fixture(scope="module")
def code() -> str:
    return said_by_the_code()


def test_the_example_of_hours_and_terms_is_read_as_it_is_meant(tmp_path: Path):
    example = block("yaml", "hours:")
    named = re.findall(r"^(\w+):", example, re.M)
    shipped = (KNOWLEDGE / "line.yaml").read_text(encoding="utf-8")
    entries = re.split(r"^(?=\w)", shipped, flags=re.M)
    kept = [each for each in entries if each.partition(":")[0] not in named]
    (tmp_path / "line.yaml").write_text(example + "".join(kept), encoding="utf-8")
    found = read_folder(tmp_path)
    line = found.line
    assert line is not None, [str(each) for each in found.problems]
    assert (line.opens, line.closes) == ("08:00", "17:00")
    (term,) = line.terms
    assert Closure(day=date(2026, 12, 2), why="no heating") in term.closed
    assert len(term.closed) == 7
    assert {line.on_call_channel, line.leads_channel} == {"ap-oncall", "advice-leads"}


def test_the_five_lines_tell_our_pages_from_others_and_the_page_is_as_shown():
    names: dict[str, object] = {}
    exec(block("python", "import hashlib"), names)
    is_ours = names["is_ours"]
    assert callable(is_ours)
    shown = json.loads(block("json", "{"))
    with WebSink() as web:
        Webhook(web.url, secret=SECRET).send(readme.example_page(), shown["key"])
    (sent,) = web.received
    assert is_ours(SECRET, sent.body, sent.headers[SIGNATURE_HEADER])
    assert not is_ours(SECRET, sent.body + b" ", sent.headers[SIGNATURE_HEADER])
    assert not is_ours("another-secret-of-ours", sent.body, sent.headers[SIGNATURE_HEADER])
    assert json.loads(sent.body) == shown
    assert sent.headers["Idempotency-Key"] == shown["key"]


def test_the_second_channel_is_tried_with_the_words_that_are_shown():
    with WebSink() as web, SmtpSink() as smtp:
        environ = {
            "ADVICEBOT_PAGER_WEBHOOK": web.url,
            "ADVICEBOT_PAGER_MAIL_TO": "duty@example.org",
            "ADVICEBOT_SMTP_HOST": f"localhost:{smtp.port}",
            "ADVICEBOT_SMTP_FROM": "line@example.org",
        }
        printed = CliRunner().invoke(cli, ["pager", "test"], env=environ).output
    shown = block("text", "Sent: ")
    sent_at = r"Sent \d\d:\d\d, \w{3} \d+ \w{3}\."
    assert re.sub(sent_at, "at", printed) == re.sub(sent_at, "at", shown)


def test_ready_answers_as_shown():
    server = HealthServer(0, live=lambda: (True, ()), ready=lambda: (False, ["rota-empty"]))
    try:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        assert (answer.status, answer.read().decode()) == (503, block("text", '{"ok"'))
        connection.close()
    finally:
        server.close()


def test_every_reason_that_the_line_gives_is_explained(
    desk: Desk, work: SqliteWork, clock: FixedClock
):
    with work.write() as unit:
        page = Effect(
            key="card:1",
            team_id=TEAM,
            kind=EffectKind.CARD,
            recipient=ON_CALL,
            ref="1",
            priority=Priority.URGENT,
            data={},
        )
        desk.send(unit, page)
    clock.advance(2 * vitals.PAGE_WAITS)
    found = set(vitals.ailments(desk, clock))
    assert {"page-waits", "rota-empty"} <= found
    with work.write() as unit:
        unit.pulses._db.execute("DROP TABLE pulses")
    found |= {*vitals.ailments(desk, clock), "check-failed"}
    assert found == set(readme.AILMENTS)


def test_the_last_step_of_a_round_is_followed_by_the_first():
    table = readme.when_nobody_answers()
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()]
    assert rows[2][:3] == ["at once", "primary, back-up", "primary"]
    assert [row[0] for row in rows if "second channel" in row[1]] == ["6 minutes"]
    assert [row[0] for row in rows if "second channel" in row[2]] == ["20 minutes"]
    assert [row[0] for row in rows if readme.AGAIN in row[1]] == ["9 minutes"]
    assert [row[0] for row in rows if readme.AGAIN in row[2]] == ["40 minutes"]


COMMANDS = re.findall(r"^advicebot (rota .*)$", SECTION, re.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_shown_can_be_run(command: str):
    printed = readme.printed(*shlex.split(command))
    assert "Usage:" not in printed
    assert ("Error:" in printed) == ("broken.ics" in command)


def test_commands_are_shown():
    assert len(COMMANDS) >= 8


QUOTED = re.findall(r"“([^”]+)”", SECTION[SECTION.index("### When something is wrong") :])
LOGGED = re.findall(r"`(the [^`]+|Nobody was seen[^`]+)`", SECTION)


@pytest.mark.parametrize("words", [*QUOTED, *LOGGED])
def test_what_people_are_told_to_look_for_is_what_the_line_says(words: str, code: str):
    for piece in plain(words).split(" … "):
        said = piece.strip(" …")
        said = re.sub(r"\bthe (on_call|leads) channel", "the %s channel", said)
        assert said in code


@pytest.mark.parametrize(
    "label", sorted({*re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", SECTION)} - ELSEWHERE - PROSE)
)
def test_a_button_that_is_named_is_there(label: str, code: str):
    assert plain(label) in code


def test_every_setting_that_is_named_is_one():
    known = {each.name for each in SETTINGS}
    assert set(re.findall(r"`(ADVICEBOT_\w+)", README)) <= known


def test_links_within_the_page_lead_to_a_heading():
    headings = re.findall(r"^#+ (.+)$", README, re.M)
    anchors = {anchor(each) for each in headings}
    links = re.findall(r"\]\(#([\w-]+)\)", README)
    assert links
    assert set(links) <= anchors
    other = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(\.\./README\.md#([\w-]+)\)", other)) <= anchors
    changes = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(README\.md#([\w-]+)\)", changes)) <= anchors
    theirs = {anchor(each) for each in re.findall(r"^#+ (.+)$", other, re.M)}
    assert set(re.findall(r"\]\(knowledge/README\.md#([\w-]+)\)", README)) <= theirs


@pytest.mark.parametrize(
    ("words", "found", "meant"),
    [
        ("counts for half a minute", gateway.MEMBERS_KEPT, 30),
        ("once an hour for the next eight weeks", feed.EVERY, timedelta(hours=1)),
        ("for the next eight weeks", feed.AHEAD, timedelta(weeks=8)),
        ("tried again every quarter of an hour", feed.AGAIN_AFTER, timedelta(minutes=15)),
        ("for the next 14 days", gaps.AHEAD, timedelta(days=14)),
        ("within ten minutes", handoff.ANSWER_WITHIN, timedelta(minutes=10)),
        ("(an hour otherwise)", handoff.ANSWER_SOON_WITHIN, timedelta(hours=1)),
        ("for five school days", closing.REOPEN_WITHIN_SCHOOL_DAYS, 5),
        ("is deactivated, within a minute", 2 * processes.ROLL_CALL_SECONDS, 60),
        ("The bot edits it every 20 seconds", processes.CANARY_SECONDS, 20),
        ("after three in a row it replaces its connections", canary.MOST_MISSED, 3),
        ("expects a call each minute", clock_process.BEAT_SECONDS, 60),
    ],
)
def test_a_time_in_the_prose_is_that_of_the_code(words: str, found: object, meant: object):
    assert words in " ".join(SECTION.split())
    assert found == meant
