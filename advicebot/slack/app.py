"""The Bolt app: every registration stands in one of these tables, or in one of a listener module's
own that is joined to them, with its guard; the manifest is made from the same ones.
"""

import re
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.door import Closing, Door
from advicebot.slack.draw import Artist
from advicebot.slack.errors import Troubles
from advicebot.slack.gateway import Gateway
from advicebot.slack.guards import Guard, Route, run_guarded
from advicebot.slack.ids import (
    HELPED_PATTERN,
    IN_TIME_PATTERN,
    NARROW_PATTERN,
    SHOW_STRATEGY_PATTERN,
    ActionId,
    CallbackId,
    Command,
    Event,
)
from advicebot.slack.listeners import (
    actions,
    commands,
    digest,
    events,
    follow_ups,
    handoffs,
    home,
    offers,
    oncall,
    panel,
    referrals,
    rota_buttons,
    rota_forms,
    submissions,
)
from advicebot.slack.payloads import Body, Redact
from advicebot.slack.roles import Roles

EVENTS: dict[Event, Route] = {
    Event.MESSAGE_IM: Route(events.message, Guard.ANYONE),
    Event.MESSAGE_GROUPS: Route(events.message, Guard.ANYONE),
    Event.APP_MENTION: Route(events.app_mention, Guard.ANYONE),
    Event.MEMBER_JOINED: Route(events.member_changed, Guard.ANYONE),
    Event.MEMBER_LEFT: Route(events.member_changed, Guard.ANYONE),
    Event.APP_HOME_OPENED: Route(home.app_home_opened, Guard.ANYONE),
}
COMMANDS: dict[Command, Route] = {
    Command.ADVICE: Route(commands.advice, Guard.ANYONE),
    Command.ONCALL: Route(oncall.oncall, Guard.STAFF),
    **offers.COMMANDS,
}
SHORTCUTS: dict[CallbackId, Route] = {
    CallbackId.ASK_ABOUT_MESSAGE: Route(commands.ask_about_message, Guard.ANYONE),
}
VIEWS: dict[CallbackId, Route] = {
    CallbackId.ASK_FORM: Route(submissions.ask_form, Guard.ANYONE),
    CallbackId.NOT_QUITE_FORM: Route(submissions.not_quite_form, Guard.REQUESTER),
    CallbackId.INTRODUCE_FORM: Route(submissions.introduce_form, Guard.ANYONE),
    CallbackId.PASS_FORM: Route(submissions.pass_form, Guard.PRACTITIONER),
    CallbackId.CLOSE_FORM: Route(submissions.close_form, Guard.PRACTITIONER),
    CallbackId.INSERT_FORM: Route(submissions.insert_form, Guard.PRACTITIONER),
    CallbackId.SWAP_FORM: Route(rota_forms.swap_form, Guard.PRACTITIONER),
    CallbackId.OVERRIDE_FORM: Route(rota_forms.override_form, Guard.STAFF),
    CallbackId.ADD_SHIFT_FORM: Route(rota_forms.add_form, Guard.STAFF),
    CallbackId.AWAY_FORM: Route(rota_forms.away_form, Guard.PRACTITIONER),
    **offers.VIEWS,
    **referrals.VIEWS,
    **panel.VIEWS,
    **follow_ups.VIEWS,
    **digest.VIEWS,
}
ACTIONS: dict[ActionId | re.Pattern[str], Route] = {
    ActionId.HELPS: Route(actions.helps, Guard.REQUESTER),
    ActionId.NOT_QUITE: Route(actions.not_quite, Guard.REQUESTER),
    ActionId.TALK: Route(actions.talk, Guard.REQUESTER),
    ActionId.DELETE: Route(actions.delete, Guard.REQUESTER),
    ActionId.REOPEN_MINE: Route(actions.reopen, Guard.REQUESTER),
    ActionId.WITHDRAW_PERSON: Route(actions.withdraw_person, Guard.REQUESTER),
    ActionId.AT_RISK_NOW: Route(actions.answer_ask, Guard.REQUESTER),
    ActionId.AT_RISK_WORRIED: Route(actions.answer_ask, Guard.REQUESTER),
    ActionId.AT_RISK_NO: Route(actions.answer_ask, Guard.REQUESTER),
    NARROW_PATTERN: Route(actions.narrow, Guard.REQUESTER),
    SHOW_STRATEGY_PATTERN: Route(actions.show_strategy, Guard.ANYONE),
    ActionId.INTRODUCE: Route(actions.introduce, Guard.ANYONE),
    ActionId.ASK: Route(actions.ask, Guard.ANYONE),
    ActionId.TAKE: Route(handoffs.take, Guard.PRACTITIONER),
    ActionId.DECLINE: Route(handoffs.decline, Guard.PRACTITIONER),
    ActionId.PASS: Route(handoffs.pass_to, Guard.PRACTITIONER),
    ActionId.MORE: Route(handoffs.more, Guard.PRACTITIONER),
    ActionId.INSERT: Route(handoffs.insert, Guard.PRACTITIONER),
    ActionId.STILL: Route(handoffs.still, Guard.PRACTITIONER),
    ActionId.CLOSE: Route(handoffs.close, Guard.PRACTITIONER),
    ActionId.REOPEN: Route(handoffs.reopen, Guard.PRACTITIONER),
    HELPED_PATTERN: Route(handoffs.helped, Guard.REQUESTER),
    IN_TIME_PATTERN: Route(handoffs.in_time, Guard.REQUESTER),
    ActionId.DUTY_CONFIRM: Route(rota_buttons.confirm, Guard.PRACTITIONER),
    ActionId.TAKE_OVER: Route(rota_buttons.take_over, Guard.PRACTITIONER),
    ActionId.SICK: Route(rota_buttons.sick, Guard.PRACTITIONER),
    ActionId.SWAP_ASK: Route(rota_buttons.swap_ask, Guard.PRACTITIONER),
    ActionId.SWAP_CHOOSE: Route(rota_buttons.swap_choose, Guard.PRACTITIONER),
    ActionId.SWAP_TAKE: Route(rota_buttons.swap_take, Guard.PRACTITIONER),
    ActionId.SWAP_WITHDRAW: Route(rota_buttons.swap_withdraw, Guard.PRACTITIONER),
    ActionId.GAP_COVER: Route(rota_buttons.gap_cover, Guard.PRACTITIONER),
    ActionId.WEEK: Route(rota_buttons.week, Guard.STAFF),
    ActionId.ADD_SHIFT: Route(rota_buttons.add, Guard.STAFF),
    ActionId.OVERRIDE: Route(rota_buttons.override, Guard.STAFF),
    ActionId.OVERRIDE_END: Route(rota_buttons.override_end, Guard.STAFF),
    ActionId.WEEKLY_END: Route(rota_buttons.weekly_end, Guard.STAFF),
    ActionId.OUT_OF_HOURS: Route(rota_buttons.out_of_hours, Guard.PRACTITIONER),
    ActionId.BACK: Route(rota_buttons.back, Guard.PRACTITIONER),
    **offers.ACTIONS,
    **referrals.ACTIONS,
    **panel.ACTIONS,
    **follow_ups.ACTIONS,
    **digest.ACTIONS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the listeners are handed by name, and what the door needs."""

    desk: Desk
    deliveries: Deliveries
    gateway: Gateway
    artist: Artist
    redact: Redact
    wake: Callable[[], None]
    overhear: Callable[[Body], None] = lambda body: None


def build_app(
    parts: Parts, *, client: WebClient, identity: dict[str, Any], executor: Executor | None
) -> App:
    """Return a Bolt app with every listener registered. Opens no connection.

    ``identity`` is Slack's answer to ``auth.test``, asked once by the caller, so that no delivery
    waits for it or is lost when it fails.
    """
    app = App(
        client=client,
        authorize=_authorizer(str(client.token), identity),
        before_authorize=Door(
            parts.deliveries, parts.redact, parts.overhear, own_user_id=identity["user_id"]
        ),
        listener_executor=executor,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.middleware(_hand_parts(parts))
    _register(app)
    finish = parts.deliveries.finish
    app.error(Troubles(parts.gateway, api_url=client.base_url, finish=finish))
    app.listener_runner.listener_completion_handler = Closing(parts.deliveries, parts.wake)
    return app


def _register(app: App) -> None:
    """Register every route. Events that differ by channel alone are one to Bolt."""
    for name, route in {event.partition(".")[0]: route for event, route in EVENTS.items()}.items():
        app.event(name)(partial(run_guarded, route))
    for command, route in COMMANDS.items():
        app.command(command.value)(partial(run_guarded, route))
    for callback, route in SHORTCUTS.items():
        app.shortcut(callback.value)(partial(run_guarded, route))
    for callback, route in VIEWS.items():
        app.view(callback.value)(partial(run_guarded, route))
    for action, route in ACTIONS.items():
        pressed = action.value if isinstance(action, ActionId) else action
        app.action(pressed)(partial(run_guarded, route))


def _authorizer(token: str, identity: dict[str, Any]) -> Callable[..., AuthorizeResult]:
    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=token,
            bot_id=identity["bot_id"],
            bot_user_id=identity["user_id"],
        )

    return authorize


def _hand_parts(parts: Parts) -> Callable[[BoltContext, Callable[[], BoltResponse]], BoltResponse]:
    roles = Roles(parts.gateway)

    def hand(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        context["desk"] = parts.desk
        context["gateway"] = parts.gateway
        context["artist"] = parts.artist
        context["roles"] = roles
        return next()

    return hand
