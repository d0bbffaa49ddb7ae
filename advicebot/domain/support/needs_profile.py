"""A pupil's needs and strengths as the adults around them see these: ten taps, none of them owed.

It is no diagnosis and no test: its words are this line's own, and its scale says only how things
go at present. Behaviour is the presentation of an underlying need, so no question asks how bad the
behaviour is; each asks what may lie beneath, and every area may be a need or a strength.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from advicebot.domain.vocabulary import Need


class Area(StrEnum):
    """What a question is about. The last two are the pupil's and the family's own voice."""

    TALK = "talk"
    LEARNING = "learning"
    ATTENTION = "attention"
    FEELINGS = "feelings"
    SENSES = "senses"
    PEOPLE = "people"
    OUTSIDE = "outside"
    ANCHORS = "anchors"
    PUPIL = "pupil"
    FAMILY = "family"


VOICES = (Area.PUPIL, Area.FAMILY)
LOWEST, HIGHEST = 0, 3
_NEED_AT_MOST = 1
"""The two lower taps speak of a need, the highest of a strength."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One tap: four options, whose places from 0 to 3 are the scale; 3 is going best.

    ``needs`` are what may lie under a low answer, the likeliest first.
    """

    area: Area
    title: str
    asks: str
    options: tuple[str, str, str, str]
    needs: tuple[Need, ...] = ()


_HOW_IT_GOES = ("Hard most days", "Needs help", "Mostly fine", "A strength")

QUESTIONS: tuple[Question, ...] = (
    Question(
        area=Area.TALK,
        title="Talk",
        asks="Saying what they mean, and following what is said?",
        options=_HOW_IT_GOES,
        needs=(Need.COMMUNICATION,),
    ),
    Question(
        area=Area.LEARNING,
        title="Learning",
        asks="Getting into the work, and keeping up with it?",
        options=_HOW_IT_GOES,
        needs=(Need.LEARNING, Need.CLASSROOM_FIT),
    ),
    Question(
        area=Area.ATTENTION,
        title="Attention",
        asks="Staying with a task, waiting, sitting as long as others?",
        options=_HOW_IT_GOES,
        needs=(Need.ATTENTION,),
    ),
    Question(
        area=Area.FEELINGS,
        title="Feelings",
        asks="Noticing worry, anger or sadness, and settling again?",
        options=_HOW_IT_GOES,
        needs=(Need.REGULATION, Need.ANXIETY, Need.MOOD),
    ),
    Question(
        area=Area.SENSES,
        title="Senses and body",
        asks="Noise, crowds, touch and movement; sleep, food and health?",
        options=_HOW_IT_GOES,
        needs=(Need.SENSORY, Need.BASIC_NEEDS),
    ),
    Question(
        area=Area.PEOPLE,
        title="People in school",
        asks="Feeling part of things, trusting adults, having a say?",
        options=_HOW_IT_GOES,
        needs=(Need.BELONGING, Need.ATTACHMENT, Need.AUTONOMY, Need.ADULT_SUPPORT),
    ),
    Question(
        area=Area.OUTSIDE,
        title="Life outside school",
        asks="As far as you know, are things steady at home and with friends outside?",
        options=("A hard time", "Unsettled", "Mostly steady", "A strength"),
        needs=(Need.SAFETY_AT_HOME, Need.LOSS, Need.TRAUMA, Need.PEER_PRESSURE),
    ),
    Question(
        area=Area.ANCHORS,
        title="Something to hold on to",
        asks="A trusted adult, a friend, an interest, somebody at home who works with you?",
        options=("None found yet", "One", "Two or three", "Many"),
        needs=(Need.BELONGING, Need.ADULT_SUPPORT),
    ),
    Question(
        area=Area.PUPIL,
        title="The pupil says",
        asks="Asked how school is going, what do they say?",
        options=("Very hard", "Hard", "Mixed", "Good"),
    ),
    Question(
        area=Area.FAMILY,
        title="The family says",
        asks="Asked how school is going, what does home say?",
        options=("Very hard", "Hard", "Mixed", "Good"),
    ),
)
"""Every question in the order it is asked. All may be left open."""

INTRO = (
    "Behaviour shows that something lies beneath. Tap what you know and leave the rest open. "
    "A worry that a child is being harmed goes to your DSL today, not in here."
)


class Protective(StrEnum):
    """What is known to hold a pupil up; shown beside the needs, never counted against anybody."""

    TRUSTED_ADULT = "trusted-adult"
    FRIEND = "friend"
    INTEREST = "interest"
    HOME_WITH_US = "home-with-us"
    ASKS_FOR_HELP = "asks-for-help"
    COMES_IN = "comes-in"
    GROUP_OUTSIDE = "group-outside"


PROTECTIVE_WORDS: Mapping[Protective, str] = {
    Protective.TRUSTED_ADULT: "an adult in school they go to",
    Protective.FRIEND: "a friend who is good for them",
    Protective.INTEREST: "something they are good at or love",
    Protective.HOME_WITH_US: "somebody at home who works with school",
    Protective.ASKS_FOR_HELP: "asks for help at times",
    Protective.COMES_IN: "comes in most days",
    Protective.GROUP_OUTSIDE: "a club, team or faith group outside",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One filling-in of the questions by somebody in school, about the pupil of a request.

    ``by`` is a Slack user id. What was left open is not in ``answers``. ``pupil_says`` and
    ``family_says`` are their own words as told, redacted, "" when they were not asked.

    Raises:
        ValueError: an answer is not on the scale.
    """

    id: str
    team_id: str
    request_id: str
    by: str
    answers: Mapping[Area, int] = field(default_factory=dict)
    protective: tuple[Protective, ...] = ()
    pupil_says: str = ""
    family_says: str = ""
    at: datetime

    def __post_init__(self) -> None:
        """An answer off the scale would be compared and matched as if somebody had given it."""
        for area, answer in self.answers.items():
            is_whole = isinstance(answer, int) and not isinstance(answer, bool)
            if not is_whole or not LOWEST <= answer <= HIGHEST:
                raise ValueError(
                    f"the answer about {Area(area)} is {answer!r}; it is {LOWEST} to {HIGHEST}"
                )

    @property
    def is_empty(self) -> bool:
        """True when nothing was tapped or written."""
        return not (self.answers or self.protective or self.pupil_says or self.family_says)


