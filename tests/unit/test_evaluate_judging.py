"""When an answer is right: judged by hand-made answers to hand-made labels."""

from dataclasses import replace

from advicebot.domain.advice.answer import Advice, Suggestion
from advicebot.domain.advice.redaction import Redaction
from advicebot.domain.advice.triage import FlagHit, Verdict
from advicebot.domain.evaluation.cases import Case, Kind, Part, RequestLabel, Span, TriageLabel
from advicebot.domain.evaluation.judging import Measure, Outcome, Result, judge, rank_of
from advicebot.domain.evaluation.misses import misses
from advicebot.domain.evaluation.weighing import Weighed
from advicebot.domain.vocabulary import (
    Action,
    Band,
    Flag,
    Phase,
    RedactionKind,
    Topic,
    Urgency,
)


def suggestion(*topics: Topic, id_: str = "some-strategy") -> Suggestion:
    """Return a suggestion about these topics."""
    return Suggestion(strategy_id=id_, title=id_, topics=topics, score=0.5, because="you wrote it")


def advice(
    *suggestions: Suggestion,
    action: Action = Action.ANSWER,
    urgency: Urgency = Urgency.ROUTINE,
    flags: tuple[Flag, ...] = (),
    band: Band = Band.CONFIDENT,
    redactions: tuple[tuple[int, int], ...] = (),
) -> Advice:
    """Return an answer with these decisions."""
    hits = tuple(FlagHit(flag=flag, quote="these words", rule=f"{flag}.rule") for flag in flags)
    return Advice(
        redacted="",
        redactions=tuple(
            Redaction(start=start, end=end, kind=RedactionKind.NAME) for start, end in redactions
        ),
        verdict=Verdict(action=action, urgency=urgency, flags=hits),
        phase=Phase.KS3,
        band=band,
        suggestions=suggestions,
        topics=(),
        offers=(),
        signposts=(),
    )


def request(
    *topics: Topic,
    main: set[Topic] | None = None,
    urgency: Urgency | None = None,
    phase: Phase | None = None,
) -> Case:
    """Return a labelled request; without topics it is not for the line."""
    label = RequestLabel(
        topics=topics,
        main=frozenset(topics[:1] if main is None else main),
        any=frozenset(topics),
        urgency=urgency,
        phase=phase,
    )
    return Case(id="A", text="some words", request=label)


def triage(kind: Kind, urgency: Urgency, *flags: Flag) -> Case:
    """Return a message labelled for triage."""
    label = TriageLabel(kind=kind, urgency=urgency, flags=frozenset(flags))
    return Case(id="T", text="some words", triage=label)


def marked(*spans: tuple[int, int]) -> Case:
    """Return a message with these names in it."""
    return Case(
        id="N",
        text="x" * 40,
        spans=tuple(Span(start=start, end=end, kind=RedactionKind.NAME) for start, end in spans),
    )


def outcome(case: Case, said: Advice, *, seconds: float = 0.001) -> Outcome:
    """Return what the line said to a case."""
    return Outcome(case=case, advice=said, seconds=seconds)


def only(case: Case, said: Advice) -> Result:
    """Return the judgement on a case with one label."""
    (result,) = judge(outcome(case, said))
    return result


def test_the_main_topic_is_harder_than_any_topic() -> None:
    case = request(Topic.DEFIANCE, Topic.ADHD)
    said = advice(suggestion(Topic.ADHD), suggestion(Topic.AUTISM), suggestion(Topic.DEFIANCE))
    assert only(case, said).right == {
        Measure.ANY_1: True,
        Measure.ANY_3: True,
        Measure.MAIN_1: False,
        Measure.MAIN_3: True,
    }


def test_a_right_strategy_in_fourth_place_is_not_in_the_first_three() -> None:
    others = [suggestion(Topic.AUTISM)] * 3
    said = advice(*others, suggestion(Topic.DEFIANCE))
    assert rank_of(frozenset({Topic.DEFIANCE}), said.suggestions) == 4
    assert only(request(Topic.DEFIANCE), said).missed == (Measure.ANY_3, Measure.MAIN_3)


def test_second_place_alone_is_no_miss() -> None:
    said = advice(suggestion(Topic.AUTISM), suggestion(Topic.DEFIANCE))
    assert only(request(Topic.DEFIANCE), said).missed == ()


def test_an_off_topic_message_is_right_when_declined_or_given_nothing() -> None:
    for said, is_right in (
        (advice(action=Action.DECLINE), True),
        (advice(band=Band.NOTHING), True),
        (advice(suggestion(Topic.ADHD), band=Band.UNSURE), False),
    ):
        assert only(request(), said).right == {Measure.OFF_TOPIC: is_right}


def test_a_calm_request_is_left_alone_and_a_pressing_one_is_noticed() -> None:
    asked = advice(suggestion(Topic.ADHD), action=Action.ASK)
    calm = only(request(Topic.ADHD, urgency=Urgency.SOON), asked)
    pressing = only(request(Topic.ADHD, urgency=Urgency.URGENT), asked)
    silent = only(request(Topic.ADHD), asked)
    assert calm.right[Measure.NOT_RAISED] is False
    assert pressing.right[Measure.NOTICED] is True
    assert not {Measure.NOTICED, Measure.NOT_RAISED} & silent.right.keys()


