"""What changed between two evaluations."""

from advicebot.domain.evaluation.cases import Part
from advicebot.domain.evaluation.comparing import compare
from advicebot.domain.evaluation.judging import Measure, Result
from advicebot.domain.vocabulary import Action


def result(id_: str, action: Action = Action.ANSWER, **right: bool) -> Result:
    """Return a judgement; measures are given by their names in capitals."""
    return Result(
        id=id_,
        part=Part.TRIAGE,
        right={Measure[name]: is_right for name, is_right in right.items()},
        action=action,
        top=("a", "b"),
    )


def test_newly_right_newly_wrong_and_a_changed_action_are_told_apart() -> None:
    before = [
        result("same", NOTICED=True),
        result("better", NOTICED=False, URGENCY=True),
        result("worse", NOTICED=True),
        result("moved", Action.PAGE, NOTICED=True),
    ]
    now = [
        result("same", NOTICED=True),
        result("better", NOTICED=True, URGENCY=True),
        result("worse", NOTICED=False),
        result("moved", Action.ASK, NOTICED=True),
    ]
    found = compare(before, now)
    shown = {each.id: (each.newly_right, each.newly_wrong) for each in found.changes}
    assert shown == {
        "better": ((Measure.NOTICED,), ()),
        "worse": ((), (Measure.NOTICED,)),
        "moved": ((), ()),
    }
    assert found.changes[-1].action_before is Action.PAGE
    assert found.changes[-1].action is Action.ASK
    assert found.same == 1


def test_messages_of_only_one_evaluation_are_named_and_not_compared() -> None:
    found = compare([result("old", NOTICED=True)], [result("new", NOTICED=False)])
    assert (found.changes, found.only_before, found.only_now) == ((), ("old",), ("new",))


def test_a_measure_that_applies_only_once_is_no_change() -> None:
    assert compare([result("A", NOTICED=True)], [result("A", NOT_PAGED=False)]).changes == ()
