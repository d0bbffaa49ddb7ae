"""Pages and forms that open from others: on top of what is open, or in its place."""

from typing import Any

from advicebot.errors import SlackDeliveryError
from advicebot.slack.gateway import Gateway
from advicebot.slack.screens.blocks import Block

CLOSED = ("not_found", "view_not_found")
"""What Slack says of a page that somebody has closed meanwhile."""


def show(body: dict[str, Any], gateway: Gateway, page: Block) -> None:
    """Open a page for whoever just clicked, be it in a message, on the Home tab or in a page.

    Slack keeps three pages on top of each other: the third gives way to what opens from it.
    """
    view = body.get("view") or {}
    if view.get("type") != "modal":
        gateway.open_view(body["trigger_id"], page)
    elif _is_third(view):
        redraw(body, gateway, page)
    else:
        gateway.push_view(body["trigger_id"], page)


def redraw(body: dict[str, Any], gateway: Gateway, page: Block) -> None:
    """Draw the page again in which somebody clicked, unless it was closed since."""
    try:
        gateway.update_view(body["view"]["id"], page)
    except SlackDeliveryError as error:
        if error.reason not in CLOSED:
            raise


def _is_third(view: dict[str, Any]) -> bool:
    before = view.get("previous_view_id")
    return bool(before) and before != view.get("root_view_id")
