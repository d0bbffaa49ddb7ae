"""What the workspace remembers, in memory. Only the server's event loop touches it."""

from collections.abc import Iterator

from advicebot.workspace.clock import WorkspaceClock
from advicebot.workspace.config import AppConfig, UserConfig, WorkspaceConfig
from advicebot.workspace.errors import ApiError
from advicebot.workspace.ids import conversation_id
from advicebot.workspace.state.file_store import FileStore
from advicebot.workspace.state.records import (
    OLDER_KEPT,
    AssistantThread,
    Channel,
    Json,
    Kind,
    Look,
    Mark,
    Message,
)
from advicebot.workspace.state.user_groups import UserGroups

__all__ = [
    "OLDER_KEPT",
    "AssistantThread",
    "Channel",
    "Json",
    "Kind",
    "Look",
    "Mark",
    "Message",
    "State",
]


class State:
    """People, conversations, messages and files.

    ``updated`` has when a person was last changed, ``url`` the address of the page, ``revoked`` the
    tokens that no longer open anything.
    """

    def __init__(self, config: WorkspaceConfig, clock: WorkspaceClock) -> None:
        self.config = config
        self.clock = clock
        self.url = ""
        self.files = FileStore(processing=config.file_processing)
        self._bots = {app.bot_user_id: app for app in config.apps}
        everybody = (*config.users, *map(_bot_of, config.apps))
        self.users: dict[str, UserConfig] = {user.id: user for user in everybody}
        self.updated: dict[str, int] = {}
        self.groups = UserGroups(config.user_groups, created=self.seconds())
        self.revoked: set[str] = set()
        self.channels: dict[str, Channel] = {}
        for made in config.channels:
            self.channels[made.id] = Channel(
                id=made.id,
                name=made.name,
                kind=Kind.PRIVATE if made.is_private else Kind.CHANNEL,
                members=list(dict.fromkeys(made.members)),
                created=self.seconds(),
                users=self.users,
                creator=made.members[0] if made.members else "",
                topic=made.topic,
                purpose=made.purpose,
                is_archived=made.is_archived,
                is_ext_shared=made.is_ext_shared,
            )

    def app_of(self, user: str) -> AppConfig | None:
        """Return the app whose bot this user is, None for anybody else."""
        return self._bots.get(user)

    def seconds(self) -> int:
        """Return the workspace's time as whole Unix seconds."""
        return int(self.clock.now().timestamp())

    def people(self) -> list[UserConfig]:
        """Return everybody one may choose to be."""
        return [u for u in self.users.values() if u.may_log_in and not u.is_bot and not u.deleted]

    def direct(self, members: frozenset[str]) -> Channel:
        """Return the DM or group DM of exactly these people, made if there was none."""
        is_group = len(members) > 2
        key = conversation_id("G" if is_group else "D", members)
        channel = self.channels.get(key)
        if channel is None:
            names = [self.users[user].name for user in sorted(members)]
            channel = Channel(
                id=key,
                name=f"mpdm-{'--'.join(names)}-1" if is_group else "directmessage",
                kind=Kind.MPIM if is_group else Kind.IM,
                members=sorted(members),
                created=self.seconds(),
                users=self.users,
            )
            self.channels[key] = channel
        return channel

    def app_dm(self, user: str, app: AppConfig) -> Channel:
        """Return this person's DM with an app."""
        return self.direct(frozenset({user, app.bot_user_id}))

    def direct_if_any(self, members: frozenset[str]) -> Channel | None:
        """Return the DM or group DM of exactly these people, None when there is none yet."""
        return self.channels.get(conversation_id("G" if len(members) > 2 else "D", members))

    def find_channel(self, given: str) -> Channel | None:
        """Return the conversation with this id, or with this name with or without a #."""
        found = self.channels.get(given)
        if found is not None:
            return found
        name = given.removeprefix("#")
        named = (c for c in self.channels.values() if c.kind in (Kind.CHANNEL, Kind.PRIVATE))
        return next((c for c in named if c.name == name), None)

    def visible_channels(self, user: str) -> Iterator[Channel]:
        """Yield the conversations this person may see."""
        return (c for c in self.channels.values() if c.is_visible_to(user))

    def user_or_refuse(self, user_id: object) -> UserConfig:
        """Return the user with this id; raises ApiError ``user_not_found``."""
        user = self.users.get(user_id) if isinstance(user_id, str) else None
        if user is None:
            raise ApiError("user_not_found")
        return user


def _bot_of(app: AppConfig) -> UserConfig:
    name = app.bot_name or app.name
    return UserConfig(
        id=app.bot_user_id,
        name=name.lower().replace(" ", "_"),
        real_name=name,
        is_bot=True,
        may_log_in=False,
    )
