"""SQL for requests."""

from sqlite_utils import Database

from advicebot.domain.request import Request
from advicebot.store.numbers import Noun, give, next_number
from advicebot.store.rows import to_request, to_row

BY_MESSAGE = """
SELECT * FROM requests
WHERE team_id = :team_id AND channel_id = :channel_id AND message_ts = :message_ts
"""
OF_PERSON = """
SELECT * FROM requests WHERE team_id = :team_id AND requester = :user_id AND state = 'open'
ORDER BY number DESC LIMIT :limit
"""
LAST_WRITTEN = """
SELECT * FROM requests WHERE team_id = :team_id AND requester = :user_id AND state = 'open'
  AND (origin <> 'offers' OR text <> '')
ORDER BY number DESC LIMIT 1
"""
OF_HANDOFF = "SELECT * FROM requests WHERE handoff_id = :handoff_id ORDER BY number"
IN_THREAD = """
SELECT requests.* FROM requests
LEFT JOIN outbox ON outbox.ref = requests.id AND outbox.kind = 'reply'
WHERE requests.team_id = :team_id
  AND (requests.channel_id = :channel_id AND :thread_ts IN (message_ts, thread_ts)
       OR outbox.channel_id = :channel_id AND outbox.ts = :thread_ts)
ORDER BY requests.number DESC LIMIT 1
"""


class Requests:
    """Requests in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def next_number(self, team_id: str) -> int:
        """Return the next unused number; call inside ``write()``, where nobody else can take it."""
        return next_number(self._db, team_id, Noun.REQUESTS)

    def add(self, request: Request) -> None:
        """Store a new request."""
        self._db.table("requests").insert(to_row(request))
        give(self._db, request.team_id, Noun.REQUESTS, request.number)

    def save(self, request: Request) -> None:
        """Store a changed request in place of the one with its id; see ``Handoffs.join``."""
        row = to_row(request)
        kept = ("id", "handoff_id")
        columns = ", ".join(f"{name} = :{name}" for name in row if name not in kept)
        self._db.execute(f"UPDATE requests SET {columns} WHERE id = :id", row)  # noqa: S608

    def find(self, request_id: str) -> Request | None:
        """Return the request with this id."""
        return self._one("SELECT * FROM requests WHERE id = :id", {"id": request_id})

    def find_by_message(self, team_id: str, channel_id: str, message_ts: str) -> Request | None:
        """Return the request that this message of a teacher's made."""
        return self._one(
            BY_MESSAGE, {"team_id": team_id, "channel_id": channel_id, "message_ts": message_ts}
        )

    def find_in_thread(self, team_id: str, channel_id: str, thread_ts: str) -> Request | None:
        """Return the newest request of the thread that starts with this message, theirs or ours."""
        return self._one(
            IN_THREAD, {"team_id": team_id, "channel_id": channel_id, "thread_ts": thread_ts}
        )

    def list_open_of(self, team_id: str, user_id: str, *, limit: int) -> list[Request]:
        """Return a person's requests, newest first, without the withdrawn ones."""
        rows = self._db.query(OF_PERSON, {"team_id": team_id, "user_id": user_id, "limit": limit})
        return [to_request(row) for row in rows]

    def find_last_written(self, team_id: str, user_id: str) -> Request | None:
        """Return a person's newest request that began with words, without the withdrawn ones."""
        return self._one(LAST_WRITTEN, {"team_id": team_id, "user_id": user_id})

    def list_of_handoff(self, handoff_id: str) -> list[Request]:
        """Return the requests that are in the hands of people together, oldest first."""
        rows = self._db.query(OF_HANDOFF, {"handoff_id": handoff_id})
        return [to_request(row) for row in rows]

    def _one(self, sql: str, values: dict[str, str]) -> Request | None:
        rows = list(self._db.query(sql, values))
        return to_request(rows[0]) if rows else None
