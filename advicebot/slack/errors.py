"""What happens when a listener fails: a refusal is told in plain words, anything else is tried
again.
"""

import logging
import secrets
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from slack_bolt import BoltContext, BoltResponse, Respond
from slack_bolt.error import BoltUnhandledRequestError

from advicebot.domain.delivery import Delivery
from advicebot.errors import Refused, SlackDeliveryError
from advicebot.service.desk import AlreadyDone
from advicebot.slack.gateway import Gateway
from advicebot.slack.payloads import sender_of
from advicebot.slack.screens.blocks import Message, section

log = logging.getLogger(__name__)

TOO_LATE = ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")
OPENING = ("views.open", "views.push")
NOT_OPENED = "Nothing opened? Please try that again."

OLD = (
    "That came from an older version of me, and I could not use it. Please write to me here "
    "instead. If anyone is in danger now, call 999 and tell your DSL."
)


class Troubles:
    """The error listener.

    The host of ``api_url`` is the only one besides Slack's that a reply may be sent to. ``finish``
    marks a delivery done that no listener knows.
    """

    def __init__(self, gateway: Gateway, *, api_url: str, finish: Callable[[str], None]) -> None:
        self._gateway = gateway
        self._finish = finish
        self._hosts = {"hooks.slack.com", urlsplit(api_url).netloc}

    def __call__(
        self, error: Exception, body: dict[str, Any], context: BoltContext, respond: Respond
    ) -> BoltResponse | None:
        """Sort an error into done already, refused, too late, or to be tried again."""
        if isinstance(error, BoltUnhandledRequestError):
            return self._put_aside(body, context, respond)
        if not isinstance(error, AlreadyDone):
            self._sort(error, body, context, respond)
        return None

    def _put_aside(
        self, body: dict[str, Any], context: BoltContext, respond: Respond
    ) -> BoltResponse:
        """Nothing listens to this, nor will later: an old button, an event not asked for."""
        delivery: Delivery = context["delivery"]
        log.warning("nobody listens to delivery key=%s kind=%s", delivery.key, delivery.kind)
        self._finish(delivery.key)
        if body.get("type") != "event_callback":
            self._tell(OLD, body, respond)
        return BoltResponse(status=200)

    def _sort(
        self, error: Exception, body: dict[str, Any], context: BoltContext, respond: Respond
    ) -> None:
        if isinstance(error, Refused):
            self._tell(error.user_message, body, respond)
            return
        if isinstance(error, SlackDeliveryError) and _can_open_no_more(error):
            log.warning("a form did not open reason=%s", error.reason)
            self._tell(NOT_OPENED, body, respond)
            return
        reference = secrets.token_hex(3)
        context["trouble"] = f"{type(error).__name__} ref={reference}"
        log.error("listener failed ref=%s", reference, exc_info=error)

    def _tell(self, text: str, body: dict[str, Any], respond: Respond) -> None:
        """Tell the person who clicked, seen by nobody else where Slack allows that.

        A refusal that cannot be told changes nothing, so it is not tried again.
        """
        try:
            self._say(text, body, respond)
        except (SlackDeliveryError, HTTPException, OSError) as error:
            log.warning("a refusal could not be told: %s", error)

    def _say(self, text: str, body: dict[str, Any], respond: Respond) -> None:
        address = body.get("response_url")
        if address and urlsplit(address).netloc in self._hosts:
            respond(text=text, response_type="ephemeral", replace_original=False)
            return
        user = sender_of(body)
        if user:
            channel = self._gateway.open_dm(user)
            message = Message(text=text, blocks=[section(text)])
            self._gateway.post(
                channel, message, key=f"refusal:{secrets.token_hex(8)}", thread_ts=None
            )


def _can_open_no_more(error: SlackDeliveryError) -> bool:
    """True for a form or page that did not open in time, or of which nobody knows.

    Slack opens one within three seconds of the press, so that trying again later is of no use.
    """
    is_passing = error.is_uncertain or error.retry_after is not None
    return error.reason in TOO_LATE or (error.method in OPENING and is_passing)
