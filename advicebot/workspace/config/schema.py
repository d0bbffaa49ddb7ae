"""The form of a workspace file. Names stand for ids; whatever is not said gets a default."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from advicebot.workspace.config.kinds import (
    AppId,
    AppToken,
    BotToken,
    ChannelId,
    CommandName,
    Event,
    GroupId,
    Name,
    Number,
    Scope,
    Seconds,
    Secret,
    SomeSeconds,
    TeamId,
    UserId,
)

FARTHEST = 36_500  # days that one step may move the clock


class Part(BaseModel):
    """A part of the file; an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Team(Part):
    """The workspace itself."""

    id: TeamId | None = None
    name: str = "Example team"
    domain: str | None = None


class User(Part):
    """A person, or a bot that is not one of the apps."""

    name: Name
    id: UserId | None = None
    real_name: str = ""
    title: str = ""
    role: str = ""
    email: str = ""
    time_zone: str | None = None
    admin: bool = False
    bot: bool = False
    guest: Literal["multi-channel", "single-channel"] | None = None
    deactivated: bool = False
    team: TeamId | None = None  # the id of another organisation


class Channel(Part):
    """A channel; ``members`` are names of users and apps, ``*`` is everybody."""

    name: Name
    id: ChannelId | None = None
    members: list[str] = ["*"]
    private: bool = False
    archived: bool = False
    shared: bool = False
    topic: str = ""
    purpose: str = ""


class UserGroup(Part):
    """A group that can be mentioned by its handle."""

    handle: Name
    id: GroupId | None = None
    name: str = ""
    description: str = ""
    users: list[str] = []


class Command(Part):
    """A slash command."""

    command: CommandName
    description: str = ""
    usage_hint: str = ""


class Shortcut(Part):
    """A shortcut, used anywhere or on a message."""

    callback_id: Annotated[str, Field(min_length=1)]
    name: Annotated[str, Field(min_length=1)]
    type: Literal["global", "message"] = "global"


class App(Part):
    """An app. With ``manifest`` the lists are taken from that file, as its author wrote it."""

    name: Name
    title: str = ""
    id: AppId | None = None
    manifest: str | None = None
    bot_token: BotToken | None = None
    app_token: AppToken | None = None
    signing_secret: Secret | None = None
    request_url: str | None = None
    elsewhere: bool = False
    commands: list[Command] = []
    shortcuts: list[Shortcut] = []
    events: list[Event] | None = None
    scopes: list[Scope] | None = None
    home: bool = True


class Step(Part):
    """A button that moves the clock."""

    label: Annotated[str, Field(min_length=1)]
    minutes: Number = 0
    hours: Number = 0
    days: Number = 0

    @model_validator(mode="after")
    def _moves(self) -> Self:
        days = self.days + self.hours / 24 + self.minutes / 1440
        if days == 0:
            raise ValueError(f"the step {self.label!r} moves nothing: give minutes, hours or days")
        if abs(days) > FARTHEST:
            rule = f"the most is {FARTHEST} days either way"
            raise ValueError(f"the step {self.label!r} moves the clock by {days:.4g} days: {rule}")
        return self


class File(Part):
    """A whole workspace file."""

    team: Team = Team()
    time_zone: str = "Europe/London"
    rate_limits: bool = True
    ack_within: SomeSeconds = 3.0
    refresh_every: SomeSeconds | None = None
    redelivery: list[Seconds] = [0.0, 60.0, 300.0]
    users: Annotated[list[User], Field(min_length=1)]
    channels: list[Channel] = []
    user_groups: list[UserGroup] = []
    apps: Annotated[list[App], Field(min_length=1)]
    clock_steps: list[Step] = []
    emoji: dict[str, str] = {}
