"""The door: the first thing that happens to whatever Slack delivers.

It runs before Bolt authorises or acknowledges anything. A delivery is redacted, stored and only
then let through; when it cannot be stored, Slack gets an error and sends it again.
"""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from slack_bolt import BoltContext, BoltRequest, BoltResponse
from slack_bolt.listener.listener_completion_handler import ListenerCompletionHandler

from advicebot.domain.delivery import Delivery
from advicebot.service.deliveries import Deliveries
from advicebot.slack.payloads import (
    Body,
    Redact,
    cleaned,
    is_from_person,
    is_overheard,
    is_taken_in,
    key_of,
    kind_of,
    sender_of,
    team_of,
    thread_of,
    without_words,
)

log = logging.getLogger(__name__)

RETAKEN = "x-advicebot-attempts"
"""Marks a delivery that was stored before and is taken up again."""
FAILED = "x-advicebot-failures"
"""How often that failed by itself."""

COMING_AND_GOING = ("member_joined_channel", "member_left_channel")


class Door:
    """Bolt middleware for ``before_authorize``."""

    def __init__(
        self,
        deliveries: Deliveries,
        redact: Redact,
        overhear: Callable[[Body], None],
        *,
        own_user_id: str = "",
    ) -> None:
        """``overhear`` is given what no person did, such as the news of our own edits.

        ``own_user_id`` is the bot's, under which Slack tells of its own coming and going.
        """
        self._deliveries = deliveries
        self._redact = redact
        self._overhear = overhear
        self._own_user_id = own_user_id

    def __call__(
        self, req: BoltRequest, context: BoltContext, next: Callable[[], BoltResponse]
    ) -> BoltResponse:
        """Let a delivery in once; a repeated one is acknowledged and goes no further."""
        body = req.body
        retaken = req.headers.get(RETAKEN)
        if not self._is_for_us(body):
            self._overhear(body)
            if retaken:
                self._deliveries.finish(key_of(body))
            return BoltResponse(status=200)
        clean = body if retaken else self._cleaned(body)
        delivery = Delivery(
            key=key_of(body),
            team_id=team_of(body),
            kind=kind_of(body),
            body=clean,
            attempts=int(retaken[0]) if retaken else 1,
            failures=int(req.headers[FAILED][0]) if retaken else 0,
        )
        if not retaken and not self._deliveries.accept(delivery):
            log.info("delivery seen before key=%s", delivery.key)
            return BoltResponse(status=200)
        req.body = clean
        context["delivery"] = delivery
        return next()

    def _is_for_us(self, body: Body) -> bool:
        """True for what a person did, unless it is news of a channel such as a new topic.

        Bolt passes over whatever we did ourselves, so that nobody would ever finish it; all but
        our coming to a channel and leaving it, after which the roll is called.
        """
        is_own = bool(self._own_user_id) and sender_of(body) == self._own_user_id
        if is_own and kind_of(body) not in COMING_AND_GOING:
            return False
        return is_from_person(body) and is_taken_in(body)

    def _cleaned(self, body: Body) -> Body:
        """Return a delivery fit to be stored: redacted, and without words that are not for us."""
        clean = cleaned(body, self._redact)
        thread = thread_of(clean) if is_overheard(clean) else None
        if thread and not self._deliveries.concerns(*thread):
            return without_words(clean)
        return clean


class Closing(ListenerCompletionHandler):
    """What happens after a listener: its delivery is done, or is put back to be tried again. A form
    that was refused at its fields gives its key free, because it comes again under the same one.

    ``wake`` is called afterwards, so that what the listener put into the outbox leaves at once.
    """

    def __init__(self, deliveries: Deliveries, wake: Callable[[], None]) -> None:
        self._deliveries = deliveries
        self._wake = wake

    def handle(self, request: BoltRequest, response: BoltResponse | None) -> None:
        """Mark the delivery done unless the listener failed; called by Bolt in every case.

        Slack is answered in every case too: what failed is tried again from the inbox. (slack_bolt
        1.30 forgets an acknowledgement when the listener raises after it.)
        """
        if request.context.ack.response is None:
            request.context.ack()
        self._wake()
        delivery: Delivery | None = request.context.get("delivery")
        if delivery is None:
            return
        trouble: str | None = request.context.get("trouble")
        if trouble is None and _asks_again(request.context.ack.response):
            self._deliveries.refuse(delivery.key)
        elif trouble is None:
            self._deliveries.finish(delivery.key)
        else:
            user = sender_of(dict(delivery.body))
            self._deliveries.retry_later(delivery, user_id=user, trouble=trouble)


def _asks_again(answer: BoltResponse | None) -> bool:
    """True for a form that stays open with what is wrong at its fields, to be sent once more."""
    told = json.loads(answer.body) if answer and answer.body else {}
    return bool(told.get("response_action") == "errors")


def retaken_request(delivery: Delivery) -> BoltRequest:
    """Return a stored delivery as Bolt would have received it from the socket."""
    body: dict[str, Any] = dict(delivery.body)
    headers: dict[str, str | Sequence[str]] = {
        RETAKEN: str(delivery.attempts),
        FAILED: str(delivery.failures),
    }
    return BoltRequest(mode="socket_mode", body=body, headers=headers)
