"""The doubt model: fitted on made-up signs with a known answer, and the fit that it shares."""

from dataclasses import replace
from statistics import mean, pstdev

import pytest

from advicebot.domain.advice.confidence import Variant
from advicebot.domain.advice.triage.doubt import FEATURES, Evidence
from advicebot.domain.evaluation.cases import Case, Kind
from advicebot.domain.evaluation.doubting import (
    Asked,
    Doubted,
    asked_from,
    lowest_threshold,
    needs_person,
)
from advicebot.domain.vocabulary import Flag, Topic, Urgency
from advicebot.errors import Refused
from advicebot.evaluation.fitting_doubt import Labelled, fit_doubt, labelled
from advicebot.evaluation.logistic import Sample, balanced, cross_validated, fitted
from tests.unit.test_evaluate_judging import marked, request, triage


def doubted(*rows: tuple[float, bool]) -> list[Doubted]:
    """Return open messages by probability and whether a person is needed."""
    return [Doubted(probability=probability, is_positive=needed) for probability, needed in rows]


TWENTY_CALM = [(place / 20, False) for place in range(20)]


@pytest.mark.parametrize(("percent", "threshold"), [(10, 0.86), (30, 0.66)])
def test_a_threshold_is_the_lowest_that_asks_so_few_of_the_calm(
    percent: int, threshold: float
) -> None:
    rows = doubted(*TWENTY_CALM, (0.99, True), (0.9, True), (0.1, True))
    assert lowest_threshold(rows, percent=percent) == threshold
    found = asked_from(rows, threshold)
    assert found.calm_asked == 20 * percent / 100
    assert (found.calm, found.positives, found.positives_asked) == (20, 3, 2)


def test_a_message_on_the_threshold_is_asked() -> None:
    assert asked_from(doubted((0.5, True), (0.5, False), (0.49, False)), 0.5) == Asked(
        threshold=0.5, positives=1, positives_asked=1, calm=2, calm_asked=1
    )


@pytest.mark.parametrize(
    ("case", "needed"),
    [
        (triage(Kind.POSITIVE, Urgency.URGENT, Flag.MISSING), True),
        (triage(Kind.HARD_NEGATIVE, Urgency.SOON), False),
        (triage(Kind.PLAIN_NEGATIVE, Urgency.NONE), False),
        (request(Topic.ADHD, urgency=Urgency.URGENT), True),
        (request(Topic.ADHD, urgency=Urgency.EMERGENCY), True),
        (request(Topic.ADHD, urgency=Urgency.SOON), False),
        (request(urgency=Urgency.NONE), False),
        (request(Topic.ADHD), None),
        (marked((0, 4)), None),
    ],
)
def test_a_label_says_whether_a_person_is_needed(case: Case, needed: bool | None) -> None:
    assert needs_person(case) is needed


def test_a_request_with_a_flag_that_can_wait_teaches_nothing() -> None:
    case = request(Topic.ADHD, urgency=Urgency.SOON)
    assert case.request is not None
    flagged = replace(case.request, flags=frozenset({Flag.STAFF_DISTRESS}))
    assert needs_person(replace(case, request=flagged)) is None


def test_a_triage_label_goes_before_that_of_a_request() -> None:
    calm = triage(Kind.HARD_NEGATIVE, Urgency.ROUTINE)
    both = replace(calm, request=request(Topic.ADHD, urgency=Urgency.URGENT).request)
    assert needs_person(both) is False


class Rules:
    """Decides messages that say so, and remembers which example was to be left out."""

    def __init__(self) -> None:
        self.left_out: list[tuple[str, str]] = []

    def doubt_about(self, text: str, *, but: str = "") -> Evidence:
        self.left_out.append((text, but))
        return Evidence({"length": float(len(text))}, is_open=text != "decided")


def test_labelled_messages_are_told_apart_by_whether_the_rules_decide_them() -> None:
    positive = triage(Kind.POSITIVE, Urgency.URGENT, Flag.MISSING)
    calm = request(Topic.ADHD, urgency=Urgency.ROUTINE)
    cases = [
        replace(positive, text="decided"),
        replace(positive, text="she has slipped out"),
        replace(calm, text="hello"),
        replace(request(Topic.ADHD), text="nobody said how urgent"),
    ]
    rules, done = Rules(), list[int]()
    found = labelled(rules, cases, progress=done.append)
    assert found.decided == (Sample(values={"length": 7.0}, is_true=True),)
    assert found.open == (
        Sample(values={"length": 19.0}, is_true=True),
        Sample(values={"length": 5.0}, is_true=False),
    )
    assert done == [1, 2, 3, 4]
    assert all(text == but for text, but in rules.left_out), "an example is compared with itself"


def made(positives: int, calm: int, *, near: float = 0.0, decided: int = 0) -> Labelled:
    """Return so many messages; those that need a person have more hints, mostly.

    The rules decide the first ``decided`` of those.
    """
    samples = []
    for number in range(positives + calm):
        is_true = number < positives
        values = dict.fromkeys(FEATURES, 0.0) | {
            "hints": float((number * 7) % 3 + (2 if is_true else 0)),
            "question": float(number % 4 == 0),
            "near": near * (number % 5) / 5,
        }
        samples.append(Sample(values=values, is_true=is_true))
    return Labelled(open=tuple(samples[decided:]), decided=tuple(samples[:decided]))


