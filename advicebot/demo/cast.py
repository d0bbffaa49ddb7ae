"""An invented area: its people, its channels, its rota."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from datetime import time as wall_time

from advicebot.demo.steps import clock_steps
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import is_staffed, london_day, next_opening
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.rota import Tier, WeeklyShift
from advicebot.slack.ids import Event
from advicebot.slack.manifest import COMMAND_TEXTS, NAME, SHORTCUT_TEXTS, scopes
from advicebot.store.work import SqliteWork
from advicebot.workspace.config import (
    AppConfig,
    ChannelConfig,
    CommandConfig,
    ShortcutConfig,
    UserConfig,
    WorkspaceConfig,
)
from advicebot.workspace.driver.local import LocalWorkspace

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
PROVIDERS = {"U0OWEN0001": ("owen", "Owen Bridgeman", "Bridge Lane coordinator (example)")}
STAFFROOM = "C0STAFF001"
ON_CALL = "C0ONCALL01"
LEADS_CHANNEL = "C0LEADS001"
PANEL_CHANNEL = "C0PANEL001"
PROVIDER_CHANNEL = "C0BRIDGE01"
PROVIDER_CHANNEL_NAME = "bridge-lane-outreach"
TEAM_ID = "T0NORTH001"
BEHIND = timedelta(weeks=13)
"""So long before the demo starts the rota was filled already: no week behind it has gaps."""
PRIYA, DAN, MERCY = PRACTITIONERS


def demo_config(
    line: Line,
    on_clock: Callable[[timedelta], None] | None = None,
    *,
    ahead: timedelta = timedelta(0),
) -> WorkspaceConfig:
    """Return the invented workspace: teachers, practitioners, one lead, one provider.

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
            *_users(PROVIDERS, "provider"),
        ],
        channels=_channels(line),
        apps=[_app()],
        clock_steps=clock_steps(line),
        on_clock=on_clock,
    )


def _channels(line: Line) -> list[ChannelConfig]:
    everyone = [*TEACHERS, *PRACTITIONERS, *LEADS]
    staffroom = ChannelConfig(
        id=STAFFROOM, name="staffroom", members=[*everyone, BOT], topic="Anything goes"
    )
    rooms = [
        (ON_CALL, line.on_call_channel, [*PRACTITIONERS, *LEADS], "Pages from the advice line"),
        (LEADS_CHANNEL, line.leads_channel, [*LEADS], "The week in numbers"),
        (PROVIDER_CHANNEL, PROVIDER_CHANNEL_NAME, [*PROVIDERS], "Requests for outreach"),
    ]
    if line.panel is not None:
        people = [*PRACTITIONERS, *LEADS]
        rooms.append((PANEL_CHANNEL, line.panel.channel, people, "Cases for the next panel"))
    return [
        staffroom,
        *(
            ChannelConfig(id=key, name=name, is_private=True, members=[*members, BOT], topic=topic)
            for key, name, members, topic in rooms
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
            for each in COMMAND_TEXTS
        ],
        message_shortcuts=[
            ShortcutConfig(callback_id=each.value, name=SHORTCUT_TEXTS[each][0])
            for each in SHORTCUT_TEXTS
        ],
        bot_events=[each.value for each in Event],
        bot_scopes=scopes(),
    )


def _users(people: Mapping[str, tuple[str, str, str]], role: str) -> list[UserConfig]:
    return [
        UserConfig(id=user_id, name=name, real_name=real_name, title=title, role=role)
        for user_id, (name, real_name, title) in people.items()
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
    first = london_day(now) - BEHIND
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
