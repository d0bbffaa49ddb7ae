"""What the measurements with real processes share: processes with a guard off, waiting until all is
quiet, and the judge, who holds the database against what stands in Slack.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from advicebot.workspace.state import Json
from tests.faults.bent import HURRY
from tests.running import Process, Scene, until

OF_NO_EFFECT = ("canary:", "refusal:")
"""What is posted without the outbox: the message that shows that the line works, and what somebody
is told whose form or button was refused."""
QUIET_FOR = 0.5
"""Seconds in which nothing was waiting: an effect may be written just after its delivery."""
WAITING = """
SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL AND failed_at IS NULL)
     + (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL)
"""


def process(
    stage: Scene, name: str, label: str = "", *, without: str = "", hurries: bool = False
) -> Process:
    """Return a process that is not started yet, without the guard that is named.

    With ``hurries`` it waits a few seconds where it would wait for half a minute.
    """
    made = stage.process(name, label)
    if bent := ",".join(filter(None, (HURRY if hurries else "", without))):
        made.module = ("tests.faults.bent", bent)
    return made


@contextmanager
def at_work(
    stage: Scene, *, without: str = "", hurries: bool = False
) -> Iterator[tuple[Process, Process]]:
    """A bot and a clock at work, see ``process`` and ``alive``."""
    bot, clock = (
        process(stage, name, without=without, hurries=hurries) for name in ("bot", "clock")
    )
    with alive(stage, bot, clock, within=60):
        yield bot, clock


@contextmanager
def alive(stage: Scene, *processes: Process, within: float, least: int = 1) -> Iterator[None]:
    """Processes at work, from when Slack has so many connections to their bots; whatever runs of
    them at the end is killed.
    """
    with ExitStack() as stack:
        for each in processes:
            each.start()
            stack.callback(each.kill)
        until_it_hears(stage, within=within, least=least)
        yield


def until_it_hears(stage: Scene, *, within: float, least: int = 1) -> None:
    """Return as soon as Slack has so many connections to the bot."""
    until(lambda: stage.workspace.connections >= least, within=within, what="the bot is back")


def rows(stage: Scene, sql: str, *given: object) -> list[tuple]:
    """Read the database with eyes of our own."""
    with closing(sqlite3.connect(stage.database, timeout=30)) as db:
        return db.execute(sql, given).fetchall()


def waiting(stage: Scene) -> int:
    """How many deliveries and effects wait, and events that nobody acknowledged."""
    return rows(stage, WAITING)[0][0] + stage.workspace.outstanding


def until_quiet(stage: Scene, *, within: float) -> bool:
    """Return True once nothing has waited for a moment, False after ``within`` seconds."""
    deadline = time.monotonic() + within
    since = None
    while time.monotonic() < deadline:
        now = time.monotonic()
        since = (since or now) if waiting(stage) == 0 else None
        if since is not None and now - since >= QUIET_FOR:
            return True
        time.sleep(0.1)
    return False


def until_swept(stage: Scene, *, since: float, within: float) -> None:
    """Return as soon as a sweep has ended after the bot was last killed, which was at ``since``.

    A killed process ends no sweep, so that this one began after the kill; and what Slack gave up
    telling of because of the kills is in the history that it read.
    """
    swept = "SELECT at FROM pulses WHERE name = 'sweep'"

    def is_swept() -> bool:
        return any(datetime.fromisoformat(at).timestamp() > since for (at,) in rows(stage, swept))

    until(is_swept, within=within, what="the history is read")


def key_of(message: Json) -> str:
    """The key of the effect that a message is of, empty where it is of none."""
    return str((message.get("metadata") or {}).get("event_payload", {}).get("key", ""))


def posted(stage: Scene) -> dict[tuple[str, str], Json]:
    """Every message that stands in any channel or anybody's direct messages with the line, by
    channel and timestamp.
    """
    config = stage.workspace.config
    people = [stage.workspace.as_user(user.id) for user in config.users]
    return {
        (channel, message["ts"]): message
        for channel in (*(each.id for each in config.channels), *(each.dm for each in people))
        for message in stage.workspace.posted(channel)
    }


def posted_keys(stage: Scene) -> Counter[str]:
    """How often each effect stands in any conversation."""
    return Counter(filter(None, map(key_of, posted(stage).values())))


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What the judge found: each entry names one thing with what is needed to look into it."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True when nothing was found."""
        return not (self.lost or self.doubled or self.broken)

    @property
    def seen(self) -> str:
        """The figure in words."""
        words = f"{len(self.lost)} lost, {len(self.doubled)} doubled"
        return words + (f", {len(self.broken)} broken" if self.broken else "")

    @property
    def details(self) -> tuple[str, ...]:
        """Everything found, a few of each."""
        kinds = {"lost": self.lost, "doubled": self.doubled, "broken": self.broken}
        return tuple(f"{kind} {each}" for kind, found in kinds.items() for each in found[:10])


def judge(stage: Scene, written: Iterable[tuple[str, str]]) -> Verdict:
    """Hold Slack against the database once all is quiet.

    ``written`` is each message of a person as (channel, ts): each must have become a request, or
    a word to somebody, and each of them once. Each effect must stand in Slack once.
    """
    verdict, stands = Verdict(), posted(stage)
    _judge_written(stage, verdict, written)
    _judge_effects(stage, verdict, stands)
    _judge_database(stage, verdict)
    return verdict


def _judge_written(stage: Scene, verdict: Verdict, written: Iterable[tuple[str, str]]) -> None:
    said, taken = set(written), Counter[tuple[str, str]]()
    for table in ("requests", "words"):
        sql = f"SELECT channel_id, message_ts FROM {table} WHERE message_ts IS NOT NULL"
        found = Counter(rows(stage, sql))
        verdict.doubled += [f"message {each} in {table}" for each, n in found.items() if n > 1]
        taken |= found
    verdict.lost += [f"message {each}" for each in sorted(said - set(taken))]


def _judge_effects(stage: Scene, verdict: Verdict, stands: dict[tuple[str, str], Json]) -> None:
    keys = Counter(filter(None, map(key_of, stands.values())))
    sql = "SELECT key, channel_id, ts FROM outbox WHERE ts IS NOT NULL AND gone_at IS NULL"
    for key, channel, ts in rows(stage, sql):
        is_post = ".update" not in key.split(":")[0]
        if is_post and (channel, ts) not in stands:
            verdict.lost.append(f"effect {key} at {channel} {ts}")
    verdict.doubled += [f"effect {key} stands {n} times" for key, n in keys.items() if n > 1]
    known = {key for (key,) in rows(stage, "SELECT key FROM outbox")}
    strange = (key for key in keys.keys() - known if not key.startswith(OF_NO_EFFECT))
    verdict.broken += [f"{key} is posted but in no outbox" for key in strange]


def _judge_database(stage: Scene, verdict: Verdict) -> None:
    waits = "done_at IS NULL"
    for key, failed in rows(stage, f"SELECT key, failed_at FROM inbox WHERE {waits}"):
        verdict.lost.append(f"delivery {key} " + (f"given up {failed}" if failed else "waits"))
    sql = "SELECT key, failed_at, last_error FROM outbox WHERE sent_at IS NULL"
    for key, failed, error in rows(stage, sql):
        found = verdict.lost if failed else verdict.broken
        found.append(f"effect {key} " + (f"given up: {error}" if failed else "waits still"))
    (check,) = rows(stage, "PRAGMA integrity_check")
    if check[0] != "ok":
        verdict.broken.append(f"integrity_check: {check[0]}")
