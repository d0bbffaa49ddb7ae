"""conversations.create, rename, archive, unarchive, setTopic, setPurpose."""

import re

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import channels
from advicebot.workspace.shapes import GENERAL
from advicebot.workspace.state import Json

NAME_LIMIT = 80
WORDS_LIMIT = 250
NAME = re.compile(r"[\w\-]+")


def create(call: Call) -> Json:
    """Make a channel with the app in it."""
    name = _name(call)
    is_private = call.flag("is_private")
    channel = channels.create(call.ws, name, by=call.bot, is_private=is_private)
    return call.shown(channel)


def _name(call: Call) -> str:
    name = call.text("name").removeprefix("#")
    if not name:
        raise ApiError("invalid_name_required")
    if len(name) > NAME_LIMIT:
        raise ApiError("invalid_name_maxlength")
    if not NAME.fullmatch(name) or name != name.lower():
        raise ApiError("invalid_name_specials")
    if not name.strip("-_"):
        raise ApiError("invalid_name_punctuation")
    if call.state.find_channel(name) is not None:
        raise ApiError("name_taken")
    return name


def rename(call: Call) -> Json:
    """Give a channel another name. Only who made it may, so an app its own ones."""
    channel = call.open_group()
    name = _name(call)
    if channel.creator != call.bot:
        raise ApiError("not_authorized")
    channels.rename(call.ws, channel, name, by=call.bot)
    return call.shown(channel)


def archive(call: Call) -> Json:
    """Close a channel to new messages."""
    channel = call.own_group()
    if channel.is_archived:
        raise ApiError("already_archived")
    if channel.name == GENERAL:
        raise ApiError("cant_archive_general")
    channels.set_archived(call.ws, channel, True, by=call.bot)
    return {}


def unarchive(call: Call) -> Json:
    """Open a channel to new messages again."""
    channel = call.own_group()
    if not channel.is_archived:
        raise ApiError("not_archived")
    channels.set_archived(call.ws, channel, False, by=call.bot)
    return {}


def set_topic(call: Call) -> Json:
    """Say what a channel is about at the moment."""
    channel = call.open_group()
    channels.set_topic(call.ws, channel, _words(call, "topic"), by=call.bot)
    return call.shown(channel)


def set_purpose(call: Call) -> Json:
    """Say what a channel is for."""
    channel = call.open_group()
    channels.set_purpose(call.ws, channel, _words(call, "purpose"), by=call.bot)
    return call.shown(channel)


def _words(call: Call, name: str) -> str:
    words = call.text(name)
    if len(words) > WORDS_LIMIT:
        raise ApiError("too_long")
    return words


METHODS: dict[str, Method] = {
    "conversations.create": create,
    "conversations.rename": rename,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
}
