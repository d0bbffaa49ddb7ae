"""auth.test, api.test, apps.connections.open, team.info, bots.info."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.shapes import bot_json
from advicebot.workspace.state import Json


def auth_test(call: Call) -> Json:
    """Say who the token belongs to."""
    config = call.ws.config
    return {
        "url": f"{call.ws.url}/",
        "team": config.team_name,
        "user": call.state.users[config.app.bot_user_id].name,
        "team_id": config.team_id,
        "user_id": config.app.bot_user_id,
        "bot_id": config.app.bot_id,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    """Give back the arguments; ``error`` makes it fail with that name."""
    if call.text("error"):
        raise ApiError(call.text("error"))
    return {"args": call.args}


def open_connection(call: Call) -> Json:
    """Give out the address of one Socket Mode connection."""
    address = call.ws.url.replace("http://", "ws://", 1)
    return {"url": f"{address}/link/?ticket={call.ws.socket.new_ticket()}&app_id=local"}


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
    """Describe the app's bot."""
    if call.text("bot") not in ("", call.ws.config.app.bot_id):
        raise ApiError("bot_not_found")
    return {"bot": bot_json(call.state)}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "api.test": api_test,
    "apps.connections.open": open_connection,
    "team.info": team_info,
    "bots.info": bots_info,
}
