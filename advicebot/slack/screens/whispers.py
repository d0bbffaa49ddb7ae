"""What people are told about their own words: passed on, not passed on, and what to do instead."""

from collections.abc import Mapping
from typing import Any

from advicebot.domain.handoff import Handoff
from advicebot.domain.request import Request
from advicebot.ids import reference
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import mention
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.lines import FILES_STAY, LINES
from advicebot.slack.screens.shelf import Shelf

Data = Mapping[str, Any]

WHISPERS: dict[str, str] = {
    "not-practitioner": (
        "*This was not carried to the teacher.* Only practitioners on call can answer here. If you "
        "should be one of them, ask a lead of the line."
    ),
    "closed-thread": (
        "*This was not carried to the teacher*, because the request is closed. Reopen it and write "
        "again if they should read it."
    ),
    "taken-by-writing": (
        "*You have this one now*, because you wrote to the teacher. Press *Pass to …* if you "
        "cannot stay with it."
    ),
    "own-request": (
        "*This was not carried*: the request is your own, and everybody in this channel reads what "
        "is written here. Write to me in our direct messages, and it reaches whoever has it."
    ),
    "nothing-carried": f"*There were no words to carry to the teacher.* {FILES_STAY}",
    "files-not-carried": f"*Your words went to the teacher, the files did not.* {FILES_STAY}",
    "edit-not-carried": (
        "*Your edit was not carried to the teacher.* What was a note stays one: write it again if "
        "they should read it."
    ),
    "kept-as-note": (
        "*The teacher does not get this: it looks like a note among practitioners*, because of "
        "the `//` or `note:` in it. If they should read it, write it again without."
    ),
    "not-carried": (
        "*If this was for a teacher, it was not carried.* I did not know yet under which request "
        "it stands. Please write it again."
    ),
}
"""Notes that only the writer sees, in the channel, by name."""


def whisper(data: Data) -> Message:
    """Return the note of this name that one person sees in a channel."""
    name = data["name"]
    text = WHISPERS.get(name) or LINES[name]
    more: list[Block] = []
    if "handoff" in data:
        more.append(b.actions(b.button("Reopen", ActionId.REOPEN, data["handoff"])))
    return Message(text=text.replace("*", ""), blocks=[b.section(text), *more])


def carried(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> str:
    """Said once, when the first words of a teacher's went to whoever has their request."""
    return (
        f"I have passed this to {mention(data['by'])}. To ask the line something new instead, use "
        "`/advice`."
    )


def withheld(request: Request, handoff: Handoff | None, data: Data, shelf: Shelf) -> str:
    """Said once, when words were not shown because they may be about an adult in school."""
    return (
        f"I have told {mention(data['by'])} that you wrote, but *not shown your words*: what may "
        "be about an adult in school is for the headteacher (or the chair of governors) alone. "
        f"Please tell them now, and write down the words and times. {DANGER}"
    )


def page_thread(request: Request, handoff: Handoff) -> tuple[str, list[Block]]:
    """Said to a practitioner who answers a page where it stands in their own messages."""
    return (
        f"*This was not carried to {mention(handoff.requester)}.* Write in the thread under the "
        f"card of {reference(request.number)} in the on-call channel: it reaches them from there. "
        "To ask the line something of your own, use `/advice`.",
        [],
    )