def test_the_phase_is_judged_only_where_it_is_labelled() -> None:
    said = advice(suggestion(Topic.ADHD))
    assert only(request(Topic.ADHD, phase=Phase.KS3), said).right[Measure.PHASE] is True
    assert only(request(Topic.ADHD, phase=Phase.UNKNOWN), said).right[Measure.PHASE] is False
    assert Measure.PHASE not in only(request(Topic.ADHD), said).right


def test_a_positive_is_judged_by_notice_flags_and_urgency() -> None:
    case = triage(Kind.POSITIVE, Urgency.EMERGENCY, Flag.WEAPON, Flag.VIOLENCE_INJURY)
    said = advice(action=Action.PAGE, urgency=Urgency.URGENT, flags=(Flag.WEAPON,))
    assert only(case, said).right == {
        Measure.EMERGENCY_NOTICED: True,
        Measure.FLAGS_NAMED: False,
        Measure.URGENCY: False,
    }


def test_a_question_to_a_negative_raises_it_but_does_not_page() -> None:
    result = only(triage(Kind.HARD_NEGATIVE, Urgency.ROUTINE), advice(action=Action.ASK))
    assert result.right == {Measure.NOT_PAGED: True, Measure.NOT_RAISED: False}


def test_a_span_is_caught_only_when_every_character_is_gone() -> None:
    case = marked((4, 9))
    assert only(case, advice(redactions=((2, 12),))).right[Measure.ALL_CAUGHT] is True
    assert only(case, advice(redactions=((4, 6), (6, 9)))).right[Measure.ALL_CAUGHT] is True
    assert only(case, advice(redactions=((4, 6), (7, 9)))).right[Measure.ALL_CAUGHT] is False
    assert only(case, advice(redactions=((4, 8),))).right[Measure.ALL_CAUGHT] is False


def test_a_redaction_beside_every_span_is_a_false_touch() -> None:
    beside = only(marked((4, 9)), advice(redactions=((4, 9), (9, 12))))
    assert beside.right == {Measure.ALL_CAUGHT: True, Measure.UNTOUCHED: False}
    assert only(marked(), advice(redactions=((1, 2),))).right == {Measure.UNTOUCHED: False}


def test_a_message_with_two_labels_is_judged_on_both() -> None:
    case = Case(id="B", text="abc", request=request(Topic.ADHD).request, spans=())
    parts = [result.part for result in judge(outcome(case, advice(suggestion(Topic.ADHD))))]
    assert parts == [Part.REQUEST, Part.REDACTION]


def test_the_gravest_miss_is_listed_first() -> None:
    wrong_page = outcome(triage(Kind.PLAIN_NEGATIVE, Urgency.NONE), advice(action=Action.PAGE))
    emergency = outcome(triage(Kind.POSITIVE, Urgency.EMERGENCY, Flag.WEAPON), advice())
    wrong_topic = outcome(request(Topic.ADHD), advice(suggestion(Topic.AUTISM)))
    found = misses([wrong_topic, wrong_page, emergency])
    assert [miss.missed[0] for miss in found] == [
        Measure.EMERGENCY_NOTICED,
        Measure.NOT_PAGED,
        Measure.ANY_3,
    ]
    assert found[0].expected == "positive, emergency, weapon"
    assert found[2].expected == "main adhd; any adhd"


def test_a_doubt_is_weighed_where_it_asked_or_let_pass_who_needs_a_person() -> None:
    asked: list[str] = []

    def weigh(text: str) -> Weighed:
        asked.append(text)
        return Weighed(probability=0.6, ask_at=0.5, parts=(("length", 1.0),))

    def missed(text: str, case: Case, said: Advice) -> Outcome:
        return outcome(replace(case, text=text), said)

    positive = triage(Kind.POSITIVE, Urgency.URGENT, Flag.WEAPON)
    calm = triage(Kind.HARD_NEGATIVE, Urgency.ROUTINE)
    by_rule = advice(action=Action.ASK, flags=(Flag.WEAPON,))
    hit = FlagHit(flag=Flag.WEAPON, quote="", rule="doubt.weapon")
    by_doubt = replace(by_rule, verdict=replace(by_rule.verdict, flags=(hit,)))
    found = misses(
        [
            missed("let pass", positive, advice()),
            missed("asked by a guess", calm, by_doubt),
            missed("asked by a rule", calm, by_rule),
            missed("wrong topic", request(Topic.ADHD), advice(suggestion(Topic.AUTISM))),
        ],
        weigh=weigh,
    )
    assert asked == ["let pass", "asked by a guess"]
    assert [miss.case.text for miss in found if miss.doubt] == asked
    assert str(found[0].doubt) == "0.60, asked from 0.50 (length +1.00)"
