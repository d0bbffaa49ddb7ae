"""An invented area: its people, its channels, and the ways its clock can be moved."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from datetime import time as wall_time

from advicebot.domain.knowledge import Line
from advicebot.domain.oncall.calendar import (
    LONDON,
    add_school_days,
    is_staffed,
    next_opening,
    on_day,
)
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.rota import Tier, WeeklyShift
from advicebot.slack.app import COMMANDS, SHORTCUTS
from advicebot.slack.ids import Event
from advicebot.slack.manifest import COMMAND_TEXTS, NAME, SHORTCUT_TEXTS
from advicebot.store.work import SqliteWork
from advicebot.workspace.config import (
    AppConfig,
    ChannelConfig,
    ClockStep,
    CommandConfig,
    ShortcutConfig,
    UserConfig,
    WorkspaceConfig,
)
from advicebot.workspace.local import LocalWorkspace

AN_HOUR = timedelta(hours=1)
BOT = "U0ADVICE01"
TEACHERS = {
    "U0TESSA001": ("tessa", "Tessa Brook", "Teacher, Harrow Bank Primary (example)"),
    "U0OMAR0001": ("omar", "Omar Fielding", "Teacher, Tollgate Academy (example)"),
    "U0JOANNE01": ("joanne", "Joanne Pike", "Teaching assistant, Harrow Bank Primary (example)"),
    "U0SAM00001": ("sam", "Sam Adeyinka", "Head of Year 9, Tollgate Academy (example)"),
}
PRACTITIONERS = {
    "U0PRIYA001": ("priya", "Priya Marlow", "AP outreach teacher"),
    "U0DAN00001": ("dan", "Dan Whitlock", "AP outreach teacher"),
    "U0MERCY001": ("mercy", "Mercy Achebe-Lane", "AP family worker"),
}
LEADS = {"U0RUTH0001": ("ruth", "Ruth Calloway", "Inclusion lead")}
STAFFROOM = "C0STAFF001"
ON_CALL = "C0ONCALL01"
LEADS_CHANNEL = "C0LEADS001"
TEAM_ID = "T0NORTH001"
PRIYA, DAN, MERCY = PRACTITIONERS


def demo_config(
    line: Line,
    on_clock: Callable[[timedelta], None] | None = None,
    *,
    ahead: timedelta = timedelta(0),
) -> WorkspaceConfig:
    """Return the invented workspace: teachers, practitioners, one lead, three channels.

    ``ahead`` is how far its clock stands ahead of the machine's, see ``to_a_school_morning``.
    """
    return WorkspaceConfig(
        start_offset=ahead,
        team_id=TEAM_ID,
        team_name="Northvale schools (example)",
        team_domain="northvale-example",
        users=[
            *_users(TEACHERS, "teacher"),
            *_users(PRACTITIONERS, "practitioner"),
            *_users(LEADS, "lead"),
        ],
        channels=_channels(line),
        app=_app(),
        clock_steps=clock_steps(line),
        on_clock=on_clock,
    )


def _channels(line: Line) -> list[ChannelConfig]:
    everyone = [*TEACHERS, *PRACTITIONERS, *LEADS]
    return [
        ChannelConfig(
            id=STAFFROOM, name="staffroom", members=[*everyone, BOT], topic="Anything goes"
        ),
        ChannelConfig(
            id=ON_CALL,
            name=line.on_call_channel,
            is_private=True,
            members=[*PRACTITIONERS, *LEADS, BOT],
            topic="Pages from the advice line",
        ),
        ChannelConfig(
            id=LEADS_CHANNEL, name=line.leads_channel, is_private=True, members=[*LEADS, BOT]
        ),
    ]


def _app() -> AppConfig:
    return AppConfig(
        id="A0ADVICE01",
        name=NAME,
        bot_user_id=BOT,
        bot_id="B0ADVICE01",
        # Fresh tokens: a process left over from an earlier demo cannot sign in to this one.
        bot_token=f"xoxb-demo-{secrets.token_hex(8)}",
        app_token=f"xapp-demo-{secrets.token_hex(8)}",
        commands=[
            CommandConfig(
                command=each.value,
                description=COMMAND_TEXTS[each][0],
                usage_hint=COMMAND_TEXTS[each][1],
            )
            for each in COMMANDS
        ],
        message_shortcuts=[
            ShortcutConfig(callback_id=each.value, name=SHORTCUT_TEXTS[each][0])
            for each in SHORTCUTS
        ],
        bot_events=[each.value for each in Event],
    )


def _users(people: Mapping[str, tuple[str, str, str]], role: str) -> list[UserConfig]:
    return [
        UserConfig(id=user_id, name=name, real_name=real_name, title=title, role=role)
        for user_id, (name, real_name, title) in people.items()
    ]


def clock_steps(line: Line) -> list[ClockStep]:
    """Return the ways the demo's clock can be moved. A school day keeps the wall-clock time."""

    def later(minutes: int) -> Callable[[datetime], datetime]:
        return lambda now: now + timedelta(minutes=minutes)

    def on_next_monday(now: datetime) -> datetime:
        local = now.astimezone(LONDON).date()
        return on_day(local + timedelta(days=7 - local.weekday()), wall_time(8))

    def tonight(now: datetime) -> datetime:
        today = on_day(now.astimezone(LONDON).date(), wall_time(22))
        return today if today > now else today + timedelta(days=1)

    return [
        *(ClockStep(label=f"+{n} minutes", move=later(n)) for n in (3, 10, 60)),
        ClockStep(label="Tonight 22:00", move=tonight),
        ClockStep(label="+1 school day", move=lambda now: add_school_days(now, 1, line)),
        ClockStep(label="Next Monday 08:00", move=on_next_monday),
        ClockStep(label="+2 weeks", move=lambda now: now + timedelta(weeks=2)),
    ]


