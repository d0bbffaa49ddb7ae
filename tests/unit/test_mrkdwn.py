"""The only way text enters a block: whatever it is, it stays text."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.slack import mrkdwn
from advicebot.slack.mrkdwn import escape, from_markdown, quote, shorten, to_plain

OURS = re.compile(r"<@[UW][A-Z0-9]+>|<!date\^\d+\^[^<>|]*\|[^<>|]*>|&(?:amp|lt|gt);")
HOSTILE = st.sampled_from(
    [
        "<!channel>",
        "<@U0TESSA001>",
        "<https://example.org|bank>",
        "&lt;",
        "<!date^1^{time}|x>",
        *"\u202e\u2066\u200b\x00\u061c*_`~\n &<>",
    ]
)
anything = st.one_of(st.text(), st.lists(st.one_of(HOSTILE, st.text(max_size=20))).map("".join))
HIDDEN = "\u202e\u2066\u2069\u200b\u200f\ufeff\x00\x1b\u061c\u00ad\u2028\x7f\U000e0041"


def has_no_markup_but_ours(text: str) -> bool:
    return not set("<>&") & set(OURS.sub("", text))


@given(anything)
def test_escaped_text_has_no_markup_and_nothing_hidden(text: str):
    escaped = escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert not set("&") & set(re.sub("&(amp|lt|gt);", "", escaped))
    assert not set(HIDDEN) & set(escaped)


@given(st.text(alphabet=st.characters(exclude_characters=HIDDEN, exclude_categories=("C", "Z"))))
def test_escaping_loses_nothing_that_can_be_seen(text: str):
    assert to_plain(escape(text)) == text


@given(anything, st.integers(min_value=1, max_value=3000))
def test_what_is_shortened_keeps_its_limit_and_says_that_it_was_cut(text: str, limit: int):
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text if len(text) <= limit else short.endswith("…")


@given(anything, st.integers(min_value=1, max_value=200))
def test_a_cut_never_leaves_half_a_mention_a_time_or_an_entity(text: str, limit: int):
    when = mrkdwn.clock_time(datetime(2026, 11, 24, 9, 14, tzinfo=UTC))
    whole = f"{mrkdwn.mention('U0TESSA001')} {when} {escape(text)} {when}"
    assert has_no_markup_but_ours(shorten(whole, limit))


def test_a_cut_is_made_at_a_word():
    assert shorten("one two three four", 15) == "one two three…"
    assert shorten("one two, three", 10) == "one two…"
    assert shorten("x" * 20, 10) == "x" * 9 + "…"


@pytest.mark.parametrize("text", [" " * 50, "\n" * 50, "a" + " " * 50])
def test_a_text_of_blanks_can_be_shortened(text: str):
    assert len(shorten(text, 10)) <= 10


@given(anything, st.integers(min_value=1, max_value=500))
def test_a_quotation_is_one_escaped_line(text: str, limit: int):
    quoted = quote(text, limit)
    assert quoted == "" or quoted.startswith(">")
    assert has_no_markup_but_ours(quoted.removeprefix(">"))
    assert "\n" not in quoted


@given(anything)
def test_curated_markdown_is_escaped_too(text: str):
    assert has_no_markup_but_ours(from_markdown(text))


def test_markdown_lists_and_bold_become_slacks():
    assert from_markdown("- One **now**\n- Two & three") == "• One *now*\n• Two &amp; three"


@pytest.mark.parametrize(
    "user", ["", "U", "u0tessa", "U0TESSA001>", "!channel", "B0ADVICE01", "U1"]
)
def test_only_a_user_id_is_mentioned(user: str):
    with pytest.raises(ValueError, match="not a Slack user id"):
        mrkdwn.mention(user)


def test_a_mention_and_a_time_are_slacks_own_tokens():
    at = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
    assert mrkdwn.mention("W0TESSA001") == "<@W0TESSA001>"
    shown = "<!date^1795511640^{date_short_pretty} at {time}|09:14 UTC>"
    assert mrkdwn.clock_time(at) == shown


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("<@U0TESSA001> hit <@U2|omar>", "[name] hit [name]"),
        (
            "<https://example.org|the rules> &amp; <https://example.org>",
            "the rules & https://example.org",
        ),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("<!channel> <!here|here> <!subteam^S1|@staff>", "@channel here @staff"),
        ("<#C1|staffroom> <#C2>", "#staffroom #channel"),
        ("3 &lt; 5 &amp;lt; x", "3 < 5 &lt; x"),
    ],
)
def test_what_people_type_becomes_plain(typed: str, plain: str):
    assert to_plain(typed) == plain


@given(anything)
def test_any_text_can_be_made_plain(text: str):
    assert isinstance(to_plain(text), str)
