"""``advicebot manifest``: what to paste into Slack when making the app."""

import json

import click


@click.command()
def manifest() -> None:
    """Print the manifest of the Slack app as JSON.

    It is for "From a manifest" on api.slack.com/apps.

    Example: advicebot manifest > manifest.json
    """
    from advicebot.slack.manifest import manifest as make

    click.echo(json.dumps(make(), indent=2))
