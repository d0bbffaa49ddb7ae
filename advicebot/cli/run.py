"""``advicebot run bot|clock``: the two processes of a line."""

import os

import click

from advicebot.cli.starting import lasting
from advicebot.errors import ConfigurationError
from advicebot.logs import set_up_logging
from advicebot.settings import Settings, missing_for_slack, read_settings
from advicebot.signals import block_signals


@click.group()
def run() -> None:
    """Run a process of the line: bot or clock.

    Both read the same settings and share one database file; any number of each may run.
    """


@run.command()
def bot() -> None:
    """Answer messages until stopped: connects to Slack by Socket Mode.

    Example: advicebot run bot
    """
    block_signals()
    with lasting():
        settings = _ready_settings()
        from advicebot.bootstrap.health_ports import open_health
        from advicebot.bootstrap.processes import build_bot
        from advicebot.slack.run import Stop, run_bot

        stop = Stop()
        parts = build_bot(settings, stop)
        health = open_health(settings, parts.ailments)
    run_bot(
        parts.app,
        parts.workers,
        parts.executor,
        app_token=settings.app_token,
        stop=stop,
        socket_works=parts.socket_works,
    )
    if health:
        health.close()
    parts.work.close()


@run.command()
def clock() -> None:
    """Do what is due until stopped: pages that nobody answers, the rota, later sends.

    Example: advicebot run clock
    """
    block_signals()
    with lasting():
        settings = _ready_settings()
        from advicebot.bootstrap.clock_process import ClockProcess
        from advicebot.bootstrap.health_ports import open_health

        process = ClockProcess(settings)
        health = open_health(settings, process.ailments, port_after=1)
    process.run()
    if health:
        health.close()


def _ready_settings() -> Settings:
    """Return settings that can talk to Slack and a database that is up to date."""
    from advicebot.store.migrations import refuse_outdated

    settings = read_settings(os.environ)
    missing = missing_for_slack(settings)
    if missing:
        raise ConfigurationError([f"{name} is not set. Run: advicebot check" for name in missing])
    set_up_logging(settings.log_level)
    refuse_outdated(settings.database)
    return settings
