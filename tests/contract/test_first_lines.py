"""The first lines as they ship: what a teacher reads first for each flag, and how mistakes in
them are named.
"""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from advicebot.cli import cli
from advicebot.domain.advice.triage import Triage
from advicebot.domain.handoff import Handoff
from advicebot.domain.request import AskAnswer, Raised, Request
from advicebot.domain.vocabulary import Action, Flag, Urgency
from advicebot.errors import KnowledgeError
from advicebot.library import load_knowledge
from advicebot.library.lint import lint
from advicebot.library.triage_rules import load_triage_rules
from advicebot.slack.screens.reply import reply
from advicebot.slack.screens.shelf import Shelf
from tests.fakes import PRIYA
from tests.screens import AT, a_handoff, a_request

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge"
KNOWLEDGE = load_knowledge(SHIPPED)
SHELF = Shelf.of(KNOWLEDGE)
LINES = {each.flag: each for each in KNOWLEDGE.first_lines}
LEVELS = (Urgency.EMERGENCY, Urgency.URGENT)
ELSEWHERE = {
    Flag.ALLEGATION_AGAINST_STAFF: "headteacher",
    Flag.STAFF_DISTRESS: "near",
}
"""Who is told besides, or instead of, the DSL."""
NIGHT = AT.replace(hour=22)


def raised(*flags: Flag, rule: str = "") -> tuple[Raised, ...]:
    return tuple(Raised(flag=f, quote=f"words of {f}", rule=rule or f"{f}.x") for f in flags)


def a_page(*flags: Flag, urgency: Urgency = Urgency.EMERGENCY, rule: str = "") -> Request:
    return a_request(action=Action.PAGE, urgency=urgency, flags=raised(*flags, rule=rule))


def first_block(request: Request, handoff: Handoff | None) -> list[str]:
    """The lines of the block that stands first, without marks."""
    text = unescape(reply(request, handoff, SHELF).blocks[0]["text"]["text"])
    return [line.strip("*• ") for line in text.split("\n")]


@pytest.mark.parametrize(("flag", "urgency"), list(product(Flag, LEVELS)))
def test_every_flag_is_met_with_its_own_lines_and_help_comes_first(
    flag: Flag, urgency: Urgency
) -> None:
    shown = first_block(a_page(flag, urgency=urgency), a_handoff(urgency=urgency))
    own = LINES[flag].at(urgency)
    assert shown[: len(own)] == list(own)
    assert "call 999" in own[0].lower()
    assert ELSEWHERE.get(flag, "DSL") in " ".join(own[:2])
    assert "practitioners" in shown[-1]
    assert all(len(line) <= 110 for line in own)


@pytest.mark.parametrize(("flag", "urgency"), list(product(Flag, LEVELS)))
def test_999_is_read_and_heard_before_any_strategy(flag: Flag, urgency: Urgency) -> None:
    request = a_page(flag, urgency=urgency)
    request = replace(
        request, suggestions=(replace(request.suggestions[0], strategy_id=_first_page(flag)),)
    )
    message = reply(request, a_handoff(urgency=urgency), SHELF)
    assert "999" in message.blocks[0]["text"]["text"].split("\n")[0]
    assert "Next ten minutes" in message.blocks[1]["text"]["text"]
    assert "call 999" in message.text.split("\n")[0].lower()


def _first_page(flag: Flag) -> str:
    return next(each.pages[0] for each in KNOWLEDGE.first_pages if each.flag is flag)


def test_the_teachers_own_distress_has_numbers_right_below_and_once() -> None:
    request = replace(
        a_page(Flag.STAFF_DISTRESS), signposts=("nhs-111", "samaritans", "education-support")
    )
    message = reply(request, a_handoff(), SHELF)
    shown = message.blocks[0]["text"]["text"]
    assert "*Samaritans:* 116 123 (free, 24 hours) _(verify)_" in shown
    assert "08000 562 561" in shown
    assert "116 123" in message.text
    rest = str(message.blocks[1:])
    assert "116 123" not in rest
    assert "NHS 111" in rest


def test_an_unanswered_question_keeps_the_numbers_below_the_advice() -> None:
    asking = a_request(
        action=Action.ASK,
        urgency=Urgency.URGENT,
        flags=raised(Flag.ALLEGATION_AGAINST_STAFF, Flag.STAFF_DISTRESS),
        signposts=("samaritans",),
        asked_at=AT,
    )
    assert "116 123" in str(reply(asking, None, SHELF).blocks)


