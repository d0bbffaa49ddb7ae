"""The question what became of a pupil, in each of its states: asked, answered, given up, stopped.

Two taps are enough; everything after them is optional and says so. What is shown are the teacher's
own taps and what was agreed with them, never the words of the request.
"""

from advicebot.domain.outcomes.followup import REMINDERS, FollowUp, Whereabouts
from advicebot.domain.outcomes.outcome import HIGH_RISK
from advicebot.slack.ids import FOLLOW_UP_PLACE, ActionId
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import follow_up_parts as parts
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block, Button, Message
from advicebot.slack.screens.follow_up_parts import Question
from advicebot.slack.screens.standing import standing

COUNTED = "Your taps are counted; no report names you or the pupil."
HIGH = "That risk is high, and you need not carry it alone: a practitioner can think with you now."
NOW: dict[Whereabouts, str] = {
    Whereabouts.SUSPENDED: "A practitioner can help with the return, and with what comes after it.",
    Whereabouts.PERMANENTLY_EXCLUDED: (
        "Only the headteacher decides on an exclusion, and can cancel it only before the governing "
        "board has met to consider it. A practitioner can talk through with you what comes next. "
        "This is information, not legal advice."
    ),
}
"""What can be done today, where the pupil is out of school."""


def question(asked: Question) -> Message:
    """Return the message of a follow-up as it stands."""
    followup = asked.followup
    if not asked.request.is_open:
        return _short(f"{asked.number} was deleted, so there is nothing to answer.")
    if asked.is_older:
        return _short(f"I have asked about {asked.number} again below. Please answer there.")
    if asked.is_open:
        return _asking(asked)
    if followup.answered_at:
        return _answered(asked)
    if asked.has_stopped:
        return _stopped(asked)
    return _given_up(asked) if followup.closed_unknown_at else _asking(asked)


def _short(text: str, *more: Block) -> Message:
    return Message(text=text.replace("*", ""), blocks=[b.section(text), *more])


def _asking(asked: Question) -> Message:
    """The question; where it is to be changed, both taps."""
    followup = asked.followup
    is_reminder = followup.reminded and not asked.is_open
    title = f"{'A reminder: how' if is_reminder else 'How'} is the pupil of {asked.number} now?"
    last = " I will not remind you of this one again." if followup.reminded >= REMINDERS else ""
    blocks = [
        b.section(f"*{title}*\n{parts.about(asked.request)} Two taps, ten seconds."),
        *parts.places(asked),
        *(parts.risks(asked) if asked.is_open else []),
        *(parts.optional(asked) if asked.is_open and asked.is_whole else []),
        b.actions(*parts.talk(asked), parts.stop(followup)),
        b.context(f"{COUNTED}{last} {DANGER}"),
    ]
    return Message(text=f"{title} Two taps are enough.", blocks=blocks)


def _answered(asked: Question) -> Message:
    said = f"{asked.number}:* {parts.said(asked)}."
    text = f"*Noted for {said}"
    if asked.is_whole:
        text = f"*Thank you. Noted for {said} That is all I need."
    if asked.is_late:
        text += " It came after the end of that term, so it counts for the day you said it."
    if asked.has_stopped:
        text += " I will not ask you about your requests any more."
    more = parts.optional(asked) if asked.is_whole else parts.risks(asked)
    return _short(text, *_now(asked), *more, b.actions(*_ways(asked)))


def _now(asked: Question) -> list[Block]:
    """What can be done today; nothing where the answer gives no cause."""
    words = _words_for_now(asked.followup)
    if not words:
        return []
    if asked.handoff:
        words.append(f"A practitioner for {asked.number}: {standing(asked.handoff)}.")
        return [b.section("\n".join(words)), b.context(DANGER)]
    talk = b.actions(*parts.talk(asked, style="primary"))
    return [b.section("\n".join(words)), talk, b.context(DANGER)]


def _words_for_now(followup: FollowUp) -> list[str]:
    place, risk = followup.whereabouts, followup.risk
    is_high = risk is not None and risk >= HIGH_RISK
    is_past = place is Whereabouts.PERMANENTLY_EXCLUDED
    words = [HIGH] if is_high and not is_past else []
    return words + [said for each, said in NOW.items() if each is place]


def _ways(asked: Question) -> list[Button]:
    """What else can be done with an answer."""
    followup = asked.followup
    change = b.button("Change", ActionId.FOLLOW_UP_CHANGE, followup.id, spoken="Change my answer")
    add = b.button("Anything to add", ActionId.FOLLOW_UP_DETAILS, followup.id)
    return [
        *_days(followup),
        change,
        *([add] if asked.is_whole else []),
        *([] if _words_for_now(followup) else parts.talk(asked)),
        parts.resume(followup) if asked.has_stopped else parts.stop(followup),
    ]


def _days(followup: FollowUp) -> list[Button]:
    if followup.whereabouts is not Whereabouts.SUSPENDED:
        return []
    label = "How many days?" if followup.days_suspended is None else "Change the days"
    return [b.button(label, f"{FOLLOW_UP_PLACE}{Whereabouts.SUSPENDED}", followup.id)]


def _stopped(asked: Question) -> Message:
    text = (
        f"*I will not ask you about your requests any more.* {asked.number} counts as “not known”. "
        "You can always write to me."
    )
    return _short(text, b.actions(parts.resume(asked.followup)))


def _given_up(asked: Question) -> Message:
    text = (
        f"*No answer about {asked.number}, and that is all right.* It counts as “not known”. You "
        "can still say how it went."
    )
    answer = b.button("Answer now", ActionId.FOLLOW_UP_CHANGE, asked.followup.id)
    return _short(text, b.actions(answer, parts.stop(asked.followup)))
