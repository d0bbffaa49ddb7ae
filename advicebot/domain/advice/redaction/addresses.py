"""Finds where a child lives: postcodes, house number with street, flats, "lives on X Road"."""

import re
from collections.abc import Iterator

from advicebot.domain.advice.redaction.model import Found
from advicebot.domain.advice.redaction.wordset import word_set
from advicebot.domain.vocabulary import RedactionKind

_AREAS = word_set(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT "
    "DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA "
    "LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE "
    "SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV "
    "YO ZE ZZ"
)
_POSTCODE = re.compile(
    r"(?<![^\W_])(?P<area>[A-Z]{1,2})[0-9](?:[0-9]|[A-HJKMNPRSTUVWXY])?[ \t]{0,2}"
    r"(?P<inward>[0-9][A-Z]{2})(?![^\W_])",
    re.IGNORECASE,
)
# Ordinals, and letters no postcode ends in; believed only in capitals.
_NOT_INWARD = re.compile(r"[0-9](?:st|nd|rd|th|am|pm|.?[cikmov].?)", re.IGNORECASE)
_PLAIN_STREET = (
    r"(?:road|rd|street|avenue|ave|lane|drive|crescent|cres|terrace|grove|gardens|gdns|mews|"
    r"close|boulevard|parade|croft|square)"
)
_CAPITAL_STREET = (
    r"(?:Way|Walk|Park|Hill|Row|Place|View|Rise|Green|House|End|Bank|Court|Gate|Ct|Cl|Ln|Dr|St|Sq|"
    r"Terr|Fold|Mount|Meadows?|Wharf|Quay|Common|Heath|Vale|Dene|Estate|Towers?|Heights|Garth|"
    r"Circus|Yard|Path|Hollow|Chase|Ridge|Lodge|Farm|Cottages?)"
)
_CAPITAL = r"[A-Z][\w'’.\-]*"
_NUMBER = (
    r"(?<![\w/.:£%])(?:no\.? ?|number |plot |pitch )?[0-9]{1,4}[ ]?[a-zA-Z]?(?:[\-/][0-9]{1,4})?,? "
)
_STREET = re.compile(
    rf"{_NUMBER}(?P<words>(?:[^\W\d_][\w'’.\-]* ){{1,3}}?)"
    rf"(?i:(?P<plain>{_PLAIN_STREET}))(?![\w'’])"
)
_CAPITAL_ADDRESS = re.compile(
    rf"{_NUMBER}(?:{_CAPITAL} ){{1,3}}{_CAPITAL_STREET}(?![\w'’])"
    rf"|{_NUMBER}The {_CAPITAL}(?= *(?:,|\n|$))"
    rf"|{_NUMBER}[Tt]he (?i:crescent|avenue|terrace|grove|mews|paddocks?|gardens)(?![\w'’])"
)
_BEFORE_POSTCODE = re.compile(
    rf"(?:{_CAPITAL},? ){{1,5}}(?:{_CAPITAL_STREET}|(?i:{_PLAIN_STREET})),? "
    rf"(?:{_CAPITAL},? ){{0,2}}"
    r"(?=[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b)"
)
_FLAT = re.compile(
    rf"\b(?:flat|apartment|apt|maisonette|unit|plot|pitch)\.? (?:no\.? ?)?[0-9]{{1,4}}[a-z]?\b"
    rf"(?:,? (?:of |in |at )?(?-i:{_CAPITAL}(?: {_CAPITAL}){{0,3}})"
    r"|,? [a-z]{3,} (?:house|court|lodge|towers?|heights|point|mansions|place)\b"
    r"|,? the [a-z]{4,}s(?=[,.;)\n]|$| (?:is|was|in|with|and|at|on)\b))?",
    re.IGNORECASE,
)
_LIVES = re.compile(
    rf"\b(?:[Ll]iv(?:es?|ing|ed)|[Ss]tay(?:s|ing)|[Hh]ouse|[Ff]lat|[Hh]ome|[Aa]ddress)\b[ ]?"
    rf"(?:is |with \w+ |now |just )?(?:at|on|off|in|near|round|to|:)? ?(?:the )?"
    rf"(?P<value>(?:{_CAPITAL} ){{1,3}}(?:{_CAPITAL_STREET}|(?i:{_PLAIN_STREET}))\b)"
)
# Where somebody is to be found: here a street without a number counts.
_ABOUT = re.compile(
    r"\b(?i:corner of|(?:hang(?:s|ing)?|hung|waits?|waiting) (?:(?:about|around|out|round) )?"
    r"(?:on|at|in|by|near|down)|moved to|bus stop (?:on|at|in)|"
    r"(?:seen|found|spotted|dropped|picked up) (?:on|in|at|near|from|off|outside)) (?:the )?"
    rf"(?P<value>(?:{_CAPITAL} ){{1,2}}(?:{_CAPITAL_STREET}|(?i:{_PLAIN_STREET}))\b)"
)
_NAMED_HOUSE = re.compile(
    r"\b(?i:home (?:to|is|at)|liv(?:es|ing|ed) (?:at|in)|stay(?:s|ing) (?:at|in)|"
    rf"address(?: is|:)?|moved to) (?P<value>(?:The )?{_CAPITAL}(?: {_CAPITAL}){{0,2}}, "
    rf"(?:{_CAPITAL} ){{1,2}}(?:{_CAPITAL_STREET}|(?i:{_PLAIN_STREET}))\b)"
)
_WITHOUT_NUMBER = (_LIVES, _ABOUT, _NAMED_HOUSE)
_TOWN_AFTER = re.compile(
    rf",? {_CAPITAL.replace('.', '')}(?: {_CAPITAL.replace('.', '')})?(?=[.;)\n]|$)"
)
_NOT_STREET = word_set(
    "a an the of in on at to from for with and or but by my our your his her their its this "
    "that minute minutes min mins hour hours metre metres mile miles yard yards times kids "
    "children pupils students boys girls lads people staff adults cars day days week weeks year "
    "years down up along across off over into out steps is was are were had has he she they we "
    "it some more other same busy main wrong next very so as than"
)


