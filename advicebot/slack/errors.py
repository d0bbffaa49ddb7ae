"""What happens when a listener fails: a refusal is told in plain words, anything else is tried again."""

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from slack_bolt import BoltContext, Respond

from advicebot.errors import Refused, SlackDeliveryError
from advicebot.service.desk import AlreadyDone
from advicebot.slack.gateway import Gateway
from advicebot.slack.payloads import sender_of
from advicebot.slack.screens.blocks import Message, section

log = logging.getLogger(__name__)

TOO_LATE = ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")


class Troubles:
    """The error listener. ``api_host`` is the only other host that a reply may be sent to."""

    def __init__(self, gateway: Gateway, *, api_url: str) -> None:
        self._gateway = gateway
        self._hosts = {"hooks.slack.com", urlsplit(api_url).netloc}

    def __call__(
        self, error: Exception, body: dict[str, Any], context: BoltContext, respond: Respond
    ) -> None:
        """Sort an error into done already, refused, too late, or to be tried again."""
        if isinstance(error, AlreadyDone):
            return
        if isinstance(error, Refused):
            self._tell(error.user_message, body, respond)
            return
        if isinstance(error, SlackDeliveryError) and error.reason in TOO_LATE:
            self._tell("That took too long to open. Please press it again.", body, respond)
            return
        reference = secrets.token_hex(3)
        context["trouble"] = f"{type(error).__name__} ref={reference}"
        log.error("listener failed ref=%s", reference, exc_info=error)

    def _tell(self, text: str, body: dict[str, Any], respond: Respond) -> None:
        """Tell the person who clicked, seen by nobody else where Slack allows that."""
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
