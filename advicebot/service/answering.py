"""What the teacher says to a follow-up, tap by tap, and whether they want to be asked at all.

Each tap is kept at once; what was said last stands.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from advicebot.domain.outcomes.answers import (
    Answer,
    Checked,
    Trouble,
    answered,
    check_answer,
)
from advicebot.domain.outcomes.before import check_days_before
from advicebot.domain.outcomes.followup import FollowUp, Whereabouts
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.errors import Refused
from advicebot.service import follow_up_effects as effects
from advicebot.service.desk import Desk
from advicebot.service.follow_up_reading import NOT_YOURS, ended, heard_of, own, suggested
from advicebot.service.follow_ups import give_up, watch
from advicebot.service.ports import Unit


def place(desk: Desk, delivery: str, followup_id: str, user_id: str, at: Whereabouts) -> None:
    """The teacher says where the pupil is; days said before belong to the same answer only.

    Raises:
        Refused: see ``own``; or it was not asked yet.
    """
    with desk.handle(delivery) as unit:
        followup, _ = own(unit, followup_id, user_id)
        days = followup.days_suspended if followup.whereabouts is at else None
        _say(desk, unit, followup, whereabouts=at, days_suspended=days)


def suspended_for(
    desk: Desk, delivery: str, followup_id: str, user_id: str, days: float | None
) -> None:
    """The teacher says for how many school days the pupil was suspended, None for not known.

    Raises:
        Refused: see ``own``; or so many days cannot be.
    """
    with desk.handle(delivery) as unit:
        followup, _ = own(unit, followup_id, user_id)
        _say(desk, unit, followup, whereabouts=Whereabouts.SUSPENDED, days_suspended=days)


def risk(desk: Desk, delivery: str, followup_id: str, user_id: str, level: int) -> None:
    """The teacher says how high the risk of exclusion is now, 0 to 10.

    Raises:
        Refused: see ``own``; or it is no such number.
    """
    with desk.handle(delivery) as unit:
        followup, _ = own(unit, followup_id, user_id)
        _say(desk, unit, followup, risk=level)


def did(desk: Desk, delivery: str, followup_id: str, user_id: str, *, happened: bool) -> None:
    """The teacher says whether the agreed next step happened.

    Raises:
        Refused: see ``own``; or nothing was agreed.
    """
    with desk.handle(delivery) as unit:
        followup, _ = own(unit, followup_id, user_id)
        handoff = ended(unit, followup)
        if handoff is None:
            raise Refused("No next step was agreed here, so there is nothing to say about one.")
        _say(desk, unit, followup, did_next_step=happened)


def helped(
    desk: Desk, delivery: str, followup_id: str, user_id: str, strategies: Sequence[str]
) -> None:
    """The teacher says which of the strategies helped; none of them takes back what was said.

    Raises:
        Refused: see ``own``; or one of them was never suggested.
    """
    with desk.handle(delivery) as unit:
        followup, request = own(unit, followup_id, user_id)
        if not set(strategies) <= set(suggested(unit, request)):
            raise Refused("That was not suggested to you. Please choose from the list again.")
        _say(desk, unit, followup, helped=tuple(dict.fromkeys(strategies)))


def add_facts(desk: Desk, delivery: str, followup_id: str, user_id: str, facts: PupilFacts) -> None:
    """Keep what the teacher adds about the pupil; ``facts`` stand in place of those before.

    Raises:
        Refused: see ``own``; or so many days before the request cannot be.
    """
    with desk.handle(delivery) as unit:
        followup, request = own(unit, followup_id, user_id)
        trouble = None if facts.days_before is None else check_days_before(facts.days_before)
        if trouble:
            raise Refused(trouble.words)
        unit.pupils.save(replace(facts, team_id=request.team_id, request_id=request.id))
        _write_down(desk, unit, followup, "follow-up.facts")


def change(desk: Desk, delivery: str, followup_id: str, user_id: str) -> None:
    """Put every button there again, so that what was said can be changed.

    Raises:
        Refused: see ``own``.
    """
    with desk.handle(delivery) as unit:
        followup, _ = own(unit, followup_id, user_id)
        effects.redraw(desk, unit, followup, f"change:{delivery}", is_open=True)


def stop(desk: Desk, delivery: str, followup_id: str, user_id: str) -> None:
    """Ask this person no more: open follow-ups stop, and none are planned from now on.

    Raises:
        Refused: see ``own``.
    """
    with desk.handle(delivery) as unit:
        followup, _ = own(unit, followup_id, user_id)
        if unit.follow_ups.stopped_at(followup.team_id, user_id) is None:
            unit.follow_ups.set_stopped(followup.team_id, user_id, desk.clock.now())
            for each in unit.follow_ups.list_unanswered_of(followup.team_id, user_id):
                give_up(desk, unit, each, stopped=True)
            _write_down(desk, unit, followup, "follow-up.stop")
        effects.redraw(desk, unit, followup, f"stop:{delivery}")


def resume(desk: Desk, delivery: str, followup_id: str, user_id: str) -> None:
    """Take back ``stop``: what it stopped goes on, and what was planned since is asked too.

    Raises:
        Refused: see ``own``.
    """
    with desk.handle(delivery) as unit:
        followup, _ = own(unit, followup_id, user_id)
        since = unit.follow_ups.stopped_at(followup.team_id, user_id)
        if since:
            unit.follow_ups.set_stopped(followup.team_id, user_id, None)
            for each in unit.follow_ups.list_stopped_of(followup.team_id, user_id, since=since):
                _go_on(desk, unit, each)
            _write_down(desk, unit, followup, "follow-up.resume")
        effects.redraw(desk, unit, followup, f"resume:{delivery}")


def _go_on(desk: Desk, unit: Unit, followup: FollowUp) -> None:
    """A question that stands there is not put again at once: its reminder waits from now on."""
    request = unit.requests.find(followup.request_id)
    if request is None or not request.is_open:
        return
    now = desk.clock.now()
    again = replace(
        followup,
        stopped=False,
        closed_unknown_at=None,
        reminded_at=now if followup.asked_at else None,
    )
    version = unit.follow_ups.save(again)
    watch(desk, unit, again)
    effects.redraw(desk, unit, again, f"v{version}")


def days_trouble(desk: Desk, followup_id: str, user_id: str, days: float) -> str | None:
    """Return why so many days of suspension cannot be, in a sentence that may be shown.

    None when they can, and when this is no follow-up of that person's, which the use case says.
    """
    with desk.work.read() as unit:
        try:
            followup, _ = own(unit, followup_id, user_id)
        except Refused:
            return None
        said = _with(desk, followup, whereabouts=Whereabouts.SUSPENDED, days_suspended=days)
        return _first(_checked(desk, unit, followup, said).troubles)


def _say(desk: Desk, unit: Unit, followup: FollowUp, **said: Any) -> None:
    checked = _checked(desk, unit, followup, _with(desk, followup, **said))
    if not checked.is_possible:
        raise Refused(_first(checked.troubles) or NOT_YOURS)
    unit.follow_ups.add_answer(checked.answer)
    known = answered(followup, checked.answer)
    version = unit.follow_ups.save(known)
    effects.redraw(desk, unit, known, f"v{version}")
    _write_down(desk, unit, followup, "follow-up.answer", said=sorted(said))


def _with(desk: Desk, followup: FollowUp, **said: Any) -> Answer:
    """Return what stands, with what was said now; where nobody said, the pupil is “don't know”."""
    stands = Answer(
        followup_id=followup.id,
        given_at=desk.clock.now(),
        whereabouts=followup.whereabouts or Whereabouts.UNKNOWN,
        days_suspended=followup.days_suspended,
        risk=followup.risk,
        did_next_step=followup.did_next_step,
        helped=followup.helped,
    )
    return replace(stands, **said)


def _checked(desk: Desk, unit: Unit, followup: FollowUp, answer: Answer) -> Checked:
    return check_answer(
        answer,
        followup=followup,
        since=heard_of(unit, followup),
        earlier=unit.follow_ups.list_answers(followup.request_id),
        line=desk.knowledge.line,
    )


def _first(troubles: Sequence[Trouble]) -> str | None:
    return troubles[0].words if troubles else None


def _write_down(desk: Desk, unit: Unit, followup: FollowUp, action: str, **detail: Any) -> None:
    unit.audit.add(
        desk.clock.now(),
        followup.team_id,
        actor=followup.requester,
        action=action,
        object_id=followup.request_id,
        kind=followup.kind,
        **detail,
    )
