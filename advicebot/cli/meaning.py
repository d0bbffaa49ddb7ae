"""The sentence model on the command line: whether to use it, and a bar while it gets ready."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress

_TASK = "Reading the knowledge base (once)"
_WORTH_A_LINE = 500

words_only_option = click.option(
    "--words-only", is_flag=True, help="Leave the sentence model out: quicker, and less exact."
)


def cache_for(*, words_only: bool) -> Path | None:
    """Return the folder for computed vectors, None when the sentence model is to be left out."""
    from advicebot.settings import cache_folder

    return None if words_only else cache_folder(os.environ)


def prepare_first(folder: Path) -> None:
    """Compute the vectors of the knowledge in ``folder`` behind a bar, where none are kept yet.

    Of those that are kept the bot computes what has changed by itself.
    """
    cache = cache_for(words_only=False)
    if cache and cache.is_dir() and any(cache.iterdir()):
        return
    from advicebot.bootstrap import build_line

    with preparing() as progress:
        build_line(folder, cache=cache, progress=progress)


@contextmanager
def preparing() -> Iterator[Callable[[int, int], None]]:
    """Yield what shows how much is computed: a bar on a terminal's error stream, else one line.

    It appears only when there is something to compute, which is once for each changed text. What is
    computed in several goes is shown as one.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        yield _Shown(bar, in_words=not console.is_terminal)


class _Shown:
    """Shows how many texts are computed of all that were heard of so far."""

    def __init__(self, bar: "Progress", *, in_words: bool) -> None:
        self._bar = bar
        self._task = bar.add_task(_TASK, total=0, visible=False)
        self._in_words = in_words
        self._before = 0
        self._total = 0

    def __call__(self, done: int, total: int) -> None:
        if done == 0:
            self._before, self._total = self._total, self._total + total
            self._say(total)
        self._bar.update(self._task, total=self._total, completed=self._before + done, visible=True)

    def _say(self, texts: int) -> None:
        if self._in_words and texts >= _WORTH_A_LINE:
            self._in_words = False
            click.echo(f"{_TASK}, which takes about half a minute …", err=True)
