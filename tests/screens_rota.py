"""The rota as people see it: every message about it, what ``/oncall`` answers, forms, Home tabs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from advicebot.domain.delivery import ON_CALL
from advicebot.domain.line import Line
from advicebot.domain.oncall.duty import Practitioner, Swap
from advicebot.domain.oncall.rota import (
    Gap,
    Overlap,
    Override,
    OverrideWhy,
    Stint,
    Tier,
    WeeklyShift,
)
from advicebot.domain.request import Person, Request
from advicebot.domain.vocabulary import Urgency
from advicebot.service.gaps import OutOfReach, RotaReport
from advicebot.service.home import HomeView, LeadPart, MyShift, PractitionerPart
from advicebot.service.rota import DryRun, WhoIsOn, WouldPage
from advicebot.service.rota_lines import RotaLine
from advicebot.service.rota_view import DayPlan, OnNow, Plan
from advicebot.slack.screens import rota, rota_forms, rota_plan
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.home import home
from advicebot.slack.screens.rota_lines import rota_line
from tests.fakes import DAN, PRIYA, TEAM, TESSA
from tests.screens_handoff import CLAIMED, PAGED, QUEUED, a_handoff

Screen = Message | dict[str, Any]
AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ID = "5a4b3c2d1e0f5a4b3c2d1e0f5a4b3c2d"


def at(day: int, clock: str) -> datetime:
    """Return an instant of November 2026, when London's clocks show UTC."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), tzinfo=UTC)


def _stint(tier: Tier = Tier.PRIMARY, **changed: Any) -> dict[str, Any]:
    starts, ends = at(25, "08:00").isoformat(), at(25, "17:00").isoformat()
    return {"tier": tier.value, "starts": starts, "ends": ends} | changed


def _gap(tier: Tier, start: datetime, end: datetime, *users: str) -> dict[str, Any]:
    reference = f"{tier}.{int(start.timestamp())}.{int(end.timestamp())}"
    span = _stint(tier, starts=start.isoformat(), ends=end.isoformat())
    return {"gap": reference, "unreachable": list(users)} | span


GAPS = [
    _gap(Tier.PRIMARY, at(25, "08:00"), at(25, "17:00")),
    _gap(Tier.BACK_UP, at(26, "12:00"), at(26, "13:00"), DAN),
    _gap(Tier.BACK_UP, at(30, "08:00"), at(30, "17:00"), DAN, PRIYA),
]
OVERLAPS = [
    _stint(Tier.PRIMARY, users=[DAN, PRIYA]),
    _stint(users=[DAN]) | {"tier": None},
]
UNTIL = at(24, "17:00").isoformat()
WEEKLY: dict[str, Any] = {
    "by": "U0TESSA001",
    "tier": "primary",
    "weekday": 1,
    "from_time": "08:00",
    "to_time": "17:00",
}
SICK_STINTS = [
    _stint(starts=at(24, "09:14").isoformat(), ends=at(24, "13:00").isoformat(), by=DAN, swap=ID),
    _stint(
        starts=at(24, "13:00").isoformat(),
        ends=at(24, "17:00").isoformat(),
        by=None,
        swap=ID.replace("5", "6"),
    ),
]


