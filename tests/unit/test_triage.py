"""How the engine weighs a hit against what surrounds it, on a handful of small rules."""

import pytest

from advicebot.domain.advice.triage import (
    Calm,
    Frame,
    Rule,
    Strength,
    Triage,
    TriageRules,
    Verdict,
)
from advicebot.domain.vocabulary import Action, Flag, Urgency

WORDS = {
    "not": ("not", "no", "never", "didnt", "hasnt", "isnt", "cant"),
    "not-a-negation": ("dont know", "not joking"),
    "negation-stops": ("and has",),
    "subject": ("he", "she", "i"),
    "thinks-not": ("dont think",),
    "reported": ("says", "said"),
    "past": ("last year",),
    "closed": ("dealt with",),
    "owned": ("dsl has it",),
    "fresh": ("today", "again"),
    "general": ("what is procedure",),
    "first-person": ("i",),
    "courtesy": ("thanks", "so", "much", "hello"),
    "soon": ("tomorrow",),
    "strategy-asked": ("any tips",),
    "direction-asked": ("what do i do",),
    "question-opening": ("how",),
    "everyday": ("homework",),
    "accident": ("by accident",),
    "lighthearted": ("lol",),
    "moving-on": ("going forward",),
    "event": ("drew",),
    "blade": ("knife",),
    "place": ("in bag", "bag"),
    "tools": ("butter",),
}


def rule(name: str, strength: Strength = Strength.PAGE, **more: object) -> Rule:
    defaults: dict[str, object] = {
        "flag": Flag.WEAPON,
        "urgency": Urgency.EMERGENCY,
        "strength": strength,
        "why": "a test",
    }
    return Rule(id=f"test.{name}", **{**defaults, **more})  # type: ignore[arg-type]


RULES = (
    rule("blade", pairs=(("blade", "place"),), unless=("tools",), reach=5),
    rule("breath", says=("{not} breathing",), flag=Flag.MEDICAL),
    rule("collapse", says=("collapsed",), flag=Flag.MEDICAL, urgency=Urgency.URGENT),
    rule("rope", Strength.HINT, says=("rope",), flag=Flag.SELF_HARM_SUICIDE),
    rule("farewell", Strength.HINT, says=("farewell",), flag=Flag.SELF_HARM_SUICIDE),
    rule("ran", says=("ran off",), flag=Flag.MISSING, holds_against=frozenset({Calm.NEGATION})),
)
FRAMES = (
    Frame(
        id="text",
        words=("macbeth",),
        quiets=frozenset({Flag.WEAPON}),
        softens=frozenset({Flag.MEDICAL}),
    ),
    Frame(
        id="pretend",
        words=("pretend",),
        quiets=frozenset({Flag.WEAPON}),
        softens=frozenset(),
        around=True,
    ),
)


@pytest.fixture(scope="module")
def triage() -> Triage:
    return Triage(
        TriageRules(rules=RULES, words=WORDS, idioms=("collapsed laughing",), frames=FRAMES)
    )


def outcome(verdict: Verdict) -> tuple[str, list[str]]:
    return verdict.action.value, [hit.rule for hit in verdict.flags]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("knife in his bag", "page"),
        ("his bag had a knife", "page"),
        ("there is no knife in his bag, thanks", "answer"),
        ("homework done. nothing new, but he has a knife in his bag", "page"),
        ("I'm not joking there is a knife in the bag", "page"),
        ("he says there is no knife in the bag", "page"),
        ("a butter knife in my bag, any tips", "answer"),
        ("the knife is at home and some other day I shall see to my bag, any tips", "answer"),
    ],
)
def test_negation_and_exceptions_reach_only_what_they_govern(
    triage: Triage, text: str, action: str
) -> None:
    assert triage.assess(text).action == action


def test_a_negator_that_is_the_danger_is_no_reason_to_stand_down(triage: Triage) -> None:
    verdict = triage.assess("Y3 girl isn't breathing")
    assert outcome(verdict) == ("page", ["test.breath"])
    assert verdict.urgency is Urgency.EMERGENCY


def test_the_quote_is_cut_from_the_text_as_given(triage: Triage) -> None:
    assert triage.assess("She’s NOT  breathing!").flags[0].quote == "NOT  breathing"


