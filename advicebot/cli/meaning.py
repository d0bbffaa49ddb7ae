"""The sentence model on the command line: whether to use it, and a bar while it gets ready."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

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

    It appears only when there is something to compute, which is once for each changed text.
    """
    from rich.console import Console
    from rich.progress import Progress, TaskID

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: list[TaskID] = []

        def show(done: int, total: int) -> None:
            if not tasks or done == 0:
                tasks.append(bar.add_task(_TASK, total=total))
                if not console.is_terminal and total >= _WORTH_A_LINE:
                    click.echo(f"{_TASK}: {total} texts, about half a minute …", err=True)
            bar.update(tasks[-1], completed=done)

        yield show
