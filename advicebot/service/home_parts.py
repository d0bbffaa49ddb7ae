"""What stands on Home tabs besides requests and the rota: outreach, follow-ups, panel, digest."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from advicebot.domain.outcomes import digest_json
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.outcomes.followup import FollowUp
from advicebot.domain.request import Request
from advicebot.domain.support.panel import Case
from advicebot.domain.support.panel_calendar import Meeting, next_meeting
from advicebot.domain.support.referral import Referral, ReferralState
from advicebot.service.desk import Desk
from advicebot.service.offers import offer_of
from advicebot.service.panel_view import DecisionView, decision_view
from advicebot.service.ports import Unit
from advicebot.service.referral_effects import provider_recipient

log = logging.getLogger(__name__)

REFERRALS_READ = 30
FINAL_SHOWN = timedelta(weeks=4)
"""What has ended, was declined or taken back stays on the Home tab for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whether a teacher is asked what became of pupils.

    ``handle`` is the follow-up that the buttons carry, None where they have none. ``waiting`` are
    requests about which a question stands unanswered, ``upcoming`` the next question and its
    request, None where none is planned.
    """

    is_stopped: bool
    handle: str | None
    waiting: tuple[Request, ...]
    upcoming: tuple[FollowUp, Request] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPanel:
    """The next meeting of the panel and its cases; ``is_open`` while it still takes some."""

    meeting: Meeting
    cases: tuple[Case, ...]
    is_open: bool


def outreach_of(desk: Desk, unit: Unit, team_id: str, user_id: str) -> tuple[Referral, ...]:
    """Return what somebody asked for: what runs first, then what came to an end of late."""
    found = unit.referrals.list_of_person(team_id, user_id, limit=REFERRALS_READ)
    since = desk.clock.now() - FINAL_SHOWN
    kept = [each for each in found if not each.is_final or each.moved_at >= since]
    return tuple(sorted(kept, key=lambda each: (each.is_final, -each.number)))


def asked(unit: Unit, team_id: str, user_id: str) -> Asked:
    """Return whether and when somebody is asked what became of pupils."""
    stopped_at = unit.follow_ups.stopped_at(team_id, user_id)
    if stopped_at:
        found = unit.follow_ups.list_stopped_of(team_id, user_id, since=stopped_at)
    else:
        found = unit.follow_ups.list_unanswered_of(team_id, user_id)
    about = [(each, unit.requests.find(each.request_id)) for each in found]
    known = [(each, request) for each, request in about if request and request.is_open]
    put = [request for each, request in known if each.asked_at] if not stopped_at else []
    ahead = [(each, request) for each, request in known if not each.asked_at]
    return Asked(
        is_stopped=stopped_at is not None,
        handle=known[0][0].id if known else None,
        waiting=tuple({each.id: each for each in put}.values()),
        upcoming=ahead[0] if ahead and not stopped_at else None,
    )


def unanswered(desk: Desk, unit: Unit, team_id: str) -> tuple[Referral, ...]:
    """Return what waits for the answer of a provider without a channel, the oldest first."""
    return tuple(
        each
        for each in unit.referrals.list_running(team_id)
        if each.state is ReferralState.ASKED and _is_answered_here(desk, each)
    )


def _is_answered_here(desk: Desk, referral: Referral) -> bool:
    offer = offer_of(desk, referral.offer_id)
    return offer is None or not provider_recipient(offer).startswith("#")


def silent(unit: Unit, team_id: str) -> tuple[Referral, ...]:
    """Return the referrals whose provider was reminded and has not said a word since."""
    return tuple(each for each in unit.referrals.list_running(team_id) if each.nudges)


def decisions_of(desk: Desk, unit: Unit, team_id: str, user_id: str) -> tuple[DecisionView, ...]:
    """Return the open decisions that somebody does, or put the case of where a service does."""
    views = [decision_view(desk, unit, each) for each in unit.panel.list_open_decisions(team_id)]
    return tuple(each for each in views if _is_asked(each, user_id))


def _is_asked(view: DecisionView, user_id: str) -> bool:
    if view.shown.is_person:
        return view.decision.who == user_id
    return view.case is not None and view.case.put_by == user_id


def next_panel(desk: Desk, unit: Unit, team_id: str) -> NextPanel | None:
    """Return the next meeting with its cases, None without a panel or a meeting ahead."""
    line, now = desk.knowledge.line, desk.clock.now()
    meeting = next_meeting(line.panel.rule, now, line) if line.panel else None
    if meeting is None:
        return None
    cases = tuple(unit.panel.list_of_meeting(team_id, meeting.id))
    return NextPanel(meeting=meeting, cases=cases, is_open=now <= meeting.cut_off)


def last_digest(unit: Unit, team_id: str) -> Digest | None:
    """Return the digest that was published last, None where there is none that can be read."""
    stored = unit.digests.last(team_id)
    if stored is None:
        return None
    try:
        return digest_json.load(stored.body)
    except ValueError:
        log.exception("a digest cannot be read monday=%s", stored.monday)
        return None
