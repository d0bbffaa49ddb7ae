"""The parts of the README that are made from the code, so that they cannot say anything else.

The README's cog blocks call these; ``uv run --no-sync cog -r README.md`` writes them anew.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path

from click.testing import CliRunner

from advicebot.bootstrap.outside import NOBODY_ANSWERS
from advicebot.cli import cli
from advicebot.clock import ShiftedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import Handoff, HandoffReason, HandoffState
from advicebot.domain.oncall.calendar import LONDON
from advicebot.domain.oncall.escalation import Policy, Step, Target
from advicebot.domain.oncall.rota import Override, OverrideWhy, Tier, WeeklyShift
from advicebot.domain.vocabulary import Urgency
from advicebot.outside.pager import OutsidePage
from advicebot.service import vitals
from advicebot.service.escalation import OUTSIDE_AFTER_STEPS
from advicebot.slack.screens.rota import HELP
from advicebot.slack.screens.standing import standing
from advicebot.store.migrations import migrate
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, TEAM
from tests.rota_cases import PEOPLE, ROSA, TERM, a_practitioner, at
from tests.running import example_line

NOW = at(24, "09:14")
TARGETS = {
    Target.PRIMARY: "primary",
    Target.BACK_UP: "back-up",
    Target.CHANNEL: "everybody in the on-call channel",
    Target.LEAD: "the named lead",
}
AGAIN = "from the top again"
BEYOND = "; **second channel**"
AILMENTS: Mapping[str, tuple[str, str]] = {
    "no-database": (
        "the database cannot be written",
        "Is the disk full? Does the file still belong to the user that runs both processes?",
    ),
    "no-clock": (
        "the clock process was not seen for {clock} s: no next page, no reminder, no question",
        "Start it; read the end of its log.",
    ),
    "no-socket": (
        "the bot has had no connection to Slack for {socket} s",
        "Is the bot running? Is Slack up (<https://slack-status.com>)? Restart the bot.",
    ),
    "no-canary": (
        "the connection is open, but what happens in the on-call channel was not heard of for "
        "{canary} s",
        "Is the channel private, and the bot in it? Is the app's manifest the one that `advicebot "
        "manifest` prints? Restart the bot.",
    ),
    "page-waits": (
        "something urgent has been waiting to leave for over {waits} s",
        "The log says why (`not sent … reason=`): often a revoked token, or a bot that was taken "
        "out of the channel.",
    ),
    "rota-empty": (
        "the line is open, and nobody who can be reached is on",
        "Somebody presses *Take over now* in `/oncall`; then mend the rota.",
    ),
    "check-failed": (
        "the question itself failed",
        "Read the log of the process that was asked.",
    ),
}
"""What may be amiss: what it means, and what to do. Seconds are filled in."""
_DATE = re.compile(r"<!date\^(\d+)\^[^>]*>")


def when_nobody_answers() -> str:
    """Return the table of who is paged when, for the policy that ships with the line."""
    rules = example_line().escalation
    emergency, urgent = _climb(rules.emergency), _climb(rules.urgent)
    days = rules.soon_within_school_days
    soon = {0: "nobody: the card waits in the on-call channel"}
    rows = [("after", "emergency", "urgent", "soon"), ("---",) * 4]
    for minutes in sorted({*emergency, *urgent}):
        label = "at once" if minutes == 0 else f"{minutes} minutes"
        cells = (emergency.get(minutes, ""), urgent.get(minutes, ""), soon.get(minutes, ""))
        rows.append((label, *cells))
    half = "a reminder in the channel, and to the primary"
    rows.append((_school_days(max(1, days // 2)), "", "", half))
    rows.append((_school_days(days), "", "", "paged as if it were urgent, but not outside Slack"))
    return _table(rows)


def _climb(policy: Policy) -> dict[int, str]:
    """Return who is paged after how many minutes, for one round and what comes next."""
    count = len(policy.steps)
    found, passed = {}, timedelta(0)
    climbed: Iterator[Step] = islice(cycle(policy.steps), max(count, OUTSIDE_AFTER_STEPS + 1))
    for number, step in enumerate(climbed):
        outside = BEYOND if number == OUTSIDE_AFTER_STEPS else ""
        found[_minutes(passed)] = ", ".join(TARGETS[each] for each in step.page) + outside
        passed += step.wait
    found[_minutes(passed)] = AGAIN
    return found


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _school_days(count: int) -> str:
    return "1 school day" if count == 1 else f"{count} school days"


def other_times() -> str:
    """Return the table of the other times that ``line.yaml`` sets, as they ship."""
    rules = example_line().escalation
    return _table(
        [
            ("under `escalation`", "as shipped", "what it is"),
            ("---",) * 3,
            (
                "`soon_within_school_days`",
                str(rules.soon_within_school_days),
                "so long may something that is not pressing wait to be taken",
            ),
            (
                "`still_on_it_minutes`",
                str(_minutes(rules.still_on_it)),
                "so long without a word to the teacher, and whoever has it is asked about it",
            ),
            (
                "`still_grace_minutes`",
                str(_minutes(rules.still_grace)),
                "so long without an answer to that, and the others are paged again",
            ),
            (
                "`confirm_within_minutes`",
                str(_minutes(rules.confirm_within)),
                "so long without *I’m on*, and the back-up is primary",
            ),
            (
                "`remind_at`",
                f"{rules.remind_at:%H:%M}",
                "when people are reminded of tomorrow’s shift",
            ),
            (
                "`lead`",
                f"`{rules.lead}`",
                "the Slack member id of the named lead (in Slack: profile, *Copy member ID*)",
            ),
        ]
    )


def oncall_words() -> str:
    """Return what can be written after ``/oncall``, as the command itself says it."""
    return "\n".join("- " + each.removeprefix("• ") for each in HELP.splitlines()[1:])


def what_the_teacher_sees() -> str:
    """Return the status line at each step, drawn by the code that draws it in Slack."""
    call = Handoff(
        id="h1",
        team_id=TEAM,
        request_id="r1",
        requester="U0TESSA001",
        reason=HandoffReason.TRIAGE,
        urgency=Urgency.URGENT,
        paged=(PRIYA,),
        next_at=at(24, "09:24"),
        created_at=NOW,
    )
    paged = replace(call, reached=(PRIYA,))
    taken = replace(
        paged,
        state=HandoffState.CLAIMED,
        claimed_by=PRIYA,
        claimed_at=at(24, "09:17"),
        answer_by=at(24, "09:27"),
    )
    steps: Sequence[tuple[str, Handoff]] = (
        ("a page is on its way", call),
        ("Slack has taken it", paged),
        ("somebody opened *More*", replace(paged, seen_by=PRIYA, seen_at=at(24, "09:16"))),
        ("everybody is paged", replace(paged, paged=(ON_CALL,), reached=(ON_CALL,))),
        ("Slack takes no page", replace(call, page_failed_at=NOW)),
        ("the line is closed", replace(call, paged=(), parked_until=at(25, "08:00"))),
        (
            "it is not pressing",
            replace(call, urgency=Urgency.SOON, paged=(), answer_by=at(26, "09:14")),
        ),
        ("taken", taken),
        ("answered", replace(taken, last_word_at=at(24, "09:21"))),
        ("passed on", replace(paged, paged=(DAN,), passed_by=PRIYA, passed_to=DAN)),
        (
            "closed",
            replace(taken, state=HandoffState.CLOSED, closed_by=PRIYA, closed_at=at(24, "11:40")),
        ),
        ("taken back", replace(call, state=HandoffState.WITHDRAWN)),
    )
    rows = [("when", "the status line ends with"), ("---",) * 2]
    return _table([*rows, *((step, _plainly(standing(each))) for step, each in steps)])


def _plainly(text: str) -> str:
    """Return markup of Slack's as a reader in London sees it."""
    for each in PEOPLE:
        text = text.replace(f"<@{each.user_id}>", f"@{each.name.split()[0]}")
    return _DATE.sub(lambda found: _clock(datetime.fromtimestamp(int(found[1]), LONDON)), text)


