"""One message through redaction, triage, ranking and offers, with small parts of our own."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.advice.answer import Advice
from advicebot.domain.advice.query import Match, Query
from advicebot.domain.advice.redaction import Redacted, Redaction
from advicebot.domain.advice.triage import NO_SIGNS, FlagHit, Signs, Verdict
from advicebot.domain.knowledge import (
    FirstPage,
    Knowledge,
    LexiconEntry,
    OffTopic,
    Signpost,
    Strategy,
)
from advicebot.domain.line import Line
from advicebot.domain.vocabulary import (
    Action,
    Band,
    Evidence,
    Flag,
    Need,
    Phase,
    RedactionKind,
    Topic,
    Urgency,
    When,
)
from advicebot.service.advice import Advisor
from tests.fakes import CONFIDENCE, DOUBT_MODELS, NO_EXAMPLES, SITUATION

TODAY = date(2026, 11, 23)
ALL = tuple(phase for phase in Phase if phase is not Phase.UNKNOWN)


def strategy(id_: str, topic: Topic, *says: str) -> Strategy:
    return Strategy(
        id=id_,
        title=id_.replace("-", " "),
        topics=(topic,),
        needs=(Need.REGULATION,),
        phases=ALL,
        when=(When.NOW,),
        evidence=Evidence.PRACTICE,
        sources=("s",),
        says=says,
        not_when=("a",),
        get_help_when=("a",),
        reviewed=TODAY,
        review_by=TODAY,
        owner="Example AP service",
        right_now="",
        next_steps="",
        telling_you="",
        watch_for="",
    )


def signpost(id_: str, *flags: Flag) -> Signpost:
    return Signpost(id=id_, name=id_, what="", contact="", hours="", flags=flags, verified=None)


KNOWLEDGE = Knowledge(
    strategies=(
        strategy("bolting", Topic.LEAVING_CLASS, "bolts out of class"),
        strategy("shouting", Topic.VERBAL_ABUSE, "swears and shouts"),
        strategy("worn-out", Topic.STAFF_WELLBEING, "exhausted and crying"),
    ),
    offers=(),
    signposts=(signpost("999", Flag.WEAPON), signpost("dsl", Flag.WEAPON)),
    sources=(),
    lexicon=(
        LexiconEntry(
            phrases=("legging it",),
            means=("bolts",),
            topics=(Topic.LEAVING_CLASS,),
            matches="",
            not_matches="",
        ),
    ),
    off_topic=OffTopic(
        small_talk={"thanks": ("thanks",), "help": ("help",)},
        subjects={"computers": ("printer", "laptop")},
        ours=("swear*", "exhausted"),
        people=("he", "boy"),
    ),
    line=Line(
        name="Example line",
        area="Northvale",
        example=True,
        opens="08:00",
        closes="17:00",
        terms=(),
        schools=(),
        on_call_channel="c",
        leads_channel="l",
        safeguarding_contact="s",
        privacy_contact="p",
    ),
    confidence=CONFIDENCE,
    situation=SITUATION,
    examples=NO_EXAMPLES,
    doubt=DOUBT_MODELS,
)


class SharedWords:
    """Scores four points for each word a strategy's phrases share with the message."""

    def matches(self, query: Query) -> Mapping[str, Match]:
        wanted = {word.text: (word.start, word.end) for word in query.words}
        for hit in query.hits:
            wanted |= dict.fromkeys(hit.entry.means, (hit.start, hit.end))
        found = {}
        for item in KNOWLEDGE.strategies:
            spans = [wanted[word] for word in " ".join(item.says).split() if word in wanted]
            if spans:
                found[item.id] = Match(score=4.0 * len(spans), spans=tuple(spans))
        return found


class NameRedactor:
    """Takes out the one invented pupil it knows."""

    def redact(self, text: str) -> Redacted:
        spans = [m.span() for m in re.finditer(r"Sam(?: Poe)?", text)]
        return Redacted(
            text=re.sub(r"Sam(?: Poe)?", "[name]", text),
            redactions=tuple(
                Redaction(start=start, end=end, kind=RedactionKind.NAME) for start, end in spans
            ),
        )


