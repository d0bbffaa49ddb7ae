"""Settings: one table, read once from a mapping, every problem reported at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from advicebot.errors import ConfigurationError
from advicebot.settings.casting import MAILBOX, HostAndPort, Secret, cache_path
from advicebot.settings.table import CHECKOUT, SETTINGS, SLACK_API, Setting

__all__ = [
    "CHECKOUT",
    "SETTINGS",
    "SLACK_API",
    "HostAndPort",
    "Secret",
    "Setting",
    "Settings",
    "cache_folder",
    "missing_for_slack",
    "read_settings",
]

OURS = "ADVICEBOT_"
NEAR = 60
"""Of 100: how alike two names must be, without what all of them begin with, for a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What this process was told.

    Empty tokens mean that Slack is not configured; empty or None in the second block means that
    this way out of Slack is off. ``rota_ics`` is an address (it has ``://`` in it) or a path.
    """

    bot_token: Secret
    app_token: Secret
    signing_secret: Secret
    slack_api_url: str
    database: Path
    knowledge: Path
    cache: Path
    slack_timeout: float
    clock_file: Path | None
    log_level: str

    pager_webhook: Secret
    pager_webhook_secret: Secret
    pager_mail_to: tuple[str, ...]
    smtp_host: HostAndPort | None
    smtp_user: str
    smtp_password: Secret
    smtp_from: str
    heartbeat_url: Secret
    health_port: int | None
    rota_ics: Secret


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that ``environ`` holds.

    Raises:
        ConfigurationError: with one line for each variable that is wrong, unknown, or of no use
            without another; values of secrets are not shown.
    """
    values: dict[str, Any] = {}
    problems = _unknown(environ)
    for setting in SETTINGS:
        found = environ.get(setting.name, "") or setting.default
        try:
            values[setting.field] = setting.read(found)
        except ValueError as error:
            shown = "a hidden value" if setting.is_secret else repr(found)
            problems.append(f"{setting.name} is {shown}; expected {error}.")
    if not problems:
        problems += _half_configured(values)
    if problems:
        raise ConfigurationError(problems)
    values["smtp_from"] = values["smtp_from"] or values["smtp_user"]
    return Settings(**values)


def missing_for_slack(settings: Settings) -> list[str]:
    """Return the names of the variables still needed to talk to Slack."""
    needed = {"SLACK_BOT_TOKEN": settings.bot_token, "SLACK_APP_TOKEN": settings.app_token}
    return [name for name, value in needed.items() if not value]


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder for computed vectors, for commands that need no other setting."""
    return cache_path(environ.get("ADVICEBOT_CACHE", ""))


def _half_configured(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each variable that does nothing because another is missing."""
    for one, other in (
        ("pager_mail_to", "smtp_host"),
        ("smtp_user", "smtp_password"),
        ("smtp_password", "smtp_user"),
        ("smtp_user", "smtp_host"),
        ("smtp_from", "smtp_host"),
        ("pager_webhook_secret", "pager_webhook"),
    ):
        if values[one] and not values[other]:
            yield f"{_name(one)} is set, but {_name(other)} is not; set both or neither."
    has_sender = values["smtp_from"] or MAILBOX.fullmatch(values["smtp_user"])
    if values["smtp_host"] and not has_sender:
        yield (
            f"{_name('smtp_from')} is not set; expected the e-mail address that letters come from."
        )


def _name(field: str) -> str:
    return next(setting.name for setting in SETTINGS if setting.field == field)


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = {setting.name: setting.name.removeprefix(OURS) for setting in SETTINGS}
    problems = []
    for name in environ:
        if name.startswith(OURS) and name not in known:
            near = process.extractOne(
                name.removeprefix(OURS), known, scorer=fuzz.ratio, score_cutoff=NEAR
            )
            to_do = f"Did you mean {near[2]}?" if near else "Take it away; README.md lists them."
            problems.append(f"{name} is not a setting. {to_do}")
    return problems
