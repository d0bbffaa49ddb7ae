"""The fields that only a place away from class asks for, and why."""

from advicebot.domain.knowledge import Offer
from advicebot.domain.support.referral import PlanKind, Referral
from advicebot.slack import limits
from advicebot.slack.ids import Field
from advicebot.slack.mrkdwn import escape, shorten
from advicebot.slack.parse_offers import MOST
from advicebot.slack.parse_placement import PLAN_DAYS
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.blocks import Block

KINDS = (
    (PlanKind.REINTEGRATION.value, "Back to our school"),
    (PlanKind.TRANSITION.value, "On to the next school or post-16"),
)
DAYS = (
    (PLAN_DAYS[0], "First day back, or of the move", "An hour counts."),
    (PLAN_DAYS[1], "Next step", "Such as mornings, or two days a week."),
    (PLAN_DAYS[2], "The step after that", "Such as full time."),
)


def place_fields(offer: Offer, referral: Referral | None = None) -> list[Block]:
    """Return the fields, filled in with what a referral says already."""
    return [
        b.divider(),
        b.section(_why(offer)),
        *_first_support(referral),
        *_plan(referral),
        *_views(referral),
    ]


def _why(offer: Offer) -> str:
    """The SEND and Alternative Provision Improvement Plan (DfE, 2023) says it in these words."""
    provider = escape(shorten(offer.provider.name, limits.TITLE_TEXT))
    return (
        "*A place is an intervention, not a destination.* So it starts from what was tried in "
        "school, the way back or on, and what the pupil and home say. All of this may come later, "
        f"but {provider} cannot accept before it is there."
    )


def _first_support(referral: Referral | None) -> list[Block]:
    first = referral.first_support if referral else None
    return [
        _words(
            Field.FIRST_SUPPORT,
            "Support in school that came first",
            "Name it, such as “check-in each morning” or an outreach offer.",
            first.name if first else "",
        ),
        _words(
            Field.FIRST_SUPPORT_RESULT,
            "How it went",
            "What changed, even a little.",
            first.result if first else "",
            is_long=True,
        ),
        _words(
            Field.FIRST_SUPPORT_DECLINED,
            "Or why it was declined",
            "Only if it was not tried: who declined it, and why.",
            first.declined_because if first else "",
            is_long=True,
        ),
    ]


def _plan(referral: Referral | None) -> list[Block]:
    plan = referral.plan if referral else None
    dates = plan.dates if plan else ()
    days = [
        inputs.day(
            field,
            label,
            hint=hint,
            optional=True,
            initial=dates[place] if place < len(dates) else None,
        )
        for place, (field, label, hint) in enumerate(DAYS)
    ]
    return [
        inputs.round_buttons(
            Field.PLAN_KIND,
            "The plan: where does the place lead?",
            KINDS,
            optional=True,
            initial=plan.kind if plan else None,
        ),
        *days,
        _words(
            Field.PLAN_ADULT,
            "The adult who is there for them",
            "A role, such as “head of year”. No name.",
            plan.named_adult if plan else "",
        ),
        inputs.day(
            Field.PLAN_REVIEW,
            "When is the plan looked at again?",
            optional=True,
            initial=plan.review_on if plan else None,
        ),
    ]


def _views(referral: Referral | None) -> list[Block]:
    return [
        _words(
            Field.PUPIL_VIEW,
            "What does the pupil say?",
            "Ask them what they want and what would help. Their own words.",
            referral.pupil_view if referral else "",
            is_long=True,
        ),
        _words(
            Field.FAMILY_VIEW,
            "What does the family say?",
            "Ask whoever looks after them. Their own words.",
            referral.family_view if referral else "",
            is_long=True,
        ),
    ]


def _words(field: Field, label: str, hint: str, initial: str, *, is_long: bool = False) -> Block:
    return inputs.words(
        field,
        label,
        most=MOST[field],
        hint=hint,
        is_long=is_long,
        optional=True,
        initial=initial,
    )
