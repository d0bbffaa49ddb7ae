"""``advicebot evaluate --fit``: new models from labelled messages, and how their files differ."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from advicebot.bootstrap.advice import advisor_over, build_redactor
from advicebot.clock import SystemClock
from advicebot.domain.advice.confidence import Calibration, Variant
from advicebot.domain.advice.logistic import Logistic
from advicebot.domain.evaluation.cases import Case
from advicebot.domain.evaluation.doubting import needs_person
from advicebot.domain.evaluation.judging import Outcome
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import Refused
from advicebot.evaluation.fitting_confidence import ConfidenceFit, fit_confidence
from advicebot.evaluation.fitting_doubt import DoubtFit, Labelled, fit_doubt, labelled
from advicebot.evaluation.running import run
from advicebot.library.model_files import CONFIDENCE_FILE, DOUBT_FILE, models_text

_OPEN = Calibration(weights={}, bias=0.0, confident_at=1.0, unsure_at=0.0)
"""Hides no suggestion, so that what the ranking found can be judged whatever the band."""
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedModels:
    """What could be fitted, and the files with it in the place of what they hold now.

    A model that could not be fitted is None, and ``why_not`` says why by the name of its file.
    ``texts`` and ``differences`` (the lines of a unified diff, none when nothing would change) are
    by file too, without those that stay as they are.
    """

    confidence: ConfidenceFit | None
    doubt: DoubtFit | None
    why_not: Mapping[str, str]
    texts: Mapping[str, str]
    differences: Mapping[str, tuple[str, ...]]


def fit_models(
    cases: Sequence[Case],
    knowledge: Knowledge,
    folder: Path,
    *,
    cache: Path | None,
    progress: Callable[[int], None],
) -> FittedModels:
    """Return the models fitted on those of ``cases`` whose labels they need.

    ``progress`` is told how many readings are done: one for each request, and one for each message
    that is labelled as calm or not.

    Raises:
        Refused: there are too few labelled messages for either model.
    """
    outcomes, opened = _answered(cases, knowledge, folder, cache=cache, progress=progress)
    why_not: dict[str, str] = {}
    confidence = _unless_refused(fit_confidence, outcomes, why_not, file=CONFIDENCE_FILE)
    doubt = _unless_refused(fit_doubt, opened, why_not, file=DOUBT_FILE)
    if confidence is None and doubt is None:
        raise Refused("\n".join(f"{file}: {why}" for file, why in why_not.items()))
    models: dict[str, Mapping[Variant, Logistic]] = {}
    if confidence:
        fitted = {confidence.variant: confidence.calibration}
        models[CONFIDENCE_FILE] = {**knowledge.confidence, **fitted}
    if doubt:
        models[DOUBT_FILE] = {**knowledge.doubt, doubt.variant: doubt.model}
    before = {file: (folder / file).read_text(encoding="utf-8") for file in models}
    texts = {file: models_text(before[file], models[file]) for file in models}
    return FittedModels(
        confidence=confidence,
        doubt=doubt,
        why_not=why_not,
        texts=texts,
        differences={file: _difference(before[file], texts[file], file=file) for file in texts},
    )


def readings(cases: Sequence[Case]) -> int:
    """Return how many readings it takes to fit the models on ``cases``."""
    return sum(case.request is not None for case in cases) + len(_for_doubt(cases))


def fit_as_object(found: FittedModels) -> dict[str, Any]:
    """Return the fits, and why there is none, as the object that programs read."""
    return {
        "confidence": found.confidence and asdict(found.confidence),
        "doubt": found.doubt and asdict(found.doubt),
        "why_not": dict(found.why_not),
        "differences": {file: list(lines) for file, lines in found.differences.items()},
    }


def _for_doubt(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if needs_person(case) is not None]


def _answered(
    cases: Sequence[Case],
    knowledge: Knowledge,
    folder: Path,
    *,
    cache: Path | None,
    progress: Callable[[int], None],
) -> tuple[tuple[Outcome, ...], Labelled]:
    """Return what the line would suggest to the requests, and what its rules leave open."""
    everything = replace(knowledge, confidence=dict.fromkeys(Variant, _OPEN))
    redactor = build_redactor(folder, knowledge)
    advisor = advisor_over(folder, everything, redactor, cache=cache)
    requests = [case for case in cases if case.request is not None]
    outcomes = run(advisor, requests, on=SystemClock().now().date(), progress=progress)
    opened = labelled(
        advisor, _for_doubt(cases), progress=lambda done: progress(len(requests) + done)
    )
    return outcomes, opened


def _unless_refused(
    fit: Callable[[Given], Made], given: Given, why_not: dict[str, str], *, file: str
) -> Made | None:
    """Return the fit; None, with the reason noted for ``file``, when there is too little for it."""
    try:
        return fit(given)
    except Refused as error:
        why_not[file] = error.user_message
        return None


def _difference(before: str, after: str, *, file: str) -> tuple[str, ...]:
    lines = before.splitlines(), after.splitlines()
    names = f"{file} now", f"{file} fitted"
    return tuple(difflib.unified_diff(*lines, *names, lineterm="", n=0))
