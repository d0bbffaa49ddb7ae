"""auth.*, api.test, apps.connections.open, team.info, bots.info, emoji.list."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.shapes import bot_json
from advicebot.workspace.shapes.change_events import revoked_event
from advicebot.workspace.state import Json


def auth_test(call: Call) -> Json:
    """Say who the token belongs to."""
    config, app = call.ws.config, call.app.config
    return {
        "url": f"{call.ws.url}/",
        "team": config.team_name,
        "user": call.state.users[app.bot_user_id].name,
        "team_id": config.team_id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    """Give back the arguments; ``error`` makes it fail with that name."""
    if call.text("error"):
        raise ApiError(call.text("error"))
    return {"args": call.args}


def revoke(call: Call) -> Json:
    """Make the token open nothing more, until the workspace stops; ``test`` only asks."""
    if call.flag("test"):
        return {"revoked": False}
    call.state.revoked.add(call.token)
    if call.app.subscribes("tokens_revoked"):
        call.ws.emit(revoked_event(call.state, call.bot), to=[call.app])
    return {"revoked": True}


def emoji_list(call: Call) -> Json:
    """List the workspace's own emoji."""
    return {"emoji": dict(call.ws.config.emoji), "cache_ts": str(call.state.seconds())}


def open_connection(call: Call) -> Json:
    """Give out the address of one Socket Mode connection."""
    address = call.ws.url.replace("http://", "ws://", 1)
    ticket = call.app.socket.new_ticket()
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.app.config.id}"}


def team_info(call: Call) -> Json:
    """Describe the workspace."""
    config = call.ws.config
    if call.text("team") not in ("", config.team_id):
        raise ApiError("team_not_found")
    return {
        "team": {
            "id": config.team_id,
            "name": config.team_name,
            "domain": config.team_domain,
            "url": f"{call.ws.url}/",
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


def bots_info(call: Call) -> Json:
    """Describe an app's bot, by default the caller's."""
    wanted = call.text("bot") or call.app.config.bot_id
    for app in call.ws.apps:
        if app.config.bot_id == wanted:
            return {"bot": bot_json(call.state, app.config)}
    raise ApiError("bot_not_found")


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "auth.revoke": revoke,
    "emoji.list": emoji_list,
    "api.test": api_test,
    "apps.connections.open": open_connection,
    "team.info": team_info,
    "bots.info": bots_info,
}
