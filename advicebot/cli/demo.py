"""``advicebot demo``: the whole line in a browser, with nothing but this checkout."""

import os
import shlex
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advicebot.cli.meaning import prepare_first
from advicebot.cli.starting import lasting
from advicebot.settings import CHECKOUT

if TYPE_CHECKING:
    from advicebot.demo import Demo


@click.command()
@click.option(
    "--port", default=8770, show_default=True, help="Port of the web page; 0 takes any free one."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the database and logs here instead of in a temporary folder.",
)
@click.option(
    "--knowledge",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=CHECKOUT / "knowledge",
    help="The knowledge folder to use. Default: the one shipped with the code.",
)
def demo(port: int, folder: Path | None, knowledge: Path) -> None:
    """Run the whole line with a local Slack in your browser.

    Starts a local Slack, the bot and the clock, and prints the address of the page. Needs no Slack
    account and no network. Stop it with Ctrl+C.

    Example: advicebot demo
    """
    click.echo("Starting a local Slack, the bot and the clock …", err=True)
    _Interrupt().listen()
    try:
        prepare_first(knowledge)
        with lasting():
            from advicebot.demo import running_demo, seed
            from advicebot.library import load_line

            line = load_line(knowledge)
        with running_demo(
            line, knowledge=knowledge, folder=folder, port=port, when_slow=_say_slow
        ) as running:
            seed(running.workspace)
            click.echo(f"Ready: open {running.workspace.url} in a browser.")
            click.echo("Choose at the top whom to be: teacher, practitioner, lead or provider.")
            click.echo(f"Database and logs: {running.folder}. Stop with Ctrl+C.")
            click.echo(f"How it stands, from a second terminal: {_check_it(running.settings)}")
            _watch(running)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used ({error.strerror}). Try --port 0."
        ) from error


def _check_it(settings: Path) -> str:
    """Return what to paste into another terminal; the parentheses keep its own settings apart."""
    runner = "uv run " if "UV" in os.environ else ""
    return f"(. {shlex.quote(str(settings))}; {runner}advicebot check --online)"


def _say_slow() -> None:
    click.echo("The bot reads what is new in the knowledge base (once) …", err=True)


class _Interrupt:
    """Makes the first request to end a KeyboardInterrupt, and lets no later one disturb the end.

    ``timeout``, a supervisor and an impatient person all ask twice; a second interrupt on the way
    out would leave both processes running.
    """

    def __init__(self) -> None:
        self._was_asked = False

    def listen(self) -> None:
        """Hear of every such signal from now on, but for those that this process is to ignore."""
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self)

    def __call__(self, number: int, frame: object) -> None:
        if not self._was_asked:
            self._was_asked = True
            raise KeyboardInterrupt


def _watch(running: "Demo") -> None:
    """Stay until interrupted; say so when a process ends by itself."""
    try:
        while True:
            running.check()
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("Stopping both processes …", err=True)
        raise
