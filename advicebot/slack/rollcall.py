"""Who answers the line, as Slack says: read again and again, and at once when somebody leaves."""

import logging

from advicebot.service import holding, roster
from advicebot.service.desk import Desk
from advicebot.slack.roles import Roles

log = logging.getLogger(__name__)


class RollCall:
    """Keeps the roster what Slack says, and frees what somebody had who is gone."""

    def __init__(self, desk: Desk, roles: Roles, *, team_id: str) -> None:
        self._desk = desk
        self._roles = roles
        self._team_id = team_id

    def run(self) -> None:
        """Read the on-call channel; what those had who left or cannot be reached is open again.

        Raises:
            SlackDeliveryError: Slack did not say; nothing has changed.
        """
        seen = self._roles.practitioners()
        change = roster.sync(self._desk, self._team_id, seen)
        for user_id in (*change.left, *change.became_unreachable):
            freed = holding.left(self._desk, self._team_id, user_id)
            log.warning("a practitioner is gone user=%s handoffs opened again=%d", user_id, freed)
