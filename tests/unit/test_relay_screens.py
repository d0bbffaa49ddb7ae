"""Words as the other side reads them: whole, escaped, within Slack's limits."""

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.handoff import HandoffState, Side, Words, WordsState
from advicebot.domain.vocabulary import Flag
from advicebot.slack import limits
from advicebot.slack.mrkdwn import visible
from advicebot.slack.screens import whispers
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.shelf import Shelf
from advicebot.slack.screens.words import CUT, REMOVED, UNREADABLE, words
from advicebot.workspace.blocks.check import check_message, text_length
from tests.fakes import PRIYA, TEAM, TESSA, a_knowledge
from tests.screens import a_request
from tests.screens_handoff import AT, a_handoff

SHELF = Shelf.of(a_knowledge())
HELD = a_handoff(state=HandoffState.CLAIMED, claimed_by=PRIYA, claimed_at=AT)
TOKENS = ("<!channel>", "<@U0TESSA001>", "<https://example.org|x>", "&lt;", "```", "*", ">", "\n")
ANY_TEXT = st.lists(st.one_of(st.text(), st.sampled_from(TOKENS)), max_size=40).map("".join)
OURS = re.compile(r"<@[UW][A-Z0-9]+>")
TEACHERS = {"side": Side.TEACHER, "author": TESSA}


