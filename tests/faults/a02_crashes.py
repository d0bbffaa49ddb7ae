"""A2: the process dies at every statement of every flow, and around everything it sends."""

import random
import shutil

from tests.crashing import Choose, Crashed, crash_at, everywhere, staged
from tests.faults.bending import without
from tests.faults.dying_sender import Sent, send
from tests.faults.figure import Figure, Measured, Run
from tests.faults.indoors import a_database
from tests.flows.coverage import Traced, use_cases
from tests.flows.registry import every_flow

SHORT_PLACES, SHORT_SENDINGS = 2, 2
"""How many places to die at are picked of each flow in the short form."""
FEW = 6
"""One flow in so many shows that a measurement bites."""
NOT_USED = frozenset({"desk.Desk.handle"})
"""What writes for the others: no use case of its own."""


def measure(run: Run) -> Measured:
    """Crash every flow; in the short form at a few places of each, picked by the seed."""
    chance = random.Random(run.seed)
    empty, seen = a_database(run.folder, "empty.db"), Traced()
    broken, strayed = list[str](), list[str]()
    crashes, sendings = list[Crashed](), list[Sent]()
    flows = every_flow()[:: FEW if run.without else 1]
    with without(run.without):
        for number, (name, opened, flow) in enumerate(flows):
            folder = run.below(str(number)).folder
            try:
                with seen:
                    stage = staged(opened, flow, empty, folder)
            except Exception as error:
                broken.append(f"{name}: {error!r}")
                continue
            crashes.append(crash_at(stage, folder, choose=_picked(run, chance)))
            broken += [f"{name}: {each}" for each in crashes[-1].broken]
            sendings.append(send(stage, folder, choose=_sendings(run, chance)))
            strayed += [f"{name}: {each}" for each in sendings[-1].broken]
            shutil.rmtree(folder)
    missed = sorted(use_cases() - seen.entered - NOT_USED) if not run.without else []
    return _measured(broken, strayed, crashes, sendings, missed=missed, flows=len(flows))


def _picked(run: Run, chance: random.Random) -> Choose:
    """Pick anywhere, the last place among them: the commit."""
    if not run.is_short:
        return everywhere
    if run.without:
        return lambda places: [places // 2]

    def pick(places: int) -> list[int]:
        few = chance.sample(range(places), min(places, SHORT_PLACES - 1))
        return sorted({*few, places - 1})

    return pick


def _sendings(run: Run, chance: random.Random) -> Choose:
    if not run.is_short:
        return everywhere
    most = 10 * SHORT_SENDINGS if run.without else SHORT_SENDINGS
    return lambda places: sorted(chance.sample(range(places), min(places, most)))


def _measured(
    broken: list[str],
    strayed: list[str],
    crashes: list[Crashed],
    sendings: list[Sent],
    *,
    missed: list[str],
    flows: int,
) -> Measured:
    deaths = sum(each.deaths for each in crashes)
    places = sum(each.places for each in crashes)
    sent = sum(each.deaths for each in sendings)
    around = sum(each.places for each in sendings)
    also = [f"in no flow: {each}" for each in missed]
    return Measured(
        holds=not broken and not strayed and not missed,
        seen=f"{len(broken)} half-done or not done again, {len(strayed)} lost or doubled in Slack, "
        f"{len(missed)} use cases that write in no flow",
        n=f"{flows} flows: {deaths} deaths at {places} statements and commits, "
        f"{sent} deaths at {around} places between commit, Slack and record",
        details=(*broken[:6], *strayed[:6], *also),
    )


FIGURE = Figure(
    id="A2",
    title="Every boundary of every flow crashed once",
    target="0 half-done, 0 lost, 0 doubled; every use case that writes is in a flow",
    measure=measure,
    control="transaction-and-read-back",
)
