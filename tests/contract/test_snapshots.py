"""What people see, state by state: agreed as JSON, taken by Slack, and deaf to hostile words."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from advicebot.domain.line import School
from advicebot.slack import limits
from advicebot.slack.screens import views
from advicebot.slack.screens.blocks import Message
from advicebot.workspace.blocks.check import check_message, check_view, text_length
from advicebot.workspace.blocks.walk import all_elements
from tests.conftest import SNAPSHOTS
from tests.fakes import LINE
from tests.screens import Catalogue, Screen

MOST_BLOCKS = 45
SCREENS = Catalogue().all()
NAMES = list(SCREENS)
MESSAGES = [name for name, screen in SCREENS.items() if isinstance(screen, Message)]
REPLIES = [name for name in MESSAGES if name.startswith("reply-")]
HOSTILE = {
    "channel": "<!channel> everyone",
    "mention": "<@U0TESSA001> did it",
    "link": "<https://example.org/steal|your bank>",
    "date": "<!date^1^{time}|x>",
    "group": "<!subteam^S1|@heads>",
    "entity": "&lt;!channel&gt; & <b>",
    "bidi": "abc\u202edcba\u2066xyz\u2069\u061c",
    "hidden": "a\u200bb\ufeffc\u00ad\x00\x1b[31m",
    "breaks": "one\r\ntwo\u2028three\n" * 20,
    "markup": "*bold* _it_ ~no~ `code` ```block``` > quote\n> again\n- list",
    "long": "x" * 40_000,
    "long words": "word " * 8_000,
    "long entities": "&<>" * 13_000,
    "long breaks": "\n" * 40_000 + "x",
    "emoji": "🧑‍🏫" * 500,
}
OURS = re.compile(
    r"<@U0(?:TESSA001|PRIYA001|DAN00001)>|<#C0ONCALL01>|<!channel>|&(?:amp|lt|gt);"
    r"|<!date\^\d+\^\{date_short_pretty\} at \{time\}\|\d\d:\d\d UTC>"
)
HIDDEN = "\u202e\u2066\u2069\u061c\u200b\ufeff\u00ad\u2028\x00\x1b"

VALUES = re.compile(
    r"[0-9a-f]{32}|(strategy|offer)-\d+|\d{1,4}|\d{4}-\d\d-\d\d|introduce|ask|all|"
    r"|yes|no|today|back|swap|override|add|week|primary|back-up|(primary|back-up)(\.\d+){1,2}"
)
"""An id, a word of ours, a place in a list, or a tier with instants in seconds: nobody's words."""


REACHED = (
    "request.talk",
    "getting a practitioner",
    "has it",
    "has your message",
    "paging the practitioners",
    "I have paged",
    "practitioners’ queue",
    "has written to you",
    "I ask them on",
    "could not page",
    "could not reach",
    "request.reopen",
)
"""Each of these tells a teacher how they reach a person, or who reaches them."""


def as_json(screen: Screen) -> Any:
    if isinstance(screen, Message):
        return {"text": screen.text, "blocks": screen.blocks}
    return screen


def blocks_of(screen: Screen) -> list[dict[str, Any]]:
    return screen.blocks if isinstance(screen, Message) else screen["blocks"]


def problems(screen: Screen) -> list[str]:
    """Return what Slack would object to, and what our own budgets do."""
    if not isinstance(screen, Message):
        return check_view(screen, kind=screen["type"])
    found = check_message(screen.blocks)
    if not screen.text.strip():
        found.append("no text for screen readers")
    if len(screen.text) > limits.FALLBACK_TEXT:
        found.append(f"{len(screen.text)} characters of plain text")
    if len(screen.blocks) > MOST_BLOCKS:
        found.append(f"{len(screen.blocks)} blocks")
    if text_length(screen.blocks) > limits.MESSAGE_BUDGET:
        found.append(f"{text_length(screen.blocks)} characters")
    return found


def texts(value: Any) -> Iterator[tuple[str, bool]]:
    """Yield every text that is shown, and whether it is plain, where markup means nothing."""
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"], value.get("type") == "plain_text"
        for key in ("initial_value", "accessibility_label"):
            if isinstance(value.get(key), str):
                yield value[key], True
        for each in value.values():
            yield from texts(each)


def test_no_two_screens_share_a_name():
    assert len(NAMES) == len(set(NAMES)) > 60


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_agreed(name: str, snapshot: Callable[[str, Any], None]):
    snapshot(f"{name}.json", as_json(SCREENS[name]))


def test_no_snapshot_is_left_of_a_screen_that_is_gone():
    kept = {file.stem for file in SNAPSHOTS.glob("*.json")}
    assert kept - set(NAMES) == set()


@pytest.mark.parametrize("name", NAMES)
def test_slack_would_take_it(name: str):
    assert problems(SCREENS[name]) == []


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> dict[str, Screen]:
    return Catalogue(HOSTILE[request.param]).all()


def test_slack_would_take_it_whatever_is_in_it(hostile: dict[str, Screen]):
    found = {name: problems(screen) for name, screen in hostile.items()}
    assert {name: each for name, each in found.items() if each} == {}


