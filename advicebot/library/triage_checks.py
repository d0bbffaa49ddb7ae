"""Checks triage rules together: every name is known, nothing repeats, each rule has examples."""

from collections import Counter
from collections.abc import Iterator

from advicebot.domain.advice.triage import Strength
from advicebot.domain.advice.triage.context import NEEDED_LISTS
from advicebot.domain.advice.triage.outcome import OUTCOME_LISTS
from advicebot.domain.advice.triage.phrases import Phrase, PhraseError, parse_phrases, references
from advicebot.domain.advice.triage.reading import in_order
from advicebot.domain.vocabulary import Flag, Urgency
from advicebot.errors import Problem
from advicebot.library.triage_file import Place, RuleEntry, TriageFile


def check_triage(files: list[TriageFile]) -> list[Problem]:
    """Return every mistake in files that could be read."""
    words = words_of(files)
    shorthand = {k: v for read in files for k, v in read.content.shorthand.items()}
    problems: list[Problem] = []
    for read in files:
        problems += _check_phrases(read, words, shorthand)
        problems += _check_rules(read, words)
    if not problems:
        problems += _circles(files, words)
    return problems + _check_whole(files, words)


def words_of(files: list[TriageFile]) -> dict[str, tuple[str, ...]]:
    """Return every word list by its name."""
    return {name: phrases for read in files for name, phrases in read.content.words.items()}


def _phrases(read: TriageFile) -> Iterator[tuple[Place, str]]:
    content = read.content
    for name, phrases in content.words.items():
        yield from ((("words", name, i), p) for i, p in enumerate(phrases))
    for n, rule in enumerate(content.rules):
        yield from ((("rules", n, "says", i), p) for i, p in enumerate(rule.says))
    for n, frame in enumerate(content.frames):
        yield from ((("frames", n, "words", i), p) for i, p in enumerate(frame.words))
    yield from ((("idioms", i), p) for i, p in enumerate(content.idioms))


def _check_phrases(
    read: TriageFile, words: dict[str, tuple[str, ...]], shorthand: dict[str, str]
) -> list[Problem]:
    problems = []
    never_met = frozenset(word for word, long in shorthand.items() if word != long)
    for path, text in _phrases(read):
        try:
            phrases = parse_phrases(text)
        except PhraseError as error:
            problems.append(read.problem(path, str(error)))
            continue
        used = set().union(*map(references, phrases)) if "{" in text else set()
        for name in sorted(used - words.keys()):
            problems.append(read.problem(path, f"there is no word list '{name}' ('{text}')"))
        for word in sorted(_written(phrases, never_met)):
            message = f"'{word}' is shorthand and never met; write '{shorthand[word]}' ('{text}')"
            problems.append(read.problem(path, message))
        if path[0] == "idioms" and used:
            problems.append(read.problem(path, f"idiom '{text}' may not use a word list"))
    return problems


def _written(phrases: tuple[Phrase, ...], of: frozenset[str]) -> set[str]:
    """Return which of these words stand in phrases. There are 30,000 places to look at."""
    places = (element.exact for phrase in phrases for element in phrase)
    return {word for exact in places if not exact.isdisjoint(of) for word in exact & of}


def _circles(files: list[TriageFile], words: dict[str, tuple[str, ...]]) -> list[Problem]:
    lists = {n: [p for text in texts for p in parse_phrases(text)] for n, texts in words.items()}
    placed = {name for layer in in_order(lists) for name in layer}
    return [
        read.problem(("words", name), f"word list '{name}' uses itself by way of other lists")
        for read in files
        for name in read.content.words
        if name not in placed
    ]


def _check_rules(read: TriageFile, words: dict[str, tuple[str, ...]]) -> list[Problem]:
    problems = []
    for index, rule in enumerate(read.content.rules):
        path: Place = ("rules", index)
        named = {n for pair in rule.pairs for n in pair} | {*rule.unless, *rule.not_after}
        problems += [
            read.problem(path, f"rule {rule.id}: there is no word list '{name}'")
            for name in sorted(named - words.keys())
        ]
        problems += [read.problem(path, f"rule {rule.id}: {m}") for m in _rule_faults(rule)]
    return problems


def _rule_faults(rule: RuleEntry) -> Iterator[str]:
    if not rule.says and not rule.pairs:
        yield "says nothing to look for; give it 'says' or 'pairs'"
    if rule.urgency not in (Urgency.EMERGENCY, Urgency.URGENT):
        yield f"urgency '{rule.urgency}' cannot page; use emergency or urgent"
    if rule.strength is Strength.PAGE and not rule.pages:
        yield "needs at least one example under 'pages'"
    if rule.strength is Strength.ASK and not (rule.asks or rule.pages):
        yield "needs at least one example under 'asks'"
    if len(rule.leaves_alone) < 2:
        yield "needs two harmless examples under 'leaves_alone'"


def _check_whole(files: list[TriageFile], words: dict[str, tuple[str, ...]]) -> list[Problem]:
    problems = []
    ids = Counter(rule.id for read in files for rule in read.content.rules)
    lists = Counter(name for read in files for name in read.content.words)
    for read in files:
        for index, rule in enumerate(read.content.rules):
            if ids[rule.id] > 1:
                problems.append(
                    read.problem(("rules", index), f"rule id '{rule.id}' is used twice")
                )
        problems += [
            read.problem(("words", name), f"word list '{name}' is defined twice")
            for name in read.content.words
            if lists[name] > 1
        ]
    missing = [name for name in (*NEEDED_LISTS, *OUTCOME_LISTS) if name not in words]
    flags = {rule.flag for read in files for rule in read.content.rules}
    where = files[0]
    problems += [where.problem((), f"the word list '{n}' is needed and missing") for n in missing]
    problems += [where.problem((), f"no rule for the flag '{f}'") for f in Flag if f not in flags]
    return problems
