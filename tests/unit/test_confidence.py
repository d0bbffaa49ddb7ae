"""The three bands of a small calibrated model."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.advice.confidence import FEATURES, Calibration, Evidence, features
from advicebot.domain.vocabulary import Band

CLEAR = Evidence(
    points=20.0,
    next_points=8.0,
    coverage=0.8,
    agreement=1.0,
    meaning=0.5,
    elsewhere=0.2,
    is_ours=True,
    is_about_people=True,
    is_off_topic=False,
)
MODEL = Calibration(
    weights={"meaning": 8.0, "off_topic": -4.0}, bias=-2.0, confident_at=0.8, unsure_at=0.3
)
NUMBERS = st.floats(-1e6, 1e6)


def test_the_probability_is_the_logistic_of_the_weighted_features() -> None:
    assert MODEL.probability(CLEAR) == pytest.approx(0.880797, abs=1e-6)


@pytest.mark.parametrize(
    ("meaning", "band"),
    [(0.5, Band.CONFIDENT), (0.3, Band.UNSURE), (0.1, Band.NOTHING)],
)
def test_the_bands_follow_the_probability(meaning: float, band: Band) -> None:
    assert MODEL.band(replace(CLEAR, meaning=meaning)) is band


def test_both_limits_belong_to_the_band_above() -> None:
    even = Calibration(weights={}, bias=0.0, confident_at=0.5, unsure_at=0.5)
    assert even.band(CLEAR) is Band.CONFIDENT
    assert replace(even, confident_at=0.6).band(CLEAR) is Band.UNSURE


def test_an_off_topic_subject_pulls_down() -> None:
    assert MODEL.band(replace(CLEAR, is_off_topic=True)) is Band.NOTHING


def test_features_have_the_known_names_and_stay_defined_without_points() -> None:
    found = features(replace(CLEAR, points=0.0, next_points=0.0))
    assert tuple(found) == FEATURES
    assert found["points"] == found["lead"] == 0.0


@given(NUMBERS, NUMBERS, st.floats(0, 1), st.floats(-1, 1))
def test_any_evidence_has_a_probability(
    points: float, next_points: float, coverage: float, meaning: float
) -> None:
    evidence = replace(
        CLEAR, points=points, next_points=next_points, coverage=coverage, meaning=meaning
    )
    assert 0.0 <= MODEL.probability(evidence) <= 1.0