class Change(StrEnum):
    """How an area went from one filling-in to the next; ``unknown``: it was left open in one."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"


def compare(earlier: Profile, later: Profile) -> dict[Area, Change]:
    """Return for every area how it went; what was left open at either time is never guessed."""
    return {area: _change(earlier.answers.get(area), later.answers.get(area)) for area in Area}


def _change(before: int | None, after: int | None) -> Change:
    if before is None or after is None:
        return Change.UNKNOWN
    if before == after:
        return Change.SAME
    return Change.BETTER if after > before else Change.WORSE


def strengths(profile: Profile) -> tuple[Area, ...]:
    """Return the areas that go best, in the order of the questions; voices are no areas."""
    return _areas(profile, at_least=HIGHEST, at_most=HIGHEST)


def needs(profile: Profile) -> tuple[Area, ...]:
    """Return the areas that need help, in the order of the questions; voices are no areas."""
    return _areas(profile, at_least=LOWEST, at_most=_NEED_AT_MOST)


def matching_needs(profile: Profile) -> tuple[Need, ...]:
    """Return what may lie beneath, the hardest areas first, for choosing offers.

    Each need once. Empty when nothing was tapped low: then the pupil's profile chooses nothing.
    """
    hardest_first = sorted(
        (question for question in QUESTIONS if question.area in needs(profile)),
        key=lambda question: profile.answers[question.area],
    )
    return tuple(dict.fromkeys(need for question in hardest_first for need in question.needs))


def profile_lines(profile: Profile) -> tuple[tuple[str, str], ...]:
    """Return label and text of what a practitioner reads: strengths first, then needs, then voices.

    Labels without anything to say are left out.
    """
    titles = {question.area: question.title for question in QUESTIONS}
    lines = (
        ("Strengths", ", ".join(titles[area] for area in strengths(profile))),
        ("What holds them up", ", ".join(PROTECTIVE_WORDS[each] for each in profile.protective)),
        ("Needs help with", ", ".join(titles[area] for area in needs(profile))),
        ("The pupil says", _voice(profile, Area.PUPIL, profile.pupil_says)),
        ("The family says", _voice(profile, Area.FAMILY, profile.family_says)),
    )
    return tuple((label, text) for label, text in lines if text)


def _areas(profile: Profile, *, at_least: int, at_most: int) -> tuple[Area, ...]:
    return tuple(
        question.area
        for question in QUESTIONS
        if question.area not in VOICES
        and at_least <= profile.answers.get(question.area, -1) <= at_most
    )


def _voice(profile: Profile, area: Area, words: str) -> str:
    answer = profile.answers.get(area)
    tapped = "" if answer is None else next(q for q in QUESTIONS if q.area is area).options[answer]
    return ": ".join(part for part in (tapped, words.strip()) if part)