def line_cases(words: str | None = None) -> dict[str, tuple[RotaLine, dict[str, Any]]]:
    """Return what each message about the rota is told, by a name for the screen."""
    why = words or "their Slack account is deactivated"
    lost = [
        {"user": DAN, "why": "left", "stints": 1, "starts": UNTIL},
        {"user": PRIYA, "why": why, "stints": 3, "starts": UNTIL},
    ]
    both = {"gaps": GAPS, "overlaps": OVERLAPS, "more": 2}
    cases: dict[str, tuple[RotaLine, dict[str, Any]]] = {
        "remind": (RotaLine.REMIND, _stint()),
        "on-now": (RotaLine.ON_NOW, _stint(duty=ID)),
        "on-now-back-up": (RotaLine.ON_NOW, _stint(Tier.BACK_UP, duty=ID)),
        "confirmed": (RotaLine.CONFIRMED, _stint()),
        "too-late": (RotaLine.TOO_LATE, _stint(users=[DAN])),
        "too-late-nobody": (RotaLine.TOO_LATE, _stint(users=[])),
        "replaced": (RotaLine.REPLACED, _stint(by=DAN)),
        "now-primary-sick": (RotaLine.NOW_PRIMARY, _now_primary("sick", None)),
        "now-primary-unconfirmed": (RotaLine.NOW_PRIMARY, _now_primary("unconfirmed", ID)),
        "put-on": (RotaLine.PUT_ON, _stint(by=DAN)),
        "put-on-by-operator": (RotaLine.PUT_ON, _stint(by="cli")),
        "put-off": (RotaLine.PUT_OFF, _stint(user=DAN, by=TESSA)),
        "put-off-by-themselves": (RotaLine.PUT_OFF, _stint(user=DAN, by=DAN)),
        "taken-over": (RotaLine.TAKEN_OVER, _stint(by=DAN)),
        "override-ended": (RotaLine.OVERRIDE_ENDED, _stint(by=DAN)),
        "back-on": (RotaLine.BACK_ON, _stint(by=DAN)),
        "weekly-added": (
            RotaLine.WEEKLY_ADDED,
            WEEKLY | {"first": "2026-11-24", "last": "2026-12-15"},
        ),
        "weekly-added-night": (
            RotaLine.WEEKLY_ADDED,
            WEEKLY | {"from_time": "22:00", "to_time": "06:00", "first": UNTIL[:10], "last": None},
        ),
        "weekly-ended": (RotaLine.WEEKLY_ENDED, WEEKLY | {"last": "2026-12-15"}),
        "swap-asked": (RotaLine.SWAP_ASKED, _stint(swap=ID)),
        "swap-taken": (RotaLine.SWAP_TAKEN, _stint(by=DAN)),
        "swap-yours": (RotaLine.SWAP_YOURS, _stint(asker=PRIYA)),
        "swap-lapsed": (RotaLine.SWAP_LAPSED, _stint()),
        "sick-noted": (RotaLine.SICK_NOTED, {"until": UNTIL, "back_up": DAN}),
        "sick-noted-alone": (RotaLine.SICK_NOTED, {"until": UNTIL, "back_up": None}),
        "away": (RotaLine.AWAY, {"until": UNTIL}),
        "back": (RotaLine.BACK, {}),
        "out-of-hours-yes": (RotaLine.OUT_OF_HOURS, {"yes": True}),
        "out-of-hours-no": (RotaLine.OUT_OF_HOURS, {"yes": False}),
        "told-swap-asked": (RotaLine.TOLD_SWAP_ASKED, _stint(swap=ID, asker=PRIYA)),
        "told-swap-taken": (RotaLine.TOLD_SWAP_TAKEN, _stint(swap=ID, asker=PRIYA, by=DAN)),
        "told-swap-withdrawn": (RotaLine.TOLD_SWAP_OFF, _swap_off("withdrawn")),
        "told-swap-lapsed": (RotaLine.TOLD_SWAP_OFF, _swap_off("lapsed")),
        "told-takeover": (RotaLine.TOLD_TAKEOVER, _stint(user=DAN, instead_of=[PRIYA])),
        "told-takeover-of-nobody": (RotaLine.TOLD_TAKEOVER, _stint(user=DAN, instead_of=[])),
        "told-sick": (
            RotaLine.TOLD_SICK,
            {"user": PRIYA, "until": UNTIL, "stints": SICK_STINTS},
        ),
        "told-unconfirmed": (RotaLine.TOLD_UNCONFIRMED, _stint(user=PRIYA, by=DAN)),
        "told-nobody-confirmed": (RotaLine.TOLD_NOBODY_CONFIRMED, _stint(user=PRIYA)),
        "told-gaps": (RotaLine.TOLD_GAPS, both),
        "told-gaps-none-left-out": (
            RotaLine.TOLD_GAPS,
            {"gaps": GAPS[:1], "overlaps": [], "more": 0},
        ),
        "told-report": (RotaLine.TOLD_REPORT, both | {"unreachable": lost, "until": UNTIL}),
        "told-feed-fails": (RotaLine.TOLD_FEED_FAILS, {"since": UNTIL}),
        "told-feed-never-read": (RotaLine.TOLD_FEED_FAILS, {"since": None}),
        "told-feed-works": (RotaLine.TOLD_FEED_WORKS, {"count": 12}),
        "told-feed-works-one": (RotaLine.TOLD_FEED_WORKS, {"count": 1}),
    }
    return cases


def _now_primary(why: str, duty: str | None) -> dict[str, Any]:
    return _stint(instead_of=PRIYA, why=why, duty=duty)


def _swap_off(why: str) -> dict[str, Any]:
    return _stint(swap=ID, asker=PRIYA, why=why)


