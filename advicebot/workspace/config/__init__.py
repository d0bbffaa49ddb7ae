"""What a workspace is made of: its people, channels, apps, and its clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from advicebot.workspace.config.problems import problems_of

DEFAULT_EVENTS = ("app_home_opened", "app_mention", "member_joined_channel", "message.im")


@dataclass(frozen=True, slots=True, kw_only=True)
class UserConfig:
    """A person, or another bot. ``role`` is a free label shown where one chooses whom to be."""

    id: str
    name: str
    real_name: str = ""
    title: str = ""
    role: str = ""
    email: str = ""
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    may_log_in: bool = True
    other_team_id: str | None = None  # set for a member of another organisation
    time_zone: str | None = None  # None means the workspace's


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """A channel and the user ids in it; add the app's ``bot_user_id`` to invite the app."""

    id: str
    name: str
    members: Sequence[str] = ()
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    topic: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroupConfig:
    """A group of people that can be mentioned by one ``handle``, without its @."""

    id: str
    handle: str
    name: str = ""
    description: str = ""
    users: Sequence[str] = ()
    is_disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandConfig:
    """A slash command, with its leading slash."""

    command: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortcutConfig:
    """A shortcut of the app."""

    callback_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppConfig:
    """An app in the workspace. The tokens have the prefixes that Slack's libraries look for.

    ``bot_events`` are the subscriptions as a manifest names them. An event outside the list is not
    sent, as with the real one. With ``bot_scopes`` the methods check theirs; None allows them all.
    With ``request_url`` everything is sent there by HTTP; None means Socket Mode. It must be an
    address of this machine, and lead to no other, unless ``is_elsewhere``. ``bot_name`` is what its
    bot is called among the people; empty means as the app.
    """

    id: str = "A0LOCAL0001"
    name: str = "Example app"
    bot_name: str = ""
    bot_user_id: str = "U0LOCALBOT1"
    bot_id: str = "B0LOCALBOT1"
    bot_token: str = "xoxb-local-bot-token"  # noqa: S105 (opens nothing but a local workspace)
    app_token: str = "xapp-local-app-token"  # noqa: S105
    signing_secret: str = "local-signing-secret"  # noqa: S105
    verification_token: str = "local-verification-token"  # noqa: S105
    commands: Sequence[CommandConfig] = ()
    message_shortcuts: Sequence[ShortcutConfig] = ()
    global_shortcuts: Sequence[ShortcutConfig] = ()
    bot_events: Sequence[str] = DEFAULT_EVENTS
    bot_scopes: Sequence[str] | None = None
    has_home: bool = True
    request_url: str | None = None
    is_elsewhere: bool = False

    def may(self, scope: str) -> bool:
        """Return whether the app has a scope; one that lists none has all."""
        return self.bot_scopes is None or scope in self.bot_scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStep:
    """A named way to move the clock: ``move`` turns the present now (aware, UTC) into the new."""

    label: str
    move: Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceConfig:
    """Everything a workspace starts from.

    Attributes:
        start_offset: how far the workspace's clock stands ahead of the machine's at the start.
        on_clock: called in a thread of its own with the new offset after each move.
        ack_within: seconds the app has to acknowledge an envelope.
        redelivery: seconds to wait before each new attempt at an event not acknowledged in time.
            After the last one the event is dropped. An event that the app has not been connected
            for waits without limit.
        refresh_every: seconds that a Socket Mode connection lives until it is to be replaced, None
            for no end. Slack does so every few hours.
        file_processing: seconds after an upload was completed until the file is shared and can be
            shown in blocks; Slack takes some, and says nothing when it is done.
        rate_limits: whether Web API calls are limited by Slack's tiers.
        emoji: the workspace's own emoji: by name an image's address or ``alias:other``.
    """

    team_id: str = "T0LOCAL0001"
    team_name: str = "Example team"
    team_domain: str = "example-team"
    users: Sequence[UserConfig]
    channels: Sequence[ChannelConfig] = ()
    user_groups: Sequence[UserGroupConfig] = ()
    apps: Sequence[AppConfig] = (AppConfig(),)
    clock_steps: Sequence[ClockStep] = ()
    start_offset: timedelta = timedelta(0)
    on_clock: Callable[[timedelta], None] | None = None
    time_zone: str = "Europe/London"
    ack_within: float = 3.0
    redelivery: Sequence[float] = (0.0, 60.0, 300.0)
    file_processing: float = 0.0
    refresh_every: float | None = None
    rate_limits: bool = False
    emoji: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = list(problems_of(self))
        if problems:
            raise ValueError("This workspace cannot be built. " + " ".join(problems))

    @property
    def app(self) -> AppConfig:
        """Return the first app, which is meant wherever none is named."""
        return self.apps[0]