@pytest.mark.parametrize(
    ("answer", "is_shown"),
    [(None, False), (AskAnswer.NO, False), (AskAnswer.WORRIED, True), (AskAnswer.SILENCE, True)],
)
def test_the_question_comes_before_the_lines_and_a_yes_brings_them(
    answer: AskAnswer | None, is_shown: bool
) -> None:
    asking = a_request(
        action=Action.ASK,
        urgency=Urgency.URGENT,
        flags=raised(Flag.WEAPON),
        asked_at=AT,
        ask_answer=answer,
    )
    for handoff in (a_handoff(urgency=Urgency.URGENT), None if not is_shown else a_handoff()):
        shown = str(reply(asking, handoff, SHELF).blocks)
        assert (LINES[Flag.WEAPON].urgent[1] in shown) is is_shown


def test_a_yes_that_it_is_now_brings_the_lines_of_an_emergency() -> None:
    answered = a_request(
        action=Action.ASK,
        urgency=Urgency.EMERGENCY,
        flags=raised(Flag.MISSING),
        asked_at=AT,
        ask_answer=AskAnswer.NOW,
    )
    assert first_block(answered, a_handoff())[0] == LINES[Flag.MISSING].emergency[0]


@pytest.mark.parametrize("answer", [None, AskAnswer.NO])
def test_an_allegation_asks_for_no_more_of_the_story_whatever_was_answered(
    answer: AskAnswer | None,
) -> None:
    asked = a_request(
        action=Action.ASK,
        urgency=Urgency.URGENT,
        flags=raised(Flag.ALLEGATION_AGAINST_STAFF),
        asked_at=AT,
        ask_answer=answer,
    )
    shown = first_block(asked, a_handoff(urgency=Urgency.URGENT))
    assert shown[:4] == list(LINES[Flag.ALLEGATION_AGAINST_STAFF].urgent)


def test_what_was_not_understood_gets_the_general_lines() -> None:
    for urgency in LEVELS:
        shown = first_block(a_page(*Flag, urgency=urgency, rule="doubt.x"), a_handoff())
        assert "999" in shown[0]
        assert "DSL" in shown[0]
        assert not [line for each in LINES.values() for line in each.at(urgency) if line in shown]


OPENS = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
AT_NIGHT: dict[str, dict[str, Any]] = {
    "paging": {},
    "paged": {"reached": (PRIYA,), "paged_at": NIGHT},
    "parked": {"urgency": Urgency.URGENT, "paged": (), "next_at": OPENS, "parked_until": OPENS},
}


@pytest.mark.parametrize("state", AT_NIGHT.values(), ids=AT_NIGHT)
def test_at_night_a_child_in_danger_has_a_number_beside_the_teachers_own(
    state: dict[str, Any],
) -> None:
    handoff = a_handoff(created_at=NIGHT, next_at=NIGHT + timedelta(minutes=3))
    handoff = replace(handoff, **state)
    alone = replace(a_page(Flag.STAFF_DISTRESS), created_at=NIGHT)
    both = replace(a_page(Flag.STAFF_DISTRESS, Flag.MISSING), created_at=NIGHT)
    contact = KNOWLEDGE.line.safeguarding_contact
    assert contact not in " ".join(first_block(alone, handoff))
    assert contact in " ".join(first_block(both, handoff))


def test_what_came_at_night_and_is_paged_in_the_morning_says_nothing_of_the_night() -> None:
    morning = {"reached": (PRIYA,), "next_at": OPENS + timedelta(minutes=10)}
    handoff = a_handoff(urgency=Urgency.URGENT, created_at=NIGHT, **morning)
    shown = first_block(a_page(Flag.MISSING, urgency=Urgency.URGENT), handoff)[-1]
    assert "out of hours" not in shown
    assert shown.startswith(f"I have paged <@{PRIYA}>.")


def test_no_two_flags_make_more_than_six_lines() -> None:
    for one, other in product(Flag, Flag):
        for urgency in LEVELS:
            shown = first_block(a_page(one, other, urgency=urgency), a_handoff())
            assert len(shown) <= 6 + len(LINES[Flag.STAFF_DISTRESS].ring) + 1


def test_the_terminal_says_them_first_too() -> None:
    result = CliRunner().invoke(
        cli, ["ask", "--words-only", "a boy has pulled out a knife in class"]
    )
    shown = " ".join(result.stdout.split())
    own = LINES[Flag.WEAPON].emergency
    assert shown.startswith(own[0])
    assert shown.index(own[1]) < shown.index("In the next ten minutes")