def screens(
    words: str | None, line: Line, request: Callable[..., Request]
) -> Iterator[tuple[str, Screen]]:
    """Yield every screen of the rota by name; free texts are ``words`` unless that is None."""
    error = words or "Line 12: nobody here is called “Priya”. Write a name or a handle."
    for name, (kind, data) in line_cases(words).items():
        yield f"rota-{name}", rota_line({"name": kind.value} | data, feed_error=error)
    yield from _answers(words, line)
    yield from _forms(words)
    yield from _homes(words, line, request)


def a_who(**changed: Any) -> WhoIsOn:
    """Return two people on, on an open line; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "at": AT,
        "primary": (PRIYA,),
        "back_up": (DAN,),
        "changes_at": at(24, "13:00"),
        "is_staffed": True,
        "why_closed": None,
        "opens_at": AT,
    }
    return WhoIsOn(**(values | changed))


def on_now(**changed: Any) -> OnNow:
    """Return who is on and who is next; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "who": a_who(),
        "until": {Tier.PRIMARY: at(24, "13:00"), Tier.BACK_UP: at(25, "17:00")},
        "following": (a_stint(DAN, "13:00", "17:00", day=24),),
        "confirmed": frozenset({(Tier.PRIMARY, PRIYA)}),
        "out_of_hours": (),
        "is_empty": False,
    }
    return OnNow(**(values | changed))


def a_stint(user: str, start: str, end: str, *, day: int, tier: Tier = Tier.PRIMARY) -> Stint:
    """Return a stint within one day."""
    return Stint(
        tier=tier,
        user_id=user,
        starts_at=at(day, start),
        ends_at=at(day, end),
        override_id=None,
        shift_id="weekly-1",
    )


def a_plan(words: str | None, **changed: Any) -> Plan:
    """Return a week with a closed day, a gap and an override; ``changed`` replaces fields."""
    gap = Gap(tier=Tier.BACK_UP, starts_at=at(25, "12:00"), ends_at=at(25, "13:00"), unreachable=())
    put_in = Override(
        id=ID,
        tier=Tier.PRIMARY,
        user_id=DAN,
        starts_at=at(25, "08:00"),
        ends_at=at(25, "12:00"),
        why=OverrideWhy.COVER,
        made_by=DAN,
    )
    by_hand = replace(a_stint(DAN, "08:00", "12:00", day=25), override_id=ID, shift_id=None)
    night = replace(a_stint(PRIYA, "22:00", "22:30", day=26), ends_at=at(27, "06:00"))
    days = [
        DayPlan(
            day=TODAY, closed=None, stints=(a_stint(PRIYA, "08:00", "17:00", day=24),), gaps=()
        ),
        DayPlan(day=date(2026, 11, 25), closed=None, stints=(by_hand,), gaps=(gap,)),
        DayPlan(day=date(2026, 11, 26), closed=None, stints=(night,), gaps=()),
        DayPlan(day=date(2026, 11, 27), closed=words or "INSET", stints=(), gaps=()),
        DayPlan(day=date(2026, 11, 28), closed="weekend", stints=(), gaps=()),
        DayPlan(day=date(2026, 11, 30), closed=None, stints=(), gaps=()),
    ]
    values: dict[str, Any] = {"days": tuple(days), "overrides": (put_in,), "is_empty": False}
    return Plan(**(values | changed))


