"""What the files that the models read may hold: phrases, examples and fitted numbers."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from advicebot.domain.advice import confidence
from advicebot.domain.advice.offtopic import SmallTalk
from advicebot.domain.advice.situation import Cue
from advicebot.domain.advice.triage import doubt
from advicebot.domain.advice.triage.phrases import parse_phrases
from advicebot.domain.vocabulary import Flag
from advicebot.library.schema import CuratedFile, Id, Once, Text

FEWEST_EXAMPLES = 20


def _split(value: Any) -> Any:
    """A text with commas becomes a list of its trimmed parts; anything else is left as it is."""
    if isinstance(value, str):
        return [" ".join(part.split()) for part in value.split(",") if part.strip()]
    return value


def _is_phrase(value: str) -> str:
    parse_phrases(value)
    return value


def _all_cues(value: dict[Cue, tuple[str, ...]]) -> dict[Cue, tuple[str, ...]]:
    missing = [cue for cue in Cue if cue not in value]
    if missing:
        raise ValueError(f"the list “{missing[0]}” is missing; add it")
    return value


Cues = Annotated[
    tuple[Annotated[str, AfterValidator(_is_phrase)], ...],
    BeforeValidator(_split),
    Field(min_length=1),
]


class SituationFile(CuratedFile):
    """``situation.yaml``: the phrases that show how a message is meant, a list for each cue."""

    words: Annotated[dict[Cue, Cues], AfterValidator(_all_cues)]


def _every_flag(value: dict[Flag, tuple[str, ...]]) -> dict[Flag, tuple[str, ...]]:
    for flag in Flag:
        if len(value.get(flag, ())) < FEWEST_EXAMPLES:
            found = len(value.get(flag, ()))
            raise ValueError(
                f"“{flag}” has {found} examples; the rule is at least {FEWEST_EXAMPLES}"
            )
    return value


class ExamplesFile(CuratedFile):
    """``triage/examples.yaml``: messages that the sentence model compares with."""

    calm: Annotated[tuple[Text, ...], Field(min_length=FEWEST_EXAMPLES), Once]
    flags: Annotated[dict[Flag, tuple[Text, ...]], AfterValidator(_every_flag)]


class _ModelItem(CuratedFile):
    """A logistic model: weights by the names of features."""

    weights: dict[str, float]
    bias: float

    def check(self, known: Sequence[str]) -> None:
        """Refuse weights of features that do not exist."""
        unknown = [name for name in self.weights if name not in known]
        if unknown:
            raise ValueError(f"weights: there is no feature “{unknown[0]}”; known: {known}")


class CalibrationItem(_ModelItem):
    """One model of ``confidence.yaml``."""

    confident_at: Annotated[float, Field(gt=0, lt=1)]
    unsure_at: Annotated[float, Field(gt=0, lt=1)]

    @model_validator(mode="after")
    def _is_in_order(self) -> "CalibrationItem":
        self.check(confidence.FEATURES)
        if self.unsure_at > self.confident_at:
            raise ValueError("unsure_at must not be above confident_at")
        return self


class DoubtItem(_ModelItem):
    """One model of ``triage/doubt.yaml``."""

    ask_at: Annotated[float, Field(gt=0, lt=1)]
    wary_at: Annotated[float, Field(gt=0, lt=1)]

    @model_validator(mode="after")
    def _is_in_order(self) -> "DoubtItem":
        self.check(doubt.FEATURES)
        if self.wary_at > self.ask_at:
            raise ValueError("wary_at must not be above ask_at")
        return self


class DoubtFile(CuratedFile):
    """``triage/doubt.yaml``: when faint signs are worth a question, without and with the model."""

    words: DoubtItem
    meaning: DoubtItem


class ConfidenceFile(CuratedFile):
    """``confidence.yaml``: how sure the line may sound, without and with the sentence model."""

    words: CalibrationItem
    meaning: CalibrationItem


Phrases = Annotated[tuple[Text, ...], Field(min_length=1), Once]


class OffTopicFile(CuratedFile):
    """``off_topic.yaml``: what this line is not for, and the words that bring a message back."""

    small_talk: dict[SmallTalk, Phrases]
    subjects: dict[Id, Phrases]
    ours: Phrases
    people: Phrases
    examples: Phrases
