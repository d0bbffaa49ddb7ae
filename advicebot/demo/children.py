"""The processes of a demo: real ones, which never outlive it, and what they are told."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

STOPS_WITHIN = 25.0
"""Seconds for all of them together; they drain for twenty."""

SETTINGS_FILE = "environment"
OURS = ("ADVICEBOT_", "SLACK_")
"""How the names of our settings begin."""

Child = subprocess.Popen[bytes]


def start(name: str, environ: Mapping[str, str], home: Path) -> Child:
    """Start a process of the line, with its log in ``home``.

    It has a session of its own, so that Ctrl+C reaches the demo alone. It ends by itself when the
    pipe to its standard input closes: only this process holds that, and lets go of it by being
    killed, too.
    """
    with (home / f"{name}.log").open("ab") as output:
        return subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-m", "advicebot.cli.tethered", "run", name],
            env=dict(environ),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )


@contextmanager
def running(
    names: Iterable[str], environ: Mapping[str, str], home: Path
) -> Iterator[Mapping[str, Child]]:
    """Run these processes of the line, by name, until the block ends."""
    children: dict[str, Child] = {}
    try:
        for name in names:
            children[name] = start(name, environ, home)
        yield children
    finally:
        stop(children.values())


@contextmanager
def settings_file(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Keep a file in ``home`` that gives a shell our settings in ``environ``, for this block.

    Only its owner may read it: tokens stand in it.
    """
    path = home / SETTINGS_FILE
    path.unlink(missing_ok=True)
    ours = {name: value for name, value in sorted(environ.items()) if name.startswith(OURS)}
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"export {name}={shlex.quote(value)}\n" for name, value in ours.items())
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def stop(children: Iterable[Child], *, within: float = STOPS_WITHIN) -> None:
    """Ask each to end, and kill what has not after ``within`` seconds: none of them lives then.

    That holds as well when this is interrupted.
    """
    every = list(children)
    try:
        for each in every:
            each.terminate()
        _wait(every, within)
    finally:
        for each in every:
            _end(each)


def _wait(children: list[Child], within: float) -> None:
    deadline = time.monotonic() + within
    for each in children:
        try:
            each.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return


def _end(child: Child) -> None:
    child.kill()
    child.wait()
    if child.stdin:
        child.stdin.close()
