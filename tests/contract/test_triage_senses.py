"""Everyday words: beside an emergency they silence nothing, by themselves they raise nothing."""

from pathlib import Path

import pytest
import yaml

from advicebot.domain.advice.triage import Rule, Triage
from advicebot.domain.vocabulary import Action
from advicebot.library.triage_rules import load_triage_rules

FOLDER = Path(__file__).parents[2] / "knowledge" / "triage"
RULES = load_triage_rules(FOLDER)
NOTICED = (Action.PAGE, Action.ASK)
SETTINGS = (
    "on the school trip",
    "in the lunch queue",
    "after assembly",
    "in food tech",
    "in the middle of a test",
    "at football",
    "with his homework on the desk",
    "during the fire drill",
    "in the drama lesson",
    "at home time",
    "on sports day",
    "in the PSHE lesson",
    "at the birthday party",
    "near the book corner",
)


@pytest.fixture(scope="module")
def triage() -> Triage:
    return Triage(RULES)


@pytest.mark.parametrize("setting", SETTINGS)
def test_where_it_happens_never_silences_what_would_page(triage: Triage, setting: str) -> None:
    missed = [
        f"{rule.id}: {text}"
        for rule in RULES.rules
        for text in (f"{page.rstrip('.?! ')} {setting}" for page in rule.pages)
        if triage.assess(text).action not in NOTICED
    ]
    assert missed == []


@pytest.mark.parametrize(
    "text",
    [
        "collapsed playing dodgeball and he is not breathing",
        "On INSET day our caretaker is clutching his chest, gone grey and sweaty",
        "He has left his homework and his bag but nobody knows where he is",
        "took all of his ADHD tablets at lunch, the whole strip",
        "she told me in RE lesson that her uncle touches her at night",
        "during the fire drill a Y2 has gone missing",
        "fainted in assembly during the poem and we can't wake her",
        "the TA dragged her by the hair in the dinner queue",
        "mum hit him because he spilt the biscuits, he has a mark on his face",
        "dad came to collect her and punched me in reception",
        "I lost my temper and pushed a year 8 into the wall",
        "usually on time but never arrived and mum says she dropped him at school",
        "we can't find her right now and her coat is still on the peg",
        "cannot find her anywhere, it has been twenty minutes and I'm dealing with the class",
        "she did two tests and both had two lines, she is fourteen",
        "TA was heavy handed with him and there's a mark on his wrist",
        "he ran out of the gate and his phone has run out of battery",
        "after the lesson on consent she said that is what her brother does to her",
        "three pupils sharing vodka behind the sports hall",
    ],
)
def test_an_emergency_is_heard_among_everyday_words(triage: Triage, text: str) -> None:
    assert triage.assess(text).action in NOTICED


@pytest.mark.parametrize(
    "text",
    [
        "Our placement is collapsing, who can I talk to about a new one?",
        "student with ME missing school most of the week, how do we keep her in touch",
        "CCTV shows it wasn't him, how do I say sorry properly",
        "Can I send her off site for behaviour support two mornings a week?",
        "two pupils need separating after an allegation, how do we timetable it",
        "can the head withdraw a permanent exclusion",
        "year 4 lad has only come in two hours a day since March, how do we build it up",
        "pep meeting tomorrow, what should I bring",
        "I've lost them completely after lunch, 9B, any settlers",
        "He walked off in a huff and no one came to the table he'd set, what now",
        "vapes in the toilets. what actually shifts it",
        "Reception. Bolts for the door the second it opens and dad grabbed him before the road",
        "He gets panic attacks in tests and cant breathe, what helps beforehand",
        "lad coming back off 10 days for bringing a kitchen knife in, what goes in his plan",
        "teaching the self harm unit after Easter, how should I set it up",
        "groaning and growling whenever I hand out worksheets, how do I perk them up",
        "Two lines of work in forty minutes, he stares out of the window",
        "I can't find the right words for the report, any examples",
        "our head is off site until two and the printer has run out of toner",
        "She's heavy handed with the glue, what would slow her down",
        "a cracking placement and his reading is going great guns",
        "who do I ring in finance about my pension",
        "every scalpel is counted in and out, which tool wall do other art rooms use",
    ],
)
def test_ordinary_requests_are_left_alone(triage: Triage, text: str) -> None:
    assert triage.assess(text).action not in NOTICED


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_brackets_in_phrases_are_never_nested(path: Path) -> None:
    """A bracket inside a bracket would be read as two unrelated halves."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    lists = content.get("words") or {}
    texts = [text for text in lists.values() if isinstance(text, str)]
    texts += [rule.get("says") or "" for rule in content.get("rules") or ()]
    texts += [frame["words"] for frame in content.get("frames") or ()]
    texts.append(content.get("idioms") or "")
    assert [text[:60] for text in texts if _deepest(text) > 1] == []


@pytest.mark.parametrize("rule", RULES.rules, ids=[rule.id for rule in RULES.rules])
def test_no_rule_is_silenced_by_a_word_of_its_own_examples(triage: Triage, rule: Rule) -> None:
    doubled = [f"{one} {other}" for one in rule.pages for other in rule.pages]
    assert [text for text in doubled if triage.assess(text).action not in NOTICED] == []


def _deepest(text: str) -> int:
    depth = deepest = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    return deepest
