"""Which scope each method asks for, when a workspace checks them."""

from collections.abc import Sequence

from advicebot.workspace.api.call import Call
from advicebot.workspace.errors import ApiError
from advicebot.workspace.state import Kind

KINDS = {Kind.CHANNEL: "channels", Kind.PRIVATE: "groups", Kind.IM: "im", Kind.MPIM: "mpim"}

# One of these is enough. "*" stands for the kind of conversation that the call is about.
SCOPES: dict[str, tuple[str, ...]] = {
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "conversations.open": ("im:write", "mpim:write", "groups:write", "channels:manage"),
    "conversations.info": ("*:read",),
    "conversations.list": ("*:read",),
    "conversations.members": ("*:read",),
    "conversations.history": ("*:history",),
    "conversations.replies": ("*:history",),
    "conversations.join": ("channels:join",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.conversations": ("*:read",),
    "users.lookupByEmail": ("users:read.email",),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.info": ("files:read",),
    "team.info": ("team:read",),
    "bots.info": ("users:read",),
}


def check_scope(call: Call, method: str) -> None:
    """Refuse a call for which the app has no scope; raises ApiError ``missing_scope``."""
    given = call.ws.config.app.bot_scopes
    needed = _needed(call, method)
    if given is None or not needed or set(needed) & set(given):
        return
    extra = {"needed": ",".join(needed), "provided": ",".join(given)}
    raise ApiError("missing_scope", extra=extra)


def _needed(call: Call, method: str) -> Sequence[str]:
    words = SCOPES.get(method, ())
    channel = call.state.find_channel(call.text("channel"))
    kinds = [KINDS[channel.kind]] if channel is not None else list(KINDS.values())
    return [word.replace("*", kind) for word in words for kind in (kinds if "*" in word else [""])]
