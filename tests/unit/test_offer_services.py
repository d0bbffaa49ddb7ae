"""What can be asked for today, what fits a request, and the needs and strengths behind it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.support.needs_profile import Area, Change, Protective
from advicebot.domain.support.offers import OfferFilter, Standing
from advicebot.domain.vocabulary import Need, Phase, Topic
from advicebot.errors import Refused
from advicebot.service import changes, feedback, intake, offers, profiles
from advicebot.service.desk import Desk
from tests.fakes import PRIYA, TEAM, TESSA, FakeAdviser, Looking, a_message
from tests.referring import CALL, MENTOR, OFFERS, PLACE, TODAY, VISITING, Arranging, knowing
from tests.unit.test_advice import KNOWLEDGE, advise

OTHER = "U0OMAR0001"


@pytest.fixture
def knowledge() -> Knowledge:
    return knowing(*OFFERS)


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> Arranging:
    return Arranging(desk, look, clock)


def listed(line: Arranging, **wanted: object) -> list[str]:
    found = offers.list_offers(line.desk, TEAM, OfferFilter(**wanted))  # type: ignore[arg-type]
    return [each.offer.id for each in found]


def a_request(line: Arranging, text: str = "kicking off") -> str:
    intake.receive(line.desk, a_message(text))
    return str(line.look.requests()[-1]["id"])


def fitting(line: Arranging, request_id: str) -> list[str]:
    with line.desk.work.read() as unit:
        request = unit.requests.find(request_id)
        assert request is not None
        return [each.offer.id for each in offers.fitting(line.desk, unit, request)]


# The list


def test_the_list_goes_by_tier_then_free_places_and_waiting_lists_come_last(line: Arranging):
    assert listed(line) == ["visiting", "advice-call", "mentor", "workshop"]
    line.accepted(MENTOR)
    assert listed(line) == ["visiting", "advice-call", "workshop", "mentor"]
    found = offers.list_offers(line.desk, TEAM, OfferFilter())
    assert found[-1].availability.standing is Standing.WAITING_LIST
    assert found[0].availability.words == "5 of 5 free"


def test_what_is_full_or_has_lapsed_is_not_in_the_list(line: Arranging):
    for _ in range(5):
        line.accepted(VISITING)
    lapsed = replace(CALL.provider, qa_until=TODAY - timedelta(days=1))
    later = line.with_offers(VISITING, replace(CALL, provider=lapsed), PLACE)
    assert listed(later) == ["workshop"]


def test_the_list_can_be_narrowed(line: Arranging):
    assert listed(line, phase=Phase.KS4) == ["workshop"]
    assert listed(line, tier=1, need=Need.REGULATION) == ["visiting", "advice-call", "mentor"]
    assert listed(line, area="Elsewhere") == []


def test_another_workspaces_pupils_take_no_places_here(line: Arranging):
    line.accepted(MENTOR)
    assert offers.taken_now(line.desk, TEAM) == {"mentor": 1}
    assert offers.taken_now(line.desk, "T0OTHER001") == {}


# Answers to messages


def test_an_answer_is_told_which_places_are_taken(line: Arranging, adviser: FakeAdviser):
    line.accepted(CALL)
    request_id = a_request(line)
    assert adviser.taken == {"advice-call": 1}
    line.accepted(CALL)
    changes.amend(
        line.desk,
        changes.Change(
            key="edit",
            team_id=TEAM,
            user_id=TESSA,
            channel_id="D0TESSA001",
            message_ts="1790000000.000100",
            text="kicking off again",
        ),
    )
    assert adviser.taken == {"advice-call": 2}
    line.accepted(MENTOR)
    feedback.narrow(line.desk, "narrow", request_id, TESSA, topics=(Topic.ADHD,))
    assert adviser.taken == {"advice-call": 2, "mentor": 1}


def test_an_answer_offers_only_what_has_a_place_free_now():
    shouting = replace(CALL, topics=(Topic.VERBAL_ABUSE,), capacity_now=2)
    knowledge = replace(KNOWLEDGE, offers=(shouting,))
    text = "y8 boy swears and shouts"
    assert advise(text, knowledge=knowledge).offers == ("advice-call",)
    assert advise(text, knowledge=knowledge, taken={"advice-call": 1}).offers == ("advice-call",)
    assert advise(text, knowledge=knowledge, taken={"advice-call": 2}).offers == ()


# What fits a request


def test_what_was_shown_comes_first_and_then_what_serves_the_profiles_needs(line: Arranging):
    sensory = replace(CALL, id="sensory", title="Sensory visit", needs=(Need.SENSORY,))
    away = replace(CALL, id="away", title="Away", needs=(Need.MOOD,), not_needs=(Need.SENSORY,))
    other = replace(CALL, id="other", title="Other", needs=(Need.LEARNING,))
    young = replace(sensory, id="young", phases=(Phase.KS1,))
    line = line.with_offers(CALL, MENTOR, sensory, away, other, young, PLACE)
    request_id = a_request(line)
    assert fitting(line, request_id) == ["advice-call"]
    answers = {Area.SENSES: 0, Area.FEELINGS: 1, Area.LEARNING: 3}
    profiles.save(line.desk, None, request_id, TESSA, answers=answers)
    assert fitting(line, request_id) == ["advice-call", "sensory", "mentor"]


def test_a_place_away_fits_only_where_the_pupils_own_place_is_at_risk(line: Arranging):
    calm, near = a_request(line), ""
    intake.receive(line.desk, a_message("they want to exclude him", ts="1790000002.000100", risk=8))
    near = str(line.look.requests()[-1]["id"])
    for each in (calm, near):
        profiles.save(line.desk, None, each, TESSA, answers={Area.FEELINGS: 0})
    assert "workshop" not in fitting(line, calm)
    assert "workshop" in fitting(line, near)


def test_what_was_shown_but_is_full_now_fits_no_more(line: Arranging):
    request_id = a_request(line)
    line.accepted(CALL)
    line.accepted(CALL)
    assert fitting(line, request_id) == []


# Needs and strengths


def test_the_newest_profile_is_read_and_compared_with_the_first(line: Arranging):
    request_id = a_request(line)
    with line.desk.work.read() as unit:
        assert profiles.latest(unit, request_id) is None
    profiles.save(line.desk, None, request_id, TESSA, answers={Area.TALK: 0, Area.PEOPLE: 2})
    with line.desk.work.read() as unit:
        assert profiles.compared(unit, request_id) is None
    for taps in ({Area.TALK: 1}, {Area.TALK: 3, Area.PEOPLE: 1}):
        line.clock.advance(timedelta(days=20))
        profiles.save(line.desk, None, request_id, TESSA, answers=taps)
    with line.desk.work.read() as unit:
        newest, went = profiles.latest(unit, request_id), profiles.compared(unit, request_id)
    assert newest is not None
    assert newest.answers == {Area.TALK: 3, Area.PEOPLE: 1}
    assert went is not None
    assert (went[Area.TALK], went[Area.PEOPLE]) == (Change.BETTER, Change.WORSE)
    assert went[Area.SENSES] is Change.UNKNOWN


def test_a_practitioner_fills_it_in_for_any_request_and_nobody_else_does(line: Arranging):
    request_id = a_request(line)
    with pytest.raises(Refused, match="not yours"):
        profiles.save(line.desk, None, request_id, OTHER, answers={Area.TALK: 1})
    saved = profiles.save(
        line.desk,
        None,
        request_id,
        PRIYA,
        answers={},
        protective=(Protective.FRIEND, Protective.FRIEND),
        pupil_says=" it is loud ",
        is_practitioner=True,
    )
    assert (saved.protective, saved.pupil_says) == ((Protective.FRIEND,), "it is loud")
    changes.withdraw(line.desk, "click", request_id, TESSA)
    with pytest.raises(Refused, match="not open any more"):
        profiles.save(
            line.desk, None, request_id, PRIYA, answers={Area.TALK: 1}, is_practitioner=True
        )


@pytest.mark.parametrize(
    ("answers", "says"), [({}, "Nothing was filled in"), ({Area.TALK: 7}, "not on the list")]
)
def test_an_empty_or_forged_profile_is_refused(
    line: Arranging, answers: dict[Area, int], says: str
):
    request_id = a_request(line)
    with pytest.raises(Refused, match=says):
        profiles.save(line.desk, None, request_id, TESSA, answers=answers, family_says="  ")
    assert line.look.rows("SELECT id FROM profiles") == []


def test_the_audit_of_a_profile_holds_counts_alone(line: Arranging):
    request_id = a_request(line)
    profiles.save(
        line.desk, None, request_id, TESSA, answers={Area.TALK: 1}, pupil_says="it is loud"
    )
    [row] = line.look.rows("SELECT detail FROM audit WHERE action = 'profile.save'")
    assert row["detail"] == '{"answered": 1, "protective": 0}'
