"""Writing, editing, deleting, commands, opening and reading conversations, the clock."""

import asyncio

from advicebot.workspace.apps import Installed
from advicebot.workspace.client import uploads
from advicebot.workspace.client.act import Act, Doer
from advicebot.workspace.errors import ActError, NoAnswerError
from advicebot.workspace.service import ephemerals, messages
from advicebot.workspace.service.answers import answer
from advicebot.workspace.service.content import TEXT_LIMIT, Content
from advicebot.workspace.service.views import view_json
from advicebot.workspace.shapes.events import command_payload, home_event
from advicebot.workspace.shapes.page import page_channel
from advicebot.workspace.shapes.richtext import typed
from advicebot.workspace.state import Channel, Json, Message


async def write(act: Act) -> Json:
    """Post what was typed, in a thread when one is named."""
    channel = act.member_channel()
    thread = act.text("thread") or None
    if thread is not None and thread not in channel.messages:
        raise ActError("message_not_found", "The message you answer is no longer there.")
    files = uploads.chosen(act)
    message = messages.post(
        act.ws,
        channel,
        Content(text="" if files and not act.text("text").strip() else _typed(act)),
        user=act.user,
        files=files,
        thread_ts=thread,
        broadcast=bool(act.given.get("broadcast")),
    )
    return {"ts": message.ts}


def _typed(act: Act) -> str:
    raw = act.text("text").strip("\n")
    if not raw.strip():
        raise ActError("no_text", "Write something first.")
    if len(raw) > TEXT_LIMIT:
        raise ActError("msg_too_long", f"A message has at most {TEXT_LIMIT:,} characters.")
    return typed(act.state, raw)


async def edit(act: Act) -> Json:
    """Change what one wrote."""
    channel, message = _own(act)
    messages.edit_typed(act.ws, channel, message, _typed(act))
    return {}


async def delete(act: Act) -> Json:
    """Delete what one wrote, or put away an ephemeral message."""
    channel = act.channel()
    shown = channel.ephemerals.get(act.text("ts"))
    if shown is not None and shown.shown_to == act.user:
        ephemerals.remove(act.ws, channel, shown)
        return {}
    channel, message = _own(act)
    messages.remove(act.ws, channel, message)
    return {}


def _own(act: Act) -> tuple[Channel, Message]:
    channel = act.channel()
    message = channel.messages.get(act.text("ts"))
    if message is None:
        raise ActError("message_not_found", "That message is no longer there.")
    if message.user != act.user or message.subtype == "tombstone":
        raise ActError("not_yours", "You can change and delete only your own messages.")
    return channel, message


async def command(act: Act) -> Json:
    """Send a slash command; what the app acknowledges it with is shown as its answer."""
    channel = act.channel()
    name = "/" + act.text("command").lstrip("/")
    app = _app_with(act, name)
    handle = act.ws.response_urls.new(app.config, act.user, channel.id)
    payload = command_payload(
        act.state,
        app.config,
        channel,
        act.user,
        command=name,
        text=typed(act.state, act.text("text")).strip(),
        response_url=f"{act.ws.url}/hooks/response/{handle}",
        trigger_id=act.ws.triggers.new(app.config, act.user),
    )
    try:
        said = await app.delivery.ask("slash_commands", payload)
    except NoAnswerError as missing:
        raise ActError("dispatch_failed", f"{name} failed: {missing}.") from None
    if said.get("text") or said.get("blocks"):
        answer(act.ws, act.ws.response_urls.peek(handle), said, is_ack=True)
    return {}


def _app_with(act: Act, command: str) -> Installed:
    for app in act.ws.apps:
        if command in [known.command for known in app.config.commands]:
            return app
    raise ActError("unknown_command", f"{command} is not a command of this workspace.")


async def open_home(act: Act) -> Json:
    """Look at an app's home tab."""
    return _opened(act, "home")


async def open_messages(act: Act) -> Json:
    """Look at an app's messages tab."""
    return _opened(act, "messages")


def _opened(act: Act, tab: str) -> Json:
    app = act.app()
    if app.subscribes("app_home_opened"):
        view = act.ws.views.home(act.user, app.config)
        shown = view_json(act.ws, view) if view else None
        act.ws.emit(home_event(act.state, app.config, act.user, tab, shown), to=[app])
    return {}


async def open_dm(act: Act) -> Json:
    """Open the DM with somebody, or with several when ``user`` is a list."""
    given = act.given.get("user")
    people = given if isinstance(given, list) else [given]
    for person in people:
        if not isinstance(person, str) or person not in act.state.users:
            raise ActError("user_not_found", f"There is nobody with the id {person!r}.")
    channel = act.state.direct(frozenset({act.user, *people}))
    messages.show_channel(act.ws, channel)
    return {"channel": channel.id}


async def mark_read(act: Act) -> Json:
    """Note how far this person has read, in a thread when one is named."""
    channel = act.channel()
    thread, ts = act.text("thread"), act.text("ts")
    if thread:
        key = (act.user, thread)
        channel.thread_read[key] = max(channel.thread_read.get(key, ""), ts)
        root = channel.messages.get(thread)
        if root is not None:
            messages.show(act.ws, channel, "message_changed", root, only=act.user)
    else:
        channel.last_read[act.user] = max(channel.last_read.get(act.user, ""), ts)
    shown = page_channel(act.state, channel, act.user)
    act.ws.live.send(act.user, {"type": "channel", "channel": shown})
    return {}


async def move_clock(act: Act) -> Json:
    """Move the workspace's clock by one of its steps."""
    offset = act.ws.clock.move(act.text("step"))
    if act.ws.config.on_clock is not None:
        await asyncio.to_thread(act.ws.config.on_clock, offset)
    clock = act.ws.clock.as_json()
    for user in act.ws.live.watchers():
        act.ws.live.send(user, {"type": "clock", "clock": clock})
    return {"clock": clock}


ACTS: dict[str, Doer] = {
    "message": write,
    "edit": edit,
    "delete": delete,
    "command": command,
    "open_home": open_home,
    "open_messages": open_messages,
    "open_dm": open_dm,
    "mark_read": mark_read,
    "clock": move_clock,
}
