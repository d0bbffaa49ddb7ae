"""The form that asks for an offer, the one that adds to a referral, and what is said afterwards.

What comes back is read by ``parse_offers``. The form for an offer carries the offer's id and that
of the request, where there is one; the other carries the referral's.
"""

from datetime import date

from advicebot.domain.knowledge import Consent, Offer
from advicebot.domain.request import Request
from advicebot.domain.support.need_words import NEED_WORDS
from advicebot.domain.support.offers import Availability, answers_within, card_facts
from advicebot.domain.support.referral import Referral, missing
from advicebot.domain.vocabulary import Action, Need, Phase
from advicebot.ids import referral_reference
from advicebot.slack import limits
from advicebot.slack.ids import ActionId, CallbackId, Field
from advicebot.slack.mrkdwn import escape, shorten
from advicebot.slack.parse_offers import MOST, NO, YES, about
from advicebot.slack.parse_on_record import OnRecord
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.danger import worry
from advicebot.slack.screens.labels import PHASES
from advicebot.slack.screens.place_fields import place_fields

NO_NAMES = (
    "No names: “a Year 9 pupil” is enough. Only the provider and the people who answer this line "
    "read it."
)
LATER = "What is marked “(optional)” may stay empty, or come later."
WRITTEN_LATER = "You can send this now and add it later; they cannot accept before."
CONSENT_HINTS = {
    Consent.NONE: "Not a condition of this offer. Tell home all the same.",
    Consent.ANY: f"This offer needs it. {WRITTEN_LATER}",
    Consent.VERBAL: f"This offer needs it; by word of mouth is enough. {WRITTEN_LATER}",
    Consent.WRITTEN: f"This offer needs it in writing. {WRITTEN_LATER}",
}
CONSENT = ((YES, "Yes, we have it"), (NO, "Not yet"))
ON_RECORD: tuple[tuple[str, str], ...] = (
    (OnRecord.SEN_SUPPORT, "SEN support"),
    (OnRecord.EHCP, "EHC plan"),
    (OnRecord.LOOKED_AFTER, "Looked after by a council"),
    (OnRecord.FREE_MEALS, "Free school meals"),
    (OnRecord.NONE, "None of these"),
)
TRIED: tuple[tuple[Field, str, str], ...] = (
    (Field.ASSESS, "Tried so far: what you noticed", "When, where and with whom it happens."),
    (Field.PLAN, "What you planned", "The change you agreed on."),
    (Field.DO, "What you did", "What, how often and for how long."),
    (Field.REVIEW, "What came of it", "What helped a little counts too."),
)
"""Assess, plan, do, review: one line each."""
PROFILE_LABEL = "Needs and strengths (2 minutes)"


def ask_form(
    offer: Offer,
    *,
    on: date,
    request: Request | None = None,
    needs: tuple[Need, ...] = (),
    ticked: tuple[OnRecord, ...] = (),
) -> Block:
    """Return the form for an offer; ``needs`` and ``ticked`` are filled in as known already."""
    parts = [
        b.section(_heading(offer, on=on)),
        b.context(f"{NO_NAMES} {LATER}", f"*{DANGER}*"),
        _phase(offer, request),
        _needs(offer, needs),
        _words(
            Field.STRENGTHS,
            "What are their strengths?",
            "What goes well, what they love, whom they trust.",
        ),
        *_tried(request),
        _consent(offer, None),
        _words(Field.PREFERRED, "Which times suit you?", "Such as “Tuesdays before noon”."),
        inputs.ticks(
            Field.ON_RECORD,
            "On record for this pupil",
            ON_RECORD,
            hint="Tick all that apply, or nothing if you are not sure. Only counted, never named.",
            initial=ticked,
        ),
    ]
    return b.modal(
        "Ask for outreach",
        parts + (place_fields(offer) if offer.is_placement else []),
        callback_id=CallbackId.OFFER_ASK_FORM,
        submit="Send",
        close="Cancel",
        private_metadata=about(offer.id, request.id if request else ""),
    )


def add_form(referral: Referral, offer: Offer) -> Block:
    """Return the form that adds to a referral what its offer needs, as far as it is known."""
    lead = f"*{_reference(referral)}: {_title(offer)}*"
    lacking = missing(referral, offer)
    said = f"\nStill needed:\n{_bullets(lacking)}" if lacking else "\nNothing is missing."
    parts = [b.section(f"{lead}{said}"), b.context(NO_NAMES, f"*{DANGER}*")]
    if offer.is_placement or offer.consent is not Consent.NONE:
        parts.append(_consent(offer, referral))
    return b.modal(
        "Add to it",
        parts + (place_fields(offer, referral) if offer.is_placement else []),
        callback_id=CallbackId.REFERRAL_ADD_FORM,
        submit="Save",
        close="Cancel",
        private_metadata=referral.id,
    )


def nothing_to_add(referral: Referral) -> Block:
    """Return the page for a referral whose offer needs nothing from home or school."""
    text = f"*{_reference(referral)}* needs nothing more from you. The provider has all it asked."
    return b.modal("Add to it", [b.section(text), b.context(f"*{DANGER}*")])


