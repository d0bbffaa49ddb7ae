"""A17: secret words go through every field; they are looked for wherever words must not be."""

import contextlib
import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from advicebot.bootstrap.outside import outside_sender
from advicebot.logs import set_up_logging
from advicebot.outside.letters import Letter
from advicebot.outside.pager import OutsidePage, OutsidePager
from advicebot.service import retention, vitals
from advicebot.store.migrations import back_up
from advicebot.store.restoring import scrub
from tests import payloads as p
from tests.fakes import TEAM, FakeAdviser
from tests.faults.bending import without
from tests.faults.figure import Figure, Measured, Run
from tests.faults.house import House
from tests.faults.indoors import a_database
from tests.faults.lives import KNIFE, Life, a_house, erases

OF_THE_LINE = frozenset({"name", "handle", "calendar", "rota", "mistake"})
"""Fields about who runs the line: nobody is erased by whom these would have to go."""
CRASHES = 10
"""Messages at which a part of ours falls over with the words in its error."""
SHOWN = frozenset({"text", "alt_text", "initial_value"})
"""Keys of a payload that people read; in all others nothing may stand that anybody wrote."""
YEARS = timedelta(days=365 * 2)
"""By then everything is over but the audit, which holds no words."""


class Secrets:
    """Gives each field a secret of its own."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    def __call__(self, field: str, most: int) -> str:
        """Return a secret among plain words."""
        secret = f"Zq{len(self.given):03}Canary"
        self.given[secret] = field
        return f"about {secret} of course"[:most]

    def found_in(self, text: str) -> set[str]:
        """Return the fields of which the secret stands in a text, whatever its case."""
        there = set(re.findall(r"zq\d{3}canary", text.lower()))
        return {field for secret, field in self.given.items() if secret.lower() in there}


class Clumsy(FakeAdviser):
    """Falls over at "crash", and says what it was reading."""

    def advise(self, text: str, **more: Any) -> Any:
        """Advise, or fail in a way that quotes the text."""
        if "crash" in text:
            try:
                return {}[text]
            except KeyError as error:
                raise ValueError(f"cannot read {text!r}") from error
        return super().advise(text, **more)


class Ways:
    """Takes pages and letters, and keeps what they say."""

    name = "recorded"

    def __init__(self) -> None:
        self.said: list[str] = []

    def send(self, page: OutsidePage, key: str) -> None:
        """Keep a page."""
        self.said.append(f"{key} {page.subject} {page.text} {page!r}")

    def write(self, letter: Letter, key: str) -> None:
        """Keep a letter."""
        self.said.append(f"{key} {letter!r}")


@contextlib.contextmanager
def logged() -> Iterator[io.StringIO]:
    """Yield what our logging writes at its most talkative."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    with contextlib.redirect_stderr(written):
        set_up_logging("DEBUG")
    try:
        yield written
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def measure(run: Run) -> Measured:
    """Live a life with a secret in every field, and look."""
    secrets, leaks = Secrets(), list[str]()
    path = a_database(run.folder)
    with logged() as log, a_house(path) as house, without(run.without):
        ways = _prepared(house)
        Life(house, secrets).live()
        _falls_over(house, secrets)
        pressed = house.looks_at_everything()
        house.until(house.clock.now() + timedelta(hours=1))
        leaks += _everywhere(house, secrets, ways, log.getvalue())
        leaks += _after_erasing(house, secrets, path)
        leaks += _leak("the log of the erasure", secrets, log.getvalue())
    return Measured(
        holds=not leaks,
        seen=f"{len(leaks)} places in which a secret was found",
        n=f"{len(secrets.given)} secrets in {len(set(secrets.given.values()))} fields, "
        f"{len(house.slack.left)} payloads, {pressed} buttons, "
        f"{len(log.getvalue().splitlines())} lines of log, {len(ways.said)} pages and letters",
        details=tuple(leaks[:10]),
    )


def _prepared(house: House) -> Ways:
    ways: Any = Ways()
    adviser = Clumsy(house.desk.knowledge)
    house.desk = replace(house.desk, adviser=adviser)
    house.rebuilt(outside=outside_sender(house.desk, OutsidePager([ways]), ways))
    return ways  # type: ignore[no-any-return]


def _falls_over(house: House, secrets: Secrets) -> None:
    """Parts of ours fail with the words in their errors: reading, drawing, sending."""
    for number in range(CRASHES):
        words = secrets("a crash", 100)
        house.delivers(p.message(f"crash {words}", ts=f"17901999{number:02}.000100"))
    real = house.slack.post

    def post(channel: str, message: Any, **more: Any) -> Any:
        raise KeyError(message.text + json.dumps(message.blocks))

    house.slack.post = post  # type: ignore[method-assign]
    house.delivers(p.message(f"{KNIFE}{secrets('not drawn', 100)}", ts="1790299900.000100"))
    house.slack.post = real  # type: ignore[method-assign]
    house.until(house.clock.now() + timedelta(minutes=40))


def _leak(place: str, secrets: Secrets, text: str) -> list[str]:
    fields = sorted(secrets.found_in(text) - OF_THE_LINE)
    return [f"{place}: {', '.join(fields)}"] if fields else []


def _everywhere(house: House, secrets: Secrets, ways: Ways, log: str) -> list[str]:
    rows = house.look.rows("SELECT key, recipient, ref, data FROM outbox")
    rows += house.look.rows("SELECT actor, action, object, detail FROM audit")
    rows += house.look.rows("SELECT key, kind, ref FROM timers")
    health = repr(vitals.ailments(house.desk, house.clock))
    unseen = [text for each in house.slack.left for text in _unseen(each.body)]
    keys = [each["key"] for each in house.slack.posts]
    return [
        *_leak("log", secrets, log),
        *_leak("outbox, audit and timers", secrets, repr(rows)),
        *_leak("health", secrets, health),
        *_leak("what nobody sees of a payload", secrets, "\n".join(unseen)),
        *_leak("metadata", secrets, "\n".join(keys)),
        *_leak("pages and letters", secrets, "\n".join(ways.said)),
    ]


def _unseen(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _unseen(each, name)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _unseen(each, key)
    elif isinstance(value, str) and name not in SHOWN:
        yield value


def _after_erasing(house: House, secrets: Secrets, path: Path) -> list[str]:
    _ends_everything(house)
    erases(house)
    _until_all_is_over(house)
    house.settle()
    scrub(path)
    backup = path.with_name("backup.db")
    back_up(path, backup)
    leaks = list[str]()
    for each in (path, path.with_name(f"{path.name}-wal"), backup):
        if each.exists():
            text = each.read_bytes().decode("latin-1")
            leaks += _leak(f"{each.name} after erasing", secrets, text)
    return leaks


def _ends_everything(house: House) -> None:
    """Nobody is helped any more, so that people can be erased."""
    with house.desk.work.write() as unit:
        for each in unit.handoffs.list_active():
            unit.handoffs.save(replace(each, state="closed", closed_at=house.clock.now()))
        db: Any = unit.inbox
        db._db.execute("UPDATE inbox SET done_at = received_at WHERE done_at IS NULL")


def _until_all_is_over(house: House) -> None:
    house.clock.advance(YEARS)
    for _ in range(3):
        retention.look(house.desk, TEAM)
        house.clock.advance(timedelta(days=1))


FIGURE = Figure(
    id="A17",
    title="Secret words in every field, looked for where words must not be",
    target="in 0 logs, tracebacks, health answers, keys, metadata, pages; after erasure and "
    "expiry in 0 files",
    measure=measure,
    control="quiet-log",
)
