"""The table of settings: what every variable is called, how it is read, and what it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from advicebot.settings import casting

SLACK_API = "https://slack.com/api/"
CHECKOUT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the settings table: how a variable is read and what it is for.

    A secret's value is not shown when it cannot be read.
    """

    name: str
    field: str
    read: Callable[[str], object]
    default: str
    help: str
    example: str
    is_secret: bool = False

    @property
    def plain_help(self) -> str:
        """``help`` without its Markdown, for a terminal."""
        return self.help.replace("*", "").replace("`", "")


CORE: tuple[Setting, ...] = (
    Setting(
        name="SLACK_BOT_TOKEN",
        field="bot_token",
        read=casting.token("xoxb-"),
        default="",
        help="The bot's token, from *OAuth & Permissions* after installing the app.",
        example="xoxb-…",
        is_secret=True,
    ),
    Setting(
        name="SLACK_APP_TOKEN",
        field="app_token",
        read=casting.token("xapp-"),
        default="",
        help="The app-level token with `connections:write`, from *Basic Information*.",
        example="xapp-…",
        is_secret=True,
    ),
    Setting(
        name="SLACK_SIGNING_SECRET",
        field="signing_secret",
        read=casting.Secret,
        default="",
        help="The signing secret, from *Basic Information*; not needed in Socket Mode.",
        example="8f742231b10e…",
        is_secret=True,
    ),
    Setting(
        name="SLACK_API_URL",
        field="slack_api_url",
        read=casting.api_url,
        default=SLACK_API,
        help="Any server that speaks Slack's Web API; the demo points it at its own.",
        example=SLACK_API,
    ),
    Setting(
        name="ADVICEBOT_DATABASE",
        field="database",
        read=casting.path,
        default="advicebot.db",
        help="The SQLite file. It must be on a local disk that outlives a restart.",
        example="/var/lib/advicebot/advicebot.db",
    ),
    Setting(
        name="ADVICEBOT_KNOWLEDGE",
        field="knowledge",
        read=casting.path,
        default=str(CHECKOUT / "knowledge"),
        help="The folder of strategies, offers and rules. Default: the one shipped with the code.",
        example="/srv/our-knowledge",
    ),
    Setting(
        name="ADVICEBOT_CACHE",
        field="cache",
        read=casting.cache_path,
        default="",
        help="The folder of what is computed once and kept: vectors of the curated texts, never a "
        "message. Left unset: `advicebot` in your user's cache folder.",
        example="/var/cache/advicebot",
    ),
    Setting(
        name="ADVICEBOT_SLACK_TIMEOUT",
        field="slack_timeout",
        read=casting.seconds,
        default="5",
        help="Seconds to wait for one answer of Slack's before the outcome counts as unknown.",
        example="5",
    ),
    Setting(
        name="ADVICEBOT_CLOCK_FILE",
        field="clock_file",
        read=casting.optional_path,
        default="",
        help="A file that moves the clock; the demo sets it. Leave it unset otherwise.",
        example="",
    ),
    Setting(
        name="ADVICEBOT_LOG_LEVEL",
        field="log_level",
        read=casting.level,
        default="INFO",
        help="INFO, WARNING or ERROR. Message text is never logged at any level.",
        example="INFO",
    ),
)

OUTSIDE: tuple[Setting, ...] = (
    Setting(
        name="ADVICEBOT_PAGER_WEBHOOK",
        field="pager_webhook",
        read=casting.address_outside_slack,
        default="",
        help="An https address outside Slack that takes pages as JSON (`key`, `text`, `urgency`, "
        "`reference`, `at`) and rings, texts or shows them. Only public addresses and this "
        "machine are called.",
        example="https://pages.example.org/advice-line",
        is_secret=True,
    ),
    Setting(
        name="ADVICEBOT_PAGER_WEBHOOK_SECRET",
        field="pager_webhook_secret",
        read=casting.shared_secret,
        default="",
        help="Signs each page: `X-Advicebot-Signature` is `sha256=` and the HMAC-SHA256 of the "
        "body in hex. At least 16 characters.",
        example="an-example-of-32-random-characters",
        is_secret=True,
    ),
    Setting(
        name="ADVICEBOT_PAGER_MAIL_TO",
        field="pager_mail_to",
        read=casting.mailboxes,
        default="",
        help="Mailboxes that get pages, with commas between them; `ADVICEBOT_SMTP_HOST` must be "
        "set too.",
        example="outreach@example.org, duty@example.org",
    ),
    Setting(
        name="ADVICEBOT_SMTP_HOST",
        field="smtp_host",
        read=casting.mail_server,
        default="",
        help="The mail server for pages and for letters to providers that have no channel, with a "
        "port if it is not 587. Always encrypted (STARTTLS, or TLS from the start on 465), unless "
        "it is this machine.",
        example="mail.example.org:587",
    ),
    Setting(
        name="ADVICEBOT_SMTP_USER",
        field="smtp_user",
        read=str,
        default="",
        help="The login name at the mail server, when it wants one.",
        example="advice-line@example.org",
    ),
    Setting(
        name="ADVICEBOT_SMTP_PASSWORD",
        field="smtp_password",
        read=casting.ascii_secret,
        default="",
        help="The password that goes with `ADVICEBOT_SMTP_USER`.",
        example="a-long-example",
        is_secret=True,
    ),
    Setting(
        name="ADVICEBOT_SMTP_FROM",
        field="smtp_from",
        read=casting.mailbox,
        default="",
        help="The sender of the e-mails. Left unset: `ADVICEBOT_SMTP_USER`, when that is an "
        "e-mail address.",
        example="advice-line@example.org",
    ),
    Setting(
        name="ADVICEBOT_HEARTBEAT_URL",
        field="heartbeat_url",
        read=casting.address,
        default="",
        help="An https address of a watcher elsewhere. It is called each minute, only while "
        "everything works; the watcher rings somebody when the calls stop.",
        example="https://watch.example.org/beat/4f1c",
        is_secret=True,
    ),
    Setting(
        name="ADVICEBOT_HEALTH_PORT",
        field="health_port",
        read=casting.port,
        default="",
        help="A port of 127.0.0.1 where the bot answers `/livez` and `/readyz`; the clock answers "
        "on the one after it. Left unset: nobody listens.",
        example="8780",
    ),
    Setting(
        name="ADVICEBOT_ROTA_ICS",
        field="rota_ics",
        read=casting.address_or_file,
        default="",
        help="A calendar whose shifts are brought into the rota regularly: an https or "
        "webcal address, or a file.",
        example="https://calendar.example.org/outreach.ics",
        is_secret=True,
    ),
)

SETTINGS: tuple[Setting, ...] = CORE + OUTSIDE
