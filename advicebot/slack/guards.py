"""Who may do what: every registration names its guard, and the guard is asked before the listener.

A guard runs in the listener's own thread, not as Bolt middleware. Middleware runs in the thread
that receives, before anything is acknowledged, and a guard may have to ask Slack: ten slow clicks
would keep the next call for help from being stored. What Bolt middleware refuses is also never
reported as done, so that the inbox would bring it up again.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_bolt import BoltContext
from slack_bolt.kwargs_injection.args import Args

from advicebot.domain.delivery import ON_CALL
from advicebot.errors import Refused, SlackDeliveryError
from advicebot.service import people
from advicebot.service.offers import offer_of
from advicebot.service.panel_effects import panel_channel
from advicebot.service.referral_effects import place_of
from advicebot.slack import form_values, parse
from advicebot.slack.payloads import sender_of, team_of
from advicebot.slack.roles import Roles
from advicebot.slack.screens import views
from advicebot.slack.screens.lines import LINES

Listener = Callable[..., None]

NOT_A_PRACTITIONER = "Only practitioners on call can do that."
NOT_A_LEAD = "Only leads of this line can do that."
NOT_STAFF = (
    "That is for the people who answer this line: it shows who is on call. For advice write to me "
    "in our direct messages, or use `/advice`. If anyone is in danger now, call 999 and tell your "
    "DSL."
)
NOT_STAFF_HERE = (
    "That is for the people who answer this line: practitioners and leads. For advice write to me "
    "in our direct messages, or use `/advice`. If anyone is in danger now, call 999 and tell your "
    "DSL."
)
"""For what shows nothing of the rota."""
NOT_THE_PANEL = (
    "That is for the people in the panel’s channel and the people who answer this line. For advice "
    "write to me in our direct messages. If anyone is in danger now, call 999 and tell your DSL."
)
NOT_THE_PROVIDER = (
    "That referral is not there any more, or it is not yours to answer: only people in the channel "
    "of its provider can, and practitioners and leads where the provider is not in Slack."
)
NO_ANSWER = "Slack did not answer. Please press it again."
NO_ANSWER_TO_FORM = "Slack did not answer. Please send it again: what you wrote is still here."
KEPT = "Nothing was sent. Copy what you wrote before you close this."


class Guard(StrEnum):
    """Who may use a listener. Nobody of another organisation ever may.

    ``requester`` is like ``anyone`` for the guard, because it sees no request: it says that the
    use case behind the listener refuses whoever did not make the request (``Desk.own_request``).
    ``staff`` is whoever is a practitioner or a lead. ``provider`` is whoever is in the channel of
    the provider of the referral that the click or the form names; there, and nowhere else, guests
    of this workspace count too, because a provider's own staff often are guests. Where that
    provider has no channel it is whoever is a practitioner or a lead. ``panel`` is whoever is a
    full member of this workspace in the panel's channel, a practitioner, or a lead.
    """

    ANYONE = "anyone"
    REQUESTER = "requester"
    PRACTITIONER = "practitioner"
    LEAD = "lead"
    STAFF = "staff"
    PROVIDER = "provider"
    PANEL = "panel"


@dataclass(frozen=True, slots=True)
class Route:
    """A listener and who may use it.

    ``why`` is what others are told in place of the guard's own sentence.
    """

    listener: Listener
    guard: Guard
    why: str = ""


def run_guarded(route: Route, args: Args) -> None:
    """Run a listener with the arguments it names, once its guard lets the person through.

    Raises:
        Refused: the guard does not; said to the person in plain words by ``errors.Troubles``.
    """
    if args.body.get("type") == "block_actions":
        args.ack()  # nothing depends on the answer to a click, so Slack need not wait for it
    if is_outsider(args.body):
        _turn_away(args)
    elif _lets_through(route, args):
        names = inspect.signature(route.listener).parameters
        route.listener(**{name: _argument(args, name) for name in names})


def _lets_through(route: Route, args: Args) -> bool:
    try:
        why = _refusal(route.guard, args)
        why = why and (route.why or why)
    except SlackDeliveryError:
        why = _why_not_by_roster(route.guard, args)
    if why:
        _refuse(args, why)
    return why is None


def _refusal(guard: Guard, args: Args) -> str | None:
    if guard is Guard.PROVIDER:
        return _why_not_provider(args)
    if guard is Guard.PANEL:
        return _why_not_panel(args)
    return _why_not(guard, args.context["roles"], sender_of(args.body))


def _why_not_by_roster(guard: Guard, args: Args) -> str | None:
    """Fall back on who was on call at the last roll call, while Slack does not say who is now.

    An emergency that nobody could take because Slack is slow would be the greater harm.
    """
    user_id, desk = sender_of(args.body), args.context["desk"]
    if guard is Guard.PRACTITIONER and user_id:
        with desk.work.read() as unit:
            known = unit.practitioners.get(team_of(args.body), user_id)
        if known and known.is_member and known.unreachable is None:
            return None
    return NO_ANSWER_TO_FORM if args.body.get("type") == "view_submission" else NO_ANSWER


def is_outsider(body: dict[str, Any]) -> bool:
    """True when whoever did this belongs to another organisation (a shared channel)."""
    if "event" in body:
        return parse.is_outsider(body)
    home = (body.get("user") or {}).get("team_id")
    return bool(home) and home != team_of(body)


def _why_not(guard: Guard, roles: Roles, user_id: str | None) -> str | None:
    if guard is Guard.PRACTITIONER and not (user_id and roles.is_practitioner(user_id)):
        return NOT_A_PRACTITIONER
    if guard is Guard.LEAD and not (user_id and roles.is_lead(user_id)):
        return NOT_A_LEAD
    if guard is Guard.STAFF and not (user_id and _is_staff(roles, user_id)):
        return NOT_STAFF
    return None


def _why_not_provider(args: Args) -> str | None:
    """Say the same of a referral that is not there as of one that is for somebody else."""
    user_id, roles, place = sender_of(args.body), args.context["roles"], _provider_place(args)
    if not user_id or place is None:
        return NOT_THE_PROVIDER
    may = _is_staff(roles, user_id) if place == ON_CALL else roles.is_in(place, user_id)
    return None if may else NOT_THE_PROVIDER


def _why_not_panel(args: Args) -> str | None:
    """Guests do not count here, as the agenda is about pupils of every school."""
    user_id, roles = sender_of(args.body), args.context["roles"]
    if not user_id:
        return NOT_THE_PANEL
    plan = args.context["desk"].knowledge.line.panel
    may = _is_staff(roles, user_id) or (
        plan and roles.is_in(panel_channel(plan), user_id, guests=False)
    )
    return None if may else NOT_THE_PANEL


def _provider_place(args: Args) -> str | None:
    """Return where the provider of the named referral answers, None when there is no such one.

    The reference comes from outside; nothing else that stands in the click or the form is read.
    """
    desk, is_click = args.context["desk"], args.body.get("type") == "block_actions"
    named = parse.click(args.body).value if is_click else form_values.subject_of(args.body)
    with desk.work.read() as unit:
        referral = unit.referrals.find(named)
        if referral is None or referral.team_id != team_of(args.body):
            return None
        return place_of(unit, referral, offer_of(desk, referral.offer_id))


def _is_staff(roles: Roles, user_id: str) -> bool:
    return roles.is_practitioner(user_id) or roles.is_lead(user_id)


def _refuse(args: Args, why: str) -> None:
    """Tell the person, and nobody else.

    A form is not closed but marked at its first input: all that was typed stays in it, to be sent
    again or copied. An answer in its place could only show a copy of the words.
    """
    if args.body.get("type") != "view_submission":
        args.ack()
        raise Refused(why)
    first = next(iter(args.body["view"]["state"]["values"]), None)
    if first:
        said = why if why == NO_ANSWER_TO_FORM else f"{why} {KEPT}"
        args.ack(response_action="errors", errors={first: said})
    else:
        args.ack(response_action="update", view=views.gone(why))


def _turn_away(args: Args) -> None:
    """Tell somebody of another organisation whom to ring instead, where they can read it."""
    event = args.body.get("event")
    if event is None:
        _refuse(args, LINES["outsider"])
        return
    is_new = event.get("subtype") in parse.NEW_MESSAGE_SUBTYPES
    who: dict[str, str] = {"team_id": team_of(args.body), "user_id": str(event.get("user"))}
    desk, key = args.context["desk"], args.context["delivery"].key
    if event["type"] == "app_mention":
        channel = str(event["channel"])
        people.note_in_channel(desk, key, channel_id=channel, name="outsider", **who)
    elif event["type"] == "message" and is_new and event.get("channel_type") == "im":
        people.say(desk, key, name="outsider", **who)


def _argument(args: Args, name: str) -> Any:
    context: BoltContext = args.context
    return context[name] if name in context else getattr(args, name)
