"""``advicebot demo``: the whole line in a browser, with nothing but this checkout."""

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
    """Start a local Slack, the bot and the clock, and print the address of the page.

    Needs no Slack account and no network. Stop it with Ctrl+C.

    Example: advicebot demo
    """
    click.echo("Starting a local Slack, the bot and the clock …", err=True)
    signal.signal(signal.SIGTERM, _interrupt)
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
            _watch(running)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used ({error.strerror}). Try --port 0."
        ) from error


def _say_slow() -> None:
    click.echo("The bot reads what is new in the knowledge base (once) …", err=True)


def _interrupt(number: int, frame: object) -> None:
    """Treat a request to end like Ctrl+C, so that both processes are stopped too."""
    raise KeyboardInterrupt


def _watch(running: "Demo") -> None:
    """Stay until interrupted; say so when a process ends by itself."""
    while True:
        running.check()
        time.sleep(0.5)
