"""Short messages that belong to no request."""

from collections.abc import Mapping
from typing import Any

from advicebot.service.worries import ON_CALL_LINE
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import mention
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.danger import on_call_line

HOW_TO = (
    "Write what is happening, in your own words, as short or as messy as you like. Leave names "
    "out: "
    "“a Year 9 pupil” is enough. You get something to do in the next ten minutes, and a person if "
    "one is needed. You can also use `/advice`, or the Home tab."
)

FILES_STAY = (
    "Files are not carried, and pupil documents should not be sent here: please delete them."
)
LINES: dict[str, str] = {
    "thanks": "You are welcome. I am here whenever you need me.",
    "greeting": f"Hello. {HOW_TO}\n*{DANGER}*",
    "help": f"{HOW_TO}\n*{DANGER}*",
    "empty": f"I could not find any words in that. {HOW_TO}\n*{DANGER}*",
    "files": (
        "I cannot open files, and pupil documents should not be sent here. Please delete the file, "
        f"and tell me in words what is happening.\n*{DANGER}*"
    ),
    "files-left-out": f"I have passed on your words, but not the files. {FILES_STAY}",
    "introduced": "Thank you, I have noted your school and role.",
    "outsider": (
        "This line is for staff of the schools it serves, so I cannot help you here. "
        "If anyone is in danger, call 999 and tell the school’s DSL."
    ),
    "mention": (
        "I have answered you privately, in our direct messages. Please keep details of pupils out "
        f"of channels. {DANGER}"
    ),
    "unreadable": (
        "*Something went wrong at my end and I could not read your message.* The on-call team has "
        "been asked "
        "to contact you. If anyone is in danger, call 999 and tell your DSL now. Please do not "
        "wait for me."
    ),
}


def line(data: Mapping[str, Any], ref: str) -> Message:
    """Return the short line of this name. ``ref`` is the person it is about."""
    name = data["name"]
    if name == "welcome":
        return _welcome()
    if name == "unreadable-on-call":
        text = (
            f"A message from {mention(ref)} could not be read by the line. Please contact them now."
        )
        return Message(text=text, blocks=[b.section(f"*{text}*")])
    if name == "undelivered-on-call":
        text = (
            f"Slack cannot deliver my messages to {mention(ref)}. Something pressing did not reach "
            "them: please get in touch with them another way."
        )
        return Message(text=text, blocks=[b.section(f"*{text}*")])
    if name == ON_CALL_LINE:
        return on_call_line(data, ref)
    return Message(text=LINES[name], blocks=[b.section(LINES[name])])


def _welcome() -> Message:
    text = (
        "One thing, when you have a minute: which school are you at, and what do you do there? It "
        "helps me suggest what is really available to you."
    )
    return Message(
        text=text,
        blocks=[
            b.section(text),
            b.actions(b.button("Tell me (10 seconds)", ActionId.INTRODUCE, "introduce")),
        ],
    )
