"""The triage of one message: every rule over every clause, the strongest finding decides."""

from bisect import bisect_left
from typing import NamedTuple

from advicebot.domain.advice.triage.context import Surroundings
from advicebot.domain.advice.triage.model import (
    FlagHit,
    Rule,
    Strength,
    TriageRules,
    Verdict,
)
from advicebot.domain.advice.triage.outcome import Finding, decide
from advicebot.domain.advice.triage.phrases import PhraseBook, literal_words, parse_phrases
from advicebot.domain.advice.triage.reading import Reader, Reading

__all__ = ["FlagHit", "Triage"]


class _Hit(NamedTuple):
    rule: Rule
    first: int
    after: int
    parts: tuple[int, ...]


class Triage:
    """Decides page, ask, answer or decline. Built once, then a pure function of the text."""

    def __init__(self, rules: TriageRules) -> None:
        """Compile the rules. They must have been checked by ``library.triage_rules``."""
        phrases = [(p, rule) for rule in rules.rules for text in rule.says for p in parse_phrases(text)]
        self._frames = rules.frames
        self._says = PhraseBook(phrases)
        self._paired = tuple(rule for rule in rules.rules if rule.pairs)
        lists = {**rules.words, **{f"frame:{f.id}": f.words for f in rules.frames}}
        self._reader = Reader(
            words=lists,
            idioms=rules.idioms,
            known=set().union(*(literal_words(p) for p, _ in phrases)),
            critical=rules.critical,
            not_misspelt=rules.not_misspelt,
            shorthand=rules.shorthand,
        )

    def assess(self, text: str) -> Verdict:
        """The verdict on one message of any length. The same text always gets the same verdict."""
        reading = self._reader.read(text)
        surroundings = Surroundings(reading, self._frames)
        findings = []
        for hit in self._hits(reading):
            strength = surroundings.weigh(hit.rule, hit.first, hit.after, hit.parts)
            if strength is not None:
                findings.append(self._finding(reading, hit, strength))
        return decide(findings, reading)

    def _finding(self, reading: Reading, hit: _Hit, strength: Strength) -> Finding:
        return Finding(
            rule=hit.rule,
            strength=strength,
            first=hit.first,
            quote=reading.quote(hit.first, hit.after),
        )

    def _hits(self, reading: Reading) -> list[_Hit]:
        hits = [_Hit(r, a, b, (a,)) for a, b, r in self._says.find(reading.row)]
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
            ends = [span[1] for span in spans]
            starts = tuple(sorted(span[0] for span in spans))
            hits.append(_Hit(rule, starts[0], max(ends), starts))
    return hits


def _nearest(
    rule: Rule,
    reading: Reading,
    name: str,
    places: list[int],
    spans: list[tuple[int, int]],
) -> tuple[int, int] | None:
    """The find of ``name`` nearest to the first span, apart from those taken, within reach."""
    home, home_after = spans[0]
    ends = reading.spans(name)
    middle = bisect_left(places, home)
    best: tuple[int, tuple[int, int]] | None = None
    for at in places[max(0, middle - 4) : middle + 4]:
        span = (at, ends[at])
        gap = max(at - home_after, home - span[1], 0)
        if gap > rule.reach or (best and gap >= best[0]) or _overlaps(span, spans):
            continue
        if _within(rule, reading, home, at):
            best = gap, span
    return best[1] if best else None


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < after and first < span[1] for first, after in others)


def _within(rule: Rule, reading: Reading, one: int, other: int) -> bool:
    apart = abs(reading.tokens[one].sentence - reading.tokens[other].sentence)
    return apart <= (1 if rule.next_sentence else 0)
