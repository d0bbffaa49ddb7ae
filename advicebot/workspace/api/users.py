"""users.*: people, and the conversations they are in."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.api.conversations import of_types
from advicebot.workspace.errors import ApiError
from advicebot.workspace.shapes import channel_json, user_json
from advicebot.workspace.state import Json


def info(call: Call) -> Json:
    """Describe one person."""
    return {"user": user_json(call.state, call.state.user_or_refuse(call.text("user")))}


def list_all(call: Call) -> Json:
    """List everybody, those who have left too."""
    rows = [user_json(call.state, user) for user in call.state.users.values()]
    found, paging = call.page(rows, default=1000)
    return {"members": found, "cache_ts": call.state.seconds()} | paging


def conversations(call: Call) -> Json:
    """List the conversations somebody is in; the app itself when nobody is named."""
    user = call.state.user_or_refuse(call.text("user") or call.state.bot_user_id)
    mine = [channel for channel in of_types(call) if user.id in channel.members]
    found, paging = call.page([channel_json(call.state, channel) for channel in mine])
    return {"channels": found} | paging


def by_email(call: Call) -> Json:
    """Find one person by address, in any case."""
    wanted = call.needed("email").lower()
    for user in call.state.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"user": user_json(call.state, user)}
    raise ApiError("users_not_found")


METHODS: dict[str, Method] = {
    "users.info": info,
    "users.list": list_all,
    "users.conversations": conversations,
    "users.lookupByEmail": by_email,
}
