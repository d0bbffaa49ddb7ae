"""Which scope each method asks for, when a workspace checks them."""

from collections.abc import Mapping, Sequence

from advicebot.workspace.api.call import Call
from advicebot.workspace.errors import ApiError
from advicebot.workspace.state import Kind

KINDS = {Kind.CHANNEL: "channels", Kind.PRIVATE: "groups", Kind.IM: "im", Kind.MPIM: "mpim"}

# One of these is enough. "*" stands for the kind of conversation that the call is about; what
# changes a public channel is called channels:manage there. No entry: no scope is asked for.
BY_SCOPES: Mapping[tuple[str, ...], str] = {
    (): """api.test auth.test auth.revoke apps.connections.open blocks.validate chat.getPermalink
        views.open views.push views.update views.publish""",
    ("chat:write",): """chat.postMessage chat.update chat.delete chat.postEphemeral chat.meMessage
        chat.scheduleMessage chat.deleteScheduledMessage chat.scheduledMessages.list
        chat.startStream chat.appendStream chat.stopStream""",
    ("links:write",): "chat.unfurl",
    ("assistant:write",): "assistant.threads.setSuggestedPrompts assistant.threads.setTitle",
    ("assistant:write", "chat:write"): "assistant.threads.setStatus",
    ("*:read",): """conversations.info conversations.list conversations.members
        users.conversations""",
    ("*:history",): "conversations.history conversations.replies",
    ("channels:join",): "conversations.join",
    ("*:write",): """conversations.archive conversations.unarchive conversations.close
        conversations.create conversations.kick conversations.leave conversations.mark
        conversations.open conversations.rename""",
    ("*:write", "*:write.invites"): "conversations.invite",
    ("*:write", "*:write.topic"): "conversations.setTopic conversations.setPurpose",
    ("users:read",): "users.info users.list users.getPresence bots.info",
    ("users:read.email",): "users.lookupByEmail",
    ("users.profile:read",): "users.profile.get",
    ("usergroups:read",): "usergroups.list usergroups.users.list",
    ("usergroups:write",): """usergroups.create usergroups.update usergroups.enable
        usergroups.disable usergroups.users.update""",
    ("reactions:read",): "reactions.get reactions.list",
    ("reactions:write",): "reactions.add reactions.remove",
    ("pins:read",): "pins.list",
    ("pins:write",): "pins.add pins.remove",
    ("bookmarks:read",): "bookmarks.list",
    ("bookmarks:write",): "bookmarks.add bookmarks.edit bookmarks.remove",
    ("files:read",): "files.info files.list",
    ("files:write",): "files.getUploadURLExternal files.completeUploadExternal files.delete",
    ("team:read",): "team.info",
    ("emoji:read",): "emoji.list",
    ("dnd:read",): "dnd.info dnd.teamInfo",
}
SCOPES = {method: scopes for scopes, names in BY_SCOPES.items() for method in names.split()}
PUBLIC = {"channels:write": "channels:manage"}
CUSTOMIZE = "chat:write.customize"
WRITE_PUBLIC = "chat:write.public"


def every_scope() -> list[str]:
    """Return all scopes that a method here may ask for: what an app has that lists none."""
    words = {word for method in SCOPES for word in accepted(method)}
    return sorted(words | {CUSTOMIZE, WRITE_PUBLIC})


def accepted(method: str, kinds: Sequence[str] = tuple(KINDS.values())) -> list[str]:
    """Return the scopes of which a method asks for one, for conversations of these kinds."""
    words = SCOPES.get(method, ())
    made = [w.replace("*", kind) for w in words for kind in (kinds if "*" in w else [""])]
    return [PUBLIC.get(word, word) for word in made]


def check_scope(call: Call, method: str) -> None:
    """Refuse a call for which the app has no scope; raises ApiError ``missing_scope``."""
    needed = accepted(method, _kinds(call, method))
    if needed and call.app.config.bot_scopes is not None:
        require(call, *needed)


def require(call: Call, *one_of: str) -> None:
    """Refuse a call unless the app has one of these scopes; raises ApiError ``missing_scope``."""
    if any(call.may(scope) for scope in one_of):
        return
    provided = ",".join(call.app.config.bot_scopes or ())
    raise ApiError("missing_scope", extra={"needed": ",".join(one_of), "provided": provided})


def _kinds(call: Call, method: str) -> Sequence[str]:
    """Return the words for the conversation that a call is about, all when it names none."""
    if method == "conversations.create":
        return ["groups" if call.flag("is_private") else "channels"]
    if method == "conversations.open" and call.words("users"):
        return ["mpim" if len(call.words("users")) > 1 else "im"]
    channel = call.state.find_channel(call.text("channel"))
    return [KINDS[channel.kind]] if channel is not None else list(KINDS.values())
