"""assistant.threads.*: what an app shows at a thread of its assistant."""

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import assistant
from advicebot.workspace.state import AssistantThread, Channel, Json

PROMPTS_LIMIT = 4


def _thread(call: Call) -> tuple[Channel, str, AssistantThread]:
    call.needed("channel_id")
    channel = call.own_channel("channel_id")
    thread_ts = call.needed("thread_ts")
    if thread_ts not in channel.messages:
        raise ApiError("invalid_thread_ts")
    return channel, thread_ts, channel.assistant.setdefault(thread_ts, AssistantThread())


def set_status(call: Call) -> Json:
    """Say what the app is doing; an empty status says nothing."""
    channel, thread_ts, thread = _thread(call)
    if "status" not in call.args:
        call.needed("status")
    thread.status = call.text("status")
    assistant.show(call.ws, channel, thread_ts)
    return {}


def set_title(call: Call) -> Json:
    """Name a thread."""
    channel, thread_ts, thread = _thread(call)
    thread.title = call.needed("title")
    assistant.show(call.ws, channel, thread_ts)
    return {}


def set_prompts(call: Call) -> Json:
    """Offer up to four things to ask; choosing one sends its ``message``."""
    channel = call.own_channel("channel_id") if call.needed("channel_id") else call.channel()
    prompts = call.args.get("prompts")
    is_right = isinstance(prompts, list) and all(_is_prompt(prompt) for prompt in prompts)
    if not prompts or not is_right or len(prompts) > PROMPTS_LIMIT:
        raise ApiError("invalid_arguments", ["[ERROR] prompts are 1 to 4 titles with messages"])
    thread_ts = call.text("thread_ts")
    if thread_ts and thread_ts not in channel.messages:
        raise ApiError("invalid_thread_ts")
    thread_ts = thread_ts or _latest(channel)
    thread = channel.assistant.setdefault(thread_ts, AssistantThread())
    thread.prompts_title = call.text("title")
    thread.prompts = [{"title": one["title"], "message": one["message"]} for one in prompts]
    assistant.show(call.ws, channel, thread_ts)
    return {}


def _latest(channel: Channel) -> str:
    """Return the thread of the latest message, which is meant when none is named.

    It is empty where nothing was said yet, as when an app offers prompts at its messages tab.
    """
    latest = next(reversed(channel.messages.values()), None)
    return (latest.thread_ts or latest.ts) if latest else ""


def _is_prompt(prompt: object) -> bool:
    if not isinstance(prompt, dict):
        return False
    return all(isinstance(prompt.get(key), str) and prompt[key] for key in ("title", "message"))


METHODS: dict[str, Method] = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setTitle": set_title,
    "assistant.threads.setSuggestedPrompts": set_prompts,
}
