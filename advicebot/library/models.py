"""Reads what the models need: phrases of situations, examples, and fitted numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from advicebot.domain.advice.confidence import Calibration, Variant
from advicebot.domain.advice.situation import Cue
from advicebot.domain.advice.triage import DoubtModel, TriageExamples
from advicebot.library.schema_models import ConfidenceFile, DoubtFile, ExamplesFile, SituationFile
from advicebot.library.triage_rules import DOUBT, EXAMPLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Everything the models read, by the names that ``Knowledge`` gives it."""

    situation: Mapping[Cue, tuple[str, ...]]
    examples: TriageExamples
    confidence: Mapping[Variant, Calibration]
    doubt: Mapping[Variant, DoubtModel]


def read_models(read: Callable[[str, type[BaseModel]], BaseModel | None]) -> Models | None:
    """Return what the models need, None when a file cannot be used; ``read`` notes why.

    ``read`` takes the name of a file in the knowledge folder and what it must hold.
    """
    situation = read("situation.yaml", SituationFile)
    examples = read(f"triage/{EXAMPLES}", ExamplesFile)
    confidence = read("confidence.yaml", ConfidenceFile)
    doubt = read(f"triage/{DOUBT}", DoubtFile)
    if situation is None or examples is None or confidence is None or doubt is None:
        return None
    return Models(
        situation=vars(situation)["words"],
        examples=TriageExamples(**vars(examples)),
        confidence={Variant(k): Calibration(**vars(v)) for k, v in vars(confidence).items()},
        doubt={Variant(k): DoubtModel(**vars(v)) for k, v in vars(doubt).items()},
    )