def _clock(local: datetime) -> str:
    days = {0: "today", 1: "tomorrow"}
    ahead = (local.date() - NOW.date()).days
    return f"{days.get(ahead) or f'{local.day} {local:%b}'} at {local:%H:%M}"


def ailments() -> str:
    """Return the table of everything that ``/readyz`` may give as a reason."""
    seconds = {sign.value: int(span.total_seconds()) for sign, span in vitals.FRESH.items()}
    seconds["waits"] = int(vitals.PAGE_WAITS.total_seconds())
    rows = [("reason", "what it means", "what to do"), ("---",) * 3]
    rows += [(f"`{name}`", means.format(**seconds), do) for name, (means, do) in AILMENTS.items()]
    return _table(rows)


def a_page_outside() -> str:
    """Return what a webhook is sent, as JSON."""
    page = example_page()
    body = {
        "key": "outside:5d2f0c1e:3",
        "text": page.text,
        "urgency": page.urgency,
        "reference": page.reference,
        "at": page.sent_at,
    }
    return json.dumps(body, indent=1)


def example_page() -> OutsidePage:
    """Return a page that nobody has answered in Slack."""
    return OutsidePage(
        reference="A-1042",
        urgency=Urgency.URGENT.value,
        reason=NOBODY_ANSWERS,
        link=None,
        at=at(24, "09:34"),
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |".replace("| --- ", "|---").rstrip() for row in rows)


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//rota//EN
BEGIN:VEVENT
UID:one@example.org
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/London:20261130T080000
DTEND;TZID=Europe/London:20261130T170000
SUMMARY:Rosa Example
END:VEVENT
BEGIN:VEVENT
UID:two@example.org
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/London:20261130T080000
DTEND;TZID=Europe/London:20261130T170000
SUMMARY:{second}
END:VEVENT
END:VCALENDAR
"""


def terminal(*words: str) -> str:
    """Return a command and what it prints on the invented line, as two blocks of Markdown."""
    shown = " ".join(f'"{each}"' if " " in each else each for each in words)
    return f"```console\nadvicebot {shown}\n```\n```text\n{printed(*words)}\n```"


def printed(*words: str) -> str:
    """Return what a command prints, its refusal included, on the invented line."""
    with _invented_line() as environ:
        result = CliRunner(env=environ).invoke(cli, list(words))
    refused = "" if result.exception is None else str(result.exception)
    is_exit = isinstance(result.exception, SystemExit)
    return (result.output + ("" if is_exit or not refused else f"Error: {refused}")).rstrip()


@contextmanager
def _invented_line() -> Iterator[dict[str, str | None]]:
    """Yield the environment of a line with three people and most of a week covered."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="advicebot-readme-") as name:
        folder = Path(name)
        database, clock_file = folder / "advicebot.db", folder / "clock.json"
        migrate(database)
        work = SqliteWork(database)
        _fill(work)
        work.close()
        ShiftedClock(clock_file).set_shift(NOW - datetime.now(UTC))
        for file, second in (("outreach", "Back-up @dan"), ("broken", "Back-up Dan Exampel")):
            text = CALENDAR.format(second=second).replace("\n", "\r\n")
            (folder / f"{file}.ics").write_text(text, encoding="utf-8")
        os.chdir(folder)
        try:
            yield _environ(database, clock_file)
        finally:
            os.chdir(before)


def _environ(database: Path, clock_file: Path) -> dict[str, str | None]:
    ours = {key: None for key in os.environ if key.startswith(("ADVICEBOT_", "SLACK_"))}
    named = {"ADVICEBOT_DATABASE": str(database), "ADVICEBOT_CLOCK_FILE": str(clock_file)}
    return {**ours, **named}


def _fill(work: SqliteWork) -> None:
    """Priya answers from Monday to Thursday, Dan stands behind her until Wednesday."""
    with work.write() as unit:
        for person in (*PEOPLE, a_practitioner("U0RUTH0001", "Ruth Example")):
            unit.practitioners.save(person)
        for tier, user_id, days in ((Tier.PRIMARY, PRIYA, 4), (Tier.BACK_UP, DAN, 3)):
            for weekday in range(days):
                shift = WeeklyShift(
                    id=_id(f"{tier}{weekday}"),
                    tier=tier,
                    user_id=user_id,
                    weekday=weekday,
                    starts=time(8),
                    ends=time(17),
                    first=TERM,
                    last=None,
                )
                unit.shifts.add_weekly(TEAM, shift)
        cover = Override(
            id=_id("cover"),
            tier=Tier.PRIMARY,
            user_id=ROSA,
            starts_at=at(25, "08:00"),
            ends_at=at(25, "12:00"),
            why=OverrideWhy.COVER,
            made_by=ROSA,
        )
        unit.shifts.add_override(TEAM, cover, at(20))


def _id(text: str) -> str:
    """Return an id that looks like a real one and is the same each time."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