def test_no_markup_but_ours_is_ever_sent(hostile: dict[str, Screen]):
    bad = []
    for name, screen in hostile.items():
        shown = [*texts(blocks_of(screen))]
        if isinstance(screen, Message):
            shown.append((screen.text, False))
        for text, is_plain in shown:
            rest = OURS.sub("", text).removeprefix(">").replace("\n>", "\n")
            if not is_plain and set("<>&") & set(rest):
                bad.append((name, text[:200]))
            if set(HIDDEN) & set(text):
                bad.append((name, "hidden characters"))
    assert bad == []


def test_nobody_on_the_line_reads_the_story_of_an_allegation():
    shown = json.dumps(Catalogue("Zebrafish").all()["details-allegation"])
    told = shown.replace("\\u2022 Zebrafish", "")  # a strategy's title
    assert "Zebrafish" not in told
    assert "headteacher" in shown


def test_the_page_holds_no_word_of_the_teachers():
    screens = Catalogue("Zebrafish").all()
    for name, screen in screens.items():
        if name.startswith(("card-", "page-", "notice-", "line-", "thread-", "practitioner-")):
            if name.startswith("notice-closed"):
                continue  # what a practitioner agreed with the teacher, told to the teacher
            shown = json.dumps(as_json(screen)).replace("If it cannot wait: Zebrafish", "")
            assert "Zebrafish" not in shown, name
    assert "Zebrafish" in json.dumps(screens["details"])


@pytest.mark.parametrize("name", NAMES)
def test_action_ids_are_unique_in_a_block_and_values_are_references(name: str):
    screen = SCREENS[name]
    blocks = blocks_of(screen)
    for block in blocks:
        ids = [element["action_id"] for _, element in all_elements([block])]
        assert len(ids) == len(set(ids))
    own_ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(own_ids) == len(set(own_ids))
    elements = [element for _, element in all_elements(blocks)]
    for each in elements:
        value = each.get("value", "")
        assert VALUES.fullmatch(value), value
    styles = [each.get("style") for each in elements]
    assert styles.count("primary") <= 1
    assert styles.count("danger") <= 1


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_by_an_emoji_or_by_looking_up(name: str):
    shown = json.dumps(as_json(SCREENS[name]), ensure_ascii=False)
    assert not re.search("[\U0001f000-\U0001faff\u2600-\u27bf]|:[a-z_]{3,}:", shown)
    assert "see above" not in shown.lower()


@pytest.mark.parametrize("name", REPLIES)
def test_every_answer_says_what_to_do_in_danger_and_how_to_reach_a_person(name: str):
    screen = SCREENS[name]
    assert isinstance(screen, Message)
    if name.endswith("withdrawn"):
        return
    shown = json.dumps(screen.blocks, ensure_ascii=False)
    assert "999" in shown
    tells = "Tell one person" if name == "reply-staff-distress" else "DSL"
    assert tells in shown or "headteacher" in shown
    assert "call 999" in screen.text.lower()
    has_person = any(words in shown for words in REACHED)
    assert has_person


def test_danger_is_spoken_even_when_the_strategy_is_very_long():
    for name, screen in Catalogue("a long sentence. " * 500).all().items():
        if name in REPLIES and not name.endswith("withdrawn"):
            assert isinstance(screen, Message)
            assert "call 999" in screen.text.lower(), name


@pytest.mark.parametrize(
    "name", [name for name in REPLIES if "emergency" in name or "urgent" in name]
)
def test_danger_comes_first_in_an_urgent_answer(name: str):
    screen = SCREENS[name]
    if name.endswith("withdrawn"):
        return
    assert "999" in json.dumps(blocks_of(screen)[0])
    assert isinstance(screen, Message)
    assert screen.text.lower().split(".")[0].count("call 999")


def test_the_strategy_that_is_shown_is_the_one_behind_the_button():
    screen = SCREENS["reply-confident-strategy-gone"]
    shown = json.dumps(blocks_of(screen))
    assert "strategy.show.strategy-1" in shown
    assert "strategy.show.gone" not in shown
    assert "Strategy number 1" in as_json(screen)["text"]


def test_an_answer_without_strategies_asks_for_no_opinion_of_them():
    shown = json.dumps(blocks_of(SCREENS["reply-all-strategies-gone"]))
    assert "request.helps" not in shown
    assert "strategy.show" not in shown


def test_a_service_with_many_schools_can_still_be_introduced_to():
    for count in (0, 1, 99, 100, 101, 450):
        schools = tuple(
            School(id=f"school-{n}", name=f"{chr(65 + n % 26)} School {n}", also=())
            for n in range(count)
        )
        view = views.introduce_form(replace(LINE, schools=schools))
        assert check_view(view, kind="modal") == []
        shown = json.dumps(view)
        assert all(f'"school-{n}"' in shown for n in range(count))


def test_a_page_that_was_taken_cannot_be_taken_again():
    assert "handoff.take" not in json.dumps(as_json(SCREENS["card-claimed"]))
    assert "handoff.take" in json.dumps(as_json(SCREENS["card-paged"]))
