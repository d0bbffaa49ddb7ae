"""Passing a request to a person: why, to whom, and the one who takes it."""

from dataclasses import replace
from datetime import timedelta

from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import Handoff, HandoffReason, HandoffState
from advicebot.domain.request import AskAnswer, Request, urgency_after_answer
from advicebot.domain.vocabulary import BY_URGENCY, PRESSING, Urgency
from advicebot.errors import Refused
from advicebot.service import carrying, effects, escalation, follow_up_effects, holders, holding
from advicebot.service.desk import Desk, notice, reply_update
from advicebot.service.ports import Unit

RISK = {AskAnswer.NO: 0, AskAnswer.SILENCE: 1, AskAnswer.WORRIED: 1, AskAnswer.NOW: 2}
ANSWER_WITHIN = timedelta(minutes=10)
"""What a teacher is promised once somebody has an emergency or something urgent."""
ANSWER_SOON_WITHIN = timedelta(hours=1)


def page(desk: Desk, unit: Unit, request: Request, *, reason: HandoffReason) -> Handoff:
    """Hand a request to people inside an open transaction; twice is the same as once.

    A teacher who waits for a person already, or has one, keeps that one: the request joins it, and
    one that is more pressing raises it.
    """
    handoff = unit.handoffs.find_by_request(request.id)
    if handoff is None or not handoff.is_active:
        handoff = unit.handoffs.find_active_of(request.team_id, request.requester)
    if handoff:
        return _join(desk, unit, request, handoff, reason)
    handoff = Handoff(
        id=desk.ids.new(),
        team_id=request.team_id,
        request_id=request.id,
        requester=request.requester,
        reason=reason,
        urgency=request.urgency if request.urgency in PRESSING else Urgency.SOON,
        created_at=desk.clock.now(),
    )
    unit.handoffs.add(handoff)
    unit.audit.add(
        handoff.created_at,
        request.team_id,
        actor=request.requester,
        action="handoff.open",
        object_id=handoff.id,
        reason=reason,
        urgency=handoff.urgency,
    )
    return escalation.begin(desk, unit, handoff)


def _join(
    desk: Desk, unit: Unit, request: Request, handoff: Handoff, reason: HandoffReason
) -> Handoff:
    """Tell people that something about an existing handoff has changed; raise it if need be.

    Once triage or a worry is part of it, it is no longer only what the teacher asked for, and
    cannot simply be taken back.
    """
    unit.handoffs.join(request.id, handoff.id)
    carrying.carry_request(desk, unit, request=request, handoff=handoff)
    if handoff.reason is HandoffReason.TEACHER_ASKED:
        handoff = replace(handoff, reason=reason)
    if BY_URGENCY.index(request.urgency) < BY_URGENCY.index(handoff.urgency):
        return raise_urgency(desk, unit, handoff, request.urgency)
    handoff = unit.handoffs.save(handoff)
    escalation.tell(desk, unit, handoff, "handoff.join", actor=request.requester)
    return handoff


def raise_urgency(desk: Desk, unit: Unit, handoff: Handoff, urgency: Urgency) -> Handoff:
    """It has become more pressing: page anew, because an edited card makes nobody's phone buzz.

    Whoever has it owes the teacher a word anew, and must say at once that they are on it: they may
    have gone home since. Without an answer it is open again after the first wait of the ladder.
    """
    handoff = replace(handoff, urgency=urgency)
    if handoff.is_open:
        handoff = escalation.restart(desk, unit, handoff)
        effects.redraw_cards(desk, unit, handoff)
        return handoff
    holder = handoff.claimed_by
    assert holder is not None
    due = desk.clock.now() + _answer_within(handoff)
    handoff = replace(handoff, policy=escalation.policy_for(desk, urgency), last_word_at=None)
    handoff = unit.handoffs.save(replace(handoff, rung=handoff.rung + 1, answer_by=due))
    desk.send(unit, effects.page(handoff, holder))
    handoff = holding.ask_now(desk, unit, handoff)
    desk.send(unit, effects.thread(handoff, "raised", once=str(handoff.rung)))
    escalation.tell(desk, unit, handoff, "handoff.raise")
    return handoff


