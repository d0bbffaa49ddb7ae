"""Checks of the words themselves: what must never be advised, stale claims, numbers, spelling."""

import re
from collections.abc import Iterator

from advicebot.errors import Problem
from advicebot.library.pages import Page
from advicebot.library.places import YamlText

Rules = tuple[tuple[re.Pattern[str], str], ...]


def _compiled(*rules: tuple[str, str]) -> Rules:
    return tuple((re.compile(pattern, re.IGNORECASE), message) for pattern, message in rules)


_PUPIL = r"(?:him|her|them|the\s+(?:pupil|child|student|boy|girl|young\s+person))"

# Never describe physical intervention, never push the decision to exclude either way, never promise
# secrecy, never investigate: Keeping Children Safe in Education (DfE) and Suspension and Permanent
# Exclusion (DfE): only a head teacher may exclude; what a child tells is passed to the DSL.
_BLOCKED = _compiled(
    (r"\brestrain\w*", "physical restraint is never described"),
    (
        rf"\bhold(?:ing)?\s+{_PUPIL}\b(?!\s+(?:to\b|in\s+mind|responsible|accountable))",
        "holding a pupil is never described",
    ),
    (rf"\bpin(?:s|ned|ning)?\s+(?:{_PUPIL}|down)\b", "pinning a pupil is never described"),
    (rf"\bgrab(?:s|bed|bing)?\s+{_PUPIL}\b", "taking hold of a pupil is never described"),
    (
        r"\b(?:you|(?:the\s+)?school|the\s+head)\s+(?:should|must|need\s+to|ought\s+to)\s+"
        r"(?:now\s+)?(?:exclude|suspend)\b",
        "nobody is told to exclude or suspend; only a head decides",
    ),
    (
        r"\b(?:do\s+not|don['’]t|never|must\s+not|should\s+not|shouldn['’]t)\s+"
        r"(?:permanently\s+)?(?:exclude|suspend)\b",
        "nobody is told not to exclude or suspend; only a head decides",
    ),
)

# Wrong only when it is advised, right when it is warned against ("never promise ...").
_BLOCKED_UNLESS_NEGATED = _compiled(
    (
        r"\bpromis\w+\b[^.\n]{0,40}\b(?:confidential\w*|secre\w+|not\s+to\s+tell)",
        "confidentiality is never promised; say what must be passed on",
    ),
    (
        r"\binvestigat\w+\s+(?:the|this|an|any)\s+(?:allegation|disclosure)",
        "an allegation is passed on, never investigated by the member of staff",
    ),
)
_NEGATION = re.compile(
    r"(?:\b(?:not|never|cannot|nor|no|without|avoid)\b|n['’]t\b)[^.;]{0,25}$", re.I
)

# Claims that recent guidance has overtaken, each with what holds now.
_STALE = _compiled(
    (r"\bfixed[- ](?:term|period)\s+exclusion", "the term is “suspension”"),
    (
        r"off-?site direction[^.\n]{0,60}(?:do(?:es)?\s+not|don['’]t|doesn['’]t)\s+(?:bind|apply)"
        r"[^.\n]{0,30}academ",
        "off-site direction rules bind academies since 26 July 2026",
    ),
    (
        r"managed move[^.\n]{0,30}\b(?:start|begin|with|has|on)\b[^.\n]{0,15}\btrial\b",
        "a managed move has no trial; a trial is an off-site direction",
    ),
    (r"\bno[- ](?:contact|touch) policy (?:is|would be) safer", "the 2013 advice is withdrawn"),
    (r"\bcode C\b(?!2)[^.\n]{0,40}part-?time", "part-time timetables take code C2 since Aug 2024"),
    (r"part-?time[^.\n]{0,40}\bcode C\b(?!2)", "part-time timetables take code C2 since Aug 2024"),
    (r"hopeline[^.\n]{0,40}(?:9\s?am|midnight)", "those hours are out of date"),
    (r"\bEHCPs?\b[^.\n]{0,30}\b(?:are\s+ending|end\s+now|abolished)\b", "SEND law is unchanged"),
    (r"\bAnnex A\b[^.\n]{0,60}\b(?:some|short|instead)", "the short read for some staff is going"),
)

_US_SPELLINGS = {
    "behavior": "behaviour",
    "behaviors": "behaviours",
    "behavioral": "behavioural",
    "color": "colour",
    "colors": "colours",
    "counseling": "counselling",
    "counselor": "counsellor",
    "center": "centre",
    "favor": "favour",
    "favorite": "favourite",
    "gray": "grey",
    "honor": "honour",
    "humor": "humour",
    "labeled": "labelled",
    "labeling": "labelling",
    "labor": "labour",
    "math": "maths",
    "mom": "mum",
    "neighbor": "neighbour",
    "organize": "organise",
    "organized": "organised",
    "pediatrician": "paediatrician",
    "practicing": "practising",
    "program": "programme",
    "recognize": "recognise",
    "recognized": "recognised",
    "apologize": "apologise",
    "apologizes": "apologises",
    "prioritize": "prioritise",
    "minimize": "minimise",
    "emphasize": "emphasise",
    "signaling": "signalling",
    "skillful": "skilful",
    "traveled": "travelled",
    "canceled": "cancelled",
}
_WORD = re.compile(r"[A-Za-z]+")
_PHONE = re.compile(r"(?<![\w.])(?:\+44|0)(?:[\s()-]?\d){9,10}(?!\d)|(?<!\w)116\s?\d{3}(?!\w)")


_NOT_OURS = {"url", "matches", "not_matches"}
_TEACHERS_WORDS = {"says", "phrases"}


def page_problems(page: Page) -> Iterator[Problem]:
    """Yield what is wrong with the words of a strategy's body."""
    for section in page.sections:
        for offset, line in enumerate(section.text.split("\n")):
            for message in (*_advice_messages(line), *_style_messages(line, phones_allowed=False)):
                yield Problem(file=page.file, line=section.text_line + offset, message=message)


def yaml_problems(yaml: YamlText, *, phones_allowed: bool) -> Iterator[Problem]:
    """Yield what is wrong with the words of a YAML text; what teachers say is not advice."""
    for path, text in _texts(yaml.data, ()):
        if _NOT_OURS.intersection(path):
            continue
        if not _TEACHERS_WORDS.intersection(path):
            for message in _advice_messages(text):
                yield yaml.problem(path, message)
        for message in _style_messages(text, phones_allowed=phones_allowed):
            yield yaml.problem(path, message)
        if isinstance(path[-1], int) and text.count("(") != text.count(")"):
            yield yaml.problem(path, f"“{text}” looks cut at a comma; put the whole item in quotes")


def _texts(
    data: object, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _texts(value, (*path, place))


def _advice_messages(line: str) -> Iterator[str]:
    for pattern, message in (*_BLOCKED, *_STALE):
        if found := pattern.search(line):
            yield f"“{found[0]}” must not stand here: {message}"
    for pattern, message in _BLOCKED_UNLESS_NEGATED:
        for found in pattern.finditer(line):
            if not _NEGATION.search(line[: found.start()]):
                yield f"“{found[0]}” must not stand here: {message}"


def _style_messages(line: str, *, phones_allowed: bool) -> Iterator[str]:
    if not phones_allowed and (found := _PHONE.search(line)):
        yield f"the telephone number “{found[0].strip()}” belongs in signposts.yaml"
    for word in _WORD.findall(line):
        if (british := _US_SPELLINGS.get(word.lower())) is not None:
            yield f"“{word}” is American spelling; write “{british}”"