def not_offered(offer: Offer, stands: Availability) -> Block:
    """Return the page for an offer that cannot be asked for any more, and what to do instead."""
    text = (
        f"*{_title(offer)}* cannot be asked for now: {escape(stands.words)}. Look at the list "
        "again for something else, or write to me what is happening."
    )
    return b.modal("Ask for outreach", [b.section(text), b.context(f"*{DANGER}*")])


def sent_page(
    referral: Referral, offer: Offer, *, waits: bool, done: Action | None = None
) -> Block:
    """Return what stands in the form's place once it was sent: who answers, when, what meanwhile.

    ``waits``: the offer has a waiting list only. ``done`` is what was done about danger in the
    words, None where there was none.
    """
    full = " They are full at present and keep a waiting list." if waits else ""
    text = (
        f"*Sent to {_provider(offer)}: {_reference(referral)}.*\n"
        f"{_title(offer)}. They should answer {answers_within(offer)}.{full} I tell you in our "
        "messages each time something happens."
    )
    lacking = missing(referral, offer)
    parts = [*worry(done, referral.request_id), b.section(text)]
    if lacking:
        parts.append(b.section(f"*Before they can accept*\n{_bullets(lacking)}"))
    parts += [b.section(_meanwhile(referral)), b.actions(*_next(referral, bool(lacking)))]
    return b.modal("Sent", [*parts, b.context(f"*{DANGER}*")])


def added_page(referral: Referral, offer: Offer, *, done: Action | None = None) -> Block:
    """Return what stands in the form's place once something was added to a referral."""
    lacking = missing(referral, offer)
    text = f"*{_reference(referral)}* is up to date, and {_provider(offer)} can see it."
    rest = f"\n*Before they can accept*\n{_bullets(lacking)}" if lacking else ""
    parts = [*worry(done, referral.request_id), b.section(f"{text}{rest}")]
    return b.modal("Saved", [*parts, b.context(f"*{DANGER}*")])


def profile_button(request_id: str) -> b.Button:
    """Return the button that opens the profile of needs and strengths for a request."""
    return b.button(PROFILE_LABEL, ActionId.PROFILE, request_id)


def _heading(offer: Offer, *, on: date) -> str:
    needs = dict(card_facts(offer, on=on)).get("Needs", "")
    needed = f"\n*It needs:* {escape(shorten(needs, limits.CONTEXT_TEXT))}." if needs else ""
    return f"*{_title(offer)}*\n{_provider(offer)}; answers {answers_within(offer)}.{needed}"


def _phase(offer: Offer, request: Request | None) -> Block:
    """Only the age groups that the offer takes; one alone is chosen already."""
    pairs = [(each.value, PHASES[each]) for each in Phase if each in offer.phases]
    known = request.phase.value if request else None
    initial = pairs[0][0] if len(pairs) == 1 else known
    return inputs.menu(Field.PHASE, "Age group", pairs, initial=initial)


def _needs(offer: Offer, needs: tuple[Need, ...]) -> Block:
    cannot = ", ".join(NEED_WORDS[each] for each in offer.not_needs)
    hint = "What may lie beneath. What you think is enough: it is no diagnosis."
    return inputs.several(
        Field.NEEDS,
        "Which needs?",
        [(each.value, NEED_WORDS[each].capitalize()) for each in Need],
        hint=f"{hint} This offer cannot meet: {cannot}." if cannot else hint,
        optional=False,
        initial=needs,
    )


def _tried(request: Request | None) -> list[Block]:
    said = {Field.DO: " ".join(request.tried.split())} if request else {}
    return [_words(field, label, hint, said.get(field, "")) for field, label, hint in TRIED]


def _consent(offer: Offer, referral: Referral | None) -> Block:
    known = None if referral is None else (YES if referral.consent else NO)
    return inputs.round_buttons(
        Field.CONSENT,
        "Consent from home",
        CONSENT,
        hint=CONSENT_HINTS[offer.consent],
        optional=offer.consent is Consent.NONE,
        initial=known,
    )


def _words(field: Field, label: str, hint: str, initial: str = "") -> Block:
    return inputs.words(field, label, most=MOST[field], hint=hint, optional=True, initial=initial)


def _meanwhile(referral: Referral) -> str:
    return (
        "*Meanwhile:* go on with what helps a little, and let home know that you have asked. If it "
        f"gets worse, do not wait for {_reference(referral)}: write to me, or talk to a "
        "practitioner."
    )


def _next(referral: Referral, lacks: bool) -> list[b.Button]:
    add = b.button("Add what is missing", ActionId.REFERRAL_ADD, referral.id)
    profile = [profile_button(referral.request_id)] if referral.request_id else []
    return [*([add] if lacks else []), *profile] or [add]


def _reference(referral: Referral) -> str:
    return referral_reference(referral.number)


def _title(offer: Offer) -> str:
    return escape(shorten(offer.title, limits.TITLE_TEXT))


def _provider(offer: Offer) -> str:
    return escape(shorten(offer.provider.name, limits.TITLE_TEXT))


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"• {escape(line)}" for line in lines)
