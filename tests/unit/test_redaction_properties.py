"""What holds for every message: sound offsets, untouched text, nothing left for a second pass."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.gb import nhs, upn

from advicebot.domain.advice.redaction import Redacted, Redactor
from advicebot.domain.vocabulary import RedactionKind
from advicebot.library.names import load_names

NAMES = load_names(Path(__file__).parents[2] / "knowledge" / "names")
REDACTOR = Redactor(NAMES, schools=["Harrow Bank Primary (example)", "Tollgate Academy"])

_SENTENCES = (
    "Liam hit Zorbo in maths",
    "told kayden to sit down",
    "Ruby, Amber & Theo won't come in",
    "dob 12/03/2014",
    "her mum is on 07700 900123",
    "at St Oswin's C of E",
    "Tollgate Academy said no",
    "lives at 14 Acacia Avenue, Sheffield S1 2AB",
    "[name] and Zorbo are friends",
    "[pupil B] and Zorbo hit [staff A]",
    "Liam P, his mum Karen and Mr Okafor",
    "MISS OKAFOR IS IN TEARS",
    "mail a.b@example.org",
)
_messages = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(_SENTENCES), st.text(max_size=12)), max_size=8).map(
        " ".join
    ),
    st.text(alphabet="LiamZo'’ -[]nameA@.0123456789\n\ue000", max_size=120),
)
# No "n": beside the words UPN, ULN or NHS any long number is taken for that kind.
_around = st.text(alphabet="abcdefghijklmopqrstuvwxyz ", max_size=20)
_given = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


PLACEHOLDERS = {
    RedactionKind.NAME: r"\[(?:name|(?:pupil|staff|parent|relative|adult|person) [A-Z]{1,3})\]",
    RedactionKind.DOB: r"\[date of birth\]",
    RedactionKind.UPN: r"\[UPN\]",
    RedactionKind.PHONE: r"\[phone\]",
    RedactionKind.ADDRESS: r"\[address\]",
    RedactionKind.EMAIL: r"\[email\]",
    RedactionKind.NHS: r"\[NHS number\]",
    RedactionKind.SCHOOL: r"\[school\]",
}


def _pattern(text: str, redacted: Redacted) -> str:
    """What the redacted text must match: the text as given, a placeholder for each span."""
    parts, last = [], 0
    for span in redacted.redactions:
        parts += [re.escape(text[last : span.start]), PLACEHOLDERS[span.kind]]
        last = span.end
    return "".join([*parts, re.escape(text[last:])])


@_given
@given(_messages)
def test_spans_are_in_order_inside_the_text_and_never_overlap(text: str) -> None:
    last = 0
    for span in REDACTOR.redact(text).redactions:
        assert last <= span.start < span.end <= len(text)
        last = span.end


@_given
@given(_messages)
def test_everything_outside_the_spans_is_kept_as_it_was(text: str) -> None:
    redacted = REDACTOR.redact(text)
    assert re.fullmatch(_pattern(text, redacted), redacted.text)


@_given
@given(_messages)
def test_the_placeholders_are_told_in_the_order_of_the_spans(text: str) -> None:
    redacted = REDACTOR.redact(text)
    assert len(redacted.placeholders) == len(redacted.redactions)
    for span, placeholder in zip(redacted.redactions, redacted.placeholders, strict=True):
        assert re.fullmatch(PLACEHOLDERS[span.kind], placeholder)


@_given
@given(_messages)
def test_redacting_what_is_already_redacted_changes_nothing(text: str) -> None:
    once = REDACTOR.redact(text)
    again = REDACTOR.redact(once.text)
    assert again.text == once.text
    assert again.redactions == ()


@_given
@given(_messages)
def test_the_same_message_is_always_redacted_the_same_way(text: str) -> None:
    assert REDACTOR.redact(text) == REDACTOR.redact(text)


def _caught(kind: RedactionKind, value: str, before: str, after: str) -> bool:
    text = f"{before} {value} {after}"
    start = len(before) + 1
    return any(
        span.kind == kind and span.start <= start and start + len(value) <= span.end
        for span in REDACTOR.redact(text).redactions
    )


@_given
@given(st.integers(min_value=0, max_value=10**12 - 1), _around, _around)
def test_a_upn_with_a_sound_check_letter_is_always_caught(
    number: int, before: str, after: str
) -> None:
    digits = f"{number:012d}"
    assert _caught(RedactionKind.UPN, upn.calc_check_digit(digits) + digits, before, after)


@_given
@given(
    st.integers(min_value=400_000_000, max_value=799_999_999),
    st.sampled_from(["", " ", "-"]),
    _around,
    _around,
)
def test_an_nhs_number_with_a_sound_check_digit_is_always_caught(
    number: int, gap: str, before: str, after: str
) -> None:
    sound = [f"{number}{last}" for last in range(10) if nhs.is_valid(f"{number}{last}")]
    for digits in sound:
        written = gap.join((digits[:3], digits[3:6], digits[6:]))
        assert _caught(RedactionKind.NHS, written, before, after)


@_given
@given(st.integers(min_value=0, max_value=999), st.sampled_from(["", " ", "-", "."]), _around)
def test_a_mobile_number_is_always_caught_however_it_is_spaced(
    number: int, gap: str, before: str
) -> None:
    written = gap.join(("07700", "900", f"{number:03d}"))
    assert _caught(RedactionKind.PHONE, written, before, "")
    assert _caught(RedactionKind.PHONE, " ".join(written.replace(gap or " ", "")), before, "")


@_given
@given(st.from_regex(r"[a-z][a-z0-9]{0,12}([.+_-][a-z0-9]{1,8})?", fullmatch=True), _around)
def test_an_email_address_is_always_caught(local: str, before: str) -> None:
    assert _caught(RedactionKind.EMAIL, f"{local}@mail.example.org", before, "")


@pytest.mark.parametrize(
    "piece",
    [
        *("Liam and Zorb ", "0770 ", "a@", "Zog School ", "12 Oak ", "d. ", "J. ", "zorb "),
        *("excluded from Zog ", "at The Zog ", "home to The Zog, ", "born the first of "),
    ],
)
def test_forty_thousand_characters_take_no_more_than_linear_time(piece: str) -> None:
    import time

    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        began = time.perf_counter()
        REDACTOR.redact(text)
        return time.perf_counter() - began

    seconds(1_000)
    assert seconds(40_000) < 3
