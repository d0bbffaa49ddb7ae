"""An invented area: its people, its channels, and the ways its clock can be moved."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from datetime import time as wall_time

from advicebot.domain.calendar import LONDON, next_school_day, on_day
from advicebot.domain.knowledge import Line
from advicebot.slack.app import COMMANDS, SHORTCUTS
from advicebot.slack.ids import Event
from advicebot.slack.manifest import COMMAND_TEXTS, NAME, SHORTCUT_TEXTS
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


def demo_config(line: Line, on_clock: Callable[[timedelta], None] | None = None) -> WorkspaceConfig:
    """Return the invented workspace: teachers, practitioners, one lead, three channels."""
    return WorkspaceConfig(
        team_id="T0NORTH001",
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
        ChannelConfig(id="C0LEADS001", name=line.leads_channel, members=[*LEADS, BOT]),
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
    """Return the ways the demo's clock can be moved. A school day moves to the same wall-clock
    time.
    """

    def a_school_day_on(now: datetime) -> datetime:
        local = now.astimezone(LONDON)
        day = next_school_day(local.date(), line) or local.date() + timedelta(days=1)
        return on_day(day, local.time())

    def next_monday(now: datetime) -> datetime:
        local = now.astimezone(LONDON).date()
        return on_day(local + timedelta(days=7 - local.weekday()), wall_time(8))

    def two_weeks_on(now: datetime) -> datetime:
        local = now.astimezone(LONDON)
        return on_day(local.date() + timedelta(weeks=2), local.time())

    return [
        ClockStep(label="+15 minutes", move=lambda now: now + timedelta(minutes=15)),
        ClockStep(label="+1 school day", move=a_school_day_on),
        ClockStep(label="+2 weeks", move=two_weeks_on),
        ClockStep(label="Next Monday 08:00", move=next_monday),
    ]


def seed(workspace: LocalWorkspace) -> None:
    """Put a few invented words into the staffroom, so that it is not an empty room."""
    workspace.as_user("U0JOANNE01").says("Kettle is fixed. You are welcome.", channel=STAFFROOM)
    workspace.as_user("U0SAM00001").says(
        "Year 9 were climbing the walls after lunch again, chairs going over. Anyone got ideas?",
        channel=STAFFROOM,
    )
