"""An evaluation as the plain object that programs read, and read back to compare with a later one.

No text of a message is in it, unless misses were asked for.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from advicebot.domain.evaluation.cases import Part
from advicebot.domain.evaluation.comparing import Comparison
from advicebot.domain.evaluation.judging import Measure, Result
from advicebot.domain.evaluation.misses import Miss
from advicebot.domain.vocabulary import Action
from advicebot.errors import Refused
from advicebot.evaluation.report import Report


def as_object(report: Report) -> dict[str, Any]:
    """Return the report as an object of numbers, words and lists."""
    figures = {
        key: None if value is None else dataclasses.asdict(value)
        for key, value in (
            ("requests", report.requests),
            ("triage", report.triage),
            ("redaction", report.redaction),
            ("latency", report.latency),
        )
    }
    return {**figures, "cases": [_case(result) for result in report.results]}


def comparison_as_object(comparison: Comparison) -> dict[str, Any]:
    """Return what changed as an object."""
    return dataclasses.asdict(comparison)


def misses_as_objects(misses: Sequence[Miss]) -> list[dict[str, Any]]:
    """Return every miss with the text of its message and what decided it."""
    return [_miss(miss) for miss in misses]


def read_results(file: Path) -> tuple[Result, ...]:
    """Return the judgements that an earlier evaluation was saved with.

    Raises:
        Refused: the file cannot be read or is not what ``--json`` prints.
    """
    try:
        saved = json.loads(file.read_text(encoding="utf-8"))
        return tuple(_result(case) for case in saved["cases"])
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(
            f"{file} is not a saved evaluation ({type(error).__name__}: {error}). "
            f"Save one first: advicebot evaluate FILE... --json > {file.name}"
        ) from None


def _case(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "kind": result.part,
        "right": dict(result.right),
        "action": result.action,
        "top": list(result.top),
    }


def _result(case: Mapping[str, Any]) -> Result:
    return Result(
        id=str(case["id"]),
        part=Part(case["kind"]),
        right={Measure(name): bool(is_right) for name, is_right in case["right"].items()},
        action=Action(case["action"]),
        top=tuple(str(id_) for id_ in case["top"]),
    )


def _miss(miss: Miss) -> dict[str, Any]:
    advice = miss.advice
    return {
        "id": miss.case.id,
        "kind": miss.part,
        "missed": list(miss.missed),
        "text": miss.case.text,
        "expected": miss.expected,
        "action": advice.verdict.action,
        "urgency": advice.verdict.urgency,
        "flags": [dataclasses.asdict(hit) for hit in advice.verdict.flags],
        "doubt": miss.doubt and dataclasses.asdict(miss.doubt),
        "phase": advice.phase,
        "band": advice.band,
        "redactions": [dataclasses.asdict(found) for found in advice.redactions],
        "strategies": [
            {
                "id": item.strategy_id,
                "topics": list(item.topics),
                "score": item.score,
                "because": item.because,
            }
            for item in advice.suggestions[:3]
        ],
    }
