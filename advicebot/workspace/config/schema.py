"""The form of a workspace file. Names stand for ids; whatever is not said gets a default."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
"""What people type after @ or #: small letters, figures, dots, hyphens."""


class Part(BaseModel):
    """A part of the file; an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Team(Part):
    """The workspace itself."""

    id: str | None = None
    name: str = "Example team"
    domain: str | None = None


class User(Part):
    """A person, or a bot that is not one of the apps."""

    name: Name
    id: str | None = None
    real_name: str = ""
    title: str = ""
    role: str = ""
    email: str = ""
    time_zone: str | None = None
    admin: bool = False
    bot: bool = False
    guest: Literal["multi-channel", "single-channel"] | None = None
    deactivated: bool = False
    team: str | None = None  # the id of another organisation


class Channel(Part):
    """A channel; ``members`` are names of users and apps, ``*`` is everybody."""

    name: Name
    id: str | None = None
    members: list[str] = ["*"]
    private: bool = False
    archived: bool = False
    shared: bool = False
    topic: str = ""
    purpose: str = ""


class UserGroup(Part):
    """A group that can be mentioned by its handle."""

    handle: Name
    id: str | None = None
    name: str = ""
    description: str = ""
    users: list[str] = []


class Command(Part):
    """A slash command."""

    command: Annotated[str, Field(pattern=r"^/[^\s/]+$")]
    description: str = ""
    usage_hint: str = ""


class Shortcut(Part):
    """A shortcut, used anywhere or on a message."""

    callback_id: str
    name: str
    type: Literal["global", "message"] = "global"


class App(Part):
    """An app. With ``manifest`` the lists are taken from that file, as its author wrote it."""

    name: Name
    title: str = ""
    id: str | None = None
    manifest: str | None = None
    bot_token: str | None = None
    app_token: str | None = None
    signing_secret: str | None = None
    request_url: str | None = None
    elsewhere: bool = False
    commands: list[Command] = []
    shortcuts: list[Shortcut] = []
    events: list[str] | None = None
    scopes: list[str] | None = None
    home: bool = True


class Step(Part):
    """A button that moves the clock."""

    label: str
    minutes: float = 0
    hours: float = 0
    days: float = 0


class File(Part):
    """A whole workspace file."""

    team: Team = Team()
    time_zone: str = "Europe/London"
    rate_limits: bool = True
    ack_within: Annotated[float, Field(gt=0)] = 3.0
    refresh_every: Annotated[float, Field(gt=0)] | None = None
    redelivery: list[Annotated[float, Field(ge=0)]] = [0.0, 60.0, 300.0]
    users: Annotated[list[User], Field(min_length=1)]
    channels: list[Channel] = []
    user_groups: list[UserGroup] = []
    apps: Annotated[list[App], Field(min_length=1)]
    clock_steps: list[Step] = []
    emoji: dict[str, str] = {}
