"""One call of Slack's Web API: its errors become ours, and nothing is retried here.

The SDK's own retries are off, because a retry after a lost answer posts twice: the outbox retries,
after reading back.
"""

import re
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from advicebot.errors import SlackDeliveryError
from advicebot.slack.methods import FORMS, METHOD_SCOPES

ERROR_NAME = re.compile(r"[a-z0-9_]{1,80}")
PAGE = 200

PERMANENT = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "invalid_blocks",
        "is_archived",
        "message_not_found",
        "msg_blocks_too_long",
        "msg_too_long",
        "not_in_channel",
        "thread_not_found",
        "user_disabled",
        "user_is_bot",
        "user_not_found",
        "user_not_in_channel",
    }
)
"""Refusals that stay the same however often we try."""
REFUSED_TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""Refusals of a token that no waiting mends."""
DEAD_TOKEN = REFUSED_TOKEN | {"ekm_access_denied", "org_login_required", "team_access_not_granted"}
"""Refusals of us, not of a message: nothing at all gets through until somebody mends it."""
MAY_HAVE_HAPPENED = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Slack says of these that some of the call may have succeeded before the error was raised."""
NOT_SLACK = "no answer of Slack's"
"""Stands for Slack's reason where something on the way refused."""
MOST_PATIENCE = 3600.0
"""Seconds; a longer ``Retry-After`` is looked at again after so many."""


class Calls:
    """Slack's Web API, method by method."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def call(self, method: str, values: dict[str, Any]) -> dict[str, Any]:
        """Return Slack's answer; values that are None are left out.

        Raises:
            SlackDeliveryError: Slack refused, or its answer did not come.
        """
        if method not in METHOD_SCOPES:
            raise KeyError(f"{method} is not in METHOD_SCOPES")
        given = {key: value for key, value in values.items() if value is not None}
        sent: dict[str, Any] = {"data": given} if method in FORMS else {"json": given}
        try:
            response = self._client.api_call(method, **sent)
        except SlackApiError as error:
            raise _refusal(method, error) from error
        except (SlackClientError, OSError, HTTPException) as error:
            # The connection broke or timed out: what we sent may have arrived.
            raise SlackDeliveryError(
                type(error).__name__, is_uncertain=True, method=method
            ) from error
        data = response.data
        return data if isinstance(data, dict) else {}

    def pages(self, method: str, name: str, values: dict[str, Any]) -> Iterator[Any]:
        """Yield every item of a listing, page by page."""
        cursor = None
        while True:
            answer = self.call(method, {**values, "cursor": cursor, "limit": PAGE})
            yield from answer[name]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def _refusal(method: str, error: SlackApiError) -> SlackDeliveryError:
    response = error.response
    status = response.status_code
    if status == 429:
        wait = seconds_asked(response.headers)
        return SlackDeliveryError("ratelimited", retry_after=wait, method=method)
    said = reason_of(error)
    if said is None:
        # Not Slack's own answer: something on the way spoke, and the message may have arrived.
        return SlackDeliveryError(f"http_{status}", is_uncertain=True, method=method)
    return SlackDeliveryError(
        said,
        is_permanent=said in PERMANENT,
        is_uncertain=status >= 500 or said in MAY_HAVE_HAPPENED,
        method=method,
    )


def reason_of(error: SlackApiError) -> str | None:
    """Return Slack's name for why it refused; None where what answered was not Slack."""
    data = error.response.data
    said = data.get("error") if isinstance(data, dict) else None
    return said if isinstance(said, str) and ERROR_NAME.fullmatch(said) else None


def seconds_asked(headers: Mapping[str, str]) -> float:
    """Return how long Slack asks us to wait; a second where it does not say so in seconds."""
    said = headers.get("Retry-After") or headers.get("retry-after") or ""
    return min(float(said), MOST_PATIENCE) if said.isdecimal() and float(said) else 1.0
