"""The command line: one module for each noun; every command parses, calls one function, prints."""

import sys

import click

from advicebot import __version__
from advicebot.cli.ask import ask
from advicebot.cli.check import check
from advicebot.cli.db import db
from advicebot.cli.demo import demo
from advicebot.cli.evaluate import evaluate
from advicebot.cli.knowledge import knowledge
from advicebot.cli.manifest import manifest
from advicebot.cli.pager import pager
from advicebot.cli.report import report
from advicebot.cli.rota import rota
from advicebot.cli.run import run
from advicebot.errors import AdvicebotError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="advicebot")
def cli() -> None:
    """An advice line in Slack for school staff at a point of crisis."""


for command in (ask, check, db, demo, evaluate, knowledge, manifest, pager, report, rota, run):
    cli.add_command(command)


def main() -> None:
    """Run the command line; a refusal is one plain message and exit code 1."""
    try:
        cli(standalone_mode=True)
    except AdvicebotError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
