"""The pieces of which a follow-up's message is made: its words, its two taps, what is optional."""

from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import (
    MarkdownTextObject,
    Option,
    SectionBlock,
    StaticMultiSelectElement,
)

from advicebot.domain.handoff import Closing, Handoff
from advicebot.domain.knowledge import Strategy
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.outcomes.followup import FollowUp, Whereabouts
from advicebot.domain.request import Origin, Request
from advicebot.domain.vocabulary import Band
from advicebot.ids import reference
from advicebot.slack import limits
from advicebot.slack.ids import FOLLOW_UP_DID, FOLLOW_UP_PLACE, FOLLOW_UP_RISK, ActionId
from advicebot.slack.mrkdwn import escape, shorten, visible
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Button
from advicebot.slack.screens.labels import TOPICS
from advicebot.slack.screens.when import day_words

PLACES: dict[Whereabouts, str] = {
    Whereabouts.FULL_TIME: "In school full time",
    Whereabouts.PART_TIME_TIMETABLE: "Part-time timetable",
    Whereabouts.SUSPENDED: "A suspension since {since}",
    Whereabouts.PERMANENTLY_EXCLUDED: "Permanently excluded",
    Whereabouts.OFF_SITE: "Off-site direction or AP",
    Whereabouts.MANAGED_MOVE: "Managed move or other school",
    Whereabouts.HOME_EDUCATED: "Home educated",
    Whereabouts.UNKNOWN: "I don’t know",
}
SAID: dict[Whereabouts, str] = {
    Whereabouts.FULL_TIME: "in school full time",
    Whereabouts.PART_TIME_TIMETABLE: "on a part-time timetable",
    Whereabouts.SUSPENDED: "a suspension since {since}",
    Whereabouts.PERMANENTLY_EXCLUDED: "permanently excluded",
    Whereabouts.OFF_SITE: "on off-site direction or in AP",
    Whereabouts.MANAGED_MOVE: "on a managed move or in another school",
    Whereabouts.HOME_EDUCATED: "home educated",
    Whereabouts.UNKNOWN: "you do not know where the pupil is",
}
RISKS = range(11)
TOPICS_SHOWN = 2
AGREED_TEXT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A follow-up with all that its message says.

    ``since`` is when the pupil was last heard of. ``closing`` holds the agreed next step, None
    where there was none. ``handoff`` is the one in which a person is asked for now, None for none.
    ``has_stopped``: the teacher wants no more questions. ``is_late``: the answer came after the
    term. ``is_open``: everything may be changed. ``is_older``: a newer message asks the same.
    """

    followup: FollowUp
    request: Request
    since: datetime
    closing: Closing | None = None
    strategies: tuple[Strategy, ...] = ()
    handoff: Handoff | None = None
    has_stopped: bool = False
    is_late: bool = False
    is_open: bool = False
    is_older: bool = False

    @property
    def number(self) -> str:
        """The reference of the request."""
        return reference(self.request.number)

    @property
    def is_whole(self) -> bool:
        """True once both taps are made; after a permanent exclusion its risk is not asked."""
        followup = self.followup
        is_excluded = followup.whereabouts is Whereabouts.PERMANENTLY_EXCLUDED
        return followup.answered_at is not None and (is_excluded or followup.risk is not None)


def about(request: Request) -> str:
    """Return when the teacher wrote, and about which subjects; never a word of what they wrote."""
    day = day_words(london_day(request.created_at))
    if request.origin is Origin.OFFERS:
        return f"You asked for outreach on {day}."
    named = [TOPICS[each] for each in request.topics[:TOPICS_SHOWN]]
    if not named or request.band is Band.NOTHING:
        return f"You wrote to me on {day}."
    return f"You wrote to me on {day} ({'; '.join(named)})."


def places(asked: Question) -> list[Block]:
    """The first tap."""
    since = _day(asked.since)
    taps = [
        b.button(label.format(since=since), f"{FOLLOW_UP_PLACE}{each}", asked.followup.id)
        for each, label in PLACES.items()
    ]
    hint = (
        "If there was a suspension, choose that, even if the pupil is back. Was it not about one "
        "pupil? Then choose *I don’t know*."
    )
    return [b.section("*1. Where is the pupil now?*"), b.actions(*taps), b.context(hint)]


def risks(asked: Question) -> list[Block]:
    """The second tap."""
    taps = [
        b.button(
            str(each),
            f"{FOLLOW_UP_RISK}{each}",
            asked.followup.id,
            spoken=f"Risk of exclusion {each} of 10",
        )
        for each in RISKS
    ]
    return [
        b.section("*2. How high is the risk of exclusion now?*"),
        b.actions(*taps),
        b.context("0 is none, 10 is that it is about to happen."),
    ]


def said(asked: Question) -> str:
    """Return what both taps have said so far, as part of a sentence."""
    followup = asked.followup
    place = SAID[followup.whereabouts or Whereabouts.UNKNOWN].format(since=_day(asked.since))
    if followup.whereabouts is Whereabouts.SUSPENDED:
        place += f" ({_days(followup.days_suspended)})"
    is_excluded = followup.whereabouts is Whereabouts.PERMANENTLY_EXCLUDED
    if is_excluded or followup.risk is None:
        return place
    return f"{place}; risk of exclusion {followup.risk} of 10"


def _days(days: float | None) -> str:
    if days is None:
        return "days not said"
    return f"{days:g} school day{'' if days == 1 else 's'}"


def optional(asked: Question) -> list[Block]:
    """What may be said besides, where there is anything to ask."""
    parts = [*_agreed(asked), *_helped(asked)]
    return [b.context("If you have another moment; else stop here."), *parts] if parts else []


def _agreed(asked: Question) -> list[Block]:
    if asked.closing is None:
        return []
    step = escape(shorten(" ".join(asked.closing.next_step.split()), AGREED_TEXT))
    did, id_ = asked.followup.did_next_step, asked.followup.id
    if did is not None and not asked.is_open:
        happened = "It happened." if did else "It has not happened, or not yet."
        return [b.section(f"*The agreed next step:* {step}\n{happened}")]
    yes = b.button("Yes", f"{FOLLOW_UP_DID}yes", id_, spoken="Yes, the agreed step happened")
    no = b.button("No, or not yet", f"{FOLLOW_UP_DID}no", id_)
    return [b.section(f"*The agreed next step:* {step}\nDid it happen?"), b.actions(yes, no)]


def _helped(asked: Question) -> list[Block]:
    if not asked.strategies:
        return []
    made = [
        Option(value=each.id, label=shorten(visible(each.title), limits.OPTION_TEXT) or each.id)
        for each in asked.strategies[: limits.OPTIONS]
    ]
    menu = StaticMultiSelectElement(
        action_id=ActionId.FOLLOW_UP_HELPED,
        placeholder="Choose",
        options=made,
        initial_options=[each for each in made if each.value in asked.followup.helped] or None,
    )
    text = MarkdownTextObject(text="*What helped?* Choose one or more.")
    return [SectionBlock(block_id=asked.followup.id, text=text, accessory=menu).to_dict()]


def talk(asked: Question, *, style: str | None = None) -> list[Button]:
    """The way to a person, unless somebody is being asked already."""
    if asked.handoff:
        return []
    return [b.button("Talk to a practitioner", ActionId.TALK, asked.request.id, style=style)]


def stop(followup: FollowUp) -> Button:
    """No more questions, about any request."""
    spoken = "Stop asking me about any of my requests"
    return b.button("Stop asking me", ActionId.FOLLOW_UP_STOP, followup.id, spoken=spoken)


def resume(followup: FollowUp) -> Button:
    """Questions again."""
    return b.button("You may ask me again", ActionId.FOLLOW_UP_RESUME, followup.id)


def _day(at: datetime) -> str:
    day = london_day(at)
    return f"{day.day} {day:%B}"