class KnifeTriage:
    """Pages for a knife, asks for a blade; the quote is the whole message."""

    def assess(self, text: str, *, wary: bool = False) -> Verdict:
        return self.examine(text, wary=wary)[0]

    def examine(self, text: str, *, wary: bool = False) -> tuple[Verdict, Signs]:
        return self._verdict(text), NO_SIGNS

    def _verdict(self, text: str) -> Verdict:
        action = Action.PAGE if "knife" in text else Action.ASK if "blade" in text else None
        if action is None:
            return Verdict(action=Action.ANSWER, urgency=Urgency.ROUTINE, flags=())
        hit = FlagHit(flag=Flag.WEAPON, quote=text, rule="weapon.seen")
        return Verdict(action=action, urgency=Urgency.URGENT, flags=(hit,))


class PoeTriage(KnifeTriage):
    """Finds a page only where the surname still stands, as a rule misled by a placeholder would."""

    def _verdict(self, text: str) -> Verdict:
        return super()._verdict("knife, " + text if "Poe" in text else text)


def advise(
    text: str,
    *,
    triage: KnifeTriage | None = None,
    knowledge: Knowledge = KNOWLEDGE,
    **options: object,
) -> Advice:
    advisor = Advisor(
        knowledge=knowledge,
        redactor=NameRedactor(),
        triage=triage or KnifeTriage(),
        index=SharedWords(),
    )
    return advisor.advise(text, on=TODAY, **options)


def test_a_plain_message_gets_strategies_with_a_reason_in_its_own_words() -> None:
    advice = advise("y8 boy swears and shouts")
    assert [item.strategy_id for item in advice.suggestions] == ["shouting"]
    assert advice.suggestions[0].because == "you wrote “swears” and “shouts”"
    assert advice.phase is Phase.KS3
    assert advice.verdict.action is Action.ANSWER


class HintingTriage(KnifeTriage):
    """Sees so many faint signs of abuse in everything."""

    def __init__(self, hints: int) -> None:
        self._signs = replace(NO_SIGNS, hints=hints, flag=Flag.ABUSE_DISCLOSURE)

    def examine(self, text: str, *, wary: bool = False) -> tuple[Verdict, Signs]:
        return self._verdict(text), self._signs


def test_a_flag_puts_its_page_first_whatever_the_words_rank() -> None:
    first = FirstPage(flag=Flag.WEAPON, pages=("worn-out",))
    known = replace(KNOWLEDGE, first_pages=(first,))
    advice = advise("he swears and has a knife", knowledge=known)
    assert advice.suggestions[0].strategy_id == "worn-out"
    assert advice.band is Band.CONFIDENT


@pytest.mark.parametrize("is_its_rule", [True, False])
def test_a_page_for_a_rule_comes_first_for_what_that_rule_found_alone(is_its_rule: bool) -> None:
    (hit,) = advise("he swears and has a knife").verdict.flags
    rule = hit.rule if is_its_rule else "another.rule"
    special = FirstPage(flag=Flag.WEAPON, pages=("shouting",), rules=(rule,))
    general = FirstPage(flag=Flag.WEAPON, pages=("worn-out",))
    known = replace(KNOWLEDGE, first_pages=(special, general))
    first = advise("he swears and has a knife", knowledge=known).suggestions[0]
    assert first.strategy_id == ("shouting" if is_its_rule else "worn-out")


@pytest.mark.parametrize(("hints", "action"), [(2, Action.ANSWER), (3, Action.ASK)])
def test_faint_signs_are_worth_a_question_when_there_are_enough(hints: int, action: Action) -> None:
    advice = advise("y8 boy swears and shouts", triage=HintingTriage(hints))
    assert advice.verdict.action is action
    flags = [(hit.flag, hit.rule) for hit in advice.verdict.flags]
    expected = [(Flag.ABUSE_DISCLOSURE, "doubt.abuse-disclosure")]
    assert flags == (expected if action is Action.ASK else [])


def test_a_second_message_within_the_hour_is_read_warily_and_doubt_becomes_a_page() -> None:
    text = "y8 boy swears and shouts\nand now this"
    calm = advise(text, triage=HintingTriage(1), again="and now this")
    assert calm.verdict.action is Action.ANSWER
    wary = advise(text, triage=HintingTriage(2), again="and now this")
    assert wary.verdict.action is Action.PAGE


