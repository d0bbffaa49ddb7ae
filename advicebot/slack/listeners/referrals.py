"""What a provider and the school do with a referral."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.domain.oncall.calendar import is_school_day, next_school_day
from advicebot.domain.support.referral import Move, may
from advicebot.errors import Refused
from advicebot.ids import referral_reference
from advicebot.service import referrals
from advicebot.service.desk import Desk
from advicebot.slack import parse, parse_referrals
from advicebot.slack.drawing.referrals import view_of
from advicebot.slack.form_values import Errors, subject_of
from advicebot.slack.gateway import Gateway
from advicebot.slack.guards import Guard, Route
from advicebot.slack.ids import ActionId, CallbackId, Field
from advicebot.slack.listeners import danger
from advicebot.slack.listeners.home import redrawn
from advicebot.slack.roles import Roles
from advicebot.slack.screens import referral_card, referral_forms
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.referral_parts import ReferralView

Body = dict[str, Any]
USUAL_REVIEW = timedelta(weeks=6)
"""What the next review is set to where the offer is gone and says nothing itself."""


def more(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """More: everything the school has said. The reading is written down before it is shown."""
    ack()
    click = parse.click(body)
    with desk.work.write() as unit:
        referral = referrals.existing(unit, click.value)
        view = view_of(desk, unit, referral)
        unit.audit.add(
            desk.clock.now(),
            referral.team_id,
            actor=click.user_id,
            action="referral.read",
            object_id=referral.id,
        )
    gateway.open_view(body["trigger_id"], referral_card.details(view))


def accept(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Accept, or change the day: from when, or what is still missing."""
    ack()
    view = _movable(desk, body, Move.ACCEPT)
    line, today = desk.knowledge.line, desk.today()
    form = referral_forms.accept_form(view, proposed=next_school_day(today, line))
    gateway.open_view(body["trigger_id"], form)


def wait(ack: Ack, body: Body, desk: Desk, delivery: Delivery) -> None:
    """Waiting list."""
    ack()
    click = parse.click(body)
    referrals.wait(desk, delivery.key, click.value, click.user_id)


def decline(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Decline: why."""
    ack()
    form = referral_forms.decline_form(_movable(desk, body, Move.DECLINE))
    gateway.open_view(body["trigger_id"], form)


def start(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """It has started: since when."""
    ack()
    form = referral_forms.start_form(_movable(desk, body, Move.START))
    gateway.open_view(body["trigger_id"], form)


def review(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Reviewed, and it goes on: when it is reviewed next."""
    ack()
    view = _movable(desk, body, Move.REVIEW)
    weeks = timedelta(weeks=view.offer.review_weeks) if view.offer else USUAL_REVIEW
    day, line = view.today + weeks, desk.knowledge.line
    proposed = day if is_school_day(day, line) else next_school_day(day, line)
    form = referral_forms.review_form(view, proposed=proposed)
    gateway.open_view(body["trigger_id"], form)


def end(ack: Ack, body: Body, desk: Desk, gateway: Gateway) -> None:
    """Ended: what changed."""
    ack()
    form = referral_forms.end_form(_movable(desk, body, Move.END))
    gateway.open_view(body["trigger_id"], form)


def withdraw(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Take it back: the teacher's own button, asked once more by the button itself."""
    ack()
    click = parse.click(body)
    with redrawn(body, desk, roles):
        referrals.withdraw(desk, delivery.key, click.value, click.user_id)


def accept_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery) -> None:
    """The day it starts."""
    with _day_in(ack, body, delivery) as day:
        if day:
            referrals.accept(*_who(desk, body, delivery), start_on=day)


def decline_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery) -> None:
    """Why it is declined."""
    reason, page = parse_referrals.reason(body), _danger(desk, body, delivery)
    with _at_field(ack, delivery, Field.REASON, reason, page):
        if not isinstance(reason, dict):
            referrals.decline(*_who(desk, body, delivery), reason=reason)


def start_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery) -> None:
    """The day it started."""
    with _day_in(ack, body, delivery) as day:
        if day:
            referrals.start(*_who(desk, body, delivery), on=day)


