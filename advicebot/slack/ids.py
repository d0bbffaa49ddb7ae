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
    REOPEN_MINE = "request.reopen"
    WITHDRAW_PERSON = "request.withdraw_person"
    AT_RISK_NOW = "ask.now"
    AT_RISK_WORRIED = "ask.worried"
    AT_RISK_NO = "ask.no"
    TAKE = "handoff.take"
    DECLINE = "handoff.decline"
    PASS = "handoff.pass"  # noqa: S105 (the id of a button)
    MORE = "handoff.more"
    INSERT = "handoff.insert"
    STILL = "handoff.still"
    CLOSE = "handoff.close"
    REOPEN = "handoff.reopen"
    INTRODUCE = "person.introduce"
    ASK = "request.ask"
    DUTY_CONFIRM = "duty.confirm"
    TAKE_OVER = "duty.take_over"
    SICK = "duty.sick"
    SWAP_ASK = "swap.ask"
    SWAP_CHOOSE = "swap.choose"
    SWAP_TAKE = "swap.take"
    SWAP_WITHDRAW = "swap.withdraw"
    GAP_COVER = "gap.cover"
    WEEK = "rota.week"
    ADD_SHIFT = "rota.add"
    OVERRIDE = "rota.override"
    OVERRIDE_END = "rota.override_end"
    WEEKLY_END = "rota.weekly_end"
    OUT_OF_HOURS = "person.out_of_hours"
    BACK = "person.back"


NARROW = "request.narrow."
SHOW_STRATEGY = "strategy.show."
HELPED = "handoff.helped."
IN_TIME = "handoff.in_time."
NARROW_PATTERN = re.compile(r"^request\.narrow\.[a-z-]+$")
SHOW_STRATEGY_PATTERN = re.compile(r"^strategy\.show\.[a-z0-9-]+$")
HELPED_PATTERN = re.compile(r"^handoff\.helped\.(yes|partly|no)$")
IN_TIME_PATTERN = re.compile(r"^handoff\.in_time\.(yes|no)$")


class CallbackId(StrEnum):
    """Forms and shortcuts: ``noun.form``, ``noun.shortcut``."""

    ASK_FORM = "request.ask_form"
    NOT_QUITE_FORM = "request.not_quite_form"
    INTRODUCE_FORM = "person.introduce_form"
    PASS_FORM = "handoff.pass_form"  # noqa: S105 (the id of a form)
    CLOSE_FORM = "handoff.close_form"
    INSERT_FORM = "handoff.insert_form"
    SWAP_FORM = "swap.ask_form"
    OVERRIDE_FORM = "rota.override_form"
    ADD_SHIFT_FORM = "rota.add_form"
    AWAY_FORM = "person.away_form"
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
    TO = "to"
    NOTE = "note"
    AGREED = "agreed"
    NEXT_STEP = "next_step"
    NEXT_BY = "next_by"
    RISK_NOW = "risk_now"
    INTENTION = "intention"
    REVIEW_ON = "review_on"
    STRATEGY = "strategy"
    STINT = "stint"
    TIER = "tier"
    PERSON = "person"
    DAY = "day"
    STARTS = "starts"
    ENDS = "ends"
    WEEKDAYS = "weekdays"
    FIRST_DAY = "first_day"


class Command(StrEnum):
    """Slash commands."""

    ADVICE = "/advice"
    ONCALL = "/oncall"


class Event(StrEnum):
    """Events the app subscribes to."""

    MESSAGE_IM = "message.im"
    MESSAGE_GROUPS = "message.groups"
    APP_MENTION = "app_mention"
    MEMBER_JOINED = "member_joined_channel"
    MEMBER_LEFT = "member_left_channel"
    APP_HOME_OPENED = "app_home_opened"