def test_the_fit_finds_what_decides_and_leaves_out_what_never_varies() -> None:
    fit = fit_doubt(made(140, 200, decided=7))
    assert set(fit.model.weights) == {"hints", "question"}
    assert fit.model.weights["hints"] > 1
    assert abs(fit.model.weights["question"]) < 0.5
    assert (fit.variant, fit.positives, fit.calm, fit.decided) == (Variant.WORDS, 140, 200, 7)
    assert fit.model.wary_at <= fit.model.ask_at
    assert fit.at_ask.calm_asked <= 20 < fit.at_wary.calm_asked <= 60
    assert fit.at_ask.threshold == fit.model.ask_at
    assert fit.at_ask.positives == 133
    assert 0 < fit.at_ask.positives_asked < fit.at_wary.positives_asked


def test_few_positives_weigh_as_much_as_many_calm() -> None:
    """Without the balance a message between the two would be taken for one of the many."""
    values = dict.fromkeys(FEATURES, 0.0) | {"hints": 2.0}
    for positives, calm in ((100, 900), (200, 200)):
        assert fit_doubt(made(positives, calm)).model.of(values) == pytest.approx(0.5, abs=0.15)


def test_the_sentence_model_is_recognised_by_its_features() -> None:
    fit = fit_doubt(made(100, 200, near=1.0))
    assert fit.variant is Variant.MEANING
    assert "near" in fit.model.weights


def test_the_same_messages_give_the_same_model() -> None:
    found = made(100, 200)
    assert fit_doubt(found) == fit_doubt(found)


@pytest.mark.parametrize(("positives", "calm"), [(99, 100), (100, 99)])
def test_too_few_messages_are_refused(positives: int, calm: int) -> None:
    with pytest.raises(Refused, match=f"{positives} messages need a person, and {calm} that"):
        fit_doubt(made(positives, calm))


def test_messages_that_rules_decide_are_learnt_from_and_not_judged() -> None:
    fit = fit_doubt(made(100, 100, decided=96))
    assert (fit.positives, fit.at_ask.positives, fit.decided) == (100, 4, 96)
    assert fit.model.weights["hints"] > 1


SAMPLES = [
    Sample(
        values={"a": float(place % 7), "b": float(place % 3)},
        is_true=place % 7 + (place * 5) % 11 > 8,
    )
    for place in range(77)
]


def test_a_sample_that_counts_twice_is_worth_two() -> None:
    counted = fitted(SAMPLES, penalty=0.001, weights=[2.0 if s.is_true else 1.0 for s in SAMPLES])
    repeated = fitted([*SAMPLES, *(s for s in SAMPLES if s.is_true)], penalty=0.001)
    assert counted.weights == pytest.approx(repeated.weights, rel=0.02)
    assert counted.bias == pytest.approx(repeated.bias, rel=0.02)
    middle = {"a": 3.0, "b": 1.0}
    assert counted.of(middle) > fitted(SAMPLES, penalty=0.001).of(middle) + 0.05


def test_nothing_near_the_fitted_model_loses_less() -> None:
    """Where the penalised loss is least it has no slope, in standard deviations of a feature."""
    model = fitted(SAMPLES, penalty=3.0)
    over = [model.of(sample.values) - sample.is_true for sample in SAMPLES]
    assert sum(over) == pytest.approx(0, abs=0.01)
    for name, weight in model.weights.items():
        column = [sample.values[name] for sample in SAMPLES]
        middle, spread = mean(column), pstdev(column)
        slope = sum(by * (at - middle) / spread for by, at in zip(over, column, strict=True))
        assert slope == pytest.approx(-3.0 * weight * spread, abs=0.01)


def test_a_penalty_keeps_weights_small() -> None:
    loose, tight = (abs(fitted(SAMPLES, penalty=each).weights["a"]) for each in (0.1, 30.0))
    assert tight < loose / 2


def test_each_class_has_half_of_the_weight() -> None:
    samples = [Sample(values={}, is_true=place < 3) for place in range(12)]
    weights = balanced(samples)
    assert sum(weights) == pytest.approx(12)
    assert sum(weights[:3]) == pytest.approx(6)


def test_no_sample_is_judged_by_a_model_that_has_seen_it() -> None:
    seen: list[set[int]] = []
    samples = [Sample(values={"a": float(place)}, is_true=False) for place in range(25)]

    def fit(kept):
        seen.append({int(sample.values["a"]) for sample in kept})
        left_out = set(range(25)) - seen[-1]
        return replace(
            fitted(SAMPLES, penalty=1.0), weights={"a": 0.0}, bias=float(min(left_out) - 5)
        )

    found = cross_validated(samples, fit)
    assert [len(kept) for kept in seen] == [22] * 5 + [23] * 5
    assert found[3] == found[13] == found[23] != found[4]
