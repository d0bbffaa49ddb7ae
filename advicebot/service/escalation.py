"""The ladder: who is paged for a handoff, when, and what follows when nobody answers.

The state is the schedule. Each rung is one transaction: whom to page, the pages themselves, and the
timer of the next rung are stored together, so that a page cannot be decided and not be sent, and
no open handoff is without a next step. A timer that comes late or twice finds that it is not its
rung any more and does nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import Handoff
from advicebot.domain.oncall.calendar import add_school_days
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.escalation import Policy, Position, Responders, Rung, Target, climb
from advicebot.domain.oncall.rota import Tier, on_call
from advicebot.domain.vocabulary import PRESSING, Urgency
from advicebot.service import effects, follow_up_effects
from advicebot.service.desk import Desk, notice, reply_update
from advicebot.service.hours import must_wait, opening_from
from advicebot.service.ports import Unit

ESCALATE = "handoff.escalate"
REMIND = "handoff.remind"
OUTSIDE_AFTER_STEPS = 2
"""The second channel is used once so many steps went by unanswered, then once each round."""


def begin(desk: Desk, unit: Unit, handoff: Handoff) -> Handoff:
    """Put a new handoff on the ladder of its urgency, and page at once where that is due.

    What is only wanted soon waits in the channel, to be taken within some school days. Outside
    hours everything but an emergency waits for the next opening.
    """
    desk.send(unit, effects.anchor(handoff))
    return restart(desk, unit, handoff)


def restart(desk: Desk, unit: Unit, handoff: Handoff) -> Handoff:
    """Start at the foot of the ladder of its present urgency; for a raised or reopened one too."""
    handoff = replace(
        handoff,
        policy=policy_for(desk, handoff.urgency),
        position=Position(),
        declined=(),
        parked_until=None,
        passed_to=None,
    )
    is_new = handoff.rung == 0 and handoff.reopened is None
    if is_new and handoff.urgency not in PRESSING:
        return _queue(desk, unit, handoff)
    return step(desk, unit, handoff)


def step(desk: Desk, unit: Unit, handoff: Handoff) -> Handoff:
    """Climb one rung now, or wait for the next opening where nobody can be asked before it."""
    now = desk.clock.now()
    if must_wait(desk, handoff, now):
        return _park(desk, unit, handoff)
    assert handoff.policy is not None
    is_emergency = handoff.urgency is Urgency.EMERGENCY
    at = now if is_emergency else opening_from(desk, now)
    rung = climb(handoff.policy, handoff.position, responders(desk, unit, handoff, at))
    return _page(desk, unit, handoff, rung)


def advance(desk: Desk, unit: Unit, handoff: Handoff, rung: int) -> None:
    """Do what a timer of the ladder asks for; nothing when the handoff has moved on since."""
    if handoff.is_open and handoff.rung == rung:
        restore(desk, unit, handoff)


def remind(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Say once in the channel that something in the queue is still waiting for somebody."""
    if handoff.is_open and handoff.rung == 0:
        desk.send(unit, effects.thread(handoff, "remind", once="1"))
        first = responders(desk, unit, handoff, desk.clock.now()).by_target[Target.PRIMARY]
        for user_id in first:
            desk.send(unit, effects.to_practitioner(handoff, user_id, "remind", once="1"))


