"""An app's plain text as rich text."""

import time

import pytest

from advicebot.workspace.blocks.check import check_message
from advicebot.workspace.shapes.mrkdwn import blocks_of
from advicebot.workspace.shapes.richtext import as_blocks


def parts(text, **more):
    (block,) = blocks_of(text, "b1", **more)
    assert (block["type"], block["block_id"]) == ("rich_text", "b1")
    assert check_message([block]) == []
    return block["elements"]


def inline(text):
    (section,) = parts(text)
    assert section["type"] == "rich_text_section"
    return section["elements"]


def words(text, *styles):
    made = {"type": "text", "text": text}
    return made | {"style": dict.fromkeys(styles, True)} if styles else made


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("plain &amp; simple", [words("plain & simple")]),
        ("*bold*", [words("bold", "bold")]),
        ("_it_ ~gone~", [words("it", "italic"), words(" "), words("gone", "strike")]),
        ("*a _b_*", [words("a ", "bold"), words("b", "bold", "italic")]),
        ("`*raw*`", [words("*raw*", "code")]),
        ("2*3*4 a_b_c 10:30:20", [words("2*3*4 a_b_c 10:30:20")]),
        ("one\ntwo", [words("one\ntwo")]),
        ("<@U1>", [{"type": "user", "user_id": "U1"}]),
        ("*<#C1|x>*", [{"type": "channel", "channel_id": "C1", "style": {"bold": True}}]),
        ("<!here>", [{"type": "broadcast", "range": "here"}]),
        ("<!subteam^S1>", [{"type": "usergroup", "usergroup_id": "S1"}]),
        (":eyes:", [{"type": "emoji", "name": "eyes"}]),
        (
            "<https://example.org/?a=1&amp;b=2|Site>",
            [{"type": "link", "url": "https://example.org/?a=1&b=2", "text": "Site"}],
        ),
    ],
)
def test_marks_within_a_line_become_styles_and_elements(text, elements):
    assert inline(text) == elements


def test_a_date_keeps_its_format_link_and_fallback():
    date = {"type": "date", "timestamp": 1392734382, "format": "{date} at {time}"}
    assert inline("<!date^1392734382^{date} at {time}|then>") == [date | {"fallback": "then"}]
    (linked,) = inline("<!date^1392734382^{date}^https://example.org/|then>")
    assert linked["url"] == "https://example.org/"


def test_quotes_and_code_stand_apart():
    found = parts("before\n&gt; one\n>two\nafter\n```x *y*\nz```\nend")
    assert [part["type"].removeprefix("rich_text_") for part in found] == [
        *("section", "quote", "section", "preformatted", "section"),
    ]
    assert [part["elements"][0]["text"].strip() for part in found] == [
        *("before", "one\ntwo", "after", "x *y*\nz", "end"),
    ]


def test_text_that_is_not_mrkdwn_has_no_marks():
    assert parts("*a* <@U1>", is_mrkdwn=False)[0]["elements"] == [words("*a* <@U1>")]


@pytest.mark.parametrize("text", ["*a " * 13_000, "*~" * 120 + "a" + "~*" * 120, "`" * 40_000])
def test_marks_without_end_or_bottom_do_no_harm(text):
    began = time.monotonic()
    assert blocks_of(text, "b1")[0]["elements"]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("unit", ["<", "<@", "<!date^", "<a|", "<\n", "<http://a|"])
@pytest.mark.parametrize("read", [lambda text: blocks_of(text, "b1"), as_blocks])
def test_tokens_without_end_are_read_in_time_that_grows_with_the_text(unit, read):
    text = (unit * 39_000)[:39_000]
    began = time.monotonic()
    assert read(text)
    assert time.monotonic() - began < 1  # 10 s and more when each "<" is read to the end


def test_a_stray_less_than_leaves_the_token_after_it_whole():
    assert inline("a < <@U1>") == [words("a < "), {"type": "user", "user_id": "U1"}]


@pytest.mark.parametrize("stamp", ["9" * 5000, "²", "soon"])
def test_a_date_that_is_none_reads_as_its_fallback(stamp):
    assert inline(f"<!date^{stamp}^{{date}}|one day>") == [words("one day")]
