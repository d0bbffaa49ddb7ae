"""A18: many people press the same button in the same moment, on four processes at once."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from advicebot.domain.support.referral import Referral
from advicebot.errors import Refused
from advicebot.service import closing, handoff, panel, referrals
from advicebot.service.desk import AlreadyDone, Desk
from tests.contract.test_store_races import PRACTITIONERS, at_once
from tests.fakes import TEAM, TESSA
from tests.faults.bending import without
from tests.faults.figure import Figure, Measured, Run
from tests.faults.indoors import a_database, workers
from tests.handoffs import a_person
from tests.panel_work import PanelWork
from tests.panel_work import a_line as a_line_with_panel
from tests.referring import FAY, MENTOR, asked
from tests.unit.test_closing import AGREED

PROCESSES = 4
WITHIN = 0.05
"""Seconds in which all have pressed."""
FRIDAY = date(2026, 12, 4)
ON_ONE_LINE = 20
"""Rounds after which a new line begins, with nothing behind it."""
Press = Callable[[], None]


@dataclass(slots=True)
class Seen:
    """What became of all rounds."""

    rounds: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    late: int = 0

    def check(self, what: str, *, is_so: bool, found: object) -> None:
        """Note what is not as it must be."""
        if not is_so:
            self.wrong.append(f"round {self.rounds}: {what}: {found}")


class Crowd:
    """Twenty people at work on one line, shared out over its processes."""

    def __init__(self, line: PanelWork, desks: list[Desk], seen: Seen) -> None:
        self.line = line
        self.desks = desks
        self.seen = seen

    def press(self, use: Callable[[int, Desk], object], many: int) -> tuple[int, list[Exception]]:
        """Let ``many`` press at once; return how many got their way, and what the rest got."""
        began: list[float] = []

        def by(number: int) -> Press:
            def run() -> None:
                began.append(time.monotonic())
                use(number, self.desks[number % PROCESSES])

            return run

        raised = at_once(*(by(number) for number in range(many)))
        spread = max(began) - min(began)
        self.seen.rounds += 1
        self.seen.slowest = max(self.seen.slowest, spread)
        self.seen.late += spread > WITHIN
        return many - len(raised), raised

    def won_by_one(self, won: int, raised: list[Exception], words: str, told: int) -> None:
        """One got it, and all others are told why they did not."""
        heard = [str(each) for each in raised if isinstance(each, Refused) and words in str(each)]
        self.seen.check("winners", is_so=won == 1, found=won)
        said = Counter(f"{type(each).__name__}: {each}" for each in raised)
        self.seen.check(f"told “{words}”", is_so=len(heard) == told, found=dict(said))


def claims(crowd: Crowd) -> None:
    """Twenty practitioners take the same handoff."""
    line = crowd.line
    id_ = line.call("emergency")
    drawn, keys = len(line.slack.updates), [line.click() for _ in PRACTITIONERS]
    won, raised = crowd.press(
        lambda n, desk: handoff.claim(desk, keys[n], id_, PRACTITIONERS[n]), len(PRACTITIONERS)
    )
    held = line.get(id_)
    crowd.won_by_one(won, raised, f"<@{held.claimed_by}> already has this one.", 19)
    line.settle()
    at = next(each["at"] for each in line.slack.posts if each["key"] == f"card:{id_}")
    cards = [message.text for where, message in line.slack.updates[drawn:] if where == at]
    is_right = bool(cards) and f"<@{held.claimed_by}> has it" in cards[-1]
    crowd.seen.check("the card", is_so=is_right, found=cards)
    told = [key for key in line.slack.posted_keys() if f"{id_}:claimed" in key]
    crowd.seen.check("the thread is told once", is_so=len(told) == 1, found=told)
    audited = line.audited(id_).count("claim")
    crowd.seen.check("the audit says it once", is_so=audited == 1, found=audited)
    _ends(crowd, id_)


def _ends(crowd: Crowd, id_: str) -> None:
    """The holder presses “Close” on twenty devices."""
    line, holder = crowd.line, str(crowd.line.get(id_).claimed_by)
    keys = [line.click() for _ in range(20)]
    won, raised = crowd.press(
        lambda n, desk: closing.close(desk, keys[n], id_, holder, AGREED), len(keys)
    )
    crowd.won_by_one(won, raised, "", 19)
    line.settle()
    told = [key for key in line.slack.posted_keys() if key.startswith(f"thread:{id_}:closed")]
    crowd.seen.check("the thread is told once", is_so=len(told) == 1, found=told)
    request = line.look.rows("SELECT request_id AS id FROM handoffs WHERE id = ?", id_)[0]["id"]
    sql = "SELECT count(*) AS n FROM outbox WHERE key LIKE ?"
    notices = line.look.rows(sql, f"notice:{request}:closed%")[0]["n"]
    crowd.seen.check("the teacher is told once", is_so=notices == 1, found=notices)


def same_click(crowd: Crowd) -> None:
    """One click is delivered four times, to four processes."""
    line = crowd.line
    id_, key = line.call("urgent"), line.click()
    won, raised = crowd.press(
        lambda _, desk: handoff.claim(desk, key, id_, PRACTITIONERS[0]), PROCESSES
    )
    kinds = [type(each) for each in raised]
    crowd.seen.check("winners", is_so=won == 1, found=won)
    crowd.seen.check("the rest is done", is_so=kinds == [AlreadyDone] * 3, found=kinds)
    closing.close(line.desk, line.click(), id_, PRACTITIONERS[0], AGREED)
    line.settle()


def last_place(crowd: Crowd) -> None:
    """A provider's people accept eight pupils for the one place that is left."""
    line = crowd.line
    asking: list[Referral] = [
        referrals.ask(line.desk, None, TEAM, TESSA, asked(MENTOR)) for _ in range(8)
    ]
    won, raised = crowd.press(
        lambda n, desk: referrals.accept(desk, None, asking[n].id, FAY, start_on=FRIDAY), 8
    )
    crowd.won_by_one(won, raised, "All 1 places of “Mentor” are taken", 7)
    with line.desk.work.read() as unit:
        held = unit.referrals.places_taken(TEAM)
    crowd.seen.check("places", is_so=held == {MENTOR.id: 1}, found=held)
    for each in asking:
        referrals.withdraw(line.desk, None, each.id, TESSA)
    line.settle()


