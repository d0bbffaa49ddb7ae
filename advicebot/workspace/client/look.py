"""What a person sees: the side bar, the messages of a conversation, the home tab."""

from advicebot.workspace.config import AppConfig
from advicebot.workspace.errors import ActError
from advicebot.workspace.service.assistant import thread_json
from advicebot.workspace.service.views import view_json
from advicebot.workspace.shapes.files import may_open
from advicebot.workspace.shapes.page import page_channel, page_message, page_user
from advicebot.workspace.shapes.users import page_group
from advicebot.workspace.state import Channel, Json
from advicebot.workspace.workspace import Workspace


def boot(ws: Workspace, user: str) -> Json:
    """Return everything a page needs to draw itself for this person."""
    state = ws.state
    for app in ws.config.apps:
        state.app_dm(user, app)
    return {
        "team": {"id": ws.config.team_id, "name": ws.config.team_name},
        "me": page_user(state.users[user]),
        "users": [page_user(one) for one in state.users.values()],
        "people": [page_user(one) for one in state.people()],
        "channels": [page_channel(state, c, user) for c in state.visible_channels(user)],
        "user_groups": [page_group(group) for group in state.groups],
        "emoji": dict(ws.config.emoji),
        "apps": [_app(app) for app in ws.config.apps],
        "clock": ws.clock.as_json(),
        "assistant": [
            thread_json(channel, ts, thread)
            for channel in state.visible_channels(user)
            for ts, thread in channel.assistant.items()
        ],
    }


def _app(app: AppConfig) -> Json:
    return {
        "id": app.id,
        "name": app.name,
        "bot_user_id": app.bot_user_id,
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in app.commands
        ],
        "message_shortcuts": [_shortcut(app, s.callback_id, s.name) for s in app.message_shortcuts],
        "global_shortcuts": [_shortcut(app, s.callback_id, s.name) for s in app.global_shortcuts],
        "has_home": app.has_home,
        "is_assistant": "assistant_thread_started" in app.bot_events,
    }


def _shortcut(app: AppConfig, callback_id: str, name: str) -> Json:
    return {"app": app.id, "callback_id": callback_id, "name": name}


def who(ws: Workspace, given: object) -> str:
    """Return the person a page is, the first one when it named nobody; raises ActError."""
    people = [person.id for person in ws.state.people()]
    if not given:
        return people[0]
    known = ws.state.users.get(given) if isinstance(given, str) else None
    if known is not None and known.deleted:
        name = known.real_name or known.name
        raise ActError("unknown_user", f"The account of {name} was deactivated.")
    if not isinstance(given, str) or given not in people:
        raise ActError("unknown_user", f"Nobody here may log in as {given!r}.")
    return given


def channel_of(ws: Workspace, user: str, given: object) -> Channel:
    """Return a conversation this person may see; raises ActError."""
    channel = ws.state.find_channel(given) if isinstance(given, str) else None
    if channel is None or not channel.is_visible_to(user):
        raise ActError("channel_not_found", f"You cannot see a conversation {given!r}.")
    return channel


def messages(ws: Workspace, user: str, channel: Channel, thread: str | None = None) -> list[Json]:
    """Return a conversation or one of its threads, oldest first, with this person's ephemerals."""
    seen = [m for m in channel.ephemerals.values() if m.shown_to == user]
    if thread:
        kept = [channel.messages[thread]] if thread in channel.messages else []
        kept += channel.thread(thread)
        seen = [m for m in seen if m.thread_ts == thread]
    else:
        kept = [m for m in channel.messages.values() if m.is_top_level]
        seen = [m for m in seen if m.is_top_level]
    shown = sorted([*kept, *seen], key=lambda message: message.ts)
    return [page_message(ws.state, message, user) for message in shown]


def everything(ws: Workspace, user: str, channel: Channel) -> list[Json]:
    """Return a conversation with what is in its threads, in the order it was written."""
    tops = messages(ws, user, channel)
    roots = [ts for ts, replies in channel.replies.items() if replies]
    below = [m for root in roots for m in messages(ws, user, channel, root)]
    unlike = {message["ts"]: message for message in [*tops, *below]}
    return [unlike[ts] for ts in sorted(unlike)]


def file(ws: Workspace, user: str, file_id: object) -> bytes:
    """Return the content of a file; raises ActError when this person may not open it."""
    found = ws.state.files.find(file_id)
    is_there = found is not None and found.content is not None and not found.is_deleted
    if found is None or not is_there or not may_open(ws.state, found, user):
        raise ActError("file_not_found", "You cannot open this file.")
    return found.content or b""


def home(ws: Workspace, user: str, app: AppConfig | None = None) -> Json | None:
    """Return the home tab an app published for this person, None before there is one.

    Without ``app`` the first one is meant.
    """
    view = ws.views.home(user, app or ws.config.app)
    return view_json(ws, view) if view else None
