"""What is changed on the rota, and what its clock does."""

from datetime import date, time, timedelta

from advicebot.calendars.problems import CalendarRead
from advicebot.domain.oncall.rota import Shift, Tier
from advicebot.service import cover, duty, feed, filling, gaps, overrides, roster, swaps, weekly
from tests.fakes import DAN, PRIYA, TEAM
from tests.flows.flow import KEY, Flow, nothing, sleep_until
from tests.handoffs import SAM, a_person
from tests.panel_work import PanelWork
from tests.rota_cases import ROSA, at, drop

MADE_BY = "cli"


GOOD = CalendarRead(
    shifts=(
        Shift(
            id="25-primary",
            tier=Tier.PRIMARY,
            user_id=PRIYA,
            starts_at=at(25, "08:00"),
            ends_at=at(25, "17:00"),
        ),
    ),
    problems=(),
    warnings=(),
)


def rosa_covers(line: PanelWork, delivery: str | None, day: int) -> str:
    """Rosa is on for Priya on a morning; return the id of the override."""
    return overrides.add_override(
        line.desk,
        delivery,
        TEAM,
        tier=Tier.PRIMARY,
        user_id=ROSA,
        start=at(day, "08:00"),
        end=at(day, "12:00"),
        made_by=PRIYA,
    ).id


def covered(line: PanelWork) -> str:
    return rosa_covers(line, None, 25)


def wished(line: PanelWork) -> str:
    """Priya asked for a swap on Thursday."""
    start = at(26, "08:00")
    return swaps.ask(line.desk, None, TEAM, PRIYA, tier=Tier.PRIMARY, start=start).id


def open_gap(line: PanelWork) -> str:
    drop(line.desk, "primary-3")
    return gaps.gap_reference(gaps.look_ahead(line.desk, TEAM, days=7).gaps[0])


def early(line: PanelWork) -> None:
    """It is shortly before tomorrow's stint."""
    sleep_until(line, at(25, "07:30"))


def looks(line: PanelWork, _: object) -> None:
    duty.look(line.desk, TEAM, line.clock.now())


def on_now(line: PanelWork) -> str:
    """Priya was asked whether she is there; return the id of the duty."""
    early(line)
    looks(line, None)
    line.clock.advance(timedelta(minutes=30))
    looks(line, None)
    return str(line.look.rows("SELECT id FROM duties WHERE user_id = ?", PRIYA)[0]["id"])


def silent(line: PanelWork) -> None:
    on_now(line)
    line.clock.advance(timedelta(minutes=30))


def freed(line: PanelWork) -> None:
    """Two weekly shifts of the back-up end in December."""
    for shift_id, last in (("back-up-0", date(2026, 12, 7)), ("back-up-2", date(2026, 12, 9))):
        weekly.end_weekly(line.desk, None, TEAM, shift_id, last, made_by=MADE_BY)


def seen(*users: str) -> list[roster.Seen]:
    return [
        roster.Seen(user_id=each, name=each, handle=each.lower(), unreachable=None)
        for each in users
    ]


def adds_weekly(line: PanelWork, _: None) -> None:
    weekly.add_weeklies(
        line.desk,
        KEY,
        TEAM,
        tier=Tier.BACK_UP,
        user_id=ROSA,
        weekdays=[0, 2],
        starts=time(8),
        ends=time(12),
        first=date(2027, 9, 6),
        made_by=MADE_BY,
    )


FLOWS: dict[str, Flow] = {
    "an override": Flow(nothing, lambda line, _: rosa_covers(line, KEY, 26)),
    "taking an override out": Flow(
        covered,
        lambda line, id_: overrides.remove_override(line.desk, KEY, TEAM, id_, made_by=PRIYA),
    ),
    "weekly shifts": Flow(freed, adds_weekly),
    "ending a weekly shift": Flow(
        nothing,
        lambda line, _: weekly.end_weekly(
            line.desk, KEY, TEAM, "primary-3", date(2026, 12, 3), made_by=MADE_BY
        ),
    ),
    "asking for a swap": Flow(
        nothing,
        lambda line, _: swaps.ask(
            line.desk, KEY, TEAM, PRIYA, tier=Tier.PRIMARY, start=at(26, "08:00")
        ),
    ),
    "taking a swap": Flow(wished, lambda line, id_: swaps.accept(line.desk, KEY, TEAM, id_, ROSA)),
    "withdrawing a swap": Flow(
        wished, lambda line, id_: swaps.withdraw(line.desk, KEY, TEAM, id_, PRIYA)
    ),
    "taking over": Flow(
        nothing, lambda line, _: cover.take_over(line.desk, KEY, TEAM, ROSA, Tier.PRIMARY)
    ),
    "calling in sick": Flow(nothing, lambda line, _: cover.sick(line.desk, KEY, TEAM, PRIYA)),
    "filling a gap": Flow(
        open_gap, lambda line, gap: filling.cover_gap(line.desk, KEY, TEAM, gap, ROSA)
    ),
    "telling of gaps": Flow(open_gap, lambda line, _: gaps.report_gaps(line.desk, TEAM)),
    "a stint that comes up": Flow(early, looks),
    "a stint that nobody confirms": Flow(silent, looks),
    "confirming a stint": Flow(on_now, lambda line, id_: duty.confirm(line.desk, KEY, id_, PRIYA)),
    "who is in the channel": Flow(
        nothing, lambda line, _: roster.sync(line.desk, TEAM, seen(PRIYA, DAN, SAM))
    ),
    "being called at night": Flow(
        nothing, lambda line, _: roster.set_out_of_hours(line.desk, KEY, TEAM, PRIYA, True)
    ),
    "being away": Flow(
        nothing,
        lambda line, _: roster.set_away(
            line.desk, KEY, TEAM, ROSA, line.clock.now() + timedelta(days=2)
        ),
    ),
    "a calendar that is read in": Flow(
        lambda line: line.knows(a_person(SAM)),
        lambda line, _: feed.import_rota(
            line.desk, TEAM, GOOD, date(2026, 11, 24), date(2026, 12, 18), made_by=MADE_BY
        ),
    ),
    "a calendar that is fetched": Flow(
        nothing,
        lambda line, _: feed.refresh(
            line.desk, TEAM, fetch=lambda: b"BEGIN:VCALENDAR", read=lambda text, **more: GOOD
        ),
    ),
}
