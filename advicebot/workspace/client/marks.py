"""Reactions and pins of a person, and threads with an app's assistant."""

from advicebot.workspace.client.act import Act, Doer
from advicebot.workspace.client.look import channel_of
from advicebot.workspace.errors import ActError
from advicebot.workspace.service import assistant, marks, messages
from advicebot.workspace.service.content import Content
from advicebot.workspace.shapes.change_events import assistant_event
from advicebot.workspace.state import AssistantThread, Channel, Json, Message
from advicebot.workspace.state.emoji import is_emoji, nearest_emoji

STARTED = "assistant_thread_started"
REFUSALS = {
    "already_reacted": "You have reacted with :{name}: already.",
    "too_many_emoji": "This message has as many different reactions as it can have.",
    "too_many_reactions": "You have reacted to this message as often as one can.",
}


async def react(act: Act) -> Json:
    """Add a reaction."""
    channel, message = _reached(act)
    name = act.text("name").strip(":")
    own = act.ws.config.emoji
    if not is_emoji(name, own):
        like = nearest_emoji(name, own)
        raise ActError("invalid_name", f"{name!r} is not the name of an emoji, such as {like}.")
    if problem := marks.problem_with(message, act.user, name):
        raise ActError(problem, REFUSALS[problem].format(name=name))
    marks.react(act.ws, channel, message, act.user, name)
    return {}


async def unreact(act: Act) -> Json:
    """Take one's reaction away."""
    channel, message = _reached(act)
    name = act.text("name").strip(":")
    if not marks.unreact(act.ws, channel, message, act.user, name):
        raise ActError("no_reaction", f"You have not reacted with :{name}:.")
    return {}


async def pin(act: Act) -> Json:
    """Pin a message to its conversation."""
    channel, message = _reached(act)
    if not marks.pin(act.ws, channel, message, act.user):
        raise ActError("already_pinned", "This message is pinned already.")
    return {}


async def unpin(act: Act) -> Json:
    """Take a pin away."""
    channel, message = _reached(act)
    if not marks.unpin(act.ws, channel, message, act.user):
        raise ActError("no_pin", "This message is not pinned.")
    return {}


def _reached(act: Act) -> tuple[Channel, Message]:
    """Return a message that this person may do something to; raises ActError."""
    channel = act.member_channel()
    message = channel.messages.get(act.text("ts"))
    if message is None or message.subtype == "tombstone":
        raise ActError("message_not_found", "That message is no longer there.")
    return channel, message


async def new_chat(act: Act) -> Json:
    """Begin a thread with an app's assistant; ``seen`` is the channel one looks at meanwhile."""
    app = act.app()
    if not app.subscribes(STARTED):
        raise ActError("no_assistant", f"{app.config.name} is no assistant.")
    channel = act.state.app_dm(act.user, app.config)
    root = messages.post(
        act.ws,
        channel,
        Content(text="New chat"),
        user=app.config.bot_user_id,
        subtype="assistant_app_thread",
    )
    channel.assistant[root.ts] = AssistantThread()
    assistant.show(act.ws, channel, root.ts)
    seen = act.text("seen")
    event = assistant_event(act.state, channel, root.ts, act.user, seen=seen, is_new=True)
    act.ws.emit(event, to=[app])
    return {"channel": channel.id, "ts": root.ts}


async def look_from_chat(act: Act) -> Json:
    """Look at another channel, ``seen``, while a thread with an assistant is open."""
    app = act.app()
    channel = act.state.app_dm(act.user, app.config)
    thread_ts = act.text("thread")
    if thread_ts not in channel.assistant:
        raise ActError("message_not_found", "That is no thread with an assistant.")
    seen = channel_of(act.ws, act.user, act.given.get("seen")).id
    event = assistant_event(act.state, channel, thread_ts, act.user, seen=seen, is_new=False)
    if app.subscribes(event["type"]):
        act.ws.emit(event, to=[app])
    return {}


ACTS: dict[str, Doer] = {
    "look_from_chat": look_from_chat,
    "react": react,
    "unreact": unreact,
    "pin": pin,
    "unpin": unpin,
    "new_chat": new_chat,
}
