"""Offers that this line does not make because of a mistake in their files: the leads hear of it."""

from pathlib import PurePath

from advicebot.domain.delivery import LEADS, Effect, EffectKind
from advicebot.errors import Problem
from advicebot.service.desk import Desk

NAME = "referral.offer-left-out"


def tell(desk: Desk, team_id: str) -> None:
    """Tell the leads' channel of each mistake, where it stands and what it costs.

    Told again on the same day, nothing is said twice.
    """
    if not desk.left_out:
        return
    with desk.work.write() as unit:
        for problem in desk.left_out:
            desk.send(unit, _effect(team_id, problem, day=desk.today().isoformat()))


def _effect(team_id: str, problem: Problem, *, day: str) -> Effect:
    """What is said is drawn from the curators' own words, which hold nothing of a pupil."""
    file = "/".join(PurePath(problem.file).parts[-2:])
    return Effect(
        key=f"line:{NAME}:{team_id}:{file}:{problem.line}:{day}",
        team_id=team_id,
        kind=EffectKind.LINE,
        recipient=LEADS,
        ref=file,
        data={"name": NAME, "file": file, "line": problem.line, "reason": problem.message},
    )
