"""Figures against values worked out by hand, and bounds against published ones."""

import pytest

from advicebot.domain.evaluation.cases import Kind
from advicebot.domain.evaluation.figures import percentile, share
from advicebot.domain.evaluation.latency import WARM_UP, latency
from advicebot.domain.evaluation.redaction import redaction_figures
from advicebot.domain.evaluation.requests import request_figures
from advicebot.domain.evaluation.triage import triage_figures
from advicebot.domain.vocabulary import Action, Band, Flag, Phase, Topic, Urgency
from advicebot.evaluation.intervals import ScipyIntervals
from tests.unit.test_evaluate_judging import advice, marked, outcome, request, suggestion, triage

INTERVALS = ScipyIntervals()
RIGHT, WRONG = suggestion(Topic.DEFIANCE), suggestion(Topic.AUTISM)


def requests():
    """Return four requests for the line and two that are not, with places 1, 2, 4 and none."""
    ask = request(Topic.DEFIANCE, urgency=Urgency.ROUTINE, phase=Phase.KS3)
    away = request(phase=Phase.UNKNOWN)
    return [
        outcome(ask, advice(RIGHT)),
        outcome(ask, advice(WRONG, RIGHT, band=Band.UNSURE, action=Action.ASK)),
        outcome(ask, advice(WRONG, WRONG, WRONG, RIGHT)),
        outcome(ask, advice(WRONG, band=Band.UNSURE, action=Action.PAGE)),
        outcome(away, advice(band=Band.NOTHING, action=Action.DECLINE)),
        outcome(away, advice(WRONG, band=Band.UNSURE)),
    ]


def test_hits_and_the_mean_reciprocal_rank() -> None:
    found = request_figures(requests(), INTERVALS)
    assert found is not None
    assert (found.any.hit_1.right, found.any.hit_3.right, found.any.hit_1.n) == (1, 2, 4)
    assert found.main.mrr_5.value == pytest.approx((1 + 1 / 2 + 1 / 4 + 0) / 4)
    assert (found.turned_away.right, found.turned_away.n, found.declined.right) == (1, 2, 1)
    assert (found.phase.right, found.phase.n, found.phase_known.n) == (4, 6, 4)


def test_a_question_to_a_calm_request_is_raised_but_not_paged() -> None:
    found = request_figures(requests(), INTERVALS)
    assert found is not None
    assert (found.calm_paged.right, found.calm_raised.right, found.calm_raised.n) == (1, 2, 4)


def test_each_band_shows_how_often_it_is_given_and_right() -> None:
    found = request_figures(requests(), INTERVALS)
    assert found is not None
    shown = {
        line.band: (line.share.right, line.any_3.right, line.any_3.n, line.off_topic.right)
        for line in found.bands
    }
    assert shown == {
        Band.CONFIDENT: (2, 1, 2, 0),
        Band.UNSURE: (2, 1, 2, 1),
        Band.NOTHING: (0, 0, 0, 1),
    }


def test_a_request_with_two_main_topics_counts_under_both() -> None:
    case = request(Topic.ADHD, Topic.ANXIETY, main={Topic.ADHD, Topic.ANXIETY})
    found = request_figures([outcome(case, advice(suggestion(Topic.ADHD)))], INTERVALS)
    assert found is not None
    assert [(line.topic, line.n) for line in found.topics] == [(Topic.ANXIETY, 1), (Topic.ADHD, 1)]


def triaged():
    """Return two emergencies, an urgent one and three negatives, with every kind of action."""
    weapon = triage(Kind.POSITIVE, Urgency.EMERGENCY, Flag.WEAPON)
    hurt = triage(Kind.POSITIVE, Urgency.URGENT, Flag.VIOLENCE_INJURY)
    hard = triage(Kind.HARD_NEGATIVE, Urgency.ROUTINE)
    plain = triage(Kind.PLAIN_NEGATIVE, Urgency.NONE)
    page = {"action": Action.PAGE, "urgency": Urgency.EMERGENCY}
    return [
        outcome(weapon, advice(flags=(Flag.WEAPON,), **page)),
        outcome(weapon, advice(action=Action.ASK, flags=(Flag.MEDICAL,))),
        outcome(hurt, advice()),
        outcome(hard, advice(action=Action.ASK, flags=(Flag.WEAPON,))),
        outcome(hard, advice()),
        outcome(plain, advice(flags=(Flag.WEAPON,), **page)),
    ]


def test_alarms_count_a_question_as_noticing_but_never_as_a_page() -> None:
    found = triage_figures(triaged(), INTERVALS)
    assert found is not None
    positives, emergencies = found.positives, found.emergencies
    assert (positives.noticed.right, positives.paged.right, positives.noticed.n) == (2, 1, 3)
    assert (emergencies.noticed.right, emergencies.paged.right, emergencies.noticed.n) == (2, 1, 2)
    assert (emergencies.urgency.right, positives.urgency.right) == (1, 1)
    assert (found.hard_negatives.paged.right, found.hard_negatives.raised.right) == (0, 1)
    assert (found.plain_negatives.paged.right, found.plain_negatives.raised.right) == (1, 1)


