"""Settings: one table, read once from a mapping, every problem reported at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_cache_path
from rapidfuzz import process

from advicebot.errors import ConfigurationError

SLACK_API = "https://slack.com/api/"
CHECKOUT = Path(__file__).resolve().parent.parent


class Secret(str):
    """A value that must never be shown: its ``repr`` hides it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('…')" if self else "Secret('')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the settings table: how a variable is read and what it is for."""

    name: str
    field: str
    read: Callable[[str], object]
    default: str
    help: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What this process was told. Empty tokens mean that Slack is not configured."""

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


def _token(prefix: str) -> Callable[[str], Secret]:
    def read(value: str) -> Secret:
        if value and not value.startswith(prefix):
            raise ValueError(f"a token that starts with {prefix}")
        return Secret(value)

    return read


def _api_url(value: str) -> str:
    address = urlsplit(value)
    is_here = address.scheme == "http" and address.hostname in ("127.0.0.1", "localhost")
    if not address.hostname or not (is_here or address.scheme == "https"):
        raise ValueError("an https address, or http on this machine")
    return value.rstrip("/") + "/"


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0.5 <= seconds <= 30:
        raise ValueError("a number of seconds from 0.5 to 30")
    return seconds


def _level(value: str) -> str:
    if value.upper() not in {"INFO", "WARNING", "ERROR"}:
        raise ValueError("INFO, WARNING or ERROR (DEBUG would print messages)")
    return value.upper()


def _optional_path(value: str) -> Path | None:
    return Path(value).expanduser() if value else None


def _path(value: str) -> Path:
    return Path(value).expanduser()


def _cache_path(value: str) -> Path:
    return _path(value) if value else user_cache_path("advicebot", appauthor=False)


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder for computed vectors, for commands that need no other setting."""
    return _cache_path(environ.get("ADVICEBOT_CACHE", ""))


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="SLACK_BOT_TOKEN",
        field="bot_token",
        read=_token("xoxb-"),
        default="",
        help="The bot's token, from *OAuth & Permissions* after installing the app.",
        example="xoxb-…",
    ),
    Setting(
        name="SLACK_APP_TOKEN",
        field="app_token",
        read=_token("xapp-"),
        default="",
        help="The app-level token with `connections:write`, from *Basic Information*.",
        example="xapp-…",
    ),
    Setting(
        name="SLACK_SIGNING_SECRET",
        field="signing_secret",
        read=Secret,
        default="",
        help="The signing secret, from *Basic Information*; not needed in Socket Mode.",
        example="8f742231b10e…",
    ),
    Setting(
        name="SLACK_API_URL",
        field="slack_api_url",
        read=_api_url,
        default=SLACK_API,
        help="Any server that speaks Slack's Web API; the demo points it at its own.",
        example=SLACK_API,
    ),
    Setting(
        name="ADVICEBOT_DATABASE",
        field="database",
        read=_path,
        default="advicebot.db",
        help="The SQLite file. It must be on a local disk that outlives a restart.",
        example="/var/lib/advicebot/advicebot.db",
    ),
    Setting(
        name="ADVICEBOT_KNOWLEDGE",
        field="knowledge",
        read=_path,
        default=str(CHECKOUT / "knowledge"),
        help="The folder of strategies, offers and rules. Default: the one shipped with the code.",
        example="/srv/our-knowledge",
    ),
    Setting(
        name="ADVICEBOT_CACHE",
        field="cache",
        read=_cache_path,
        default="",
        help="The folder of what is computed once and kept: vectors of the curated texts, never a "
        "message. Left unset: `advicebot` in your user's cache folder.",
        example="/var/cache/advicebot",
    ),
    Setting(
        name="ADVICEBOT_SLACK_TIMEOUT",
        field="slack_timeout",
        read=_seconds,
        default="5",
        help="Seconds to wait for one answer of Slack's before the outcome counts as unknown.",
        example="5",
    ),
    Setting(
        name="ADVICEBOT_CLOCK_FILE",
        field="clock_file",
        read=_optional_path,
        default="",
        help="A file that moves the clock; the demo sets it. Leave it unset otherwise.",
        example="",
    ),
    Setting(
        name="ADVICEBOT_LOG_LEVEL",
        field="log_level",
        read=_level,
        default="INFO",
        help="INFO, WARNING or ERROR. Message text is never logged at any level.",
        example="INFO",
    ),
)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that ``environ`` holds.

    Raises:
        ConfigurationError: with one line for each variable that is wrong or unknown; values of
            secrets are not shown.
    """
    values: dict[str, object] = {}
    problems = _unknown(environ)
    for setting in SETTINGS:
        found = environ.get(setting.name, "") or setting.default
        try:
            values[setting.field] = setting.read(found)
        except ValueError as error:
            shown = "a hidden value" if setting.field.endswith(("token", "secret")) else repr(found)
            problems.append(f"{setting.name} is {shown}; expected {error}.")
    if problems:
        raise ConfigurationError(problems)
    return Settings(**values)  # type: ignore[arg-type]


def missing_for_slack(settings: Settings) -> list[str]:
    """Return the names of the variables still needed to talk to Slack."""
    needed = {"SLACK_BOT_TOKEN": settings.bot_token, "SLACK_APP_TOKEN": settings.app_token}
    return [name for name, value in needed.items() if not value]


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = [setting.name for setting in SETTINGS]
    problems = []
    for name in environ:
        if name.startswith("ADVICEBOT_") and name not in known:
            nearest = process.extractOne(name, known)
            hint = f" Did you mean {nearest[0]}?" if nearest else ""
            problems.append(f"{name} is not a setting.{hint}")
    return problems