def _answers(words: str | None, line: Line) -> Iterator[tuple[str, Screen]]:
    closed = a_who(
        at=at(27, "18:00"),
        primary=(),
        back_up=(),
        is_staffed=False,
        why_closed=words or "INSET",
        opens_at=at(30, "08:00"),
    )
    nobody = {Tier.PRIMARY: None, Tier.BACK_UP: None}
    shut = on_now(who=closed, until=nobody, following=(), confirmed=frozenset())
    ends = replace(shut, who=replace(closed, opens_at=None), out_of_hours=(PRIYA, DAN))
    yield "oncall-who", rota.now_answer(on_now(), line)
    yield "oncall-who-then", rota.now_answer(on_now(), line, is_now=False)
    yield "oncall-who-closed", rota.now_answer(shut, line)
    yield "oncall-who-end-of-terms", rota.now_answer(ends, line)
    yield "oncall-who-empty", rota.now_answer(on_now(is_empty=True), line)
    yield "oncall-week", rota_plan.plan_answer(a_plan(words))
    yield "oncall-week-page", rota_plan.plan_page(a_plan(words))
    yield "oncall-week-empty", rota_plan.plan_answer(a_plan(words, is_empty=True))
    many = tuple(
        replace(each, id=f"{n:032x}") for n in range(13) for each in a_plan(words).overrides
    )
    yield "oncall-week-many", rota_plan.plan_answer(a_plan(words, overrides=many))
    yield "oncall-weekly", rota_plan.weekly_answer(_weekly(3))
    yield "oncall-weekly-many", rota_plan.weekly_answer(_weekly(45))
    yield "oncall-weekly-empty", rota_plan.weekly_answer(())
    yield "oncall-gaps", rota.gaps_answer(_report(words), AT)
    yield "oncall-gaps-many", rota.gaps_answer(_report(words, times=5), AT)
    yield "oncall-gaps-clear", rota.gaps_answer(_report(words, times=0), AT)
    yield "oncall-gaps-end-of-terms", rota.gaps_answer(_report(words), None)
    yield "oncall-would-get", rota.dry_run_answer(_dry_runs())
    yield "oncall-would-get-nobody", rota.dry_run_answer(_dry_runs(nobody=True))
    yield "oncall-unknown", rota.unknown_answer(words or "flibbertigibbet")
    yield "oncall-help", rota.help_answer()
    yield "oncall-sick", rota.sick_answer()
    yield "oncall-noted", rota.noted("Noted. I have written to you in our direct messages.")


def _weekly(count: int) -> tuple[WeeklyShift, ...]:
    return tuple(
        WeeklyShift(
            id=f"{n:032x}",
            tier=Tier.BACK_UP if n % 2 else Tier.PRIMARY,
            user_id=PRIYA,
            weekday=n % 7,
            starts=time(22) if n == 2 else time(8),
            ends=time(6) if n == 2 else time(17),
            first=TODAY,
            last=date(2026, 12, 15) if n == 1 else None,
        )
        for n in range(count)
    )


def _report(words: str | None, *, times: int = 1) -> RotaReport:
    gap = Gap(
        tier=Tier.PRIMARY, starts_at=at(25, "08:00"), ends_at=at(25, "17:00"), unreachable=(DAN,)
    )
    gaps = [replace(gap, starts_at=gap.starts_at + timedelta(minutes=n)) for n in range(3 * times)]
    crowd = Overlap(tier=None, users=(PRIYA,), starts_at=at(26, "08:00"), ends_at=at(26, "17:00"))
    lost = OutOfReach(
        user_id=DAN, why=words or "they are a guest", stints=2, first_at=at(25, "08:00")
    )
    return RotaReport(
        starts_at=AT,
        ends_at=AT + timedelta(days=14),
        gaps=tuple(gaps),
        overlaps=(crowd,) * min(times, 1),
        unreachable=(lost,) * min(times, 1),
    )


def _dry_runs(*, nobody: bool = False) -> list[DryRun]:
    start, opens = at(24, "18:30"), at(25, "08:00")
    waits = timedelta(minutes=3)
    everybody = WouldPage(at=start, after=timedelta(0), page=(ON_CALL,), is_last_resort=True)
    steps = [
        WouldPage(at=start, after=timedelta(0), page=(PRIYA, DAN), is_last_resort=False),
        WouldPage(at=start + waits, after=waits, page=(PRIYA, ON_CALL), is_last_resort=False),
    ]
    later = [replace(each, at=opens, after=opens - start) for each in steps[:1]]
    found = (everybody,) if nobody else tuple(steps)
    runs = [(Urgency.EMERGENCY, None, found), (Urgency.URGENT, opens, tuple(later))]
    return [
        DryRun(at=start, urgency=urgency, waits_until=until, steps=each)
        for urgency, until, each in runs
    ]


