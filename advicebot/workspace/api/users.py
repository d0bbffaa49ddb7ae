"""users.*: people, their profiles, and the conversations they are in."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.api.conversations import of_types
from advicebot.workspace.config import UserConfig
from advicebot.workspace.errors import ApiError
from advicebot.workspace.shapes import LOCALE, channel_json
from advicebot.workspace.shapes.users import EMAIL, profile_json, user_json
from advicebot.workspace.state import Json


def info(call: Call) -> Json:
    """Describe one person."""
    return {"user": _shown(call, call.state.user_or_refuse(call.text("user")))}


def _shown(call: Call, user: UserConfig) -> Json:
    shown = user_json(call.state, user, with_email=call.may(EMAIL))
    return shown | {"locale": LOCALE} if call.flag("include_locale") else shown


def list_all(call: Call) -> Json:
    """List everybody, those who have left too."""
    rows = [_shown(call, user) for user in call.state.users.values()]
    found, paging = call.page(rows, default=1000)
    return {"members": found, "cache_ts": call.state.seconds()} | paging


def conversations(call: Call) -> Json:
    """List the conversations somebody is in; the app itself when nobody is named."""
    user = call.state.user_or_refuse(call.text("user") or call.bot)
    mine = [channel for channel in of_types(call) if user.id in channel.members]
    found, paging = call.page([channel_json(call.state, channel, call.bot) for channel in mine])
    return {"channels": found} | paging


def by_email(call: Call) -> Json:
    """Find one person by address, in any case."""
    wanted = call.needed("email").lower()
    for user in call.state.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"user": _shown(call, user)}
    raise ApiError("users_not_found")


def profile(call: Call) -> Json:
    """Show somebody's profile, by default the app's own."""
    user = call.state.user_or_refuse(call.text("user") or call.bot)
    return {"profile": profile_json(call.state, user, with_email=call.may(EMAIL))}


def presence(call: Call) -> Json:
    """Say whether somebody is there: at a page, or as an app connected."""
    user = call.state.user_or_refuse(call.text("user") or call.bot)
    app = call.ws.apps.by_user(user.id)
    is_there = app.delivery.connections > 0 if app else user.id in call.ws.live.watchers()
    return {"presence": "active" if is_there else "away"}


METHODS: dict[str, Method] = {
    "users.info": info,
    "users.list": list_all,
    "users.conversations": conversations,
    "users.lookupByEmail": by_email,
    "users.profile.get": profile,
    "users.getPresence": presence,
}
