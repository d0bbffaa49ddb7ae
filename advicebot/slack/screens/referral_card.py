"""The provider's card of a referral, and the page behind its button "More".

The card says only what somebody needs to decide whether to look: whoever can read the channel reads
it. What people wrote, and who asks, stands behind "More".
"""

from collections.abc import Iterator

from advicebot.domain.knowledge import Consent, Offer
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.support.needs_profile import profile_lines
from advicebot.domain.support.referral import (
    Move,
    PlanKind,
    Referral,
    ReferralState,
    has_words,
    may,
)
from advicebot.slack import limits
from advicebot.slack.mrkdwn import escape, mention, quote, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.referral_parts import (
    RESULT_WORDS,
    ReferralView,
    bullets,
    by_whom,
    capital,
    for_whom,
    past,
    provider_buttons,
)
from advicebot.slack.screens.when import day_words

STANDS = {
    ReferralState.WAITING: "on the waiting list",
    ReferralState.ACCEPTED: "accepted",
    ReferralState.STARTED: "running",
    ReferralState.REVIEW_DUE: "due for review",
    ReferralState.ENDED: "ended",
    ReferralState.DECLINED: "declined",
    ReferralState.WITHDRAWN: "taken back by the school",
}
WORDS_SHOWN = 1400
PLAN_KINDS = {
    PlanKind.REINTEGRATION: "back to their own school",
    PlanKind.TRANSITION: "on to the next place",
}
CONSENT_WORDS = {Consent.ANY: "consent", Consent.VERBAL: "consent by word of mouth"}


def card(view: ReferralView, *, is_in_own_channel: bool) -> Message:
    """Return the card of a referral as it stands now.

    ``is_in_own_channel``: it stands in the provider's channel, not among the practitioners.
    """
    head = _head(view)
    lines = [f"*{head}*"]
    if not view.referral.is_final:
        lines += [for_whom(view.referral), *now(view), *_not_ready(view)]
    if not view.referral.is_final and not is_in_own_channel:
        lines.append(_whom_to_ring(view))
    small = b.context(" · ".join(past(view.referral)), *_alone(view.referral))
    parts = [b.section("\n".join(lines)), small, *provider_buttons(view)]
    return Message(text=_plain(view, head), blocks=parts)


def _alone(referral: Referral) -> list[str]:
    """Say what people who know the cards of calls for help might take for granted."""
    return [] if referral.is_final else ["What is written under this does not reach the school."]


def _head(view: ReferralView) -> str:
    stands = STANDS.get(view.referral.state)
    if stands is None:
        return f"{view.reference}: a school asks for {view.title}"
    return f"{view.reference}: {view.title}, {stands}"


def _plain(view: ReferralView, head: str) -> str:
    asked = " ".join(now(view)[:1]) or "Nothing more to do."
    return f"{head}. {asked}".replace("*", "")


def now(view: ReferralView) -> list[str]:
    """Return how it stands and what is to be done by when, in our own words alone."""
    if view.offer is None and may(view.referral, Move.ACCEPT):
        return ["Its offer is not listed on this line now, so it cannot be accepted or started."]
    drawn = {
        ReferralState.ASKED: _asked,
        ReferralState.WAITING: _waiting,
        ReferralState.ACCEPTED: _accepted,
        ReferralState.STARTED: _running,
        ReferralState.REVIEW_DUE: _running,
    }
    return drawn[view.referral.state](view) if view.referral.state in drawn else []


def _asked(view: ReferralView) -> list[str]:
    by = f"by *{day_words(view.answer_by)}*" if view.answer_by else "as soon as you can"
    return [f"Please answer {by}.", *_places(view)]


def _waiting(view: ReferralView) -> list[str]:
    again = f" I ask again on {day_words(view.answer_by)}." if view.answer_by else ""
    return [f"Accept it as soon as there is a place.{again}", *_places(view)]


def _places(view: ReferralView) -> list[str]:
    return [f"Places now: {escape(view.availability.words)}."] if view.availability else []


def _not_ready(view: ReferralView) -> list[str]:
    if not view.missing or not may(view.referral, Move.ACCEPT):
        return []
    count = len(view.missing)
    things = "one thing is" if count == 1 else f"{count} things are"
    return [f"It cannot be accepted yet: {things} still missing. *More* says what."]


def _accepted(view: ReferralView) -> list[str]:
    day = view.referral.start_on
    starts = f"It starts on *{day_words(day)}*." if day else "It has no day yet."
    return [f"{starts} Once it has, press *It has started*."]


