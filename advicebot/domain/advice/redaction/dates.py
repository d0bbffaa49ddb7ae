"""Finds dates of birth, and leaves lesson dates, deadlines and terms alone."""

import re
from collections.abc import Iterator
from datetime import date

from advicebot.domain.advice.redaction.model import Found
from advicebot.domain.vocabulary import RedactionKind

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?P<{0}>(?:19|20)[0-9]{{2}}|['’]?[0-9]{{2}})"
_SEP = r"[ ]?[/.\-–|_][ ]?"
_DATE = re.compile(
    rf"(?<![\w/.\-])(?:"
    rf"{_DAY}{_SEP}(?:{_DAY}|{_MONTH}){_SEP}{_YEAR.format('a')}"
    rf"|(?P<b>(?:19|20)[0-9]{{2}}){_SEP}(?:0?[1-9]|1[0-2]){_SEP}{_DAY}"
    rf"|{_DAY}(?:st|nd|rd|th)?[ ,]{{1,2}}(?:of )?{_MONTH}\.?[ ,]{{1,2}}{_YEAR.format('c')}"
    rf"|{_MONTH}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR.format('d')}"
    rf"|{_DAY}(?:0[1-9]|1[0-2])(?P<e>(?:19|20)[0-9]{{2}})"
    r")(?![\w]|[/\-]\d)",
    re.IGNORECASE,
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[ \-]?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|"
    r"eighteenth|nineteenth|twentieth|thirtieth)"
)
_YEAR_AFTER = r"(?:,? (?:19|20)[0-9]{2}| ['’]?[0-9]{2}\b)?"
_PARTIAL = (
    rf"(?:{_ORDINAL}|{_DAY}(?:st|nd|rd|th)?)(?:,? of)?(?: the)? (?:{_MONTH}|{_ORDINAL}|"
    rf"(?:0?[1-9]|1[0-2])(?:st|nd|rd|th)){_YEAR_AFTER}|"
    rf"{_MONTH}(?: the)? {_ORDINAL}{_YEAR_AFTER}|"
    rf"{_MONTH},? ['’][0-9]{{2}}|(?:0?[1-9]|1[0-2])[/.\-](?:19|20)[0-9]{{2}}|"
    r"[0-9]{1,4}(?:[ ]?[/.\-–|_,][ ]?[0-9]{1,4}){2}|"
    rf"[0-9]{{1,2}} ?{_MONTH} ?(?:[0-9]{{4}}|[0-9]{{2}})|"
    rf"{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH} {_DAY}(?:st|nd|rd|th)?"
    rf"|{_MONTH},? (?:19|20)[0-9]{{2}}|[0-9]{{1,2}} [0-9]{{1,2}} (?:[0-9]{{4}}|[0-9]{{2}})"
    rf"|[0-9]{{1,2}}[/.\-][0-9]{{1,2}}|[0-9]{{8}}|[0-9]{{6}}"
    r"|(?:199[0-9]|20[0-9]{2})"
)
_AGE = (
    r"(?:[0-9]{1,2}|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_TURNS = rf"\b(?:is|was|be|turns?|turned|turning) {_AGE},? on(?: \w{{2,6}}day| mon| tues?)?"
_CUE = (
    r"(?:d[./]? ?o[./]? ?b\b\.?|dobs?\b|dob(?=\d)|date of birth|birth ?date|b[-'’]?day\b|"
    r"year of birth|yob\b|birthday(?:['’]?s)?\b|\bborn(?: on)?(?: the)?(?: in)?|"
    rf"{_TURNS})"
)
_CUED_PARTIAL = re.compile(
    rf"(?<!\w){_CUE}(?: is| was| of| on|:|-|=|,|\(|\s){{0,4}}(?:the )?"
    rf"(?P<value>{_PARTIAL})(?![\w]|[/.\-]\d)",
    re.IGNORECASE,
)
_CUED = re.compile(_CUE, re.IGNORECASE)
_CUE_BEFORE = re.compile(
    r"(?<!\w)(?:d[./]? ?o[./]? ?b\b|dobs?\b|date of birth|birth ?date|birthday|b[-'’]?day|born"
    r"|(?<=\()b\b\.?|\bb\.(?=\s?$))"
    r"(?P<between>[^\n!?]{0,40})$",
    re.IGNORECASE,
)
_CUE_AFTER = re.compile(
    r"^[^\w\n]{0,4}(?:(?:is|was|for|as)\b[^\n.!?]{0,20})?"
    r"(?:d[./]? ?o[./]? ?b\b|dob\b|date of birth|birthday|b[-'’]?day|birth date)",
    re.IGNORECASE,
)
# A date straight after a name already taken out: "[name], 17.06.12".
_AFTER_NAME = re.compile(
    r"\ue000(?:[ ,(\-]{1,3}"
    r"(?:aged? ?\d{1,2}|(?:y|yr|year) ?\d{1,2}|\d{1,2}[a-z]{1,3}|reception))?[ ,;()\-]{1,4}$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:on|since|from|until|till|by|before|after|due|dated?|deadline|joined|started|start|"
    r"review(?:ed)?|meeting|exclu\w+|suspend\w+|term|week|w/c|wc|lesson|between|to|and|trip|exam|"
    r"inset|expires?|issued|signed|reviewing|version|updated|published|ofsted|inspected|"
    r"inspection|incident|logged|submitted|ends?|ending|starting|commencing|last|next)\b"
    r"[^\n]{0,14}$",
    re.IGNORECASE,
)
_CHILD = re.compile(
    r"(?:[\ue000\ue002\ue006]|\b(?:y|yr|year) ?\d{1,2}\b|\b(?:pupil|student|child|boy|girl|he|she|"
    r"his|her|upn|son|daughter)\b|[A-Z][a-z]+)[^\n.!?]{0,12}$",
    re.IGNORECASE,
)
# Nurseries take children of 2; a plan for special needs may run until the 25th birthday.
_YOUNGEST, _OLDEST = 2, 25
_REACH = 60


def find_birth_dates(text: str, *, on: date | None = None) -> Iterator[Found]:
    """Every date of birth in ``text``: beside a cue such as DOB, or a full date about a child.

    ``on`` is the day the text is read: without a cue, a date that would make the child younger
    than 2 or older than 25 is not taken. None rules out no year.
    """
    if not any(character.isdigit() for character in text) and not _CUED.search(text):
        return
    for match in _DATE.finditer(text):
        if _is_birth_date(match, text, on=on):
            yield Found(start=match.start(), end=match.end(), kind=RedactionKind.DOB)
    for match in _CUED_PARTIAL.finditer(text):
        yield Found(start=match.start("value"), end=match.end("value"), kind=RedactionKind.DOB)


def _is_told_of_a_child(before: str) -> bool:
    """Whether the date itself is what a child is: "he's 12/12/12"."""
    return re.search(r"\b(?:he|she)(?:['’]?s| is| was) (?:a )?$", before, re.IGNORECASE) is not None


def _tells_age(before: str) -> bool:
    """Whether the date is the day somebody turns an age: "she'll be 5 on"."""
    return re.search(r"\b(?:be|turns?|turned|turning) \w{1,8},? on (?:the )?$", before) is not None


def _is_birth_date(match: re.Match[str], text: str, *, on: date | None) -> bool:
    before = text[max(0, match.start() - _REACH) : match.start()]
    cue = _CUE_BEFORE.search(before)
    if cue and not _belongs_to_another_event(cue["between"]):
        return True
    if _tells_age(before) or _CUE_AFTER.search(text[match.end() : match.end() + _REACH]):
        return True
    year = match["a"] or match["b"] or match["c"] or match["d"] or match["e"] or ""
    if _is_told_of_a_child(before):
        return _could_be_born_in(int(year) if len(year) == 4 else 2000 + int(year[-2:]), on=on)
    if len(year) == 2 and _AFTER_NAME.search(before):
        return _could_be_born_in(2000 + int(year), on=on)
    if len(year) != 4 or not _could_be_born_in(int(year), on=on) or _EVENT.search(before):
        return False
    return _CHILD.search(before) is not None


def _could_be_born_in(year: int, *, on: date | None) -> bool:
    return on is None or _YOUNGEST <= on.year - year <= _OLDEST


def _belongs_to_another_event(between: str) -> bool:
    """A cue is spent once another clause or event stands between it and the date."""
    return (
        re.search(
            r"[;]|\.\s|\b(?:but|party|meeting|review|due|deadline|excluded|suspended|trip|started|joined"
            r"|since|until)\b",
            between.lstrip(" .,:;-"),
            re.IGNORECASE,
        )
        is not None
    )
