"""What a person sees, as text and as JSON."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from advicebot.workspace.client import look
from advicebot.workspace.control.acting import conversation_of, person_of
from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute
from advicebot.workspace.driver import said, screen
from advicebot.workspace.named import app_named
from advicebot.workspace.service.views import view_json
from advicebot.workspace.state import Json

LOOK_EVERY = 0.01
MOST_SECONDS = 120.0


async def sees(asked: Asked) -> Json:
    """Return what a person sees in a conversation; with ``words`` wait until they are there."""
    user = person_of(asked)
    channel = conversation_of(asked, user)

    def text() -> str:
        return screen.screen(asked.ws, user, channel)

    await _until_shown(asked, text, lambda words: said.elsewhere(asked.ws, user, channel, words))
    thread = asked.text("thread") or None
    shown = look.messages(asked.ws, user, channel, thread)
    return {"channel": channel.id, "screen": text(), "messages": shown}


async def sees_modal(asked: Asked) -> Json:
    """Return the modal on top; without ``words`` it may be None."""
    user = person_of(asked)
    await _until_shown(asked, lambda: screen.modal_text(asked.ws, user))
    view = asked.ws.views.top(user)
    shown = view_json(asked.ws, view) if view else None
    return {"screen": screen.modal_text(asked.ws, user), "view": shown}


async def sees_home(asked: Asked) -> Json:
    """Return the home tab of an app; without ``words`` it may be None."""
    user, app = person_of(asked), app_named(asked.ws, asked.text("app")).config
    await _until_shown(asked, lambda: screen.home_text(asked.ws, user, app))
    shown = look.home(asked.ws, user, app)
    return {"screen": screen.home_text(asked.ws, user, app), "view": shown}


async def _until_shown(
    asked: Asked, text: Callable[[], str], hint: Callable[[str], str] = lambda words: ""
) -> None:
    words = asked.text("words")
    seconds = asked.number("timeout", 5.0, most=MOST_SECONDS)
    if not words or await waited(_now(lambda: words in text()), seconds):
        return
    message = f"{words!r} did not come within {seconds:g} s. There is:\n{text()}"
    message = "\n".join(filter(None, (message, hint(words))))
    raise ControlError("not_seen", message, "Give a longer timeout, or words that are shown.")


def _now(is_so: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def look_again() -> bool:
        return is_so()

    return look_again


async def waited(is_so: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    """Wait until something is so and return True, or False once the seconds are over."""
    until = time.monotonic() + seconds
    while not await is_so():
        if time.monotonic() > until:
            return False
        await asyncio.sleep(LOOK_EVERY)
    return True


ROUTES = (
    ControlRoute(
        method="GET",
        path="/control/sees",
        about="What a person sees in a conversation, as plain text and as JSON; "
        "with words it waits until they are shown. No channel means the DM with the app.",
        takes="as=NAME, channel=, thread=TS, app=, words=, timeout=5",
        keys=("as", "channel", "thread", "app", "words", "timeout"),
        does=sees,
    ),
    ControlRoute(
        method="GET",
        path="/control/sees/modal",
        about="The modal that a person has open, view null when there is none.",
        takes="as=NAME, words=, timeout=5",
        keys=("as", "words", "timeout"),
        does=sees_modal,
    ),
    ControlRoute(
        method="GET",
        path="/control/sees/home",
        about="The home tab that an app published for a person, view null before it did.",
        takes="as=NAME, app=, words=, timeout=5",
        keys=("as", "app", "words", "timeout"),
        does=sees_home,
    ),
)
