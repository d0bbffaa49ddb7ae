"""The methods of Slack's Web API that we call, and the scopes they need."""

METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.delete": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "conversations.open": ("im:write",),
    "conversations.history": ("im:history", "groups:history"),
    "conversations.info": ("groups:read", "channels:read"),
    "conversations.replies": ("im:history", "groups:history"),
    "conversations.members": ("groups:read", "channels:read"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "users.conversations": ("im:read", "groups:read", "channels:read"),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
"""Every method we call and why a scope is asked for; the manifest is made from it."""

READS = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "users.conversations",
        "users.info",
    }
)
"""Methods that only read."""
FORMS = READS | {"files.getUploadURLExternal"}
"""Slack takes JSON from most of the methods that write, and from few others
(docs.slack.dev/apis/web-api), so these are sent as forms."""