def some_words(text: str, **changed: Any) -> Words:
    """Return a practitioner's words; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": "words1",
        "team_id": TEAM,
        "handoff_id": HELD.id,
        "side": Side.PRACTITIONER,
        "author": PRIYA,
        "text": text,
        "created_at": AT,
        "updated_at": AT,
    }
    return Words(**(values | changed))


def sections(message: Message) -> list[str]:
    """Return the texts of the sections."""
    return [each["text"]["text"] for each in message.blocks if each["type"] == "section"]


def everything(message: Message) -> str:
    """Return all markup of a message, the small print too."""
    small = [e["text"] for each in message.blocks for e in each.get("elements", []) if "text" in e]
    return "\n".join([message.text, *sections(message), *map(str, small)])


@given(
    text=ANY_TEXT,
    side=st.sampled_from(Side),
    state=st.sampled_from(WordsState),
    data=st.sampled_from([{}, {"noticed": ["weapon"]}, {"withheld": True}, {"noticed": ["?"]}]),
)
def test_any_words_come_out_without_a_control_token_and_within_the_limits(
    text: str, side: Side, state: WordsState, data: dict[str, Any]
):
    said = some_words(text, side=side, state=state, removed=1)
    drawn = words(said, HELD, SHELF, data)
    assert check_message(drawn.blocks) == []
    assert text_length(drawn.blocks) <= limits.MESSAGE_BUDGET
    assert len(drawn.text) <= limits.FALLBACK_TEXT
    bare = OURS.sub("", everything(drawn))
    assert "<" not in bare
    assert not re.search(r"&(?!amp;|lt;|gt;)", bare)


@given(text=ANY_TEXT, is_teacher=st.booleans())
def test_no_word_is_lost_on_the_way(text: str, is_teacher: bool):
    said = some_words(text, **(TEACHERS if is_teacher else {}))
    drawn = words(said, HELD, SHELF)
    if "taken back" in drawn.text or CUT in everything(drawn) or UNREADABLE in everything(drawn):
        return
    texts = sections(drawn)[1:] if is_teacher else sections(drawn)
    read = "\n".join(texts)
    if is_teacher:
        read = re.sub(r"^>", "", read, flags=re.MULTILINE)
    else:
        read = read.removeprefix(f"*<@{PRIYA}>:* ")
    assert squashed(html.unescape(read)) == squashed(text)


def squashed(text: str) -> str:
    """Return a text without what cannot be seen, and without its spaces and lines."""
    return "".join(visible(text).split())


def test_four_thousand_characters_reach_the_other_side_in_sections():
    text = " ".join(f"word{number:04d}" for number in range(440))
    for changed in ({}, TEACHERS):
        drawn = words(some_words(text, **changed), HELD, SHELF)
        assert "word0439" in sections(drawn)[-1]
        assert "word0000" in "".join(sections(drawn)[:2])
        assert CUT not in everything(drawn)


def test_signs_that_grow_when_they_are_escaped_all_arrive():
    for changed in ({}, TEACHERS):
        drawn = words(some_words("&" * 1500, **changed), HELD, SHELF)
        assert "".join(sections(drawn)).count("&amp;") == 1500
        assert CUT not in everything(drawn)


def test_what_does_not_fit_is_cut_and_says_so():
    drawn = words(some_words("&" * 4000), HELD, SHELF)
    assert CUT in everything(drawn)
    assert not re.search(r"&(?!amp;)", "".join(sections(drawn)))


def test_the_lines_of_a_teacher_are_a_quotation_and_call_nobody():
    said = some_words("first\n@channel second", **TEACHERS)
    drawn = words(said, HELD, SHELF)
    assert sections(drawn) == [f"*<@{PRIYA}>: <@{TESSA}> has written*", ">first\n>@channel second"]
    assert drawn.blocks[1]["text"]["verbatim"] is True


def test_plain_text_says_who_wrote_and_only_to_the_teacher_what():
    assert words(some_words("come <b>"), HELD, SHELF).text == f"<@{PRIYA}>: come &lt;b&gt;"
    teachers = words(some_words("he hid", **TEACHERS), HELD, SHELF)
    assert teachers.text == f"<@{PRIYA}>: <@{TESSA}> has written. Open the thread to read it."


def test_while_nobody_has_it_nobody_is_named():
    open_one = a_handoff()
    drawn = words(some_words("he hid", **TEACHERS), open_one, SHELF)
    assert sections(drawn)[0] == f"*<@{TESSA}> has written*"


def test_edits_and_personal_details_are_marked():
    said = some_words("stay", state=WordsState.EDITED, removed=2)
    assert "_(edited)_" in everything(words(said, HELD, SHELF))
    assert REMOVED in everything(words(said, HELD, SHELF))
    assert REMOVED not in everything(words(some_words("stay"), HELD, SHELF))


def test_a_note_that_is_handed_over_says_whose_it_is():
    drawn = words(some_words("she is tired", side=Side.NOTE), HELD, SHELF)
    assert f"<@{PRIYA}> has left a note" in sections(drawn)[0]


@pytest.mark.parametrize(
    ("noticed", "said"),
    [
        ([Flag.MISSING.value, Flag.WEAPON.value], "a missing child, a weapon"),
        (["unsure"], "something it could not make out"),
        (["taken-out-since"], "a worry"),
    ],
)
def test_what_the_line_noticed_is_named(noticed: list[str], said: str):
    drawn = words(some_words("hm", **TEACHERS), HELD, SHELF, {"noticed": noticed})
    assert f"*The line noticed:* {said}." in sections(drawn)[-1]


def test_a_strategy_that_was_taken_out_since_says_so():
    drawn = words(some_words("", strategy_id="gone"), HELD, SHELF)
    assert "has been taken out since" in drawn.text


@pytest.mark.parametrize("name", sorted(whispers.WHISPERS))
def test_every_note_says_what_was_not_done_and_what_to_do(name: str):
    drawn = whispers.whisper({"name": name, "thread_ts": "1"})
    assert check_message(drawn.blocks) == []
    assert "*" not in drawn.text


def test_the_note_under_a_closed_card_has_the_button_that_reopens_it():
    drawn = whispers.whisper({"name": "closed-thread", "handoff": HELD.id})
    (button,) = drawn.blocks[-1]["elements"]
    assert (button["action_id"], button["value"]) == ("handoff.reopen", HELD.id)


def test_what_a_teacher_is_told_of_her_words_names_who_has_them():
    request = a_request()
    for draw in (whispers.carried, whispers.withheld):
        assert f"<@{PRIYA}>" in draw(request, HELD, {"by": PRIYA}, SHELF)
    assert "/advice" in whispers.carried(request, HELD, {"by": PRIYA}, SHELF)
    text, _ = whispers.page_thread(request, HELD)
    assert f"not carried to <@{TESSA}>" in text
    assert "/advice" in text


def test_what_was_kept_as_a_note_says_how_to_send_it():
    text = whispers.whisper({"name": "kept-as-note"}).text
    assert "does not get this" in text
    assert "write it again without" in text
