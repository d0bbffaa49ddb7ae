"""What comes in from Slack and what goes out to it, as values that both sides share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any


class EffectKind(StrEnum):
    """How an effect is drawn and sent.

    What has an ``update`` is posted once and edited in place by it. A ``card`` goes to the on-call
    channel, where its thread is the conversation, and to each person who is paged; a ``thread`` is
    a message under the card. ``words`` are what one side says to the other. ``outside`` leaves by
    another way than Slack. ``ref`` is the request's id for the reply kinds and notices, the
    handoff's for cards, threads, words and what goes outside, the referral's for its card and mail,
    the follow-up's for its question, the meeting's day for an agenda, the Monday for a digest, and
    the user or channel otherwise. A ``file`` is a table that a lead asked for. ``retract`` takes
    back a message of ours.
    """

    REPLY = "reply"
    REPLY_UPDATE = "reply.update"
    CARD = "card"
    CARD_UPDATE = "card.update"
    THREAD = "thread"
    THREAD_UPDATE = "thread.update"
    WORDS = "words"
    WORDS_UPDATE = "words.update"
    OUTSIDE = "outside"
    NOTICE = "notice"
    NOTICE_UPDATE = "notice.update"
    LINE = "line"
    EPHEMERAL = "ephemeral"
    HOME = "home"
    REFERRAL = "referral"
    REFERRAL_UPDATE = "referral.update"
    MAIL = "mail"
    FOLLOW_UP = "follow-up"
    FOLLOW_UP_UPDATE = "follow-up.update"
    AGENDA = "agenda"
    AGENDA_UPDATE = "agenda.update"
    DIGEST = "digest"
    FILE = "file"
    RETRACT = "retract"


UPDATE = ".update"
"""What the name of a kind ends with that edits a message."""


def is_redraw(kind: EffectKind) -> bool:
    """True for what draws something again that is there already: it is drawn from the state."""
    return kind is EffectKind.HOME or kind.value.endswith(UPDATE)


class Priority(IntEnum):
    """Which lane an effect leaves by."""

    URGENT = 0
    NORMAL = 1


ON_CALL = "@on-call"
"""The recipient that stands for the on-call channel; the gateway knows its id."""


OUTSIDE = "@outside"
"""The recipient that stands for whoever is reached by the second channel, outside Slack."""


LEADS = "@leads"
"""The recipient that stands for the leads' channel."""

CHANNEL_SIGN = "#"
"""What the name of a channel begins with where it is a recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing Slack delivered.

    ``key`` is the same however often Slack repeats it. ``body`` is the payload with personal data
    already redacted. ``attempts`` counts the tries to work on it, this one included; ``failures``
    those before it that failed by themselves, and not because their process died.
    """

    key: str
    team_id: str
    kind: str
    body: Mapping[str, Any]
    attempts: int = 1
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something to be sent. ``key`` makes it happen once; ``data`` holds ids and names, no text."""

    key: str
    team_id: str
    kind: EffectKind
    recipient: str
    ref: str
    priority: Priority = Priority.NORMAL
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """An effect that this process may send now.

    Attributes:
        attempts: the tries, this one included; 1 means that nobody tried before.
        is_unsure: True when an earlier try may have arrived: look for it before you post.
        tried_at: when it was first tried, in machine time; None where that is not known.
        lane: whose allowance it takes; see ``domain.pacing``.
    """

    id: int
    effect: Effect
    attempts: int
    created_at: datetime
    is_unsure: bool
    tried_at: datetime | None
    lane: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a message stands in Slack."""

    channel_id: str
    ts: str


def instant(ts: str) -> datetime:
    """Return one of Slack's timestamps in UTC: the Unix time at which a message was written."""
    return datetime.fromtimestamp(float(ts), UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A message whose place in Slack is to be looked at again, once."""

    id: int
    effect: Effect
    posted: Posted


def is_for_a_channel(recipient: str) -> bool:
    """True for a recipient that is a channel of ours, not a person and not outside Slack."""
    return recipient in (ON_CALL, LEADS) or recipient.startswith(CHANNEL_SIGN)


def is_page(effect: Effect) -> bool:
    """True for what calls somebody: a card, or the call to everybody under it."""
    calls_all = effect.kind is EffectKind.THREAD and effect.data["name"] == "everyone"
    return effect.kind is EffectKind.CARD or calls_all
