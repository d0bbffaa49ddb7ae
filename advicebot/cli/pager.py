"""``advicebot pager test``: whether pages would leave when Slack does not work."""

import json
import os

import click

from advicebot.clock import SystemClock
from advicebot.errors import ConfigurationError
from advicebot.settings import read_settings


@click.group()
def pager() -> None:
    """Look after the second channel.

    It carries pages that leave by another way than Slack."""


@pager.command("test")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def try_out(as_json: bool) -> None:
    """Send a test page through every configured channel.

    Exits with 1 when one of them did not take it, or when there is none.

    Example: advicebot pager test
    """
    from advicebot.bootstrap.outside import build_outside
    from advicebot.outside.pager import UNCONFIGURED, trial_page

    outside = build_outside(read_settings(os.environ))
    if not outside.is_configured:
        raise ConfigurationError([f"Nothing was sent: {UNCONFIGURED}."])
    page = trial_page(SystemClock().now())
    attempts = outside.try_each(page, f"test:{page.sent_at}")
    if as_json:
        rows = [{"channel": each.channel, "problem": each.problem} for each in attempts]
        click.echo(json.dumps({"text": page.text, "attempts": rows}, indent=2))
    else:
        click.echo(f"Sent: {page.text}")
        for each in attempts:
            mark = "FAIL" if each.problem else "ok"
            click.echo(f"{mark:>4}  {each.channel}: {each.problem or 'taken'}")
    if any(each.problem for each in attempts):
        raise SystemExit(1)
