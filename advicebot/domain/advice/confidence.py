"""How sure the line may sound about its suggestions: a small calibrated model, three bands."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from advicebot.domain.advice.logistic import Logistic
from advicebot.domain.vocabulary import Band


class Variant(StrEnum):
    """Which scorers were there: words alone, or words and the sentence model."""

    WORDS = "words"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known about the ranking of one message.

    ``points`` are the lexical score of the first suggestion, ``next_points`` that of the best one
    about other topics. ``coverage`` is the share of content words that the first one knows, 0 to 1.
    ``meaning`` is the nearness of the first one to the message by the sentence model, 0 to 1, and 0
    without it; ``elsewhere`` is how near it is to examples of what is not for this line.
    ``agreement`` is the share of the first three suggestions that have a topic in
    common with the first, itself not counted, 0 to 1. ``is_ours``: a curated phrase with a topic,
    or a word of behaviour, care or safety, was found. ``is_about_people``: the message speaks of a
    pupil or a family. ``is_off_topic``: it names a subject that is not for this line.
    """

    points: float
    next_points: float
    coverage: float
    agreement: float
    meaning: float
    elsewhere: float
    is_ours: bool
    is_about_people: bool
    is_off_topic: bool


def features(evidence: Evidence) -> Mapping[str, float]:
    """Return the numbers that the model weighs, each of about the same size, by name."""
    lead = evidence.points - evidence.next_points
    return {
        "points": math.log1p(max(0.0, evidence.points)),
        "lead": max(-1.0, lead / evidence.points) if evidence.points > 0 else 0.0,
        "coverage": evidence.coverage,
        "agreement": evidence.agreement,
        "meaning": evidence.meaning,
        "elsewhere": evidence.elsewhere,
        "ours": float(evidence.is_ours),
        "people": float(evidence.is_about_people),
        "off_topic": float(evidence.is_off_topic),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration(Logistic):
    """How likely one of the first three suggestions fits, and what may be said for it.

    From ``confident_at`` on the line is confident,
    below ``unsure_at`` it says nothing; both are probabilities.
    """

    confident_at: float
    unsure_at: float

    def probability(self, evidence: Evidence) -> float:
        """Return how likely one of the first three suggestions is to fit, 0 to 1."""
        return self.of(features(evidence))

    def band(self, evidence: Evidence) -> Band:
        """Return confident, unsure or nothing for this evidence."""
        probability = self.probability(evidence)
        if probability >= self.confident_at:
            return Band.CONFIDENT
        return Band.UNSURE if probability >= self.unsure_at else Band.NOTHING


FEATURES = tuple(
    features(
        Evidence(
            points=0.0,
            next_points=0.0,
            coverage=0.0,
            agreement=0.0,
            meaning=0.0,
            elsewhere=0.0,
            is_ours=False,
            is_about_people=False,
            is_off_topic=False,
        )
    )
)
