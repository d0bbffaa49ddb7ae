"""What surrounds a hit and may quieten it: negation, history, set texts, policy talk.

Everything here is scoped and asymmetric. Negation governs its clause only, and some negators
raise the risk and are therefore part of a rule's own phrase ("not breathing"). A denial that
someone reports is no negation. History needs a past cue and a sign that somebody closed or owns
the matter, and no fresh signal: historical cues alone are right in a quarter to half of cases
(ContextD, Afzal and others, 2014).
"""

from advicebot.domain.advice.triage.model import Calm, Frame, Rule, Strength
from advicebot.domain.advice.triage.reading import Reading
from advicebot.domain.vocabulary import Urgency

NEEDED_LISTS = (
    "not",
    "not-a-negation",
    "negation-stops",
    "subject",
    "thinks-not",
    "reported",
    "past",
    "closed",
    "owned",
    "fresh",
    "general",
    "first-person",
    "strategy-asked",
)
Span = tuple[int, int]
_NEGATION_REACH = 6
_CLOSING_SENTENCES = 2

_DOWN: dict[Strength, Strength | None] = {
    Strength.PAGE: Strength.ASK,
    Strength.ASK: None,
    Strength.HINT: None,
}


def _down_to_ask(strength: Strength) -> Strength | None:
    return Strength.ASK if strength in (Strength.PAGE, Strength.ASK) else None


class Surroundings:
    """The context of one message, asked hit by hit."""

    def __init__(self, reading: Reading, frames: tuple[Frame, ...]) -> None:
        self._reading = reading
        self._frames = frames
        self._covered = {
            at
            for first, after in reading.spans("not-a-negation").items()
            for at in range(first, after)
        }

    def weigh(self, rule: Rule, parts: tuple[Span, ...], *, denies: bool) -> Strength | None:
        """What the hit is worth here; None when the context takes it away.

        Args:
            rule: the rule that fired.
            parts: where each thing that made the hit stands, in order; one part for a phrase.
            denies: a negator is itself part of what was looked for.
        """
        first, after = parts[0][0], max(end for _, end in parts)
        sentence = self._reading.tokens[first].sentence
        if any(self._reading.in_sentence(name, sentence) for name in rule.unless):
            return None
        if any(self._is_before(name, first) for name in rule.not_after):
            return None
        if Calm.NEGATION not in rule.holds_against and self._any_negated(parts, denies):
            return None
        strength: Strength | None = rule.strength
        for calm, weaken in (
            (Calm.FRAME, self._by_frame),
            (Calm.HISTORY, self._by_history),
            (Calm.GENERAL, self._by_general_talk),
        ):
            if strength is not None and calm not in rule.holds_against:
                strength = weaken(rule, strength, first, after)
        return strength

    def _is_before(self, name: str, first: int) -> bool:
        sentence = self._reading.tokens[first].sentence
        return any(at < first <= at + 8 for at in self._reading.in_sentence(name, sentence))

    def _any_negated(self, parts: tuple[Span, ...], denies: bool) -> bool:
        """True when a negator that is no part of the hit itself governs one of its parts."""
        if not denies:
            first, after = parts[0]
            return self._is_negated(first, set()) or self._is_negated(after - 1, set())
        own = {at for first, after in parts for at in range(first, after)}
        return any(self._is_negated(first, own) for first, _ in parts)

    def _is_negated(self, at: int, own: set[int]) -> bool:
        tokens, clause = self._reading.tokens, self._reading.tokens[at].clause
        negators, stops = self._reading.spans("not"), self._reading.spans("negation-stops")
        subjects = self._reading.spans("subject")
        for back in range(at - 1, max(-1, at - 1 - _NEGATION_REACH), -1):
            if tokens[back].clause != clause or back in stops or back in own:
                return False
            if back in subjects and not self._opens_with_doubt(back):
                return False
            if back in negators and back not in self._covered:
                return not self._is_reported(back)
        return False

    def _opens_with_doubt(self, subject: int) -> bool:
        """True for "I don't think he ...": the negation reaches over the new subject."""
        return any(
            first < subject <= after + 1
            for first, after in self._reading.spans("thinks-not").items()
        )

    def _is_reported(self, negator: int) -> bool:
        """True when somebody only says it is not so: no reason to stand down."""
        sentence = self._reading.tokens[negator].sentence
        return any(
            at < negator <= at + _NEGATION_REACH
            for at in self._reading.in_sentence("reported", sentence)
        )

    def _by_frame(self, rule: Rule, strength: Strength, first: int, after: int) -> Strength | None:
        sentence = self._reading.tokens[first].sentence
        around = [frame for frame in self._frames if self._holds(frame, sentence)]
        if not around:
            return strength
        if self._is_personal(first, after):
            return _DOWN[strength] if self._is_named(first, after) else strength
        if any(rule.flag in frame.quiets for frame in around):
            return None
        softens = any(rule.flag in frame.softens for frame in around)
        return _DOWN[strength] if softens else strength

    def _holds(self, frame: Frame, sentence: int) -> bool:
        beside = int(frame.around)
        return self._near(f"frame:{frame.id}", sentence, before=beside, later=beside)

    def _is_personal(self, first: int, after: int) -> bool:
        near = range(max(0, first - 1), after)
        people = self._reading.spans("first-person")
        return any(at in people for at in near) or self._is_named(first, after)

    def _is_named(self, first: int, after: int) -> bool:
        words = self._reading.row.words
        return any(words[at] == "[name]" for at in range(max(0, first - 3), after))

    def _by_history(
        self, rule: Rule, strength: Strength, first: int, after: int
    ) -> Strength | None:
        sentence = self._reading.tokens[first].sentence
        past = self._near("past", sentence, before=1, later=0)
        closed = self._closes("closed", sentence)
        owned = self._closes("owned", sentence)
        fresh = bool(self._reading.spans("fresh"))
        if closed and (past or not fresh):
            return _down_to_ask(strength) if fresh else None
        if past and owned:
            return _down_to_ask(strength) if fresh else None
        if past or closed or (owned and self._can_wait(rule)):
            return strength if fresh else _down_to_ask(strength)
        return strength

    def _can_wait(self, rule: Rule) -> bool:
        """False for an emergency that asks for no strategy: "nurse told, not breathing"."""
        return rule.urgency is not Urgency.EMERGENCY or bool(self._reading.spans("strategy-asked"))

    def _near(self, name: str, sentence: int, *, before: int, later: int) -> bool:
        span = range(sentence - before, sentence + later + 1)
        return any(self._reading.in_sentence(name, s) for s in span)

    def _closes(self, name: str, sentence: int) -> bool:
        """True when the matter is closed in the hit's sentence or soon after it, not before."""
        return self._near(name, sentence, before=0, later=_CLOSING_SENTENCES)

    def _by_general_talk(
        self, rule: Rule, strength: Strength, first: int, after: int
    ) -> Strength | None:
        sentence = self._reading.tokens[first].sentence
        if self._reading.in_sentence("general", sentence):
            return _DOWN[strength]
        return strength