def request_person(desk: Desk, delivery: str, request_id: str, user_id: str) -> None:
    """The teacher asks for a practitioner: one card goes out and the reply says so."""
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        handoff = page(desk, unit, request, reason=HandoffReason.TEACHER_ASKED)
        once = f"asked-for-person-{handoff.id}"
        desk.send(unit, reply_update(request, once))
        follow_up_effects.redraw_all(desk, unit, request, once)


def answer_ask(
    desk: Desk, delivery: str | None, request_id: str, user_id: str, answer: AskAnswer
) -> None:
    """Record the answer to the direct question; anything but a clear no hands the request off.

    A second answer is ignored unless it is more serious than the first, or than silence.
    """
    with desk.handle(delivery) as unit:
        request = desk.own_request(unit, request_id, user_id)
        settle_ask(desk, unit, request, answer)


def settle_ask(desk: Desk, unit: Unit, request: Request, answer: AskAnswer) -> None:
    """Apply an answer inside an open transaction; see ``answer_ask``."""
    if not _may_answer(request, answer):
        return
    now = desk.clock.now()
    changed = replace(
        request,
        ask_answer=answer,
        urgency=urgency_after_answer(answer, request.urgency),
        updated_at=now,
    )
    unit.requests.save(changed)
    unit.audit.add(
        now,
        request.team_id,
        actor="clock" if answer is AskAnswer.SILENCE else request.requester,
        action="ask.answered",
        object_id=request.id,
        answer=answer,
    )
    if answer is not AskAnswer.NO:
        silent = answer is AskAnswer.SILENCE
        reason = HandoffReason.NO_ANSWER if silent else HandoffReason.TEACHER_CONFIRMED
        page(desk, unit, changed, reason=reason)
        desk.send(unit, notice(changed, f"paged-{answer}"))
    desk.send(unit, reply_update(changed, f"ask-{answer}-r{changed.revision}"))


def _may_answer(request: Request, answer: AskAnswer) -> bool:
    if request.asked_at is None:
        return False
    if request.ask_answer is None:
        return True
    return answer is not AskAnswer.SILENCE and RISK[answer] > RISK[request.ask_answer]


def claim(desk: Desk, delivery: str | None, handoff_id: str, user_id: str) -> None:
    """A practitioner takes a handoff; the teacher is told who has it, and by when they answer.

    Raises:
        Refused: there is no such handoff, it is closed, or somebody else has it already (and the
            message says who).
    """
    with desk.handle(delivery) as unit:
        claim_in(desk, unit, holding.existing(unit, handoff_id), user_id)


def claim_in(desk: Desk, unit: Unit, handoff: Handoff, user_id: str) -> Handoff:
    """Take a handoff inside an open transaction; see ``claim``."""
    if handoff.state is HandoffState.CLAIMED:
        raise Refused(_taken_by(handoff.claimed_by, user_id))
    if not handoff.is_open:
        raise Refused("That request is closed. Reopen it first if it needs somebody again.")
    holders.refuse_requester(handoff, user_id)
    now = desk.clock.now()
    handoff = unit.handoffs.save(
        replace(
            handoff,
            state=HandoffState.CLAIMED,
            claimed_by=user_id,
            claimed_at=now,
            answer_by=now + _answer_within(handoff),
            next_at=None,
            parked_until=None,
            passed_to=None,
            reopened=None,
            last_word_at=None,
            still_asked_at=None,
        )
    )
    holding.watch(desk, unit, handoff)
    request = unit.requests.find(handoff.request_id)
    if request:
        desk.send(unit, notice(request, "claimed", once=handoff.stamp, by=user_id))
    desk.send(unit, effects.thread(handoff, "claimed", once=handoff.stamp, by=user_id))
    escalation.tell(desk, unit, handoff, "handoff.claim", actor=user_id)
    return handoff


def _answer_within(handoff: Handoff) -> timedelta:
    return ANSWER_WITHIN if handoff.urgency in PRESSING else ANSWER_SOON_WITHIN


