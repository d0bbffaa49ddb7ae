"""The Home tab: which parts of it somebody sees, and when it is drawn again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from advicebot.domain.delivery import Delivery
from advicebot.errors import SlackDeliveryError
from advicebot.service import people
from advicebot.service.desk import Desk
from advicebot.slack.listeners.forms import Answer
from advicebot.slack.payloads import sender_of, team_of
from advicebot.slack.roles import Roles


def app_home_opened(body: dict[str, Any], desk: Desk, delivery: Delivery, roles: Roles) -> None:
    """Somebody looks at the Home tab: it is drawn afresh."""
    if body["event"].get("tab") == "home":
        _show(body, desk, delivery.key, roles)


@contextmanager
def redrawn(body: dict[str, Any], desk: Desk, roles: Roles) -> Iterator[None]:
    """Draw the Home tab again after something was pressed on it, refused or not."""
    try:
        yield
    finally:
        if (body.get("view") or {}).get("type") == "home":
            _show(body, desk, None, roles)


def redraw_after(answer: Answer, body: dict[str, Any], desk: Desk, roles: Roles) -> None:
    """Draw the Home tab again after a form that was taken: Slack does not say where it came from.

    Call it once the form is answered: it may ask Slack.
    """
    if answer.is_done:
        _show(body, desk, None, roles)


def _show(body: dict[str, Any], desk: Desk, delivery: str | None, roles: Roles) -> None:
    """Ask which roles the person has; when Slack does not say, the teacher's part is drawn."""
    user_id = str(sender_of(body))
    try:
        is_practitioner, is_lead = roles.is_practitioner(user_id), roles.is_lead(user_id)
    except SlackDeliveryError:
        is_practitioner = is_lead = False
    people.show_home(
        desk,
        delivery,
        team_id=team_of(body),
        user_id=user_id,
        is_practitioner=is_practitioner,
        is_lead=is_lead,
    )
