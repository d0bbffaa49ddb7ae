"""The triage of one message: every rule over every clause, the strongest finding decides."""

from bisect import bisect_left
from typing import NamedTuple

from advicebot.domain.advice.triage.context import Span, Surroundings
from advicebot.domain.advice.triage.doubt import Signs
from advicebot.domain.advice.triage.model import (
    FlagHit,
    Rule,
    Strength,
    TriageRules,
    Verdict,
)
from advicebot.domain.advice.triage.outcome import Finding, decide, signs_in
from advicebot.domain.advice.triage.phrasebook import PhraseBook
from advicebot.domain.advice.triage.phrases import Phrase, literal_words, parse_phrases
from advicebot.domain.advice.triage.reading import Negators, Reader, Reading

__all__ = ["FlagHit", "Triage"]


class _Hit(NamedTuple):
    """``denies`` is True when a negator is part of what the rule looks for ("not breathing")."""

    rule: Rule
    parts: tuple[Span, ...]
    denies: bool


class _Wanted(NamedTuple):
    """A phrase that a rule looks for."""

    rule: Rule
    phrase: Phrase
    may_deny: bool

    def denies_at(self, first: int, reading: Reading) -> bool:
        """True when the find at ``first`` has a negator of its own."""
        if len(self.phrase) == 1 and len(self.phrase[0].references) == 1:
            return first in reading.row.denying.get(self.phrase[0].references[0], ())
        return self.may_deny


class Triage:
    """Decides page, ask, answer or decline. Built once, then a pure function of the text."""

    def __init__(self, rules: TriageRules) -> None:
        """Compile the rules. They must have been checked by ``library.triage_rules``."""
        phrases = [
            (phrase, rule)
            for rule in rules.rules
            for text in rule.says
            for phrase in parse_phrases(text)
        ]
        lists = {**rules.words, **{f"frame:{f.id}": f.words for f in rules.frames}}
        negators = Negators(lists)
        self._frames = rules.frames
        self._says = PhraseBook((p, _Wanted(rule, p, negators.are_in(p))) for p, rule in phrases)
        self._paired = tuple(rule for rule in rules.rules if rule.pairs)
        self._reader = Reader(
            words=lists,
            idioms=rules.idioms,
            known=set().union(*(literal_words(p) for p, _ in phrases)),
            critical=rules.critical,
            not_misspelt=rules.not_misspelt,
            shorthand=rules.shorthand,
        )

    def assess(self, text: str, *, wary: bool = False) -> Verdict:
        """The verdict of the rules on one message of any length; see ``examine``."""
        return self.examine(text, wary=wary)[0]

    def examine(self, text: str, *, wary: bool = False) -> tuple[Verdict, Signs]:
        """The verdict of the rules, and the faint signs that are left where they decide nothing.

        The same text always gets the same verdict. ``wary`` is for a second worried message within
        the hour: then asking how to manage something lowers nothing.
        """
        reading = self._reader.read(text)
        surroundings = Surroundings(reading, self._frames)
        findings = []
        for hit in self._hits(reading):
            strength = surroundings.weigh(hit.rule, hit.parts, denies=hit.denies)
            if strength is not None:
                findings.append(self._finding(reading, hit, strength))
        return decide(findings, reading, wary=wary), signs_in(findings, reading)

    def _finding(self, reading: Reading, hit: _Hit, strength: Strength) -> Finding:
        return Finding(
            rule=hit.rule,
            strength=strength,
            first=hit.parts[0][0],
            quote=reading.quote(hit.parts[0][0], max(after for _, after in hit.parts)),
        )

    def _hits(self, reading: Reading) -> list[_Hit]:
        hits = [
            _Hit(wanted.rule, ((first, after),), wanted.denies_at(first, reading))
            for first, after, wanted in self._says.find(reading.row)
        ]
        for rule in self._paired:
            for pair in rule.pairs:
                if all(reading.spans(name) for name in pair):
                    hits += _pair_hits(rule, pair, reading)
        return hits


def _pair_hits(rule: Rule, pair: tuple[str, ...], reading: Reading) -> list[_Hit]:
    """One hit for each find of the pair's rarest list that has the others near it."""
    rarest = min(pair, key=lambda name: len(reading.spans(name)))
    others = [name for name in pair if name != rarest]
    places = {name: sorted(reading.spans(name)) for name in others}
    hits = []
    for first, after in reading.spans(rarest).items():
        spans = [(first, after)]
        for name in others:
            near = _nearest(rule, reading, name, places[name], spans)
            if near is None:
                break
            spans.append(near)
        else:
            hits.append(_Hit(rule, tuple(sorted(spans)), True))
    return hits


def _nearest(
    rule: Rule,
    reading: Reading,
    name: str,
    places: list[int],
    spans: list[Span],
) -> Span | None:
    """The find of ``name`` nearest to the first span, apart from those taken, within reach."""
    home, home_after = spans[0]
    ends = reading.spans(name)
    middle = bisect_left(places, home)
    best: tuple[int, Span] | None = None
    for at in places[max(0, middle - 4) : middle + 4]:
        span = (at, ends[at])
        gap = max(at - home_after, home - span[1], 0)
        if gap > rule.reach or (best and gap >= best[0]) or span in spans:
            continue
        if _within(rule, reading, home, at):
            best = gap, span
    return best[1] if best else None


def _within(rule: Rule, reading: Reading, one: int, other: int) -> bool:
    apart = abs(reading.tokens[one].sentence - reading.tokens[other].sentence)
    return apart <= (1 if rule.next_sentence else 0)
