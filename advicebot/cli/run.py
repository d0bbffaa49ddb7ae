"""``advicebot run bot|clock``: the two processes of a line."""

import os

import click

from advicebot.cli.starting import lasting
from advicebot.errors import ConfigurationError
from advicebot.logs import set_up_logging
from advicebot.memory import share_arenas
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
    share_arenas()
    with lasting():
        settings = _ready_settings()
        from advicebot.bootstrap.health_ports import open_health
        from advicebot.bootstrap.leaving import leave
        from advicebot.bootstrap.processes import build_bot
        from advicebot.health.running import tell_standing
        from advicebot.slack.run import Stop, run_bot

        stop = Stop()
        parts = build_bot(settings, stop)
        health = open_health(settings, parts.ailments)
    has_ended = run_bot(
        parts.workers,
        parts.executor,
        parts.connections,
        stop=stop,
        socket_works=parts.socket_works,
        tell=lambda working, how: tell_standing(
            settings, parts.desk.knowledge, parts.now(), working=working, connections=how
        ),
    )
    leave(parts.work, health, has_ended=has_ended)


@run.command()
def clock() -> None:
    """Do what is due until stopped.

    That is pages that nobody answers, the rota, and later sends.

    Example: advicebot run clock
    """
    block_signals()
    share_arenas()
    with lasting():
        settings = _ready_settings()
        from advicebot.bootstrap.clock_process import ClockProcess
        from advicebot.bootstrap.health_ports import open_health
        from advicebot.bootstrap.leaving import leave
        from advicebot.slack.run import Stop

        stop = Stop()
        process = ClockProcess(settings)
        health = open_health(settings, process.ailments, port_after=1)
    has_ended = process.run(stop)
    leave(process.work, health, has_ended=has_ended)


def _ready_settings() -> Settings:
    """Return settings that can talk to Slack, and a database that is up to date on a machine that
    can keep it.
    """
    from advicebot.health.platform import refuse_unfit
    from advicebot.store.migrations import refuse_outdated

    settings = read_settings(os.environ)
    missing = missing_for_slack(settings)
    if missing:
        raise ConfigurationError([f"{name} is not set. Run: advicebot check" for name in missing])
    set_up_logging(settings.log_level)
    refuse_outdated(settings.database)
    refuse_unfit(settings.database, os.environ)
    return settings
