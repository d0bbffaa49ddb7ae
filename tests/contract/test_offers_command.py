"""``/offers``: the list, its menus and pages, the facts of one; and the way from an answer."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Consent, Knowledge, Offer, OfferHours, Provider
from advicebot.domain.support.offers import OfferFilter, availability
from advicebot.domain.vocabulary import (
    Action,
    Need,
    OfferKind,
    Phase,
    ProvisionCategory,
    Urgency,
)
from advicebot.errors import SlackDeliveryError
from advicebot.service.desk import Desk
from advicebot.service.offers import Listed
from advicebot.slack import limits
from advicebot.slack.screens import offer_forms, reply
from advicebot.slack.screens import offers as outreach
from advicebot.slack.screens.shelf import Shelf
from advicebot.store.work import SqliteWork
from advicebot.workspace.blocks.check import check_view
from tests import payloads as p
from tests.asking import LIST, Asking, Block, inputs, menus, titles
from tests.fakes import OMAR, PROVIDER, FakeAdviser, Looking, a_knowledge, an_offer
from tests.oncall import buttons, shown
from tests.screens import a_request
from tests.screens_handoff import CLAIMED, a_handoff
from tests.screens_offers import WORKSHOPS

TODAY = date(2026, 11, 24)
LAPSED = replace(PROVIDER, id="example-lapsed", name="Example Lapsed", qa_until=date(2026, 11, 23))
FRESH = {"verified": date(2026, 11, 2)}
OFFERS = (
    an_offer(**FRESH),
    an_offer(
        id="waits",
        title="Waits",
        needs=(Need.ANXIETY,),
        phases=(Phase.KS2,),
        capacity_now=0,
        waiting_list=True,
        waiting_weeks=6,
        **FRESH,
    ),
    an_offer(id="full", title="Full", capacity_now=0, **FRESH),
    an_offer(id="lapsed", title="Lapsed", provider=LAPSED, **FRESH),
    an_offer(
        id="workshop",
        title="Workshop place",
        provider=WORKSHOPS,
        tier=2,
        kind=OfferKind.PLACEMENT,
        needs=(Need.BELONGING, Need.REGULATION),
        phases=(Phase.KS3, Phase.KS4),
        capacity_now=4,
        **FRESH,
    ),
)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_knowledge(offers=OFFERS)


@pytest.fixture
def asking(desk: Desk, work: SqliteWork, clock: FixedClock) -> Asking:
    return Asking(desk, work, clock)


def set_menu(asking: Asking, field: str, value: str, **page: Any) -> None:
    """Set one menu of the list while the others stand as they do."""
    before = {**menus(asking.page), f"offer.filter.{field}": value}
    asking.uses(f"offer.filter.{field}", chosen_value=value, menus=before, callback_id=LIST, **page)


def test_the_list_shows_what_can_be_asked_for_with_free_places_first(asking: Asking):
    assert asking.types() == {}
    assert titles(asking.page) == ["Advice call", "Workshop place", "Waits"]
    text = shown(asking.page)
    assert "*Places:* 2 of 5 free." in text
    assert "*Full; waiting list, about 6 weeks.*" in text
    assert "Lapsed" not in text
    assert text.count("Not a school: never full-time.") == 1
    assert "call 999 and tell your DSL" in text


def test_nobody_who_looks_leaves_anything_behind(asking: Asking, look: Looking):
    asking.types()
    asking.uses("offer.show", "workshop", callback_id=LIST)
    assert look.requests() == []
    assert look.effects() == []


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("phase", "ks2", ["Waits"]),
        ("phase", "ks4", ["Workshop place"]),
        ("need", "anxiety", ["Waits"]),
        ("need", "belonging", ["Workshop place"]),
        ("tier", "2", ["Workshop place"]),
        ("area", "Eastmere", ["Workshop place"]),
        ("phase", "every", ["Advice call", "Workshop place", "Waits"]),
        ("phase", "ks99", ["Advice call", "Workshop place", "Waits"]),
        ("tier", "9", ["Advice call", "Workshop place", "Waits"]),
        ("tier", "²", ["Advice call", "Workshop place", "Waits"]),
        ("area", "Nowhere", ["Advice call", "Workshop place", "Waits"]),
        ("need", "' OR 1=1 --", ["Advice call", "Workshop place", "Waits"]),
    ],
)
def test_a_menu_draws_the_list_again(asking: Asking, field: str, value: str, found: list[str]):
    asking.types()
    set_menu(asking, field, value)
    assert titles(asking.page) == found


def test_menus_work_together_and_keep_what_they_say(asking: Asking):
    asking.types()
    set_menu(asking, "phase", "ks3")
    set_menu(asking, "tier", "1")
    assert titles(asking.page) == ["Advice call"]
    said = menus(asking.page)
    assert (said["offer.filter.phase"], said["offer.filter.tier"]) == ("ks3", "1")
    assert said["offer.filter.need"] == "every"


def test_an_empty_list_says_what_to_do(asking: Asking):
    asking.types()
    set_menu(asking, "phase", "ks2")
    set_menu(asking, "tier", "2")
    assert titles(asking.page) == []
    text = shown(asking.page)
    assert "Nothing on the list fits that today" in text
    assert "Set one of the menus back" in text
    assert "Write to me" in text


def test_a_page_closed_meanwhile_is_no_failure(asking: Asking, look: Looking):
    asking.types()
    asking.slack.plan = lambda method, about: (
        SlackDeliveryError("not_found") if method == "update_view" else None
    )
    set_menu(asking, "phase", "ks2")
    assert all(row["done_at"] for row in look.rows("SELECT done_at FROM inbox"))


def test_help_explains_and_opens_nothing(asking: Asking):
    answer = asking.types("help")
    assert "opens the list of outreach" in shown(answer["blocks"])
    assert "999" in shown(answer["blocks"])
    assert asking.slack.views == []


def test_words_after_the_command_are_a_question_and_never_lost(asking: Asking, look: Looking):
    answer = asking.types("he has a knife in his bag")
    assert "taken your words as a question" in answer["text"]
    assert asking.slack.views == []
    (request,) = look.requests()
    assert (request["text"], request["action"]) == ("he has a knife in his bag", "page")


def test_the_facts_of_an_offer_open_on_top_and_can_be_asked_for(asking: Asking):
    asking.uses("offer.show", "workshop", callback_id=LIST, metadata="r1")
    text = shown(asking.page)
    for words in ("*What:*", "*For:*", "*Places:* 4 of 5 free", "*Answers:*", "*Tier:* 2"):
        assert words in text
    assert "not registered as a school, so never full-time" in text
    assert "quality assurance holds until 31 March 2027" in text
    assert ("offer.ask", "workshop") in buttons(asking.page)
    assert asking.page["private_metadata"] == "r1"


@pytest.mark.parametrize("id_", ["full", "lapsed"])
def test_what_cannot_be_asked_for_says_so_and_has_no_button(asking: Asking, id_: str):
    asking.uses("offer.show", id_, callback_id=LIST)
    assert "offer.ask" not in dict(buttons(asking.page))
    asking.uses("offer.ask", id_, callback_id=LIST)
    assert "cannot be asked for now" in shown(asking.page)
    assert inputs(asking.page) == {}


@pytest.mark.parametrize("id_", ["no-such-offer", "", "' OR 1=1 --", "id0001" * 300])
def test_an_offer_that_is_gone_says_what_to_do(asking: Asking, id_: str):
    asking.uses("offer.show", id_, callback_id=LIST)
    assert "taken out since" in shown(asking.page)
    asking.uses("offer.ask", id_, callback_id=LIST)
    assert "not on the line at present" in shown(asking.page)


def answer_to(**changed: Any) -> Block:
    shelf = Shelf.of(a_knowledge(offers=OFFERS))
    return {"blocks": reply.reply(a_request(**changed), None, shelf).blocks}


def test_an_answer_names_the_best_offer_in_two_lines_with_a_way_to_all():
    request = a_request(offers=("gone", "workshop", "advice-call"))
    answer = answer_to(offers=request.offers)
    (block,) = [each for each in answer["blocks"] if "Outreach that fits" in shown(each)]
    assert block["text"]["text"].split("\n") == [
        "*Outreach that fits:* Workshop place, Example Workshops.",
        "Answers the same or next school day; no charge. Not a school: never full-time.",
    ]
    assert buttons(block) == [("offer.list", request.id)]


@pytest.mark.parametrize(
    "changed",
    [
        {"action": Action.PAGE},
        {"action": Action.ASK, "asked_at": datetime(2026, 11, 24, 9, 14, tzinfo=UTC)},
        {"action": Action.DECLINE},
        {"offers": ("gone",)},
        {"offers": ()},
    ],
)
def test_an_answer_names_no_offer_while_something_else_matters(changed: dict[str, Any]):
    answer = answer_to(**changed)
    assert "Outreach" not in shown(answer)
    assert "offer.list" not in dict(buttons(answer))


@pytest.mark.parametrize(
    ("changed", "has_time"),
    [
        ({"urgency": Urgency.URGENT}, False),
        ({"urgency": Urgency.URGENT} | CLAIMED, True),
        ({"urgency": Urgency.ROUTINE}, True),
    ],
)
def test_only_the_next_ten_minutes_are_shown_until_somebody_has_what_is_pressing(
    changed: dict[str, Any], has_time: bool
):
    request, handoff = a_request(offers=("advice-call",)), a_handoff(**changed)
    answer = reply.reply(request, handoff, Shelf.of(a_knowledge(offers=OFFERS)))
    said = shown({"blocks": answer.blocks})
    assert "Next ten minutes" in said
    assert ("It may be telling you" in said) is has_time
    assert ("Outreach that fits" in said) is has_time


def test_a_list_without_anything_that_fits_best_has_no_headings(asking: Asking, look: Looking):
    request_id = asking.writes("he will not sit down", look)
    asking.presses("offer.list", request_id)
    set_menu(asking, "tier", "2", metadata=request_id)
    assert "fits A-1001" not in shown(asking.page)
    assert "More outreach" not in shown(asking.page)


def test_an_answer_leads_to_the_list_for_that_request(asking: Asking, look: Looking):
    request_id = asking.writes("he will not sit down", look)
    asking.presses("offer.list", request_id)
    assert titles(asking.page)[0] == "Advice call"
    text = shown(asking.page)
    assert "*What fits A-1001 best*" in text
    assert menus(asking.page)["offer.filter.phase"] == "ks3"
    assert asking.page["private_metadata"] == request_id
    set_menu(asking, "tier", "2", metadata=request_id)
    assert titles(asking.page) == ["Workshop place"]
    assert asking.page["private_metadata"] == request_id


def test_an_empty_list_for_a_request_has_a_person_one_tap_away(asking: Asking, look: Looking):
    request_id = asking.writes("he will not sit down", look)
    asking.presses("offer.list", request_id)
    set_menu(asking, "phase", "ks2", metadata=request_id)
    set_menu(asking, "tier", "2", metadata=request_id)
    assert ("request.talk", request_id) in buttons(asking.page)


@pytest.mark.parametrize("value", ["no-such-id", "", "' OR 1=1 --", "id0001" * 300])
def test_a_forged_request_shows_nothing(asking: Asking, value: str):
    asking.presses("offer.list", value)
    assert asking.slack.views == []
    assert "not open any more, or it is not yours" in asking.refusals[-1]


def test_somebody_elses_request_shows_nothing(asking: Asking, look: Looking):
    request_id = asking.writes("he will not sit down", look)
    asking.presses("offer.list", request_id, user=OMAR)
    page = {"callback_id": LIST, "metadata": request_id, "user": OMAR}
    asking.uses("offer.filter.phase", chosen_value="ks3", **page)
    asking.uses("offer.ask", "advice-call", **page)
    assert asking.slack.views == []
    assert len(set(asking.refusals)) == 1


def test_the_list_opens_for_no_request_from_a_button_too(asking: Asking):
    asking.presses("offer.list", outreach.NO_REQUEST)
    assert titles(asking.page) == ["Advice call", "Workshop place", "Waits"]


def many(number: int) -> tuple[Offer, ...]:
    return tuple(an_offer(id=f"o{n}", title=f"Offer {n:03}", **FRESH) for n in range(number))


def test_a_long_list_is_read_page_by_page(work: SqliteWork, clock: FixedClock, desk: Desk):
    knowledge = a_knowledge(offers=many(45))
    desk = replace(desk, knowledge=knowledge, adviser=FakeAdviser(knowledge))
    asking = Asking(desk, work, clock)
    asking.types()
    seen = titles(asking.page)
    assert ("offer.list", "20") in buttons(asking.page)
    for start in ("20", "40"):
        asking.uses("offer.list", start, callback_id=LIST, menus=menus(asking.page))
        seen += titles(asking.page)
    assert seen == [f"Offer {n:03}" for n in range(45)]
    assert ("offer.list", "20") in buttons(asking.page)
    for forged in ("45", "99999999999", "-1", "x", "²"):
        asking.uses("offer.list", forged, callback_id=LIST)
        assert titles(asking.page)[0] == "Offer 000"


def test_a_third_page_gives_way_and_others_are_put_on_top(asking: Asking):
    used: list[str] = []

    def note(method: str, about: str) -> None:
        used.append(method)

    asking.slack.plan = note
    asking.uses("offer.ask", "advice-call", callback_id=LIST)
    asking.uses("offer.ask", "advice-call", before="V0001")
    body = p.click_in_page("offer.ask", "advice-call", before="V0009")
    asking.line.deliver(body)
    asking.presses("offer.ask", "advice-call")
    opened = [each for each in used if each.endswith("_view")]
    assert opened == ["push_view", "push_view", "update_view", "open_view"]


# Whatever the knowledge holds, Slack takes the pages

TEXT = st.text(max_size=400) | st.sampled_from(
    ("&" * 900, "<!channel>", "x" * 4_000, "word " * 500, "\u202e", "; ".join("ab" * 90))
)
PROVIDERS = st.builds(
    Provider,
    id=st.just("a-provider"),
    name=TEXT,
    registered=st.booleans(),
    qa_until=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    areas=st.lists(TEXT, max_size=4).map(tuple),
    contact=st.just("a@example.org"),
    example=st.booleans(),
    ofsted=TEXT,
)


def some(vocabulary: Any, *, least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(list(vocabulary)), min_size=least, unique=True).map(tuple)


ANY_OFFER = st.builds(
    Offer,
    id=st.integers(0, 10**9).map(lambda number: f"offer-{number}"),
    title=TEXT,
    provider=PROVIDERS,
    tier=st.integers(1, 3),
    kind=st.sampled_from(OfferKind),
    category=st.sampled_from(ProvisionCategory),
    summary=TEXT,
    phases=some([each for each in Phase if each is not Phase.UNKNOWN], least=1),
    topics=st.just(()),
    needs=some(Need),
    not_needs=some(Need),
    not_for=st.lists(TEXT, max_size=5).map(tuple),
    prerequisites=st.lists(TEXT, max_size=5).map(tuple),
    dose=TEXT,
    response_days=st.integers(0, 400),
    capacity_total=st.integers(1, 500),
    capacity_now=st.just(1),
    cost=TEXT,
    verified=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    review_after=TEXT,
    consent=st.sampled_from(Consent),
    baseline=TEXT,
    waiting_list=st.booleans(),
    waiting_weeks=st.none() | st.integers(0, 99),
    max_at_once=st.none() | st.integers(1, 9),
    hours=st.sampled_from(OfferHours),
    exit_plan=TEXT,
)
FILTERS = st.builds(
    OfferFilter,
    phase=st.none() | st.sampled_from(Phase),
    need=st.none() | st.sampled_from(Need),
    tier=st.none() | st.integers(1, 3),
    area=st.none() | TEXT,
)


def marked_up(page: Block) -> str:
    """Return every text in which Slack reads markup."""
    return shown([each for each in page["blocks"] if each["type"] in ("section", "context")])


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    some_offers=st.lists(ANY_OFFER, max_size=3),
    copies=st.integers(1, 40),
    wanted=FILTERS,
    start=st.integers(-5, 120),
)
def test_slack_takes_the_list_whatever_the_knowledge_holds(
    some_offers: list[Offer], copies: int, wanted: OfferFilter, start: int
):
    listed = [
        Listed(offer=each, availability=availability(each, on=TODAY)) for each in some_offers
    ] * copies
    for request, fits in ((None, ()), (a_request(), listed[:7])):
        page = outreach.list_page(
            outreach.Page(
                known=some_offers * copies,
                wanted=wanted,
                fits=fits,
                others=listed,
                request=request,
                start=start,
            )
        )
        assert check_view(page, kind="modal") == []
        assert len(page["blocks"]) <= limits.VIEW_BLOCKS
        assert "<" not in marked_up(page)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(offer=ANY_OFFER, taken=st.integers(0, 600))
def test_slack_takes_facts_and_form_whatever_the_knowledge_holds(offer: Offer, taken: int):
    stands = availability(offer, on=TODAY, taken=taken)
    pages = (
        outreach.facts_page(offer, stands, on=TODAY, taken=taken, about="r1"),
        offer_forms.ask_form(offer, on=TODAY, request=a_request(tried=offer.summary)),
        offer_forms.not_offered(offer, stands),
    )
    for page in pages:
        assert check_view(page, kind="modal") == []
        assert "<" not in marked_up(page)


def test_a_hundred_and_fifty_areas_leave_a_menu_that_slack_takes():
    areas = tuple(f"Area {n:03}" for n in range(150))
    offer = an_offer(provider=replace(PROVIDER, areas=areas))
    page = outreach.list_page(outreach.Page(known=(offer,), wanted=OfferFilter()))
    assert check_view(page, kind="modal") == []
