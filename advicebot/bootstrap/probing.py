"""Asks Slack, for a moment and from outside, what a running bot would find out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from slack_sdk.errors import SlackApiError, SlackClientError

from advicebot.bootstrap.processes import build_client
from advicebot.errors import SlackDeliveryError
from advicebot.settings import Settings
from advicebot.slack.calls import ERROR_NAME, NOT_SLACK, REFUSED_TOKEN, reason_of
from advicebot.slack.manifest import scopes
from advicebot.slack.socket.client import Client

HELLO_SECONDS = 5.0
SCOPES = "x-oauth-scopes"


def is_refused(error: SlackDeliveryError) -> bool:
    """True when Slack does not know us: the token is at fault, not what was asked for."""
    return error.reason in REFUSED_TOKEN


def is_unreached(error: SlackDeliveryError) -> bool:
    """True when no answer of Slack's came: none at all, or one of something on the way."""
    return not ERROR_NAME.fullmatch(error.reason) or error.reason.startswith("http_")


def missing_scopes(settings: Settings) -> tuple[str, ...] | None:
    """Return the scopes that the manifest asks for and the token does not have, by name.

    None where Slack does not say what the token has.

    Raises:
        SlackDeliveryError: Slack did not answer.
    """
    with _as_ours():
        headers = build_client(settings).auth_test().headers
    named = {key.lower(): value for key, value in headers.items()}.get(SCOPES)
    if not named:
        return None
    granted = {each.strip() for each in str(named).split(",")}
    return tuple(each for each in scopes() if each not in granted)


def greeting(settings: Settings) -> int:
    """Open one connection, wait for Slack's hello, close it, and return how many Slack counts.

    Nothing that Slack may send in that moment is acknowledged: it sends it again to the bot.

    Raises:
        SlackDeliveryError: Slack refused, did not answer, or did not say hello.
    """
    heard = threading.Event()
    client = Client(str(settings.app_token), build_client(settings), app=None, nudge=heard.set)
    try:
        with _as_ours():
            client.open(lambda: 0.0)
        heard.wait(HELLO_SECONDS)
        if client.told:
            raise SlackDeliveryError(client.told)
        if client.hello is None:
            raise SlackDeliveryError("no_hello")
        return int(client.hello.get("num_connections") or 0)
    finally:
        client.leave(says_goodbye=True)


@contextmanager
def _as_ours() -> Iterator[None]:
    """Raise what Slack's library raises as our own error."""
    try:
        yield
    except SlackApiError as error:
        raise SlackDeliveryError(reason_of(error) or NOT_SLACK) from error
    except (SlackClientError, OSError) as error:
        raise SlackDeliveryError(type(error).__name__) from error
