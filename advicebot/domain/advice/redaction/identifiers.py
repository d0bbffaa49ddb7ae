"""Finds what identifies by its form alone: email, UPN, NHS number and telephone number."""

import re
from collections.abc import Iterator

import phonenumbers
from stdnum.gb import nhs, upn

from advicebot.domain.advice.redaction.model import Found
from advicebot.domain.vocabulary import RedactionKind

_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w+\-](?:[\w.+'\-]{0,63})@(?:[\w\-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w\-])"
)
_SPELT_EMAIL = re.compile(
    r"\b[\w.+\-]{2,40}\s?(?:\(at\)|\[at\]|\bat\b)\s?[\w\-]{2,40}(?:\s?(?:\(dot\)|\[dot\]|\bdot\b)"
    r"\s?(?:com|co|uk|org|net|sch|ac|gov|io|me)\b){1,3}",
    re.IGNORECASE,
)
_UPN = re.compile(
    r"(?<![^\W_])[A-Z](?:[ \-]?[0-9]){11}[ \-]?(?:[0-9]|[A-Z])(?![^\W_])", re.IGNORECASE
)
_UPN_WORD = (
    r"(?:upns?|u\.p\.n\.?|unique pupil (?:number|no\.?|ref(?:erence)?)|uln|unique learner number)"
)
_NEAR_UPN = re.compile(
    rf"\b{_UPN_WORD}\b[^\w\n]{{0,4}}(?:(?:is|no|number|of|for|was|reads)\b[^\w\n]{{0,3}}){{0,2}}"
    r"(?P<value>[A-Z]?(?:[ \-]?[0-9]){8,14}[ \-]?[A-Z]?)(?![^\W_])",
    re.IGNORECASE,
)
_TEN = re.compile(
    r"(?<![\d+])(?<!\d[ \-.])[1-9][0-9]{2}[ \-.]?[0-9]{3}[ \-.]?[0-9]{4}(?![ \-.]?\d)"
)
_NEAR_NHS = re.compile(
    r"\bn\.?h\.?s\b[^\d\n]{0,16}(?P<value>[0-9](?:[ \-.]?[0-9]){8,10})(?![ \-.]?\d)", re.IGNORECASE
)
_DIGITS = re.compile(r"(?<![\w.])(?:\+|\(\+?)?\d(?:[ \t\u00a0().\-‐–/]{0,3}\d){5,15}(?!\w)")
_CALL_CUE = re.compile(
    r"\b(?:phone|ph|tel|telephone|mob|mobile|cell|ring|rang|call|called|landline|whatsapp|text|"
    r"txt|contact|number|no|nr|num)\b[^\n.!?]{0,25}$",
    re.IGNORECASE,
)
_OTHER_CUE = re.compile(
    r"\b(?:order|invoice|ref|reference|po|ticket|isbn|code|account|serial|asset|job|quote|"
    r"receipt|booking|case|urn|dfe|meeting id|passcode|id)\b[^\n.!?]{0,12}$",
    re.IGNORECASE,
)
# Helplines are public: the teacher may be quoting the line's own advice.
_PUBLIC = re.compile(
    r"^(?:0800(?!0)\d+|08000(?:684141|280285|55555)|0808(?:80|2000)\d+|03(?!069)[0-9]{9}|08001111)$"
)
_DIGIT_WORD = (
    r"(?:zero|nought|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|treble)"
)
_SPOKEN = re.compile(rf"\b{_DIGIT_WORD}(?:[ ,\-]{{1,3}}{_DIGIT_WORD}){{7,14}}\b", re.IGNORECASE)
_CUE_REACH = 40


def find_identifiers(text: str) -> Iterator[Found]:
    """Every email, UPN, NHS number and telephone number in ``text``; spans may overlap."""
    if "@" in text:
        yield from _all(_EMAIL, text, RedactionKind.EMAIL)
    if " dot " in text or "dot)" in text or "dot]" in text:
        yield from _all(_SPELT_EMAIL, text, RedactionKind.EMAIL)
    if any(character.isdigit() for character in text):
        yield from _find_upns(text)
        yield from _find_nhs_numbers(text)
        yield from _find_phones(text)
    yield from _all(_SPOKEN, text, RedactionKind.PHONE)


def _all(pattern: re.Pattern[str], text: str, kind: RedactionKind) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield Found(start=match.start(), end=match.end(), kind=kind)


def _near(pattern: re.Pattern[str], text: str, kind: RedactionKind) -> Iterator[Found]:
    for match in pattern.finditer(text):
        value = match["value"]
        start = match.start("value") + len(value) - len(value.lstrip(" -"))
        yield Found(start=start, end=match.end("value"), kind=kind)


def _find_upns(text: str) -> Iterator[Found]:
    for match in _UPN.finditer(text):
        number = re.sub(r"[ \-]", "", match.group()).upper()
        if _has_upn_check_letter(number):
            yield Found(start=match.start(), end=match.end(), kind=RedactionKind.UPN)
    yield from _near(_NEAR_UPN, text, RedactionKind.UPN)


def _has_upn_check_letter(number: str) -> bool:
    """Whether the check letter fits. The list of authorities in stdnum stops in 2011, so its

    ``is_valid`` would refuse pupils of newer authorities; only its check sum is used.
    """
    if not set(number[1:]) <= set("ABCDEFGHJKLMNPQRTUVWXYZ0123456789"):
        return False
    return bool(upn.calc_check_digit(number[1:]) == number[0])


def _find_nhs_numbers(text: str) -> Iterator[Found]:
    for match in _TEN.finditer(text):
        if nhs.is_valid(re.sub(r"\D", "", match.group())):
            yield Found(start=match.start(), end=match.end(), kind=RedactionKind.NHS)
    yield from _near(_NEAR_NHS, text, RedactionKind.NHS)


def _find_phones(text: str) -> Iterator[Found]:
    for match in _DIGITS.finditer(text):
        if _is_phone(
            match.group(), before=text[max(0, match.start() - _CUE_REACH) : match.start()]
        ):
            yield Found(start=match.start(), end=match.end(), kind=RedactionKind.PHONE)


def _is_phone(written: str, *, before: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if _PUBLIC.match(digits) or len(digits) > 15:
        return False
    if written.lstrip("(").startswith("+") or digits.startswith("0044"):
        return _is_possible(written if "+" in written else "+" + digits[2:])
    if digits[0] == "0" and len(digits) in (10, 11) and digits[1] != "0":
        return _is_possible(digits)
    if (digits.startswith("7") and len(digits) == 10) or (
        digits.startswith("44") and len(digits) == 12
    ):
        return _CALL_CUE.search(before) is not None or not _OTHER_CUE.search(before)
    is_local = len(digits) in (6, 7, 8) and not re.search(r"[./–]", written)
    return bool(is_local and _CALL_CUE.search(before) and not _OTHER_CUE.search(before))


def _is_possible(number: str) -> bool:
    """Possible rather than valid, so that a number from a new or reserved range counts too."""
    try:
        parsed = phonenumbers.parse(number.replace("(0)", ""), "GB")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(parsed)
