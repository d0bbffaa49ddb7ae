"""Buttons of the weekly digest."""

import re
from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.service import digest_table
from advicebot.service.desk import Desk
from advicebot.slack import parse
from advicebot.slack.gateway import Gateway
from advicebot.slack.guards import NOT_STAFF_HERE, Guard, Route
from advicebot.slack.ids import ActionId, CallbackId
from advicebot.slack.screens import digest as screens


def table(ack: Ack, body: dict[str, Any], desk: Desk, delivery: Delivery) -> None:
    """Numbers as a table: they are put into the thread under the digest."""
    ack()
    click = parse.click(body)
    digest_table.ask(
        desk, delivery.key, team_id=click.team_id, user_id=click.user_id, monday=click.value
    )


def how(ack: Ack, body: dict[str, Any], gateway: Gateway) -> None:
    """How we count: the page that says it."""
    ack()
    gateway.open_view(body["trigger_id"], screens.how_we_count())


ACTIONS: dict[ActionId | re.Pattern[str], Route] = {
    ActionId.DIGEST_CSV: Route(table, Guard.LEAD),
    ActionId.DIGEST_HOW: Route(how, Guard.STAFF, NOT_STAFF_HERE),
}
VIEWS: dict[CallbackId, Route] = {}