def test_a_calm_word_after_a_worrying_message_changes_nothing() -> None:
    assert advise("he swears", again="thank you, all sorted").verdict.action is Action.ANSWER


def test_a_guess_of_triage_asks_but_puts_no_page_first() -> None:
    first = FirstPage(flag=Flag.ABUSE_DISCLOSURE, pages=("worn-out",))
    known = replace(KNOWLEDGE, first_pages=(first,))
    advice = advise("y8 boy swears and shouts", triage=HintingTriage(3), knowledge=known)
    assert advice.verdict.action is Action.ASK
    assert [each.strategy_id for each in advice.suggestions] == ["shouting"]


def test_a_lexicon_phrase_is_quoted_and_its_meaning_is_not() -> None:
    assert advise("he is LEGGING it").suggestions[0].because == "you wrote “LEGGING it”"


def test_names_are_gone_from_everything_that_is_shown() -> None:
    advice = advise("Sam Poe swears and shouts with a knife, Sam does")
    assert advice.redacted == "[name] swears and shouts with a knife, [name] does"
    assert [(found.start, found.end) for found in advice.redactions] == [(0, 7), (40, 43)]
    assert "Sam" not in repr((advice.verdict, advice.suggestions))


def test_a_danger_seen_only_in_the_text_as_given_still_pages_without_the_name() -> None:
    advice = advise("Sam Poe swears", triage=PoeTriage())
    assert advice.verdict.action is Action.PAGE
    assert "Poe" not in advice.verdict.flags[0].quote
    assert "[name]" in advice.verdict.flags[0].quote


def test_a_page_names_the_dsl_and_999_first() -> None:
    assert advise("he has a knife").signposts[:2] == ("dsl", "999")


def test_a_question_about_something_else_is_declined() -> None:
    advice = advise("the printer is jammed")
    assert (advice.verdict.action, advice.verdict.urgency) == (Action.DECLINE, Urgency.NONE)
    assert (advice.band, advice.suggestions, advice.offers) == (Band.NOTHING, (), ())


@pytest.mark.parametrize(
    "text", ["printer, and he has a knife", "laptop and a blade", "help, knife"]
)
def test_what_triage_pages_or_asks_about_is_never_declined(text: str) -> None:
    advice = advise(text)
    assert advice.verdict.action in (Action.PAGE, Action.ASK)
    assert advice.small_talk is None


@pytest.mark.parametrize(
    "text", ["he threw the printer", "exhausted by the printer", "laptop boy legging it"]
)
def test_a_worry_beside_an_off_topic_word_is_not_declined(text: str) -> None:
    assert advise(text).verdict.action is Action.ANSWER


def test_a_message_about_nobody_with_one_stray_word_gets_nothing() -> None:
    advice = advise("class list out yet")
    assert (advice.band, advice.suggestions) == (Band.NOTHING, ())
    assert advice.verdict.action is Action.ANSWER


def test_chosen_topics_give_strategies_without_any_words() -> None:
    advice = advise("", topics=(Topic.STAFF_WELLBEING,))
    assert [item.strategy_id for item in advice.suggestions] == ["worn-out"]
    assert (advice.band, advice.small_talk) == (Band.CONFIDENT, None)


def test_a_given_phase_stands_above_what_the_message_says() -> None:
    assert advise("y8 boy", phase=Phase.KS1).phase is Phase.KS1


@pytest.mark.parametrize(
    ("text", "kind"), [("thanks", "thanks"), ("help", "help"), ("", "empty"), ("🙂\n", "empty")]
)
def test_small_talk_is_named_and_gets_no_strategies(text: str, kind: str) -> None:
    advice = advise(text)
    assert (advice.small_talk, advice.suggestions) == (kind, ())


@pytest.mark.parametrize(
    "text", ["\x00\x07\x1b[2J", "помогите", "مساعدة", "\ud800", "he swears " * 4000, "x" * 40_000]
)
def test_odd_and_very_long_messages_are_answered(text: str) -> None:
    assert isinstance(advise(text).band, Band)


@given(st.text(max_size=200))
def test_the_same_text_always_gives_the_same_advice(text: str) -> None:
    assert advise(text) == advise(text)
