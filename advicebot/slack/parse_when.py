"""Times as people write them after a command: “18:30”, “tomorrow 8:15”, “24 December 10:00”.

London wall-clock time. What cannot be read is said in a sentence that may be shown as it is.
"""

import re
from datetime import date, datetime, time, timedelta

from advicebot.domain.oncall.calendar import LONDON, read_local

SHOWN = 40
HOW = "Write it like “18:30”, “tomorrow 8:15” or “24 December 10:00”."
DAY = timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
FILLING = frozenset(
    {"at", "on", "the", "of", "until", "till", "til", "this", "next", "by", "from", "o'clock"}
)
_MONTH = "|".join(f"{each[:3]}(?:{each[3:]})?" for each in MONTHS).replace("sep(", "sept?(")
_CLOCK = re.compile(
    r"\b([01]?\d|2[0-4])[:.]([0-5]\d)\s*(am|pm)?\b(?![.:/-]\d)|\b(1?\d)\s*(am|pm)\b"
)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d))?")
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?\b(?!:)")
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b\.?,?(?:\s+(\d{{4}}))?"
)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b,?(?:\s+(\d{{4}}))?")
_AHEAD = re.compile(r"in\s+(an?|\d{1,4})\s*(minutes?|mins?|hours?|hrs?|h|days?)")
_WORD = re.compile(r"[^\s,;?!]+")


def read_when(text: str, *, now: datetime, at: time) -> datetime:
    """Return the instant (UTC) that somebody means.

    A time alone is the next one, a weekday the next one after today, a day without a year the next
    one there is. ``at`` is the time of a day that is named alone.

    Raises:
        ValueError: it cannot be read, or that time does not exist or comes twice; a sentence that
            may be shown, with what was written in it as it is.
    """
    local, words = now.astimezone(LONDON), " ".join(text.lower().split())
    if words in ("", "now", "right now"):
        return now
    if ahead := _AHEAD.fullmatch(words):
        return now + _span(ahead)
    day, rest = _take_day(words, local.date())
    clock, rest = _take_clock(rest, at)
    strange = [each for each in _WORD.findall(rest) if each not in FILLING]
    if strange or (day is None and clock is None):
        raise ValueError(f"I cannot read “{_shown(text)}” as a time. {HOW}")
    if day is None:
        assert clock is not None
        day = local.date() if clock > local.time() else local.date() + DAY
    return read_local(day, at if clock is None else clock)


def read_day(text: str, *, today: date) -> date:
    """Return the day that somebody means; “next” or “next week” is a week from today.

    Raises:
        ValueError: it cannot be read; a sentence that may be shown.
    """
    words = " ".join(text.lower().split())
    if words in ("", "this", "now", "this week"):
        return today
    if words in ("next", "next week"):
        return today + 7 * DAY
    day, rest = _take_day(words, today)
    if day is None or [each for each in _WORD.findall(rest) if each not in FILLING]:
        raise ValueError(f"I cannot read “{_shown(text)}” as a day. Write it like “24 December”.")
    return day


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


def _span(match: re.Match[str]) -> timedelta:
    count = 1 if match[1] in ("a", "an") else int(match[1])
    unit = {"m": "minutes", "h": "hours", "d": "days"}[match[2][0]]
    return timedelta(**{unit: count})


def _take_day(words: str, today: date) -> tuple[date | None, str]:
    """Return the day that is named, None when none is, and what is left of the words."""
    for pattern, order in (
        (_ISO, (1, 2, 3)),
        (_DAY_MONTH, (3, 2, 1)),
        (_MONTH_DAY, (3, 1, 2)),
        (_SLASHED, (3, 2, 1)),
    ):
        match = pattern.search(words)
        if match and not (pattern is _SLASHED and _is_clock(match)):
            year, month, on = (match[each] for each in order)
            return _date(year, month, on, today), _without_weekday(_cut(words, match))
    for number, word in enumerate(_WORD.findall(words)):
        day = _named_day(word, today)
        if day:
            left = _WORD.findall(words)
            return day, " ".join(left[:number] + left[number + 1 :])
    return None, words


def _is_clock(match: re.Match[str]) -> bool:
    """True for “18.30”: two numbers and a dot are a time, as timetables write it."""
    return "/" not in match[0] and match[3] is None


def _without_weekday(words: str) -> str:
    return " ".join(each for each in _WORD.findall(words) if _weekday(each) is None)


def _named_day(word: str, today: date) -> date | None:
    if word in ("today", "tonight"):
        return today
    if word == "tomorrow":
        return today + DAY
    number = _weekday(word)
    return None if number is None else today + DAY * ((number - today.weekday() - 1) % 7 + 1)


def _weekday(word: str) -> int | None:
    if len(word) < 3 or not word.isalpha():
        return None
    return next((n for n, name in enumerate(WEEKDAYS) if name.startswith(word)), None)


def _date(year: str | None, month: str, day: str, today: date) -> date:
    number = int(month) if month.isdigit() else _month(month)
    if year is not None:
        return _real_date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    for ahead in range(9):  # 29 February comes every four years, but not in 2100
        found = _try_date(today.year + ahead, number, int(day))
        if found and found >= today:
            return found
    return _real_date(today.year, number, int(day))


def _month(word: str) -> int:
    return next(n for n, name in enumerate(MONTHS, start=1) if name.startswith(word[:3]))


def _try_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _real_date(year: int, month: int, day: int) -> date:
    found = _try_date(year, month, day)
    if found is None:
        raise ValueError(f"There is no day {day}/{month}/{year}. {HOW}")
    return found


def _take_clock(words: str, at: time) -> tuple[time | None, str]:
    """Return the time that is named, None when none is, and what is left of the words."""
    for name, named in NAMED_TIMES.items():
        if name in words.split():
            return named, words.replace(name, " ", 1)
    match = _CLOCK.search(words)
    if match is None:
        return None, words
    hour = int(match[1] or match[4])
    half = match[3] or match[5]
    if half:
        if not 1 <= hour <= 12:
            return None, words
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour == 24:
        return None, words
    return time(hour, int(match[2] or 0)), _cut(words, match)


def _cut(words: str, match: re.Match[str]) -> str:
    return f"{words[: match.start()]} {words[match.end() :]}"