def test_every_message_is_in_one_cell_of_kind_and_action() -> None:
    found = triage_figures(triaged(), INTERVALS)
    assert found is not None
    cells = [(each.kind, each.page, each.ask, each.answer, each.decline) for each in found.kinds]
    assert cells == [
        (Kind.POSITIVE, 1, 1, 1, 0),
        (Kind.HARD_NEGATIVE, 0, 1, 1, 0),
        (Kind.PLAIN_NEGATIVE, 1, 0, 0, 0),
    ]


def test_a_flag_has_recall_and_precision_of_its_own() -> None:
    found = triage_figures(triaged(), INTERVALS)
    assert found is not None
    weapon = next(line for line in found.flags if line.flag is Flag.WEAPON)
    assert (weapon.noticed.right, weapon.paged.right, weapon.named.right) == (2, 1, 1)
    assert (weapon.precision.right, weapon.precision.n) == (1, 3)
    medical = next(line for line in found.flags if line.flag is Flag.MEDICAL)
    assert (medical.named.n, medical.precision.right, medical.precision.n) == (0, 0, 1)


def test_redaction_counts_pieces_clean_messages_and_false_touches() -> None:
    found = redaction_figures(
        [
            outcome(marked((0, 4), (10, 14)), advice(redactions=((0, 4), (10, 12), (20, 22)))),
            outcome(marked(), advice(redactions=((1, 2),))),
            outcome(marked(), advice()),
        ],
        INTERVALS,
    )
    assert found is not None
    assert (found.caught.right, found.caught.n) == (1, 2)
    assert (found.clean_touched.right, found.clean_touched.n) == (1, 2)
    assert (found.false_touches.right, found.false_touches.n) == (2, 4)


def test_a_part_without_labelled_messages_has_no_figures() -> None:
    outcomes = [outcome(marked(), advice())]
    assert request_figures(outcomes, INTERVALS) is None
    assert triage_figures(outcomes, INTERVALS) is None
    assert redaction_figures(requests(), INTERVALS) is None


def test_a_share_of_nothing_has_no_value() -> None:
    assert share([]).value is None


@pytest.mark.parametrize(
    ("right", "n", "low"),
    [(100, 100, 0.9705), (150, 150, 0.9802), (300, 300, 0.9901), (199, 200, 0.9765), (0, 5, 0.0)],
)
def test_the_exact_lower_bound(right: int, n: int, low: float) -> None:
    """With no miss in n the bound is the n-th root of 0.05."""
    found = INTERVALS.at_least(right, n)
    assert found[0] == pytest.approx(low, abs=5e-5)
    assert found[1] is None


def test_the_exact_lower_bound_of_the_example_in_scipys_documentation() -> None:
    """``binomtest(3, n=15, p=0.1, alternative="greater")``: at least 0.0568 with 95 %."""
    assert INTERVALS.at_least(3, 15)[0] == pytest.approx(0.05684686759024681)


def test_the_exact_upper_bound_of_nothing_in_a_hundred() -> None:
    low, high = INTERVALS.at_most(0, 100)
    assert low is None
    assert high == pytest.approx(1 - 0.05 ** (1 / 100))


def test_the_bootstrap_is_the_same_every_time_and_near_the_normal_interval() -> None:
    values = [1.0] * 70 + [0.0] * 30
    low, high = INTERVALS.resampled(values)
    assert (low, high) == INTERVALS.resampled(values)
    assert low == pytest.approx(0.70 - 1.96 * (0.7 * 0.3 / 100) ** 0.5, abs=0.011)
    assert high == pytest.approx(0.70 + 1.96 * (0.7 * 0.3 / 100) ** 0.5, abs=0.011)


def test_one_message_has_no_bootstrap_interval_and_equal_ones_an_empty_one() -> None:
    assert INTERVALS.resampled([1.0]) == (None, None)
    assert INTERVALS.resampled([1.0] * 5) == (1.0, 1.0)


def test_percentiles_by_the_nearest_rank() -> None:
    values = [15.0, 20.0, 35.0, 40.0, 50.0]
    assert [percentile(values, each) for each in (5, 30, 40, 50, 100)] == [15, 20, 20, 35, 50]


def test_the_warm_up_is_not_timed() -> None:
    found = latency([9.0] * WARM_UP + [0.001, 0.002, 0.003], memory_mb=None)
    assert found is not None
    assert (found.n, found.p50_ms, found.p95_ms, found.max_ms) == (3, 2.0, 3.0, 3.0)
    assert latency([1.0] * WARM_UP, memory_mb=None) is None
