"""``advicebot check``: everything that is wrong with an installation, all at once."""

import json
import os

import click

from advicebot.logs import without_log_lines


@click.command()
@click.option("--online", is_flag=True, help="Also ask Slack, and see how the running line stands.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(online: bool, as_json: bool) -> None:
    """Check settings, database, knowledge, Slack and the running line.

    Slack and the running line only with --online: it signs in, looks at scopes and channels, opens
    one connection for a moment, and reads from the database when bot and clock were last seen, what
    waits and what never left.

    Exits with 1 when something is wrong.

    Example: advicebot check --online
    """
    from advicebot.health import examine

    with without_log_lines():
        findings = examine(os.environ, online=online)
    if as_json:
        rows = [
            {"part": each.part, "ok": each.ok, "warning": each.is_warning, "message": each.message}
            for each in findings
        ]
        click.echo(json.dumps({"ok": all(row["ok"] for row in rows), "findings": rows}, indent=2))
    else:
        for each in findings:
            click.echo(str(each))
    if not all(each.ok for each in findings):
        raise SystemExit(1)
