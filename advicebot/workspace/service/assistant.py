"""What an app shows at a thread of its assistant: a status, a title, what one could ask."""

from advicebot.workspace.state import AssistantThread, Channel, Json
from advicebot.workspace.workspace import Workspace


def thread_json(channel: Channel, thread_ts: str, thread: AssistantThread) -> Json:
    """Return the thread as pages are told of it."""
    return {
        "type": "assistant",
        "channel": channel.id,
        "thread_ts": thread_ts,
        "status": thread.status,
        "title": thread.title,
        "prompts_title": thread.prompts_title,
        "prompts": list(thread.prompts),
    }


def show(ws: Workspace, channel: Channel, thread_ts: str) -> None:
    """Tell the pages of those in the conversation."""
    thread = channel.assistant[thread_ts]
    for user in ws.live.watchers():
        if channel.is_visible_to(user):
            ws.live.send(user, thread_json(channel, thread_ts, thread))


def fall_silent(ws: Workspace, channel: Channel, thread_ts: str | None) -> None:
    """Take the status away, as Slack does once the app has answered in the thread."""
    thread = channel.assistant.get(thread_ts or "")
    if thread is not None and thread.status:
        thread.status = ""
        show(ws, channel, thread_ts or "")
