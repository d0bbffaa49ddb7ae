"""Which age group a message is about: from year groups, key stages, ages, words for settings."""

import re

from advicebot.domain.advice.text import fold
from advicebot.domain.vocabulary import Phase

_YEARS = {
    **dict.fromkeys((1, 2), Phase.KS1),
    **dict.fromkeys((3, 4, 5, 6), Phase.KS2),
    **dict.fromkeys((7, 8, 9), Phase.KS3),
    **dict.fromkeys((10, 11), Phase.KS4),
    **dict.fromkeys((12, 13, 14), Phase.POST_16),
}
_STAGES = {1: Phase.KS1, 2: Phase.KS2, 3: Phase.KS3, 4: Phase.KS4, 5: Phase.POST_16}
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
            "eighteen",
        ),
        start=1,
    )
}
_N = rf"(?P<n>\d{{1,2}}|{'|'.join(_NUMBER_WORDS)})"
_NOT_A_COUNT = (
    r"(?![.:%/\d])(?!\s*(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?(?!\s*old)|"
    r"times?|of\b|other|more|pupils|kids|children|lessons|people|am\b|pm\b|grade|points|out\b))"
)

# Strongest evidence first: a year group beats a key stage, an age, and a word for the setting.
_YEAR = re.compile(rf"\b(?:year|yr|y)s?\s?-?\s?{_N}(?:'?s)?\b(?!\s*(?:-|\s)?old)")
_CLASS_NAME = re.compile(r"(?<![\w-])(?:in|with|my|class|from|of|our)\s+(?P<n>1[0-3]|[1-9])[a-h]\b")
# "8R", "10C's", "8Z4": a year and a form, written with a capital; "9 set 5" the same in words.
_FORM = re.compile(r"(?<![\w£$.,:/-])(?P<n>1[0-3]|[7-9])[A-Z]\d?(?![\w/])")
_SET = re.compile(r"\b(?P<n>1[01]|[7-9])\s(?:top |bottom |middle )?set\b(?:\s\d)?")
_STAGE = re.compile(r"\b(?:ks|key\s?stage)\s?-?\s?(?P<n>[1-5])\b")
_AGES = (
    re.compile(
        rf"\b{_N}\s?-?\s?(?:yo|y/o|yr|yrs|year|years)s?\s?-?\s?old|\b{_N}\s?(?:yo|y/o)s?\b".replace(
            "(?P<n>", "(?P<n1>", 1
        ).replace("(?P<n>", "(?P<n2>", 1)
    ),
    re.compile(
        rf"\b(?:aged?|turned|turns|only just|just|only|hes|he's|he is|shes|she's|she is)\s+"
        rf"{_N}\b{_NOT_A_COUNT}"
    ),
    re.compile(r"(?:\w|\]),\s*(?P<n>\d{1,2})\s*(?:,|\.|\)|-|$)"),
    re.compile(r"\((?P<n>\d{1,2})\)"),
    re.compile(rf"\b(?:boy|girl|child|pupil|lad|kid) of {_N}\b{_NOT_A_COUNT}"),
    re.compile(rf"\b(?:theyre|they're|they are)\s+{_N}\b{_NOT_A_COUNT}"),
    re.compile(r"\b(?P<n>1[0-9])\s?(?:to|-)\s?1[0-9](?:s\b|\s?-?\s?year|\s?yr)"),
)
_SETTINGS = (
    (Phase.EARLY_YEARS, r"reception|nursery|eyfs|early years|pre-?school(?:er)?s?|toddlers?|f[12]"),
    (
        Phase.EARLY_YEARS,
        r"bab(?:y|ies) room|[23]-[34]s room|(?:two|three|2|3)s room|key ?worker child",
    ),
    (Phase.KS1, r"infants?(?: school)?|phonics screening"),
    (Phase.KS2, r"juniors?(?: school)?|sats"),
    (Phase.POST_16, r"sixth form(?:er)?s?|6th form(?:er)?s?|a-? ?levels?|post-?\s?16|btec level 3"),
    (Phase.POST_16, r"(?:in |at )?(?:an? )?(?:fe )?college|further education|(?:in )?fe"),
    (
        Phase.POST_16,
        r"apprentices?|t-?levels?|(?:gcse |maths |english )?resits?|resit (?:maths|english|gcse)"
        r"|(?:level|l) ?[123] (?:group|students?|learners?|cohort|motor|hair\w*|plumb\w*|"
        r"construction|catering|childcare|performing|sport|business|engineering|it|health)",
    ),
    (Phase.KS4, r"gcses?|mock exams"),
)
_SETTING_PATTERNS = tuple(
    (phase, re.compile(rf"\b(?:{pattern})\b")) for phase, pattern in _SETTINGS
)
_RECEPTION_DESK = re.compile(
    r"(?:\b(?:at|to|in|by|from|main|call|called|phone|rang|ring|tell|told|school)\s+)"
    r"(?:the\s+)?reception\b(?!\s+(?:class|child|teacher|pupil|boy|girl|kid|year))|\breception\s+(?:desk|area|staff)"
)
_IN_RECEPTION = re.compile(
    r"\b(?:child|boy|girl|pupil|kid|lad|class|teacher|teach|ta|lsa|works?|working) in reception\b"
)
_FEWEST, _OLDEST = 2, 19


def phase_of(text: str) -> Phase:
    """Return the phase the message speaks of, ``unknown`` when it does not say.

    Of two of the same strength the first named counts. Ages follow the school year: 5 and 6
    are key stage 1, 7 to 10 key stage 2, 11 to 13 key stage 3, 14 and 15 key stage 4.
    """
    folded = fold(text)
    return (
        _by_number(_YEAR, folded, _YEARS)
        or _by_number(_STAGE, folded, _STAGES)
        or _by_age(folded)
        or _by_number(_CLASS_NAME, folded, _YEARS)
        or _by_number(_FORM, text, _YEARS)
        or _by_number(_SET, folded, _YEARS)
        or _by_setting(folded)
        or Phase.UNKNOWN
    )


def _by_number(pattern: re.Pattern[str], text: str, phases: dict[int, Phase]) -> Phase | None:
    for match in pattern.finditer(text):
        phase = phases.get(_number(match["n"]))
        if phase is not None:
            return phase
    return None


def _by_age(text: str) -> Phase | None:
    for pattern in _AGES:
        for match in pattern.finditer(text):
            number = next(value for value in match.groupdict().values() if value)
            age = _number(number)
            if _FEWEST <= age <= _OLDEST:
                return _phase_at(age)
    return None


def _phase_at(age: int) -> Phase:
    limits = (
        (4, Phase.EARLY_YEARS),
        (6, Phase.KS1),
        (10, Phase.KS2),
        (13, Phase.KS3),
        (15, Phase.KS4),
    )
    return next((phase for last, phase in limits if age <= last), Phase.POST_16)


def _by_setting(text: str) -> Phase | None:
    if _IN_RECEPTION.search(text):
        return Phase.EARLY_YEARS
    text = _RECEPTION_DESK.sub(" ", text)
    return next((phase for phase, pattern in _SETTING_PATTERNS if pattern.search(text)), None)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBER_WORDS[text]