def a_practitioner(user_id: str, name: str, **changed: Any) -> Practitioner:
    """Return somebody who answers the line; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "team_id": TEAM,
        "user_id": user_id,
        "name": name,
        "handle": name.split()[0].lower() if name.split() else "nobody",
        "is_member": True,
        "seen_at": AT,
    }
    return Practitioner(**(values | changed))


def _forms(words: str | None) -> Iterator[tuple[str, Screen]]:
    people = [a_practitioner(PRIYA, words or "Priya Marlow"), a_practitioner(DAN, words or "Dan W")]
    hours = {"opens": time(8), "closes": time(17)}
    shifts = [a_stint(PRIYA, "08:00", "17:00", day=day) for day in (25, 26)]
    yield "form-swap", rota_forms.swap_form(shifts)
    yield "form-swap-none", rota_forms.swap_form([])
    yield "form-override", rota_forms.override_form(people, today=TODAY)
    yield "form-override-nobody", rota_forms.override_form([], today=TODAY)
    yield "form-add", rota_forms.add_form(people, today=TODAY, **hours)
    yield "form-add-nobody", rota_forms.add_form([], today=TODAY, **hours)
    yield "form-away", rota_forms.away_form(today=TODAY)
    who = words or "Priya Marlow"
    yield "form-rota-done", rota_forms.done_page(rota_plan.weekly_done(who, _weekly(2)))


def _homes(
    words: str | None, line: Line, request: Callable[..., Request]
) -> Iterator[tuple[str, Screen]]:
    known = Person(team_id=TEAM, user_id=TESSA, school="kestrel", role="senco")
    asking = request(asked_at=AT, topics=())
    theirs = [
        (request(), None),
        (asking, None),
        (request(topics=()), a_handoff(**PAGED)),
        (request(topics=()), a_handoff(**PAGED | CLAIMED)),
    ]
    mine = a_part(request)
    lead = LeadPart(plan=a_plan(words), gaps=a_plan(words).days[1].gaps, waiting=1, held=2)
    calm = LeadPart(plan=a_plan(words, is_empty=True), gaps=(), waiting=0, held=0)
    unknown = PractitionerPart(me=None, shifts=(), held=(), waiting=(), gaps=(), is_empty=True)
    away = replace(
        mine,
        me=a_practitioner(PRIYA, "Priya", out_of_hours=True, away_until=at(24, "17:00")),
        shifts=(),
        held=(),
        waiting=(),
        gaps=(),
    )
    yield "home-empty", home(a_view(line, Person(team_id=TEAM, user_id=TESSA)))
    yield "home", home(a_view(line, known, requests=tuple(theirs)))
    yield "home-practitioner", home(a_view(line, known, practitioner=mine))
    yield "home-practitioner-empty", home(a_view(line, known, practitioner=unknown))
    yield "home-practitioner-away", home(a_view(line, known, practitioner=away))
    yield "home-lead", home(a_view(line, known, lead=lead))
    yield "home-lead-empty", home(a_view(line, known, lead=calm, opens_at=None))
    full = replace(
        mine,
        shifts=mine.shifts * 5,
        held=mine.held * 7,
        waiting=mine.waiting * 3,
        gaps=mine.gaps * 9,
    )
    every = a_view(
        line, known, requests=tuple(theirs[:2] * 5), practitioner=full, lead=lead, opens_at=None
    )
    yield "home-full", home(every)


def a_view(line: Line, person: Person, **changed: Any) -> HomeView:
    """Return a teacher's Home tab with nothing on it; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "at": AT,
        "line": line,
        "person": person,
        "requests": (),
        "practitioner": None,
        "lead": None,
        "opens_at": AT,
    }
    return HomeView(**(values | changed))


def a_part(request: Callable[..., Request]) -> PractitionerPart:
    """Return a practitioner's part with something of everything."""
    swap = Swap(
        id=ID,
        team_id=TEAM,
        tier=Tier.PRIMARY,
        asked_by=PRIYA,
        starts_at=at(26, "08:00"),
        ends_at=at(26, "17:00"),
        created_at=AT,
    )
    now = replace(a_stint(PRIYA, "08:00", "17:00", day=24), starts_at=AT)
    tomorrow = a_stint(PRIYA, "08:00", "17:00", day=25, tier=Tier.BACK_UP)
    asked = a_stint(PRIYA, "08:00", "17:00", day=26)
    gap = Gap(tier=Tier.BACK_UP, starts_at=at(30, "12:00"), ends_at=at(30, "13:00"), unreachable=())
    return PractitionerPart(
        me=a_practitioner(PRIYA, "Priya"),
        shifts=(
            MyShift(stint=now, swap=None, is_on=True, is_today=True),
            MyShift(stint=tomorrow, swap=None, is_on=False, is_today=False),
            MyShift(stint=asked, swap=swap, is_on=False, is_today=False),
        ),
        held=((request(), a_handoff(**PAGED | CLAIMED)),),
        waiting=(
            (request(), a_handoff(id=ID, **PAGED)),
            (request(), a_handoff(id=ID.replace("5", "7"), **QUEUED)),
        ),
        gaps=(gap,),
        is_empty=False,
    )
