"""The Bolt app: every registration stands in one of these tables; the manifest is made from the
same ones.
"""

import re
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
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
from advicebot.slack.ids import (
    NARROW_PATTERN,
    SHOW_STRATEGY_PATTERN,
    ActionId,
    CallbackId,
    Command,
    Event,
)
from advicebot.slack.listeners import actions, commands, events, submissions
from advicebot.slack.payloads import Redact

Listener = Callable[..., None]

EVENTS: dict[Event, Listener] = {
    Event.MESSAGE_IM: events.message,
    Event.APP_MENTION: events.app_mention,
    Event.APP_HOME_OPENED: events.app_home_opened,
}
COMMANDS: dict[Command, Listener] = {Command.ADVICE: commands.advice}
SHORTCUTS: dict[CallbackId, Listener] = {CallbackId.ASK_ABOUT_MESSAGE: commands.ask_about_message}
VIEWS: dict[CallbackId, Listener] = {
    CallbackId.ASK_FORM: submissions.ask_form,
    CallbackId.NOT_QUITE_FORM: submissions.not_quite_form,
    CallbackId.INTRODUCE_FORM: submissions.introduce_form,
}
ACTIONS: dict[ActionId | re.Pattern[str], Listener] = {
    ActionId.HELPS: actions.helps,
    ActionId.NOT_QUITE: actions.not_quite,
    ActionId.TALK: actions.talk,
    ActionId.DELETE: actions.delete,
    ActionId.AT_RISK_NOW: actions.answer_ask,
    ActionId.AT_RISK_WORRIED: actions.answer_ask,
    ActionId.AT_RISK_NO: actions.answer_ask,
    ActionId.TAKE: actions.take,
    ActionId.MORE: actions.more,
    ActionId.INTRODUCE: actions.introduce,
    ActionId.ASK: actions.ask,
    NARROW_PATTERN: actions.narrow,
    SHOW_STRATEGY_PATTERN: actions.show_strategy,
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
        before_authorize=Door(parts.deliveries, parts.redact),
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
    for event, listener in EVENTS.items():
        app.event(event.partition(".")[0])(listener)
    for command, listener in COMMANDS.items():
        app.command(command.value)(listener)
    for callback, listener in SHORTCUTS.items():
        app.shortcut(callback.value)(listener)
    for callback, listener in VIEWS.items():
        app.view(callback.value)(listener)
    for action, listener in ACTIONS.items():
        app.action(action.value if isinstance(action, ActionId) else action)(listener)


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
    def hand(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        context["desk"] = parts.desk
        context["gateway"] = parts.gateway
        context["artist"] = parts.artist
        return next()

    return hand
