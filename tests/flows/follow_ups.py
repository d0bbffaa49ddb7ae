"""How a pupil is followed up: what is asked when, and what the teacher answers."""

from collections.abc import Callable
from dataclasses import replace

from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.pupil import PupilFacts, Told
from advicebot.service import answering, changes, closing, handoff, intake, tick
from advicebot.service.desk import Desk
from tests.fakes import PRIYA, TEAM, TESSA, a_message
from tests.flows.flow import KEY, Flow
from tests.following import ENDED, Following, at

Use = Callable[[Following], None]


def first_request(line: Following) -> str:
    return str(line.look.requests()[0]["id"])


def newest(line: Following) -> str | None:
    rows = line.look.rows(
        "SELECT id FROM follow_ups WHERE asked_at IS NOT NULL ORDER BY asked_at DESC"
    )
    return str(rows[0]["id"]) if rows else None


def asked(line: Following) -> None:
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")


def stopped(line: Following) -> None:
    asked(line)
    answering.stop(line.desk, line.click(), str(newest(line)), TESSA)


def sleeping_until(text: str) -> Use:
    """The same, and then no clock ticked for a while."""

    def before(line: Following) -> None:
        line.ended("2026-09-15 14:00")
        line.go("2026-09-28 10:00")
        for due in ("2026-09-29 09:30", "2026-10-02 09:30", "2026-10-07 09:30"):
            if due < text:
                line.go(due)
        line.clock.advance(at(text) - line.clock.now())

    return before


def claimed(line: Following) -> None:
    line.go("2026-09-15 14:00")
    handoff.claim(line.desk, line.click(), line.call("soon"), PRIYA)
    line.settle()


def ticks(line: Following) -> None:
    tick.run_due(line.desk)


def of_newest(use: Callable[[Desk, str], None]) -> Use:
    return lambda line: use(line.desk, str(newest(line)))


def states_a_risk(line: Following) -> None:
    message = replace(a_message("kicking off", ts="1790000999.000100", key=KEY), risk=9)
    intake.receive(line.desk, message)


def placed(where: Whereabouts) -> Use:
    """Asked, and the first question answered."""

    def before(line: Following) -> None:
        asked(line)
        answering.place(line.desk, line.click(), str(newest(line)), TESSA, where)

    return before


def on_record(desk: Desk, id_: str) -> None:
    with desk.work.read() as unit:
        found = unit.follow_ups.find(id_)
    assert found is not None
    facts = PupilFacts(request_id=found.request_id, team_id=TEAM, sen_support=Told.YES)
    answering.add_facts(desk, KEY, id_, TESSA, facts)


STEPS: dict[str, tuple[Use, Use]] = {
    "closing": (
        claimed,
        lambda line: closing.close(
            line.desk, KEY, str(line.look.handoffs()[0]["id"]), PRIYA, ENDED
        ),
    ),
    "a stated risk": (lambda line: None, states_a_risk),
    "asking": (sleeping_until("2026-09-29 09:30"), ticks),
    "reminding": (sleeping_until("2026-10-02 09:30"), ticks),
    "giving up": (sleeping_until("2026-10-12 09:30"), ticks),
    "a place": (
        asked,
        of_newest(lambda desk, id_: answering.place(desk, KEY, id_, TESSA, Whereabouts.OFF_SITE)),
    ),
    "stopping": (asked, of_newest(lambda desk, id_: answering.stop(desk, KEY, id_, TESSA))),
    "going on": (stopped, of_newest(lambda desk, id_: answering.resume(desk, KEY, id_, TESSA))),
    "deleting": (
        asked,
        lambda line: changes.withdraw(line.desk, KEY, first_request(line), TESSA),
    ),
    "how long for": (
        placed(Whereabouts.SUSPENDED),
        of_newest(lambda desk, id_: answering.suspended_for(desk, KEY, id_, TESSA, 1.5)),
    ),
    "a risk": (asked, of_newest(lambda desk, id_: answering.risk(desk, KEY, id_, TESSA, 4))),
    "what was done": (
        placed(Whereabouts.FULL_TIME),
        of_newest(lambda desk, id_: answering.did(desk, KEY, id_, TESSA, happened=True)),
    ),
    "what helped": (
        placed(Whereabouts.FULL_TIME),
        of_newest(lambda desk, id_: answering.helped(desk, KEY, id_, TESSA, ["strategy-1"])),
    ),
    "what is on record": (asked, of_newest(lambda desk, id_: on_record(desk, id_))),
    "changing an answer": (
        placed(Whereabouts.FULL_TIME),
        of_newest(lambda desk, id_: answering.change(desk, KEY, id_, TESSA)),
    ),
}


def _flow(before: Use, use: Use) -> Flow:
    return Flow(before, lambda line, _: use(line))


FLOWS = {name: _flow(*steps) for name, steps in STEPS.items()}
