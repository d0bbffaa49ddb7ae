"""The confidence model: fitted on made-up evidence with a known answer."""

from dataclasses import replace

import pytest

from advicebot.domain.advice.confidence import Evidence, Variant
from advicebot.domain.evaluation.calibrating import (
    Scored,
    confident_at,
    coverage,
    reliability,
    unsure_at,
)
from advicebot.domain.evaluation.judging import Outcome
from advicebot.domain.vocabulary import Topic
from advicebot.errors import Refused
from advicebot.evaluation.fitting_confidence import fit_confidence
from tests.unit.test_evaluate_judging import advice, outcome, request, suggestion

RIGHT, WRONG = suggestion(Topic.DEFIANCE), suggestion(Topic.AUTISM)


def scored(*rows: tuple[float, str]) -> list[Scored]:
    """Return requests by probability: "right", "wrong" or "off" (not for this line)."""
    return [
        Scored(probability=probability, is_right=kind == "right", is_ours=kind != "off")
        for probability, kind in rows
    ]


def test_confident_is_the_lowest_threshold_with_nineteen_of_twenty_answers_right() -> None:
    rows = [(0.9, "right")] * 19 + [(0.6, "wrong"), (0.4, "wrong"), (0.7, "off")]
    assert confident_at(scored(*rows)) == 0.41
    assert confident_at(scored(*rows[1:])) == 0.61
    assert confident_at(scored((0.9, "wrong"), (0.5, "right"))) is None


def test_unsure_leaves_a_tenth_of_what_is_not_for_the_line() -> None:
    rows = [(0.3, "off")] * 9 + [(0.8, "off"), (0.2, "right"), (0.5, "right")]
    assert unsure_at(scored(*rows)) == 0.31
    assert unsure_at(scored(*rows, (0.8, "off"))) == 0.81


def test_coverage_counts_what_is_answered_and_right() -> None:
    found = coverage(scored((0.5, "right"), (0.6, "wrong"), (0.4, "right"), (0.9, "off")), 0.5)
    assert (found.ours, found.answered, found.right) == (3, 2, 1)
    assert (found.off_topic, found.off_topic_left, found.hit_3) == (1, 1, 0.5)


def test_reliability_sets_what_was_predicted_beside_what_was_seen() -> None:
    rows = [(place / 10, "right" if place > 5 else "wrong") for place in range(10)]
    groups = reliability(scored(*rows))
    assert [group.n for group in groups] == [2] * 5
    assert [group.predicted for group in groups] == pytest.approx([0.05, 0.25, 0.45, 0.65, 0.85])
    assert [group.observed for group in groups] == [0, 0, 0, 1, 1]


def made(number: int, *, is_ours: bool, meaning: float = 0.0) -> Outcome:
    """Return an answered request; those with many points are right, off-topic ones have few."""
    points = 1.0 + (number * 7) % 20 if is_ours else 1.0 + (number * 3) % 5
    is_right = is_ours and points + (number % 3) > 6
    evidence = Evidence(
        points=float(points),
        next_points=0.0,
        coverage=0.5,
        agreement=0.0,
        meaning=meaning * points / 20,
        elsewhere=0.0,
        is_ours=is_ours,
        is_about_people=True,
        is_off_topic=False,
    )
    said = replace(advice(RIGHT if is_right else WRONG), evidence=evidence)
    return outcome(request(Topic.DEFIANCE) if is_ours else request(), said)


def many(ours: int, others: int, *, meaning: float = 0.0) -> list[Outcome]:
    """Return so many requests for the line and so many others."""
    return [
        *(made(number, is_ours=True, meaning=meaning) for number in range(ours)),
        *(made(number, is_ours=False, meaning=meaning) for number in range(others)),
    ]


def test_the_fit_finds_what_decides_and_leaves_out_what_never_varies() -> None:
    fit = fit_confidence(many(120, 60))
    assert set(fit.calibration.weights) == {"points", "ours"}
    assert fit.calibration.weights["points"] > 0.5
    assert fit.variant is Variant.WORDS
    assert (fit.ours, fit.off_topic, fit.passed_over) == (120, 60, 0)
    assert fit.at_unsure.off_topic_left <= 6
    assert fit.reaches_the_bar
    assert fit.at_confident.hit_3 >= 0.95
    assert fit.calibration.unsure_at <= fit.calibration.confident_at


def test_the_raw_weights_give_the_probability_that_was_fitted() -> None:
    """Folded back from standardised features, they must still tell likely from unlikely."""
    calibration = fit_confidence(many(120, 60)).calibration
    many_points, few_points = (
        calibration.probability(made(number, is_ours=True).advice.evidence) for number in (17, 0)
    )
    off_topic = calibration.probability(made(0, is_ours=False).advice.evidence)
    assert many_points > 0.9
    assert few_points < 0.5
    assert off_topic < 0.1


def test_the_same_requests_give_the_same_model_in_any_order() -> None:
    outcomes = many(120, 60)
    assert fit_confidence(outcomes) == fit_confidence(outcomes)
    weights = fit_confidence(outcomes[::-1]).calibration.weights
    assert weights == pytest.approx(fit_confidence(outcomes).calibration.weights, abs=0.01)


def test_the_sentence_model_is_recognised_by_its_evidence() -> None:
    fit = fit_confidence(many(120, 60, meaning=1.0))
    assert fit.variant is Variant.MEANING
    assert "meaning" in fit.calibration.weights


def test_small_talk_and_messages_that_nothing_matches_are_passed_over() -> None:
    nothing = outcome(request(), advice())
    greeting = made(1, is_ours=False)
    greeting = replace(greeting, advice=replace(greeting.advice, small_talk="greeting"))
    assert fit_confidence([*many(120, 60), nothing, greeting]).passed_over == 2


@pytest.mark.parametrize(("ours", "others"), [(99, 40), (100, 39)])
def test_too_few_requests_are_refused(ours: int, others: int) -> None:
    with pytest.raises(Refused, match=f"There are {ours} requests for this line and {others} that"):
        fit_confidence(many(ours, others))


def test_enough_requests_are_not_refused() -> None:
    assert fit_confidence(many(100, 40)).ours == 100