def test_the_reason_of_every_rule_is_known() -> None:
    rules = load_triage_rules(SHIPPED / "triage").rules
    assert KNOWLEDGE.reasons == {rule.id: rule.why for rule in rules}


FILE = "first_lines.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder that a test may break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "knowledge"))


def change(folder: Path, old: str, new: str) -> int:
    """Replace ``old`` once and return the line it stood on, counted from 1."""
    file = folder / FILE
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[samaritans,",
            "[samaritan,",
            "ring: the signpost “samaritan” is not known; did you mean",
        ),
        ("flag: missing", "flag: weapon", "“weapon” has its lines already"),
        ("flag: missing", "flag: lost", "flag: the word “lost” is not known"),
        ('    - "Stay with them.', f'    - "{"x" * 111}.', "at most 110 characters"),
    ],
)
def test_a_mistake_stops_the_line_and_is_named_with_its_place(
    folder: Path, old: str, new: str, message: str
) -> None:
    line = change(folder, old, new)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    found = [
        each for each in caught.value.problems if Path(each.file).name == FILE and each.line == line
    ]
    assert any(message in each.message for each in found), caught.value.problems


def test_no_line_runs_without_lines_for_every_flag(folder: Path) -> None:
    change(folder, "flag: missing", "flag: weapon")
    with pytest.raises(KnowledgeError, match="“missing” has no first lines"):
        load_knowledge(folder)
    (folder / FILE).unlink()
    with pytest.raises(KnowledgeError, match="the file is missing"):
        load_knowledge(folder)


RULES = "rules: [self-harm.on-roof,"


def test_lines_for_some_rules_stand_above_those_for_all(folder: Path) -> None:
    file = folder / FILE
    text = file.read_text(encoding="utf-8")
    head, own, rest = text.partition(f"- flag: self-harm-suicide\n  {RULES}")
    block, _, after = rest.partition("- flag:")
    file.write_text(f"{head}- flag:{after}{own}{block}", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="has its lines already; move these up"):
        load_knowledge(folder)


@pytest.mark.parametrize("name", [FILE, "first_pages.yaml"])
@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("self-harm.on-rof", "rules: the triage rule “self-harm.on-rof” is not known; did you"),
        ("weapon.in-school", "raises “weapon”, not “self-harm-suicide”; name one that raises it"),
    ],
)
def test_what_is_for_a_rule_names_one_that_raises_the_flag(
    folder: Path, name: str, rule: str, message: str
) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(RULES, f"rules: [{rule},"), encoding="utf-8")
    line = text[: text.index(RULES)].count("\n") + 1
    found = [each for each in lint(folder, on=date(2026, 11, 22)) if message in each.message]
    assert [(Path(each.file).name, each.line) for each in found] == [(name, line)]


@pytest.mark.parametrize("text", ["shes up on the canopy roof", "he is stood in moving traffic"])
def test_a_child_who_could_fall_or_be_hit_is_met_with_lines_of_their_own(text: str) -> None:
    triage = Triage(load_triage_rules(SHIPPED / "triage"))
    (hit,) = triage.assess(text).flags
    shown = first_block(a_page(hit.flag, rule=hit.rule), a_handoff())
    assert "could fall or be hit" in shown[0]
    assert not any("took something" in line for line in shown)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Call 999 now for an ambulance.", "Ring for help.", "must say “call 999”"),
        ("Get SLT and the DSL now.", "Get SLT now.", "the DSL must stand"),
        ("Go to the headteacher now", "Go to a colleague now", "the headteacher must stand"),
        ("Stay with them. Say", "Call 999. Stay with them. Say", "move it up"),
        ("One remark proves nothing.", "Do not exclude him.", "only a head decides"),
        ("Ask no leading questions", "Restrain him", "physical restraint is never described"),
        ("Write the child’s exact words", "Promise to keep it secret", "confidentiality is never"),
        ("Send one adult to meet", "Ring 01632 960123 for", "belongs in signposts.yaml"),
    ],
)
def test_the_checker_reads_the_lines_themselves(
    folder: Path, old: str, new: str, message: str
) -> None:
    change(folder, old, new)
    found = [each for each in lint(folder, on=date(2026, 11, 22)) if Path(each.file).name == FILE]
    assert any(message in each.message for each in found), found
