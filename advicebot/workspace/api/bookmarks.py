"""bookmarks.*: links kept at the top of a channel."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.ids import new_id
from advicebot.workspace.service import messages
from advicebot.workspace.state import Channel, Json

BOOKMARKS_LIMIT = 100
CHANGEABLE = ("title", "link", "emoji")


def add(call: Call) -> Json:
    """Add a link to a channel's bookmarks."""
    channel = _channel(call)
    title = call.needed("title")
    if call.needed("type") != "link":
        raise ApiError("invalid_bookmark_type")
    if len(channel.bookmarks) >= BOOKMARKS_LIMIT:
        raise ApiError("too_many_bookmarks")
    made: Json = {
        "id": new_id("Bk"),
        "channel_id": channel.id,
        "title": title,
        "link": _link(call),
        "emoji": call.text("emoji"),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": call.state.seconds(),
        "date_updated": 0,
        "rank": str(len(channel.bookmarks)),
        "last_updated_by_user_id": call.bot,
        "last_updated_by_team_id": call.ws.config.team_id,
        "shortcut_id": None,
        "app_id": None,
    }
    channel.bookmarks[made["id"]] = made
    messages.show_channel(call.ws, channel)
    return {"bookmark": made}


def _channel(call: Call) -> Channel:
    call.needed("channel_id")
    return call.own_channel("channel_id")


def _link(call: Call) -> str:
    link = call.text("link")
    if not link.startswith(("http://", "https://")):
        raise ApiError("invalid_link")
    return link


def _bookmark(call: Call, channel: Channel) -> Json:
    found = channel.bookmarks.get(call.needed("bookmark_id"))
    if found is None:
        raise ApiError("not_found")
    return found


def edit(call: Call) -> Json:
    """Change a bookmark's title, link or emoji."""
    channel = _channel(call)
    found = _bookmark(call, channel)
    if call.text("link"):
        _link(call)
    found |= {name: call.text(name) for name in CHANGEABLE if call.text(name)}
    found |= {"date_updated": call.state.seconds(), "last_updated_by_user_id": call.bot}
    messages.show_channel(call.ws, channel)
    return {"bookmark": found}


def remove(call: Call) -> Json:
    """Take a bookmark away."""
    channel = _channel(call)
    del channel.bookmarks[_bookmark(call, channel)["id"]]
    messages.show_channel(call.ws, channel)
    return {}


def list_all(call: Call) -> Json:
    """List a channel's bookmarks."""
    return {"bookmarks": list(_channel(call).bookmarks.values())}


METHODS: dict[str, Method] = {
    "bookmarks.add": add,
    "bookmarks.edit": edit,
    "bookmarks.remove": remove,
    "bookmarks.list": list_all,
}