def test_an_idiom_is_taken_out_before_anything_is_matched(triage: Triage) -> None:
    assert triage.assess("we collapsed laughing, any tips").action is Action.ANSWER


def test_a_frame_quiets_its_flags_in_the_same_sentence_only(triage: Triage) -> None:
    assert triage.assess("the knife and bag in macbeth, any tips").action is Action.ANSWER
    assert triage.assess("we did macbeth. knife in a bag in my room").action is Action.PAGE


def test_a_frame_softens_a_flag_it_does_not_quiet(triage: Triage) -> None:
    assert triage.assess("someone collapsed in macbeth").action is Action.ASK


def test_a_named_child_is_never_silenced_by_a_frame(triage: Triage) -> None:
    assert triage.assess("[name] knife in bag during macbeth").action is Action.ASK


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("last year a knife in his bag, dealt with, any tips", "answer"),
        ("last year a knife in his bag, dealt with. again today any tips", "ask"),
        ("last year a knife in his bag, any tips", "ask"),
        ("knife in his bag. dsl has it, any tips", "ask"),
        ("knife in his bag again. dsl has it, any tips", "page"),
        ("it was dealt with. Knife in his bag today", "page"),
    ],
)
def test_history_needs_a_past_and_a_closing_and_nothing_fresh(
    triage: Triage, text: str, action: str
) -> None:
    assert triage.assess(text).action == action


def test_a_question_of_procedure_makes_a_page_an_ask(triage: Triage) -> None:
    assert triage.assess("what is the procedure, knife in a bag").action is Action.ASK


def test_hints_alone_decide_nothing_and_are_left_as_signs(triage: Triage) -> None:
    verdict, signs = triage.examine("rope and farewell, any tips?")
    assert verdict.action is Action.ANSWER
    assert (signs.hints, signs.places, signs.flag) == (2, 2, Flag.SELF_HARM_SUICIDE)
    assert signs.quote == "rope"
    assert signs.asks_a_question
    assert signs.asks_for_strategy
    assert triage.examine("homework done")[1].flag is None


def test_two_hints_page_when_the_message_only_tells_what_happened(triage: Triage) -> None:
    assert outcome(triage.assess("rope under the stairs, farewell on it"))[0] == "page"
    assert triage.assess("rope and farewell, lol").action is Action.ANSWER


def test_one_hint_is_not_enough_in_a_light_hearted_message(triage: Triage) -> None:
    assert triage.assess("rope under the stairs lol").action is Action.ANSWER


def test_an_emergency_somebody_was_told_of_still_pages(triage: Triage) -> None:
    assert triage.assess("dsl has it, there is a knife in the bag").action is Action.PAGE
    assert triage.assess("dsl has it, collapsed at lunch").action is Action.ASK


def test_a_frame_around_reaches_the_sentences_beside_it(triage: Triage) -> None:
    assert triage.assess("knife in his bag. All pretend, any tips").action is Action.ANSWER
    assert triage.assess("knife in his bag. Homework done. All pretend").action is Action.PAGE


def test_the_gravest_hit_comes_first_and_each_flag_once(triage: Triage) -> None:
    text = "collapsed. collapsed again. knife in a bag. rope, farewell, any tips"
    verdict = triage.assess(text)
    assert [hit.rule for hit in verdict.flags] == ["test.blade", "test.collapse", "test.rope"]
    assert verdict.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("text", ["", "👍", "Thanks so much!!", "hello", "..."])
def test_courtesies_are_declined(triage: Triage, text: str) -> None:
    assert triage.assess(text) == Verdict(action=Action.DECLINE, urgency=Urgency.NONE, flags=())


def test_an_answer_is_soon_when_the_message_says_so(triage: Triage) -> None:
    assert triage.assess("homework plan for tomorrow").urgency is Urgency.SOON
    assert triage.assess("homework plan").urgency is Urgency.ROUTINE


def test_a_danger_at_the_end_of_a_very_long_message_is_found(triage: Triage) -> None:
    text = "homework talk goes on " * 1800 + "and there is a knife in the bag"
    assert triage.assess(text).action is Action.PAGE