def _taken_by(holder: str | None, user_id: str) -> str:
    if holder == user_id:
        return "You already have this one."
    return f"<@{holder}> already has this one."


def seen(desk: Desk, unit: Unit, handoff: Handoff, user_id: str) -> None:
    """A practitioner has opened the details: the teacher's status line may say that it was seen."""
    if handoff.is_open and handoff.seen_at is None:
        handoff = unit.handoffs.save(replace(handoff, seen_by=user_id, seen_at=desk.clock.now()))
        escalation.tell(desk, unit, handoff, "handoff.seen", actor=user_id)


def page_sent(desk: Desk, unit: Unit, handoff_id: str, recipient: str, *, is_card: bool) -> None:
    """Slack took a page: the teacher's status line may say so. Call inside ``write()``.

    ``is_card`` is True for the card in the channel, which calls nobody: it only says that Slack
    works again.
    """
    handoff = unit.handoffs.find(handoff_id)
    if handoff is None or not handoff.is_open or recipient in handoff.reached:
        return
    if is_card and (handoff.paged or not handoff.page_failed_at):
        return
    if not is_card and recipient not in handoff.paged:
        return
    now = desk.clock.now()
    handoff = unit.handoffs.save(
        replace(
            handoff,
            reached=handoff.reached if is_card else (*handoff.reached, recipient),
            paged_at=handoff.paged_at if is_card else handoff.paged_at or now,
            page_failed_at=None,
        )
    )
    unit.audit.add(
        now,
        handoff.team_id,
        actor="slack",
        action="handoff.page_sent",
        object_id=handoff.id,
        rung=handoff.rung,
        to=recipient,
    )
    escalation.redraw_replies(desk, unit, handoff)


def page_failed(desk: Desk, handoff_id: str, recipient: str, *, for_good: bool) -> None:
    """A page does not get through: the second channel or the next person is used at once.

    Somebody who can never be messaged counts as having declined. When nobody was reached yet, the
    teacher is told so and what to do instead, and people are paged outside Slack: once, until Slack
    takes a page again, however often the sender tries meanwhile.
    """
    with desk.work.write() as unit:
        handoff = unit.handoffs.find(handoff_id)
        if handoff is None or not handoff.is_open:
            return
        if for_good and recipient != ON_CALL:
            _lose(desk, unit, handoff, recipient)
        elif _is_unreached(handoff, recipient):
            _say_that_nobody_is_reached(desk, unit, handoff, recipient)


def _is_unreached(handoff: Handoff, recipient: str) -> bool:
    """True when this failure leaves nobody reached; the card alone calls nobody who is paged."""
    if handoff.parked_until or handoff.page_failed_at or handoff.reached:
        return False
    return recipient in handoff.paged or not handoff.paged


def _lose(desk: Desk, unit: Unit, handoff: Handoff, user_id: str) -> None:
    """Leave out somebody whom no page will ever reach; go on at once when nobody else is asked."""
    if user_id in handoff.declined:
        return
    handoff = unit.handoffs.save(replace(handoff, declined=(*handoff.declined, user_id)))
    escalation.tell(desk, unit, handoff, "handoff.page_failed", to=user_id, for_good=True)
    holding.go_on_when_all_declined(desk, unit, handoff)


def _say_that_nobody_is_reached(desk: Desk, unit: Unit, handoff: Handoff, recipient: str) -> None:
    handoff = unit.handoffs.save(replace(handoff, page_failed_at=desk.clock.now()))
    if handoff.urgency in PRESSING:
        desk.send(unit, effects.outside(handoff, once=f"failed-{handoff.rung}"))
    request = unit.requests.find(handoff.request_id)
    if request:
        desk.send(unit, notice(request, "page-failed", once=handoff.stamp))
    escalation.tell(desk, unit, handoff, "handoff.page_failed", to=recipient)


def words_failed(desk: Desk, unit: Unit, handoff_id: str, words_id: str) -> None:
    """A practitioner's words cannot be delivered: they are told, and may try another way."""
    handoff = unit.handoffs.find(handoff_id)
    if handoff:
        desk.send(unit, effects.thread(handoff, "undelivered", once=words_id))