def find_addresses(text: str) -> Iterator[Found]:
    """Every postcode and address in ``text``; a street and its postcode make one span."""
    spans = sorted({*_unnumbered(text), *(_numbered(text) if _has_digit(text) else ())})
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _continues(text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    for start, end in joined:
        town = _TOWN_AFTER.match(text, end)
        last = town.end() if town and not text[start:end].isupper() else end
        yield Found(start=start, end=last, kind=RedactionKind.ADDRESS)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _unnumbered(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _WITHOUT_NUMBER:
        for match in pattern.finditer(text):
            yield match.span("value")


def _numbered(text: str) -> Iterator[tuple[int, int]]:
    yield from _postcodes(text)
    yield from _streets(text)


def _continues(between: str) -> bool:
    """Whether only a town stands between two parts of one address."""
    return not between.strip(" ,\n") or bool(
        re.fullmatch(r",? ?(?:[A-Z][\w'’\-]*[ ,]{1,3}){1,4}", between)
    )


def _postcodes(text: str) -> Iterator[tuple[int, int]]:
    for match in _POSTCODE.finditer(text):
        written = match.group()
        is_known = match["area"].upper() in _AREAS or _is_plainly_a_postcode(match)
        is_doubtful = _NOT_INWARD.fullmatch(match["inward"]) is not None
        if is_known and not (is_doubtful and not written.isupper()):
            yield match.span()


def _is_plainly_a_postcode(match: re.Match[str]) -> bool:
    """Whether it is written as one in full, though no post town has these letters (yet)."""
    is_year = match["area"] in ("KS", "YR")
    written = match.group()
    is_spaced = written.isupper() and " " in written
    return (
        len(match["area"]) == 2
        and is_spaced
        and not is_year
        and not _NOT_INWARD.fullmatch(match["inward"])
    )


def _streets(text: str) -> Iterator[tuple[int, int]]:
    for match in _STREET.finditer(text):
        words = match["words"].split()
        if not any(word.lower() in _NOT_STREET for word in words):
            yield match.span()
    for match in _CAPITAL_ADDRESS.finditer(text):
        yield match.span()
    for match in _BEFORE_POSTCODE.finditer(text):
        yield match.span()
    for match in _FLAT.finditer(text):
        yield match.span()
