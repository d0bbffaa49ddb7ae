"""What opens a Socket Mode connection: a ticket for each, used once and soon."""

import time
from collections.abc import Callable

from advicebot.workspace.ids import new_secret

TICKET_SECONDS = 30.0


class Tickets:
    """The tickets of one app that have not been used yet."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._until: dict[str, float] = {}

    def new(self) -> str:
        """Return a ticket that opens one connection within half a minute."""
        now = self._monotonic()
        self._until = {ticket: until for ticket, until in self._until.items() if until >= now}
        ticket = new_secret()
        self._until[ticket] = now + TICKET_SECONDS
        return ticket

    def use(self, ticket: str) -> bool:
        """Return whether the ticket opens a connection; it opens no other one."""
        return self._until.pop(ticket, float("-inf")) >= self._monotonic()
