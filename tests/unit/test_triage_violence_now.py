"""Violence while it happens is paged or asked about; patterns, sport and idioms are left alone.

Both grids are of plain invented sentences, put together from parts; the second holds the first to
account, as a rule that asks about everything would pass the first.
"""

from itertools import product
from pathlib import Path

import pytest

from advicebot.domain.advice.triage import Triage
from advicebot.domain.vocabulary import Action, Flag, Urgency
from advicebot.library.triage_rules import load_triage_rules

FOLDER = Path(__file__).parents[2] / "knowledge" / "triage"
NOTICED = (Action.PAGE, Action.ASK)
BLOWS = (
    "hitting",
    "kicking",
    "bitin",
    "punching",
    "slapping",
    "scratching",
    "headbutting",
    "strangling",
    "choking",
    "attacking",
    "stabbing",
    "spitting at",
    "lashing out at",
    "stamping on",
    "trampling",
    "throwing chairs at",
    "laying into",
)
WHO = ("hes", "she's", "a pupil is", "he keeps", "theyre", "she was")
WHOM = ("me", "us", "my TA", "the supply teacher", "another kid", "a Y4 boy", "him", "her")
NO_END = (
    "and i cant get away",
    "and we can't get out",
    "and wont let go",
    "and will not stop",
    "and hes locked the door",
    "right now",
    "as i type",
    "and nobody is coming",
    "and we are trapped",
    "now",
)


@pytest.fixture(scope="module")
def triage() -> Triage:
    return Triage(load_triage_rules(FOLDER))


@pytest.mark.parametrize("sign", NO_END)
def test_an_attack_that_has_no_end_pages(triage: Triage, sign: str) -> None:
    texts = (f"{who} {blow} {whom} {sign}" for who, blow, whom in product(WHO, BLOWS, WHOM))
    assert [text for text in texts if triage.assess(text).action is not Action.PAGE] == []


@pytest.mark.parametrize("who", WHO)
def test_an_attack_under_way_is_at_least_asked_about(triage: Triage, who: str) -> None:
    texts = (f"{who} {blow} {whom}" for blow, whom in product(BLOWS, WHOM))
    assert [text for text in texts if triage.assess(text).action not in NOTICED] == []


@pytest.mark.parametrize(
    "text",
    [
        "he kicks me and i cant get away",
        "she has bitten my hand and wont let go",
        "stools are being thrown and he is blocking the door",
        "bottles flying everywhere in the art room",
        "she is holding a Y3 in a headlock",
        "hes up on the gym roof",
        "a boy is sitting in the middle of the road",
        "she is dodging in and out of the traffic",
        "coming at me with a pair of scissors",
        "a lad is being kicked by four others",
        "HELP HES PUNCHING ME",
        "i cant get him off her hes biting her",
        "no one can stop it, they are kicking a Y7",
        "the supply is on the floor being kicked",
        "she has scissors pointed at me",
        "a desk flew across the library",
        "he yanks my hair and will not let go",
    ],
)
def test_what_cannot_wait_is_an_emergency(triage: Triage, text: str) -> None:
    verdict = triage.assess(text)
    assert (verdict.action, verdict.urgency) == (Action.PAGE, Urgency.EMERGENCY)


@pytest.mark.parametrize(
    "text",
    [
        "a stapler only just missed my head",
        "a boy has just kicked another boy",
        "shes trying to bite me",
        "he hit me with a chair, any tips",
        "hes slapping me, what can i do about it",
        "i am being punched",
        "she swung at me",
        "he wont let us out",
        "hes squaring up to the TA",
        "she is hurling stools across the hall",
        "he sometimes gets the little ones in a headlock",
        "he always ends up kicking me and i cant get away from him",
    ],
)
def test_what_may_still_go_on_is_at_least_asked_about(triage: Triage, text: str) -> None:
    verdict = triage.assess(text)
    assert verdict.action in NOTICED
    assert Flag.VIOLENCE_INJURY in {hit.flag for hit in verdict.flags}


PATTERNS = (
    "{she} often bites at carpet time",
    "{she} hits other children when it is time to share",
    "{she} used to kick the staff and has settled since",
    "{she} keeps biting other toddlers, any ideas?",
    "{she} was sent out for kicking another boy",
    "How do I stop {her} hitting other children?",
    "If {she} is hitting another child, what should I do first?",
    "{she} isn't hitting me, it was the cushion",
    "{she} has been hitting others this term, which strategies help?",
)
NOT_A_BLOW = (
    "{she} is hitting the target every week now",
    "{she} is hitting a wall with fractions now",
    "{she} is kicking the ball to me, lovely to see",
    "{she} is biting her nails right now in the exam",
    "{she} is punching above her weight in maths",
    "{she} is throwing paper planes at the bin",
    "{she} is throwing everything into rehearsals now",
    "{she} is going for a walk with me right now",
    "{she} is going for the role of teacher in the play",
    "{she} pinned a badge on me",
    "{she} is beating me at chess now",
    "{she} is kicking off about homework again",
    "{she} is scratching her head over the fractions",
    "The tiredness is hitting me now and {she} knows it",
    "The budget cuts are hitting us right now, so {she} has no helper",
    "The midges are biting us and {she} wants to go in",
    "I just missed the head of year, {she} needs a form",
    "In the story {she} reads the giant is trampling people",
    "The roof is leaking and {she} moved tables",
    "{she} says the books are flying off the shelves",
)


@pytest.mark.parametrize("text", [*PATTERNS, *NOT_A_BLOW])
def test_patterns_sport_and_idioms_are_left_alone(triage: Triage, text: str) -> None:
    for she, her in (("She", "her"), ("This boy", "him")):
        verdict = triage.assess(text.format(she=she, her=her))
        assert verdict.action is Action.ANSWER, verdict.flags
