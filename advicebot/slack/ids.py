"""Every id that Slack sends back to us, in one place. Patterns end in ``.`` and carry one word
after it.
"""

import re
from enum import StrEnum


class ActionId(StrEnum):
    """Buttons and menus: ``noun.verb``."""

    HELPS = "request.helps"
    NOT_QUITE = "request.not_quite"
    TALK = "request.talk"
    DELETE = "request.delete"
    AT_RISK_NOW = "ask.now"
    AT_RISK_WORRIED = "ask.worried"
    AT_RISK_NO = "ask.no"
    TAKE = "handoff.take"
    MORE = "handoff.more"
    INTRODUCE = "person.introduce"
    ASK = "request.ask"


NARROW = "request.narrow."
SHOW_STRATEGY = "strategy.show."
NARROW_PATTERN = re.compile(r"^request\.narrow\.[a-z-]+$")
SHOW_STRATEGY_PATTERN = re.compile(r"^strategy\.show\.[a-z0-9-]+$")


class CallbackId(StrEnum):
    """Forms and shortcuts: ``noun.form``, ``noun.shortcut``."""

    ASK_FORM = "request.ask_form"
    NOT_QUITE_FORM = "request.not_quite_form"
    INTRODUCE_FORM = "person.introduce_form"
    ASK_ABOUT_MESSAGE = "message.ask_shortcut"


class Field(StrEnum):
    """Inputs of forms. The block and the input in it have the same id."""

    WHAT = "what"
    PHASE = "phase"
    TRIED = "tried"
    RISK = "risk"
    AT_RISK = "at_risk"
    WHY = "why"
    TOPIC = "topic"
    SCHOOL = "school"
    ROLE = "role"


class Command(StrEnum):
    """Slash commands."""

    ADVICE = "/advice"


class Event(StrEnum):
    """Events the app subscribes to."""

    MESSAGE_IM = "message.im"
    APP_MENTION = "app_mention"
    APP_HOME_OPENED = "app_home_opened"
