"""What every screen about a referral shares: all that is known of it, its words, its buttons.

Texts that are returned are escaped, ready to be put into a block.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advicebot.domain.knowledge import Offer
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.support.need_words import NEED_WORDS
from advicebot.domain.support.needs_profile import Profile
from advicebot.domain.support.offers import PHASE_WORDS, Availability
from advicebot.domain.support.referral import Referral, ReferralState
from advicebot.domain.vocabulary import PlacementResult
from advicebot.ids import referral_reference
from advicebot.slack import limits
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Button
from advicebot.slack.screens.when import day_words

NAME_TEXT = 100
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
RESULT_WORDS: Mapping[PlacementResult, str] = {
    PlacementResult.FULL_TIME: "Back in their own school, full time",
    PlacementResult.PART_TIME: "Back in their own school, part time",
    PlacementResult.NEW_PLACE: "On to another school or post-16, as planned",
    PlacementResult.BROKE_DOWN: "The place broke down",
    PlacementResult.UNKNOWN: "Not known yet",
}
"""What a place that has ended may have led to."""
NEEDS_THE_OFFER = (ActionId.REFERRAL_ACCEPT, ActionId.REFERRAL_START)
State = ReferralState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralView:
    """All that is known of a referral at the moment of drawing.

    Attributes:
        offer: None when it is gone from the knowledge.
        availability: of the offer today, None without one.
        answer_by: the day by which the provider owes a word, None when they owe none.
        missing: a sentence for each thing that must be there before it can be accepted.
        school: the name of the teacher's school, "" when it is not known.
        profile: the newest one of the request, None when nobody filled one in.
        today: the day in London.
    """

    referral: Referral
    offer: Offer | None
    availability: Availability | None
    answer_by: date | None
    missing: tuple[str, ...]
    school: str
    profile: Profile | None
    today: date

    @property
    def reference(self) -> str:
        """The short reference people use."""
        return referral_reference(self.referral.number)

    @property
    def title(self) -> str:
        """The title of the offer in quotation marks, or that it is gone."""
        if self.offer is None:
            return "an offer that is not listed any more"
        return f"“{escape(shorten(self.offer.title, limits.TITLE_TEXT))}”"

    @property
    def provider(self) -> str:
        """The name of the provider, or "the provider"."""
        if self.offer is None:
            return "the provider"
        return escape(shorten(self.offer.provider.name, NAME_TEXT))

    @property
    def is_in_slack(self) -> bool:
        """True when the provider has a channel of its own."""
        return self.offer is not None and self.offer.provider.contact.startswith("#")

    @property
    def contact(self) -> str:
        """The provider's channel or e-mail address, "" when the offer is gone."""
        return escape(shorten(self.offer.provider.contact, NAME_TEXT)) if self.offer else ""

    @property
    def is_place(self) -> bool:
        """True when the offer is a place."""
        return self.offer is not None and self.offer.is_placement


def capital(text: str) -> str:
    """Return the text with a capital at its start."""
    return text[:1].upper() + text[1:]


def by_whom(decided_by: str | None) -> str:
    """Return who decided, as a mention where they are in this workspace, "" for nobody."""
    if not decided_by:
        return ""
    is_user = _USER_ID.fullmatch(decided_by)
    return f" by {mention(decided_by) if is_user else escape(shorten(decided_by, NAME_TEXT))}"


def for_whom(referral: Referral) -> str:
    """Return phase and needs in words: no free text, nothing that tells one pupil from another."""
    phase = PHASE_WORDS.get(referral.phase, "age group not said")
    needs = ", ".join(NEED_WORDS[need] for need in referral.needs) or "not said"
    return f"For {phase}. Needs: {needs}."


def bullets(sentences: Sequence[str]) -> str:
    """Return the sentences as a list, escaped, each of a length that can be read."""
    return "\n".join(f"• {escape(shorten(each, limits.CONTEXT_TEXT))}" for each in sentences)


def past(referral: Referral) -> list[str]:
    """Return one line for each thing that has happened, with its day, oldest first."""
    moved, who = day_words(london_day(referral.moved_at)), by_whom(referral.decided_by)
    lines = [f"Asked for on {day_words(london_day(referral.created_at))}"]
    has_begun = referral.state in (State.STARTED, State.REVIEW_DUE, State.ENDED)
    if referral.start_on and has_begun:
        lines.append(f"Started on {day_words(referral.start_on)}")
    ends = {
        State.WAITING: f"On the waiting list since {moved}{who and ', put there'}{who}",
        State.ACCEPTED: f"Accepted{who} on {moved}",
        State.DECLINED: f"Declined{who} on {moved}",
        State.WITHDRAWN: f"Taken back by the school on {moved}",
        State.ENDED: f"Ended on {day_words(referral.ended_on or london_day(referral.moved_at))}",
    }
    if referral.state in ends:
        lines.append(ends[referral.state])
    return lines


def provider_buttons(view: ReferralView) -> list[Block]:
    """Return the row of what a provider may do now, empty when nothing more can become of it.

    Nothing can be accepted or started whose offer is gone.
    """
    row = _moves(view.referral)
    if view.offer is None:
        row = [each for each in row if each.action_id not in NEEDS_THE_OFFER]
    return [b.actions(*row, _more(view.referral))] if row else []


def _moves(referral: Referral) -> list[Button]:
    ref = referral.id
    accept = b.button("Accept", ActionId.REFERRAL_ACCEPT, ref, style="primary")
    decline = b.button("Decline", ActionId.REFERRAL_DECLINE, ref)
    if referral.state is State.ASKED:
        return [accept, b.button("Waiting list", ActionId.REFERRAL_WAIT, ref), decline]
    if referral.state is State.WAITING:
        return [accept, decline]
    if referral.state is State.ACCEPTED:
        started = b.button("It has started", ActionId.REFERRAL_START, ref, style="primary")
        return [started, b.button("Change the day", ActionId.REFERRAL_ACCEPT, ref), decline]
    return [] if referral.is_final else _running(referral)


def _running(referral: Referral) -> list[Button]:
    ref = referral.id
    is_due = referral.state is State.REVIEW_DUE
    return [
        b.button(
            "Reviewed",
            ActionId.REFERRAL_REVIEW,
            ref,
            style="primary" if is_due else None,
            spoken="Reviewed, it goes on",
        ),
        b.button("Ended", ActionId.REFERRAL_END, ref, spoken="It has ended"),
    ]


def _more(referral: Referral) -> Button:
    return b.button("More", ActionId.REFERRAL_MORE, referral.id, spoken="More about this referral")


def withdraw_button(referral: Referral) -> Button:
    """Return the button with which the school takes a referral back, asked once more."""
    question = b.confirm(
        "Take it back?",
        "The provider is told that the school no longer asks for this. You can ask again later.",
        yes="Take it back",
        no="Keep it",
    )
    return b.button("Take it back", ActionId.REFERRAL_WITHDRAW, referral.id, confirm=question)