def _running(view: ReferralView) -> list[str]:
    day = view.referral.review_on
    if day is None:
        return ["Press *Reviewed* or *Ended* once there is something to tell."]
    if view.referral.state is ReferralState.STARTED:
        return [f"The review is on *{day_words(day)}*. Press *Ended* if it ends before."]
    return [
        f"The review was due on *{day_words(day)}*. Press *Reviewed* if it goes on, or *Ended*."
    ]


def _whom_to_ring(view: ReferralView) -> str:
    records = "Whoever speaks with them records the answer here."
    if view.offer is None:
        return f"Its offer is not listed any more: ask a lead whom to ring. {records}"
    if view.is_in_slack:
        return f"{capital(view.provider)} now answers in a channel of its own, {view.contact}."
    return (
        f"*Ring {view.provider}*, who are not in Slack, or write to {view.contact} without any "
        f"detail of the pupil. {records}"
    )


def details(view: ReferralView) -> Block:
    """Return the page behind "More": who asks, and everything the school has said."""
    parts = [b.section("\n".join((f"*{capital(view.title)}*, {view.provider}", *now(view))))]
    parts += [b.section(text) for text in _said(view)]
    if view.missing and not view.referral.is_final:
        parts.append(b.section(f"*Still missing*\n{bullets(view.missing)}"))
    parts.append(b.context(*past(view.referral)))
    parts.append(b.context("Names were taken out. Ring the school for anything that tells who."))
    return b.modal(view.reference, parts)


def _said(view: ReferralView) -> Iterator[str]:
    referral = view.referral
    at = f", {escape(shorten(view.school, 200))}" if view.school else ""
    asked = day_words(london_day(referral.created_at))
    yield f"*Who asks*\n{mention(referral.requester)}{at}, on {asked}. Write to them or ring."
    yield f"*For whom*\n{for_whom(referral)}"
    yield from _labelled("Strengths", referral.strengths)
    if view.profile and (lines := profile_lines(view.profile)):
        told = "\n".join(f"{label}: {_flat(text)}" for label, text in lines)
        day = day_words(london_day(view.profile.at))
        yield f"*Needs and strengths, as seen on {day}*\n{told}"
    yield from _tried(referral)
    yield f"*Consent*\n{_consent(referral, view.offer)}"
    yield from _labelled("Times that suit", referral.preferred)
    yield from _of_a_place(view)
    yield from _labelled("The pupil says", referral.pupil_view)
    yield from _labelled("The family says", referral.family_view)
    yield from _what_became(referral)


def _labelled(label: str, words: str) -> Iterator[str]:
    if has_words(words):
        yield f"*{label}*\n{quote(words, WORDS_SHOWN)}"


def _flat(words: str) -> str:
    return quote(words, limits.CONTEXT_TEXT).removeprefix("&gt;").removeprefix(">")


def _tried(referral: Referral) -> Iterator[str]:
    tried = referral.tried
    yield from _labelled("Tried so far: what was seen", tried.assess)
    yield from _labelled("Tried so far: what was planned", tried.plan)
    yield from _labelled("Tried so far: what was done", tried.do)
    yield from _labelled("Tried so far: how it went", tried.review)


def _consent(referral: Referral, offer: Offer | None) -> str:
    if referral.consent:
        return "The school says that it has consent from home."
    if offer is None or offer.consent is Consent.NONE:
        return "The school does not have consent from home; this offer does not need it."
    wanted = CONSENT_WORDS.get(offer.consent, f"{offer.consent} consent")
    return f"The school does not have it yet. This offer needs {wanted} from home."


def _of_a_place(view: ReferralView) -> Iterator[str]:
    first, plan = view.referral.first_support, view.referral.plan
    if first is not None and has_words(first.name):
        how = first.result or first.declined_because
        label = "How it went" if has_words(first.result) else "Why it was not tried"
        tail = f"\n{label}:\n{quote(how, WORDS_SHOWN)}" if has_words(how) else ""
        yield f"*Support in school first*\n{_flat(first.name)}{tail}"
    if plan is not None:
        days = ", ".join(day_words(day) for day in plan.dates[:12])
        yield (
            f"*Plan from the first day: {PLAN_KINDS[plan.kind]}*\nDays: {days or 'none yet'}\n"
            f"Named adult: {_flat(plan.named_adult) or 'nobody yet'}\n"
            f"Plan reviewed on {day_words(plan.review_on)}"
        )


def _what_became(referral: Referral) -> Iterator[str]:
    if referral.state is ReferralState.DECLINED:
        yield from _labelled(f"Declined{by_whom(referral.decided_by)}", referral.reason)
    if referral.state is ReferralState.WITHDRAWN:
        yield from _labelled("Why the school took it back", referral.reason)
    if referral.result is not None:
        yield f"*What it led to*\n{RESULT_WORDS.get(referral.result, 'Not known yet')}"
    yield from _labelled("What changed", referral.outcome)
