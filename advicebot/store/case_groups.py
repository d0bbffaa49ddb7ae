"""Which requests are one call: those of one thread, and those in the hands of people together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from advicebot.store.rows import Row

WITHDRAWN, DECLINED = "withdrawn", "decline"


class Groups:
    """Joins requests pair by pair; what is joined to the same is joined."""

    def __init__(self) -> None:
        self._root: dict[str, str] = {}
        self._created: dict[str, str] = {}

    def add_linked(self, row: Row) -> None:
        """Take in a request that is in a handoff or in a thread."""
        self._created[row["id"]] = row["created_at"]
        if row["handoff_id"]:
            self._join(row["id"], f"handoff {row['handoff_id']}")
        if row["thread_ts"]:
            thread = f"thread {row['channel_id']} {row['thread_ts']} {row['requester']}"
            self._join(row["id"], thread)

    def add_earlier(self, row: Row) -> None:
        """Take in that a request continues the thread of an earlier one."""
        self._created[row["of_id"]] = row["of_created_at"]
        self._join(row["id"], row["of_id"])

    def reach(self, low: str, high: str) -> tuple[str, str]:
        """Return the span [low, high) widened to all requests that are joined to one of it."""
        joined: dict[str, list[str]] = defaultdict(list)
        for name, created in self._created.items():
            joined[self._find(name)].append(created)
        touching = [each for each in joined.values() if any(low <= at < high for at in each)]
        for instants in touching:
            low = min(low, *instants)
            # Past the last one: what begins with a text sorts after it.
            high = max(high, f"{max(instants)}~")
        return low, high

    def calls(self, requests: Iterable[Row], *, known_at: str) -> Iterator[list[Row]]:
        """Yield the requests of each call, oldest first, without those that do not count.

        ``requests`` are in the order in which they came. One that was withdrawn after ``known_at``
        counts still.
        """
        found: dict[str, list[Row]] = {}
        for row in requests:
            if not _is_out(row, known_at):
                found.setdefault(self._find(row["id"]), []).append(row)
        yield from found.values()

    def _find(self, name: str) -> str:
        root = name
        while (above := self._root.get(root, root)) != root:
            root = above
        while name != root:
            self._root[name], name = root, self._root[name]
        return root

    def _join(self, one: str, other: str) -> None:
        first, second = self._find(one), self._find(other)
        if first != second:
            self._root[first] = second


def _is_out(row: Row, known_at: str) -> bool:
    if row["state"] == WITHDRAWN and row["updated_at"] <= known_at:
        return True
    return bool(row["action"] == DECLINED and row["handoff_id"] is None)