def to_a_school_morning(line: Line, now: datetime) -> timedelta:
    """Return how far to move the clock so that the line is staffed: not at all when it is.

    Whoever tries the line on a Sunday evening should see it at work. Past the last term that is
    written down the clock stays.
    """
    if is_staffed(now, line) and is_staffed(now + AN_HOUR, line):
        return timedelta(0)
    opens = next_opening(now + AN_HOUR, line)
    return opens + AN_HOUR - now if opens else timedelta(0)


def fill_rota(work: SqliteWork, line: Line, now: datetime) -> None:
    """Put the invented practitioners on duty: Priya and Dan, Mercy in their place on Fridays.

    Priya has agreed to be paged for emergencies outside hours.
    """
    opens, closes = (wall_time.fromisoformat(each) for each in (line.opens, line.closes))
    first = now.astimezone(LONDON).date()
    with work.write() as unit:
        for weekday in range(5):
            pair = (PRIYA, DAN) if weekday < 4 else (MERCY, PRIYA)
            for tier, user_id in zip(Tier, pair, strict=True):
                shift = WeeklyShift(
                    id=f"demo-{weekday}-{tier}",
                    tier=tier,
                    user_id=user_id,
                    weekday=weekday,
                    starts=opens,
                    ends=closes,
                    first=first,
                    last=None,
                )
                unit.shifts.add_weekly(TEAM_ID, shift)
        for user_id, (handle, name, _) in PRACTITIONERS.items():
            unit.practitioners.save(
                Practitioner(
                    team_id=TEAM_ID,
                    user_id=user_id,
                    name=name,
                    handle=handle,
                    is_member=True,
                    out_of_hours=user_id == PRIYA,
                    seen_at=now,
                )
            )


def seed(workspace: LocalWorkspace) -> None:
    """Put a few invented words into the staffroom, so that it is not an empty room."""
    workspace.as_user("U0JOANNE01").says("Kettle is fixed. You are welcome.", channel=STAFFROOM)
    workspace.as_user("U0SAM00001").says(
        "Year 9 were climbing the walls after lunch again, chairs going over. Anyone got ideas?",
        channel=STAFFROOM,
    )
