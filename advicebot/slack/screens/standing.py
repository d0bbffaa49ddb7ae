"""Where a handoff stands, in the words a teacher is told. Nothing is promised that is not known."""

from collections.abc import Sequence

from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import Handoff, HandoffState
from advicebot.domain.vocabulary import PRESSING
from advicebot.slack.mrkdwn import clock_time, mention

TEAM = "the whole on-call team"


def standing(handoff: Handoff) -> str:
    """Return one clause that says who has it, who was paged and when, or what is waited for."""
    if handoff.state is HandoffState.CLAIMED:
        return _claimed(handoff)
    if handoff.state is HandoffState.CLOSED and handoff.closed_by and handoff.closed_at:
        return f"closed by {mention(handoff.closed_by)} {clock_time(handoff.closed_at)}"
    if handoff.state is HandoffState.WITHDRAWN:
        return "you said that you need nobody any more, so nobody is being asked"
    return _open(handoff)


def _claimed(handoff: Handoff) -> str:
    assert handoff.claimed_by is not None
    assert handoff.claimed_at is not None
    has = f"{mention(handoff.claimed_by)} has had it since {clock_time(handoff.claimed_at)}"
    if handoff.last_word_at:
        return f"{has} and last wrote {clock_time(handoff.last_word_at)}"
    if handoff.answer_by:
        return f"{has} and will write to you by {clock_time(handoff.answer_by)}"
    return has


def _open(handoff: Handoff) -> str:
    if handoff.page_failed_at and not handoff.reached:
        return "could not page anyone yet, still trying; ring your DSL or headteacher"
    if handoff.parked_until:
        return f"no practitioner is on now; I ask them {clock_time(handoff.parked_until)}"
    if not handoff.paged:
        return _queued(handoff)
    if not handoff.reached:
        return "paging the practitioners now"
    parts = [_passed(handoff) or f"paged {people(handoff.reached)}", "nobody has taken it yet"]
    if handoff.seen_by and handoff.seen_at:
        parts.insert(1, f"seen by {mention(handoff.seen_by)} {clock_time(handoff.seen_at)}")
    if handoff.next_at:
        parts.append(f"the next page goes out {clock_time(handoff.next_at)}")
    return ", ".join(parts)


def _queued(handoff: Handoff) -> str:
    if handoff.answer_by:
        by = clock_time(handoff.answer_by)
        return f"waiting in the practitioners’ queue, to be taken by {by}"
    return "paging the practitioners now" if handoff.urgency in PRESSING else "waiting"


def _passed(handoff: Handoff) -> str:
    if handoff.passed_to and handoff.passed_by and handoff.paged == (handoff.passed_to,):
        return f"{mention(handoff.passed_by)} has passed it on to {mention(handoff.passed_to)}"
    return ""


def people(recipients: Sequence[str]) -> str:
    """Return the people who were paged as one phrase."""
    if ON_CALL in recipients:
        return TEAM
    named = [mention(each) for each in recipients]
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
