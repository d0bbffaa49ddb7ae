"""How a pupil is followed up: what is asked when, and what the teacher answers."""

from collections.abc import Callable
from dataclasses import replace

from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.pupil import PupilFacts, Told
from advicebot.service import answering, changes, closing, handoff, intake
from advicebot.service.desk import Desk
from tests.fakes import PRIYA, TEAM, TESSA, a_message
from tests.flows.flow import KEY, Flow, first_request, nothing, sleep_until, ticks
from tests.following import ENDED, Following, at

Before = Callable[[Following], None]
Use = Callable[[Following, None], None]


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


def sleeping_until(text: str) -> Before:
    """The same, and then no clock ticked for a while."""

    def before(line: Following) -> None:
        line.ended("2026-09-15 14:00")
        line.go("2026-09-28 10:00")
        for due in ("2026-09-29 09:30", "2026-10-02 09:30", "2026-10-07 09:30"):
            if due < text:
                line.go(due)
        sleep_until(line, at(text))

    return before


def claimed(line: Following) -> None:
    line.go("2026-09-15 14:00")
    handoff.claim(line.desk, line.click(), line.call("soon"), PRIYA)
    line.settle()


def of_newest(use: Callable[[Desk, str], None]) -> Use:
    return lambda line, _: use(line.desk, str(newest(line)))


def states_a_risk(line: Following, _: None) -> None:
    message = replace(a_message("kicking off", ts="1790000999.000100", key=KEY), risk=9)
    intake.receive(line.desk, message)


def placed(where: Whereabouts) -> Before:
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


FLOWS: dict[str, Flow] = {
    "closing": Flow(
        claimed,
        lambda line, _: closing.close(
            line.desk, KEY, str(line.look.handoffs()[0]["id"]), PRIYA, ENDED
        ),
    ),
    "a stated risk": Flow(nothing, states_a_risk),
    "asking": Flow(sleeping_until("2026-09-29 09:30"), ticks),
    "reminding": Flow(sleeping_until("2026-10-02 09:30"), ticks),
    "giving up": Flow(sleeping_until("2026-10-12 09:30"), ticks),
    "a place": Flow(
        asked,
        of_newest(lambda desk, id_: answering.place(desk, KEY, id_, TESSA, Whereabouts.OFF_SITE)),
    ),
    "stopping": Flow(asked, of_newest(lambda desk, id_: answering.stop(desk, KEY, id_, TESSA))),
    "going on": Flow(stopped, of_newest(lambda desk, id_: answering.resume(desk, KEY, id_, TESSA))),
    "deleting": Flow(
        asked,
        lambda line, _: changes.withdraw(line.desk, KEY, first_request(line), TESSA),
    ),
    "how long for": Flow(
        placed(Whereabouts.SUSPENDED),
        of_newest(lambda desk, id_: answering.suspended_for(desk, KEY, id_, TESSA, 1.5)),
    ),
    "a risk": Flow(asked, of_newest(lambda desk, id_: answering.risk(desk, KEY, id_, TESSA, 4))),
    "what was done": Flow(
        placed(Whereabouts.FULL_TIME),
        of_newest(lambda desk, id_: answering.did(desk, KEY, id_, TESSA, happened=True)),
    ),
    "what helped": Flow(
        placed(Whereabouts.FULL_TIME),
        of_newest(lambda desk, id_: answering.helped(desk, KEY, id_, TESSA, ["strategy-1"])),
    ),
    "what is on record": Flow(asked, of_newest(lambda desk, id_: on_record(desk, id_))),
    "changing an answer": Flow(
        placed(Whereabouts.FULL_TIME),
        of_newest(lambda desk, id_: answering.change(desk, KEY, id_, TESSA)),
    ),
}