def one_case(crowd: Crowd) -> None:
    """Twenty practitioners put the same pupil to the panel."""
    line = crowd.line
    about = line.ask()
    put = panel.Asked(about=about, question="What else could keep them in lessons?")
    won, raised = crowd.press(
        lambda n, desk: panel.put(desk, None, TEAM, PRACTITIONERS[n], put), len(PRACTITIONERS)
    )
    crowd.won_by_one(won, raised, "is on the agenda for", 19)
    with line.desk.work.write() as unit:
        cases = unit.panel.list_about(about)
        crowd.seen.check("cases", is_so=len(cases) == 1, found=len(cases))
        for case in cases:
            unit.panel.withdraw(case.id, line.clock.now())
    line.settle()


KINDS = (claims, same_click, last_place, one_case)


@contextmanager
def crowded(folder: Path, seen: Seen) -> Iterator[Crowd]:
    """Yield a crowd on a line of its own."""
    knowledge = replace(a_line_with_panel(), offers=(MENTOR,))
    with workers(a_database(folder), knowledge) as (make, look, clock):
        desks = [make() for _ in range(PROCESSES)]
        line = PanelWork(make(), look, clock)
        line.knows(*(a_person(user_id) for user_id in PRACTITIONERS))
        yield Crowd(line, desks, seen)


def measure(run: Run) -> Measured:
    """Let every storm come again and again; judge each."""
    many, seen = run.pick(short=6, full=500), Seen()
    for first in range(0, many, ON_ONE_LINE):
        with crowded(run.below(str(first)).folder, seen) as crowd, without(run.without):
            for _ in range(min(ON_ONE_LINE, many - first)):
                for storm in KINDS:
                    _one(crowd, storm)
                    if run.without and seen.wrong:
                        break
    return _measured(seen, many)


def _one(crowd: Crowd, storm: Callable[[Crowd], Any]) -> None:
    try:
        storm(crowd)
    except Exception as error:
        crowd.seen.wrong.append(f"round {crowd.seen.rounds}: {storm.__name__}: {error!r}")


def _measured(seen: Seen, many: int) -> Measured:
    rounds = len({each.partition(":")[0] for each in seen.wrong})
    return Measured(
        holds=not seen.wrong,
        seen=f"{rounds} of {seen.rounds} storms without exactly one winner and all others told",
        n=f"{many} each of 20 claims, 20 closings, one click on 4 processes, 8 for the last place, "
        f"20 to the panel; pressed within {seen.slowest * 1000:.0f} ms, "
        f"{seen.late} storms over more than {WITHIN * 1000:.0f} ms",
        details=tuple(seen.wrong[:8]),
    )


FIGURE = Figure(
    id="A18",
    title="Storms of clicks on the same thing",
    target="exactly 1 winner, everybody else told who or why, the card right, everybody told once",
    measure=measure,
    control="settle-once",
)
