"""dnd.*: when people are not to be disturbed. Here nobody has set that up."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.state import Json

PEOPLE_LIMIT = 50
NEVER: Json = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


def info(call: Call) -> Json:
    """Say whether somebody, by default the app, is not to be disturbed."""
    call.state.user_or_refuse(call.text("user") or call.bot)
    is_own = call.text("user") in ("", call.bot)
    return NEVER | ({"snooze_enabled": False} if is_own else {})


def team_info(call: Call) -> Json:
    """Say who of some people is not to be disturbed."""
    users = call.words("users")
    if not users:
        call.needed("users")
    if len(users) > PEOPLE_LIMIT:
        raise ApiError("too_many_users")
    return {"users": {user: dict(NEVER) for user in users if user in call.state.users}}


METHODS: dict[str, Method] = {"dnd.info": info, "dnd.teamInfo": team_info}