def review_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery) -> None:
    """The day of the next review."""
    with _day_in(ack, body, delivery) as day:
        if day:
            referrals.review(*_who(desk, body, delivery), next_on=day)


def end_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery) -> None:
    """What changed, when it ended, and for a place what it led to."""
    ending, page = parse_referrals.ending(body), _danger(desk, body, delivery)
    with _at_field(ack, delivery, Field.DAY, ending, page):
        if not isinstance(ending, dict):
            referrals.end(
                *_who(desk, body, delivery),
                what_changed=ending.what_changed,
                on=ending.on,
                result=ending.result,
            )


@contextmanager
def _day_in(ack: Ack, body: Body, delivery: Delivery) -> Iterator[date | None]:
    """Give the day of a form that asks for one, None where what stands there is none."""
    read = parse_referrals.day(body)
    with _at_field(ack, delivery, Field.DAY, read):
        yield None if isinstance(read, dict) else read


def _who(desk: Desk, body: Body, delivery: Delivery) -> tuple[Desk, str, str, str]:
    """What every move begins with: the desk, the delivery, which referral, and who does it."""
    return desk, delivery.key, subject_of(body), body["user"]["id"]


def _movable(desk: Desk, body: Body, move: Move) -> ReferralView:
    """Return the referral of a click, as long as it is where this move can be made."""
    with desk.work.read() as unit:
        referral = referrals.existing(unit, parse.click(body).value)
        view = view_of(desk, unit, referral)
    if not may(referral, move):
        stands = " ".join(referral_card.now(view)) or "It is over."
        raise Refused(f"{view.reference} has moved on since that was shown. {stands}")
    return view


def _danger(desk: Desk, body: Body, delivery: Delivery) -> Block | None:
    with desk.work.read() as unit:
        referral = unit.referrals.find(subject_of(body))
    about = referral_reference(referral.number) if referral else ""
    return danger.at_work(desk, body, delivery, about=about)


@contextmanager
def _at_field(
    ack: Ack, delivery: Delivery, field: Field, read: object | Errors, page: Block | None = None
) -> Iterator[None]:
    """Close a form once the block is done; what is wrong stands at its field, and all stays typed.

    ``page`` is shown in the place of a form that was taken.

    Raises:
        Refused: the form is taken up again from the inbox and on nobody's screen any more; the
            refusal is sent as a message then.
    """
    try:
        yield
    except Refused as refused:
        if delivery.attempts > 1:
            raise
        ack(response_action="errors", errors={field.value: refused.user_message})
        return
    if isinstance(read, dict):
        ack(response_action="errors", errors=read)
    elif page:
        ack(response_action="update", view=page)
    else:
        ack()


ACTIONS: dict[ActionId | re.Pattern[str], Route] = {
    ActionId.REFERRAL_MORE: Route(more, Guard.PROVIDER),
    ActionId.REFERRAL_ACCEPT: Route(accept, Guard.PROVIDER),
    ActionId.REFERRAL_WAIT: Route(wait, Guard.PROVIDER),
    ActionId.REFERRAL_DECLINE: Route(decline, Guard.PROVIDER),
    ActionId.REFERRAL_START: Route(start, Guard.PROVIDER),
    ActionId.REFERRAL_REVIEW: Route(review, Guard.PROVIDER),
    ActionId.REFERRAL_END: Route(end, Guard.PROVIDER),
    ActionId.REFERRAL_WITHDRAW: Route(withdraw, Guard.REQUESTER),
}
VIEWS: dict[CallbackId, Route] = {
    CallbackId.REFERRAL_ACCEPT_FORM: Route(accept_form, Guard.PROVIDER),
    CallbackId.REFERRAL_DECLINE_FORM: Route(decline_form, Guard.PROVIDER),
    CallbackId.REFERRAL_START_FORM: Route(start_form, Guard.PROVIDER),
    CallbackId.REFERRAL_REVIEW_FORM: Route(review_form, Guard.PROVIDER),
    CallbackId.REFERRAL_END_FORM: Route(end_form, Guard.PROVIDER),
}