def restore(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Put an open handoff that lost its timer back on the ladder: silence is never the end."""
    policy = handoff.policy or policy_for(desk, handoff.urgency)
    step(desk, unit, replace(handoff, policy=policy))


def responders(desk: Desk, unit: Unit, handoff: Handoff, at: datetime) -> Responders:
    """Return who can be paged for this handoff at an instant.

    Whoever is away, has left, cannot be messaged, has declined or asked themselves is no responder.
    Outside hours those who agreed to be paged then count as primary, and nobody else is woken,
    unless there is none of them: then the whole channel and the lead are all that is left.
    """
    line, team = desk.knowledge.line, handoff.team_id
    known = {each.user_id: each for each in unit.practitioners.list_all(team)}
    rota = unit.shifts.rota(team, at, at)

    def can(user_id: str) -> bool:
        person = known.get(user_id)
        may = person is None or person.can_be_paged(at)
        return may and user_id not in (*handoff.declined, handoff.requester)

    primary = on_call(rota, Tier.PRIMARY, at, line)
    agreed = () if opening_from(desk, at) <= at else _agreed(known.values())
    primary += agreed
    lead = line.escalation.lead
    found = {
        Target.PRIMARY: primary,
        Target.BACK_UP: on_call(rota, Tier.BACK_UP, at, line),
        Target.LEAD: (lead,) if lead else (),
    }
    able = {target: tuple(filter(can, dict.fromkeys(ids))) for target, ids in found.items()}
    if set(able[Target.PRIMARY]) & set(agreed):
        woken = {Target.LEAD: tuple(each for each in able[Target.LEAD] if each in agreed)}
        return Responders(by_target=able | woken)
    return Responders(by_target=able | {Target.CHANNEL: (ON_CALL,)})


def _agreed(people: Iterable[Practitioner]) -> tuple[str, ...]:
    """Return who agreed to be paged for emergencies outside hours."""
    return tuple(each.user_id for each in people if each.out_of_hours)


def policy_for(desk: Desk, urgency: Urgency) -> Policy:
    """Return the ladder of an urgency, as it is written down now."""
    rules = desk.knowledge.line.escalation
    return rules.emergency if urgency is Urgency.EMERGENCY else rules.urgent


def _queue(desk: Desk, unit: Unit, handoff: Handoff) -> Handoff:
    """Leave it in the channel to be taken; a reminder half-way, the ladder at the end."""
    line, now = desk.knowledge.line, desk.clock.now()
    days = line.escalation.soon_within_school_days
    due = opening_from(desk, add_school_days(now, days, line))
    handoff = unit.handoffs.save(replace(handoff, next_at=due, answer_by=due))
    set_timer(unit, handoff)
    half = add_school_days(now, max(1, days // 2), line)
    unit.timers.set(f"remind:{handoff.id}", REMIND, handoff.id, opening_from(desk, half))
    return handoff


def _park(desk: Desk, unit: Unit, handoff: Handoff) -> Handoff:
    """Wait for the next opening; the teacher is told when that is and what to do until then.

    Another day asks everybody anew, those too who could not take it on this one.
    """
    opens, was_asked = opening_from(desk, desk.clock.now()), bool(handoff.paged)
    handoff = unit.handoffs.save(
        replace(
            handoff,
            position=Position(),
            rung=handoff.rung + 1,
            paged=(),
            reached=(),
            declined=(),
            next_at=opens,
            parked_until=opens,
            page_failed_at=None,
        )
    )
    set_timer(unit, handoff)
    request = unit.requests.find(handoff.request_id)
    if request and (was_asked or handoff.reopened):
        desk.send(unit, notice(request, "parked", once=handoff.stamp))
    desk.send(unit, effects.thread(handoff, "parked", once=str(handoff.rung)))
    _tell_of_step(desk, unit, handoff, "handoff.park")
    return handoff


def _page(desk: Desk, unit: Unit, handoff: Handoff, rung: Rung) -> Handoff:
    now, before = desk.clock.now(), handoff
    due = now + rung.wait
    handoff = unit.handoffs.save(
        replace(
            handoff,
            position=rung.position,
            rung=handoff.rung + 1,
            paged=rung.page,
            reached=(),
            parked_until=None,
            next_at=due,
        )
    )
    set_timer(unit, handoff)
    for recipient in rung.page:
        effects.call(desk, unit, handoff, recipient)
    _beyond_slack(desk, unit, before, handoff)
    if rung.position.round > before.position.round and _is_time_to_say(rung.position.round):
        request = unit.requests.find(handoff.request_id)
        if request:
            desk.send(unit, notice(request, "nobody-yet", once=handoff.stamp))
    _tell_of_step(desk, unit, handoff, "handoff.page", paged=list(rung.page))
    return handoff


def _is_time_to_say(rounds: int) -> bool:
    """After the first round that nobody answered, then the second, the fourth, the eighth …

    The status line tells the rest: a teacher is not to be called out of a lesson every few minutes
    to read that nobody came.
    """
    return rounds & (rounds - 1) == 0


def _beyond_slack(desk: Desk, unit: Unit, before: Handoff, handoff: Handoff) -> None:
    """Use the second channel too, at the third step of the ladder and then once each round."""
    assert handoff.policy is not None
    count = len(handoff.policy.steps)

    def due(position: Position) -> int:
        climbed = position.round * count + position.step - OUTSIDE_AFTER_STEPS
        return max(0, (climbed + count - 1) // count)

    if due(handoff.position) > due(before.position) and handoff.urgency in PRESSING:
        desk.send(unit, effects.outside(handoff, once=str(handoff.rung)))


def tell(desk: Desk, unit: Unit, handoff: Handoff, action: str, **detail: Any) -> None:
    """Let everybody see how a handoff stands now, and write down what was done and by whom.

    ``actor`` in ``detail`` is the person who did it; the clock did it otherwise.
    """
    _write_down(desk, unit, handoff, action, **detail)
    effects.redraw_cards(desk, unit, handoff)
    redraw_replies(desk, unit, handoff)


def _tell_of_step(desk: Desk, unit: Unit, handoff: Handoff, action: str, **detail: Any) -> None:
    _write_down(desk, unit, handoff, action, **detail)
    effects.redraw_anchor(desk, unit, handoff)
    redraw_replies(desk, unit, handoff)


def redraw_replies(desk: Desk, unit: Unit, handoff: Handoff) -> None:
    """Draw the answers to every request of a handoff again: each says how it stands.

    So do the questions what became of the pupil.
    """
    for request in unit.requests.list_of_handoff(handoff.id):
        desk.send(unit, reply_update(request, handoff.stamp))
        follow_up_effects.redraw_all(desk, unit, request, handoff.stamp)


def _write_down(desk: Desk, unit: Unit, handoff: Handoff, action: str, **detail: Any) -> None:
    actor = detail.pop("actor", "clock")
    unit.audit.add(
        desk.clock.now(),
        handoff.team_id,
        actor=actor,
        action=action,
        object_id=handoff.id,
        urgency=handoff.urgency,
        rung=handoff.rung,
        **detail,
    )


def set_timer(unit: Unit, handoff: Handoff) -> None:
    """Store when the next rung is due; call it with every change of ``rung`` or ``next_at``."""
    assert handoff.next_at is not None
    key = f"{ESCALATE}:{handoff.id}:{handoff.rung}"
    unit.timers.set(key, ESCALATE, handoff.id, handoff.next_at)


def rung_of(key: str) -> int:
    """Return the rung that a timer of the ladder was set for."""
    return int(key.rpartition(":")[2])
