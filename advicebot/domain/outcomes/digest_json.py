"""A digest as text, and back: what was published is kept word for word.

A stored digest is what readers have seen. Nothing is worked out again when it is read.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from advicebot.domain.outcomes.counting import Duration, Rate
from advicebot.domain.outcomes.digest import Bar, Digest, Number, WeekPoint
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.published import Ledger, Measure, Printed
from advicebot.domain.outcomes.weekly import Shown
from advicebot.domain.outcomes.wording import Value
from advicebot.domain.vocabulary import Topic

VERSION = 1
"""Of the form below; one that a newer release wrote cannot be read."""
Plain = Mapping[str, Any]


def dump(digest: Digest) -> str:
    """Return a digest as JSON; ``load`` gives back an equal one."""
    plain = {
        "version": VERSION,
        "monday": digest.monday.isoformat(),
        "headline": digest.headline,
        "numbers": [_from_number(each) for each in digest.numbers],
        "weeks": [
            {"monday": each.monday.isoformat(), "calls": each.calls, "urgent": each.urgent}
            for each in digest.weeks
        ],
        "whereabouts": [
            {"state": each.state.value, "value": each.value} for each in digest.whereabouts
        ],
        "topics": [topic.value for topic in digest.topics],
        "offers": list(digest.offers),
        "rota": list(digest.rota),
        "notes": list(digest.notes),
        "ledger": {name.value: _from_printed(each) for name, each in digest.ledger.items()},
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def load(text: str) -> Digest:
    """Return the digest that ``dump`` wrote.

    Raises:
        ValueError: it is no digest, or one that a newer release wrote.
    """
    try:
        plain = json.loads(text)
        version = plain["version"]
        if version == VERSION:
            return _to_digest(plain)
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(f"This is no digest that can be read: {error!r}.") from error
    raise ValueError(
        f"This digest has the form {version}, and this release reads form {VERSION}. Run the "
        "release that wrote it."
    )


def _to_digest(plain: Plain) -> Digest:
    return Digest(
        monday=date.fromisoformat(plain["monday"]),
        headline=plain["headline"],
        numbers=tuple(_to_number(each) for each in plain["numbers"]),
        weeks=tuple(
            WeekPoint(
                monday=date.fromisoformat(each["monday"]),
                calls=each["calls"],
                urgent=each["urgent"],
            )
            for each in plain["weeks"]
        ),
        whereabouts=tuple(
            Bar(state=Whereabouts(each["state"]), value=each["value"])
            for each in plain["whereabouts"]
        ),
        topics=tuple(Topic(each) for each in plain["topics"]),
        offers=tuple(plain["offers"]),
        rota=tuple(plain["rota"]),
        notes=tuple(plain["notes"]),
        ledger=_to_ledger(plain["ledger"]),
    )


def _from_number(number: Number) -> Plain:
    values = {name: _from_value(getattr(number, name)) for name in ("this", "last", "term")}
    return {"label": number.label, "how": number.how, **values}


def _to_number(plain: Plain) -> Number:
    return Number(
        label=plain["label"],
        how=plain["how"],
        this=_to_value(plain["this"]),
        last=_to_value(plain["last"]),
        term=_to_value(plain["term"]),
    )


def _from_value(value: Value) -> Plain:
    rate, time = value.rate, value.time
    return {
        "words": value.words,
        "number": value.number,
        "rate": rate and _from_rate(rate),
        "time": time and _from_time(time),
    }


def _to_value(plain: Plain) -> Value:
    rate, time = plain["rate"], plain["time"]
    return Value(
        words=plain["words"],
        number=plain["number"],
        rate=Rate(**rate) if rate else None,
        time=_to_time(time) if time else None,
    )


def _from_rate(rate: Rate) -> Plain:
    return {name: getattr(rate, name) for name in ("right", "n", "unknown", "how", "waiting")}


def _from_time(time: Duration) -> Plain:
    return {
        "median": _from_span(time.median),
        "p90": _from_span(time.p90),
        "n": time.n,
        "waiting": time.waiting,
        "how": time.how,
    }


def _to_time(plain: Plain) -> Duration:
    return Duration(
        median=_to_span(plain["median"]),
        p90=_to_span(plain["p90"]),
        n=plain["n"],
        waiting=plain["waiting"],
        how=plain["how"],
    )


def _from_span(time: timedelta | None) -> float | None:
    return None if time is None else time.total_seconds()


def _to_span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _from_printed(printed: Printed) -> Plain:
    return {
        "week": _from_shown(printed.week),
        "term": _from_shown(printed.term),
        "known": {monday.isoformat(): at.isoformat() for monday, at in printed.known.items()},
    }


def _to_ledger(plain: Plain) -> Ledger:
    return {
        Measure(name): Printed(
            week=_to_shown(each["week"]),
            term=_to_shown(each["term"]),
            known={
                date.fromisoformat(monday): datetime.fromisoformat(at)
                for monday, at in each["known"].items()
            },
        )
        for name, each in plain.items()
    }


def _from_shown(shown: Shown) -> Plain:
    return {"counts": dict(shown.counts), "about": dict(shown.about), "is_few": shown.is_few}


def _to_shown(plain: Plain) -> Shown:
    return Shown(counts=plain["counts"], about=plain["about"], is_few=plain["is_few"])
