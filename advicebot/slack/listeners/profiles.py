"""The profile of needs and strengths: opened, and sent back.

Whoever made the request fills it in, or a practitioner to whom the request was handed.
"""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from advicebot.domain.advice.answer import Advice
from advicebot.domain.delivery import Delivery
from advicebot.domain.support.needs_profile import Area, Change, Profile
from advicebot.service import profiles
from advicebot.service.desk import Desk
from advicebot.slack import parse, parse_profile
from advicebot.slack.form_values import subject_of
from advicebot.slack.gateway import Gateway
from advicebot.slack.listeners import danger
from advicebot.slack.listeners.forms import answered
from advicebot.slack.listeners.windows import show
from advicebot.slack.roles import Roles
from advicebot.slack.screens import danger as said
from advicebot.slack.screens import profile_form as screens

Body = dict[str, Any]


def profile(ack: Ack, body: Body, desk: Desk, roles: Roles, gateway: Gateway) -> None:
    """Needs and strengths: the form, filled in with the answers given last."""
    ack()
    click = parse.click(body)
    is_other = _is_practitioner(desk, roles, click.value, click.user_id)
    last = _read(desk, click, is_practitioner=is_other)
    show(body, gateway, screens.profile_form(click.value, last))


def profile_form(ack: Ack, body: Body, desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """What was tapped, stored beside what was tapped before; or what is wrong with it."""
    user_id, request_id = body["user"]["id"], subject_of(body)
    worry = danger.read(desk, body, known=_said(desk, request_id))
    is_at_work = not _is_own(desk, request_id, user_id) and roles.is_practitioner(user_id)
    own = None if is_at_work else worry
    with (
        answered(ack, body, delivery) as answer,
        danger.not_lost(desk, body, delivery, answer, own),
    ):
        is_other = _is_practitioner(desk, roles, request_id, user_id)
        filled = parse_profile.profile_form(body)
        if isinstance(filled, dict):
            answer.errors = filled
            return
        saved = _save(desk, delivery, filled, user_id, is_practitioner=is_other, worry=own)
        done = danger.done(desk, request_id, own)
        first = said.at_work() if is_at_work and worry else said.worry(done, request_id)
        answer.page = screens.saved_page(saved, _changes(desk, request_id), first=first)


def _changes(desk: Desk, request_id: str) -> Mapping[Area, Change] | None:
    with desk.work.read() as unit:
        return profiles.compared(unit, request_id)


def _said(desk: Desk, request_id: str) -> tuple[str, ...]:
    """Return the texts with which the form is filled in."""
    with desk.work.read() as unit:
        last = profiles.latest(unit, request_id)
    return (last.pupil_says, last.family_says) if last else ()


def _save(
    desk: Desk,
    delivery: Delivery,
    filled: parse_profile.Filled,
    user_id: str,
    *,
    is_practitioner: bool,
    worry: Advice | None,
) -> Profile:
    return profiles.save(
        desk,
        delivery.key,
        filled.request_id,
        user_id,
        answers=filled.answers,
        protective=filled.protective,
        pupil_says=filled.pupil_says,
        family_says=filled.family_says,
        is_practitioner=is_practitioner,
        worry=worry,
    )


def _is_practitioner(desk: Desk, roles: Roles, request_id: str, user_id: str) -> bool:
    """Return whether somebody fills it in as a practitioner, and not for a request of their own.

    Raises:
        Refused: it is not theirs, and nobody handed it to them.
    """
    with desk.work.read() as unit:
        is_handed = unit.handoffs.find_by_request(request_id) is not None
    is_own = _is_own(desk, request_id, user_id)
    if is_handed and not is_own and roles.is_practitioner(user_id):
        return True
    with desk.work.read() as unit:
        desk.own_request(unit, request_id, user_id)
    return False


def _is_own(desk: Desk, request_id: str, user_id: str) -> bool:
    with desk.work.read() as unit:
        request = unit.requests.find(request_id)
    return request is not None and request.requester == user_id


def _read(desk: Desk, click: parse.Click, *, is_practitioner: bool) -> Profile | None:
    """Return the newest profile; that a practitioner read it is written down."""
    with desk.work.write() as unit:
        last = profiles.latest(unit, click.value)
        if last and is_practitioner:
            unit.audit.add(
                desk.clock.now(),
                click.team_id,
                actor=click.user_id,
                action="profile.read",
                object_id=click.value,
            )
    return last
