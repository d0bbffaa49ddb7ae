"""The curated triage rules: each holds its own examples, and mistakes are named with their line."""

import shutil
import time
from pathlib import Path

import pytest

from advicebot.domain.advice.triage import Rule, Strength, Triage, TriageRules
from advicebot.domain.vocabulary import Action, Flag, Urgency
from advicebot.errors import KnowledgeError
from advicebot.library.triage_rules import load_triage_rules

FOLDER = Path(__file__).parents[2] / "knowledge" / "triage"
RULES = load_triage_rules(FOLDER)
BY_ID = pytest.mark.parametrize("rule", RULES.rules, ids=[rule.id for rule in RULES.rules])


@pytest.fixture(scope="module")
def rules() -> TriageRules:
    return RULES


@pytest.fixture(scope="module")
def triage(rules: TriageRules) -> Triage:
    return Triage(rules)


@BY_ID
def test_every_page_example_pages_for_its_flag(triage: Triage, rule: Rule) -> None:
    for text in rule.pages:
        verdict = triage.assess(text)
        assert verdict.action is Action.PAGE, text
        assert rule.flag in {hit.flag for hit in verdict.flags}, text


@BY_ID
def test_every_ask_example_is_at_least_asked_about(triage: Triage, rule: Rule) -> None:
    for text in rule.asks:
        verdict = triage.assess(text)
        assert verdict.action in (Action.ASK, Action.PAGE), text
        assert rule.flag in {hit.flag for hit in verdict.flags}, text


@BY_ID
def test_every_harmless_example_is_left_alone(triage: Triage, rule: Rule) -> None:
    for text in rule.leaves_alone:
        verdict = triage.assess(text)
        assert verdict.action in (Action.ANSWER, Action.DECLINE), (text, verdict.flags)


def test_every_flag_can_page(rules: TriageRules) -> None:
    assert {rule.flag for rule in rules.rules if rule.strength is Strength.PAGE} == set(Flag)


def test_nothing_pages_below_urgent(rules: TriageRules) -> None:
    assert {rule.urgency for rule in rules.rules} == {Urgency.EMERGENCY, Urgency.URGENT}


@pytest.mark.parametrize(
    "text",
    [
        "he has a knіfe in his bag",
        "he has a kn\u200bife in his bag",
        "HE HAS A KNIFFE IN HIS BAG",
        "hes got a kn*fe in his bag",
        "he has a 🔪 in his bag",
    ],
)
def test_a_disguised_word_pages_all_the_same(triage: Triage, text: str) -> None:
    verdict = triage.assess(text)
    assert verdict.action is Action.PAGE
    assert verdict.flags[0].quote in text


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("says he isnt going to hurt himself but has fresh cuts on both wrists", Action.PAGE),
        ("lovely trip, coach was late, and by the way one child is still not back", Action.PAGE),
        ("my back is killing me, any stretches for the staffroom?", Action.ANSWER),
        ("How do I teach the murder scene in Macbeth without giggling?", Action.ANSWER),
    ],
)
def test_the_whole_set_reads_context(triage: Triage, text: str, action: Action) -> None:
    assert triage.assess(text).action is action


def test_the_same_text_always_gets_the_same_verdict(rules: TriageRules, triage: Triage) -> None:
    text = "two phones, a knife in his bag, nobody knows where he is, and mum hits him"
    assert Triage(rules).assess(text) == triage.assess(text)


def test_an_ordinary_message_takes_a_few_milliseconds(triage: Triage) -> None:
    text = "Year 8 will not settle after lunch and one lad keeps calling out, any tips? " * 3
    best = min(_seconds(triage, text) for _ in range(5))
    assert best < 0.02


def test_the_longest_slack_message_takes_under_a_second(triage: Triage) -> None:
    text = ("he wandered off and mum said she could not find the knife in his bag " * 600)[:40_000]
    assert min(_seconds(triage, text) for _ in range(3)) < 1


def _seconds(triage: Triage, text: str) -> float:
    start = time.perf_counter()
    triage.assess(text)
    return time.perf_counter() - start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "triage"))


def problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_triage_rules(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("wrods: {a: b}", "extra.yaml:1: wrods"),
        ("words:\n  new: cut {nowhere}", "extra.yaml:2: there is no word list 'nowhere'"),
        ("words:\n  new: ~ cut", "extra.yaml:2: phrase '~ cut' must start and end"),
        ("words:\n  new: cut\n  new: hit", "extra.yaml:3: 'new' is given twice"),
        ("words:\n  one: '{two}'\n  two: '{one}'", "extra.yaml:2: word list 'one' uses itself"),
        ("words:\n  child: cut", "word list 'child' is defined twice"),
        ("words:\n  new: gonna cut", "'gonna' is shorthand"),
        ("idioms: '{child} cut'", "idiom '{child} cut' may not use a word list"),
        ("words: [", "extra.yaml:2: not readable as YAML"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(folder: Path, content: str, expected: str) -> None:
    (folder / "extra.yaml").write_text(content, encoding="utf-8")
    assert any(expected in problem for problem in problems(folder)), problems(folder)


def test_every_fault_of_a_rule_is_told_at_once(folder: Path) -> None:
    (folder / "extra.yaml").write_text(
        "rules:\n"
        "  - id: weapon.in-school\n"
        "    flag: weapon\n"
        "    urgency: soon\n"
        "    strength: page\n"
        "    why: a test of the checker\n"
        "    unless: [no-such-list]\n",
        encoding="utf-8",
    )
    told = "\n".join(problems(folder))
    for fault in (
        "used twice",
        "no word list 'no-such-list'",
        "nothing to look for",
        "urgency 'soon' cannot page",
        "example under 'pages'",
        "two harmless examples",
    ):
        assert fault in told, fault


def test_unknown_words_of_the_vocabulary_are_refused(folder: Path) -> None:
    (folder / "extra.yaml").write_text(
        "rules:\n  - {id: a.b, flag: wepon, urgency: urgent, strength: page, why: a test}\n",
        encoding="utf-8",
    )
    assert any("flag" in problem and "wepon" in problem for problem in problems(folder))


def test_a_missing_list_the_engine_needs_is_named(folder: Path) -> None:
    common = (folder / "common.yaml").read_text(encoding="utf-8")
    (folder / "common.yaml").write_text(common.replace("\n  fresh: ", "\n  frsh: "))
    assert any("'fresh' is needed and missing" in problem for problem in problems(folder))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert any("cannot work without its rules" in problem for problem in problems(tmp_path))
