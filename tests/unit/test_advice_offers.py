"""Which outreach and which services are named."""

from dataclasses import replace
from datetime import date

from advicebot.domain.advice.offers import (
    fitting_offers,
    fitting_signposts,
    speaks_of_exclusion,
)
from advicebot.domain.advice.triage import FlagHit, Verdict
from advicebot.domain.knowledge import Offer, Provider, Signpost, Strategy
from advicebot.domain.vocabulary import (
    Action,
    Evidence,
    Flag,
    Need,
    OfferKind,
    Phase,
    ProvisionCategory,
    Topic,
    Urgency,
    When,
)

TODAY = date(2026, 11, 23)
PROVIDER = Provider(
    id="bridge",
    name="Bridge (example)",
    registered=True,
    qa_until=date(2027, 7, 31),
    areas=("Northvale",),
    contact="bridge@example.org",
    example=True,
)
STRATEGY = Strategy(
    id="s",
    title="S",
    topics=(Topic.DEFIANCE, Topic.DYSREGULATION),
    needs=(Need.REGULATION,),
    phases=(Phase.KS3,),
    when=(When.NOW,),
    evidence=Evidence.PRACTICE,
    sources=("x",),
    says=("a",),
    not_when=("a",),
    get_help_when=("a",),
    reviewed=TODAY,
    review_by=TODAY,
    owner="Example",
    right_now="",
    next_steps="",
    telling_you="",
    watch_for="",
)


def offer(id_: str, **changes: object) -> Offer:
    plain = Offer(
        id=id_,
        title=id_,
        provider=PROVIDER,
        tier=1,
        kind=OfferKind.CONSULTATION,
        category=ProvisionCategory.ENGAGEMENT,
        summary="",
        phases=(Phase.KS3,),
        topics=(Topic.DEFIANCE,),
        needs=(Need.REGULATION,),
        not_needs=(),
        not_for=(),
        prerequisites=(),
        dose="",
        response_days=2,
        capacity_total=5,
        capacity_now=1,
        cost="",
        verified=TODAY,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def fitting(*offers: Offer, at_risk: bool = False, phase: Phase = Phase.KS3) -> list[str]:
    found = fitting_offers(
        offers, strategies=[STRATEGY], phase=phase, area="Northvale", on=TODAY, at_risk=at_risk
    )
    return [item.id for item in found]


def signpost(id_: str, *flags: Flag) -> Signpost:
    return Signpost(id=id_, name=id_, what="", contact="", hours="", flags=flags, verified=None)


def verdict(action: Action, *flags: Flag) -> Verdict:
    hits = tuple(FlagHit(flag=flag, quote="q", rule="r") for flag in flags)
    return Verdict(action=action, urgency=Urgency.URGENT, flags=hits)


def test_an_offer_needs_a_shared_topic_a_free_place_and_the_right_phase() -> None:
    assert fitting(
        offer("fits"),
        offer("full", capacity_now=0),
        offer("elsewhere", topics=(Topic.ADHD,)),
        offer("younger", phases=(Phase.KS1,)),
    ) == ["fits"]


def test_a_provider_of_another_area_is_not_offered() -> None:
    far = replace(PROVIDER, areas=("Southdale",))
    near = replace(PROVIDER, areas=("Southdale", "Northvale"))
    assert fitting(offer("far", provider=far), offer("near", provider=near)) == ["near"]


def test_an_offer_that_cannot_serve_the_main_need_is_not_made() -> None:
    assert fitting(
        offer("cannot", needs=(Need.TRAUMA,), not_needs=(Need.REGULATION,)),
        offer("can", not_needs=(Need.LOSS,)),
    ) == ["can"]


def test_an_unknown_phase_keeps_every_offer() -> None:
    assert fitting(offer("younger", phases=(Phase.KS1,)), phase=Phase.UNKNOWN) == ["younger"]


def test_a_provider_whose_assurance_has_lapsed_is_not_offered() -> None:
    lapsed = replace(PROVIDER, qa_until=date(2026, 11, 22))
    last_day = replace(PROVIDER, qa_until=TODAY)
    unchecked = replace(PROVIDER, registered=False, qa_until=None)
    inspected = replace(PROVIDER, registered=True, qa_until=None)
    assert fitting(
        offer("a", provider=lapsed),
        offer("b", provider=last_day),
        offer("c", provider=unchecked),
        offer("d", provider=inspected),
    ) == ["b", "d"]


def test_places_are_offered_only_when_the_place_in_school_is_at_risk() -> None:
    offers = (offer("place", tier=3), offer("respite", tier=2), offer("call"))
    assert fitting(*offers) == ["call"]
    assert fitting(*offers, at_risk=True) == ["call", "respite", "place"]


def test_one_place_is_kept_in_view_beside_much_targeted_support() -> None:
    offers = (offer("a"), offer("b"), offer("c"), offer("place", tier=2))
    assert fitting(*offers, at_risk=True) == ["a", "b", "place"]


def test_more_shared_topics_go_first_within_a_tier() -> None:
    both = offer("both", topics=(Topic.DEFIANCE, Topic.DYSREGULATION), response_days=9)
    assert fitting(offer("one"), both) == ["both", "one"]


def test_words_of_exclusion_are_noticed() -> None:
    assert speaks_of_exclusion("The head wants to PEX him")
    assert speaks_of_exclusion("off-site direction?")
    assert speaks_of_exclusion("he is about to lose his place")
    assert not speaks_of_exclusion("he talks over me")


def test_a_page_names_the_dsl_and_999_first() -> None:
    found = fitting_signposts(
        [signpost("weapons-line", Flag.WEAPON), signpost("999"), signpost("dsl")],
        verdict=verdict(Action.PAGE, Flag.WEAPON),
        topics=(),
    )
    assert [item.id for item in found] == ["dsl", "999", "weapons-line"]


def test_in_an_emergency_999_comes_before_everybody() -> None:
    now = replace(verdict(Action.PAGE, Flag.MEDICAL), urgency=Urgency.EMERGENCY)
    found = fitting_signposts([signpost("dsl"), signpost("999")], verdict=now, topics=())
    assert [item.id for item in found] == ["999", "dsl"]


def test_a_worn_out_teacher_finds_support_without_any_flag() -> None:
    posts = [signpost("support", Flag.STAFF_DISTRESS), signpost("other", Flag.WEAPON)]
    plain = verdict(Action.ANSWER)
    found = fitting_signposts(posts, verdict=plain, topics=(Topic.STAFF_WELLBEING,))
    assert [item.id for item in found] == ["support"]
    assert fitting_signposts(posts, verdict=plain, topics=(Topic.ADHD,)) == ()
