"""What a curator must put right beyond the format: joins the checks and orders their findings."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from advicebot.domain.advice.lexicon import Lexicon
from advicebot.domain.vocabulary import Topic
from advicebot.errors import KnowledgeError, Problem
from advicebot.library.first_lines import first_lines_problems
from advicebot.library.folder import Folder, StrategyPage
from advicebot.library.for_rules import rule_problems
from advicebot.library.lint_prose import page_problems, yaml_problems
from advicebot.library.loader import read_folder
from advicebot.library.names import load_names
from advicebot.library.problems import nearest
from advicebot.library.reading_ease import EASY_ENOUGH, reading_ease
from advicebot.library.schema import ALL_PHASES
from advicebot.library.traps import trap_problems
from advicebot.library.triage_rules import load_triage_rules

REQUIRED_SIGNPOSTS = (
    "999",
    "dsl",
    "lado",
    "headteacher",
    "social-care",
    "nhs-111",
    "education-support",
    "samaritans",
    "shout",
    "childline",
    "nspcc",
    "papyrus",
    "police-101",
    "prevent",
    "union",
)
_WORDS = (150, 400)
_SAYS_WORDS = (2, 10)
_SAYS_SPREAD = 6
_FEWEST_FOR_A_TOPIC = 3
_LEXICON_TOO_GENERAL = frozenset(
    {"boy", "boys", "class", "class teacher", "child", "children", "dad", "girl", "girls", "help"}
    | {"home", "kid", "kids", "lad", "mum", "parent", "parents", "pupil", "pupils", "room"}
    | {"school", "student", "students", "teacher", "today"}
)
_PHONES_HERE = {"signposts.yaml", "line.yaml"}
# Titles as published, and what teachers write.
_OTHERS_WORDS = {"sources.yaml", "off_topic.yaml", "examples.yaml", "situation.yaml"}


def lint(folder: Path, *, on: date) -> tuple[Problem, ...]:
    """Return everything wrong with a knowledge folder on the day ``on``, by file and line."""
    read = read_folder(folder, on=on)
    problems = [*read.problems, *read.left_out]
    for item in read.strategies:
        problems.extend(_strategy_problems(item, on=on))
    problems.extend(_offer_problems(read, on=on))
    problems.extend(_signpost_problems(read))
    problems.extend(_lexicon_problems(read))
    if read.first_lines:
        problems.extend(first_lines_problems(read.first_lines, read.files["first_lines.yaml"]))
    problems.extend(_coverage_problems(read))
    for name, yaml in read.files.items():
        if name not in _OTHERS_WORDS:
            problems.extend(yaml_problems(yaml, phones_allowed=name in _PHONES_HERE))
    problems.extend(_other_parts(read))
    return tuple(sorted(set(problems), key=lambda found: (found.file, found.line, found.message)))


def _strategy_problems(item: StrategyPage, *, on: date) -> Iterator[Problem]:
    strategy, header = item.strategy, item.header
    words = sum(len(section.text.split()) for section in item.page.sections)
    if not _WORDS[0] <= words <= _WORDS[1]:
        message = f"the body has {words} words; the rule is {_WORDS[0]} to {_WORDS[1]}"
        line = item.page.sections[0].line if item.page.sections else 1
        yield Problem(file=header.file, line=line, message=message)
    yield from _says_problems(item)
    yield from _ease_problems(item)
    if strategy.reviewed > on:
        yield header.problem(("reviewed",), f"reviewed: {strategy.reviewed} lies in the future")
    if strategy.review_by <= strategy.reviewed:
        message = f"review_by: {strategy.review_by} is not after reviewed ({strategy.reviewed})"
        yield header.problem(("review_by",), message)
    yield from page_problems(item.page)
    yield from yaml_problems(header, phones_allowed=False)


def _says_problems(item: StrategyPage) -> Iterator[Problem]:
    lengths = [len(phrase.split()) for phrase in item.strategy.says]
    for place, (phrase, length) in enumerate(zip(item.strategy.says, lengths, strict=True)):
        if not _SAYS_WORDS[0] <= length <= _SAYS_WORDS[1]:
            message = f"says: “{phrase}” has {length} words; the rule is 3 to {_SAYS_WORDS[1]}"
            yield item.header.problem(("says", place), message)
        if phrase[:1].isupper() and not phrase.startswith(("I ", "I'", "I’")):
            message = f"says: “{phrase}” starts with a capital; write it as it is typed in a hurry"
            yield item.header.problem(("says", place), message)
    if max(lengths) - min(lengths) > _SAYS_SPREAD:
        message = (
            f"says: phrases have {min(lengths)} to {max(lengths)} words; keep them of similar "
            f"length (at most {_SAYS_SPREAD} apart), or the long ones win every search"
        )
        yield item.header.problem(("says",), message)


def _ease_problems(item: StrategyPage) -> Iterator[Problem]:
    ease = reading_ease(item.strategy.right_now)
    if ease < EASY_ENOUGH:
        message = (
            f"“## Right now” has a reading ease of {ease:.0f}; the rule is at least "
            f"{EASY_ENOUGH:.0f} (Flesch): use shorter words and one action a line"
        )
        yield Problem(file=item.header.file, line=item.page.sections[0].line, message=message)


def _offer_problems(read: Folder, *, on: date) -> Iterator[Problem]:
    for offer, yaml, place in read.offers:
        if offer.verified > on:
            message = f"verified: {offer.verified} lies in the future"
            yield yaml.problem(("offers", place, "verified"), message)
        if offer.provider.example and "example" not in offer.provider.name:
            message = "an example provider says so in its name: add “(example)”"
            yield yaml.problem(("provider", "name"), message)
    if read.line is not None and read.line.example and "example" not in read.line.name:
        message = "an example line says so in its name: add “(example)”"
        yield read.files["line.yaml"].problem(("name",), message)


def _signpost_problems(read: Folder) -> Iterator[Problem]:
    yaml = read.files.get("signposts.yaml")
    ids = [signpost.id for signpost in read.signposts]
    for required in REQUIRED_SIGNPOSTS if yaml is not None and ids else ():
        if yaml is not None and required not in ids:
            near = nearest(required, [id_ for id_ in ids if id_ not in REQUIRED_SIGNPOSTS])
            hint = f" (is “{near}” meant?)" if near else ""
            yield yaml.problem((), f"the signpost “{required}” is missing; add it{hint}")


def _lexicon_problems(read: Folder) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for place, entry in enumerate(read.lexicon):
        yaml = read.files["lexicon.yaml"]
        alone = Lexicon((entry,))
        if not alone.hits(entry.matches):
            message = f"matches: “{entry.matches}” does not match any of its phrases"
            yield yaml.problem((place, "matches"), message)
        if alone.hits(entry.not_matches):
            message = f"not_matches: “{entry.not_matches}” does match; narrow the phrases"
            yield yaml.problem((place, "not_matches"), message)
        for at, phrase in enumerate(entry.phrases):
            if phrase.lower() in _LEXICON_TOO_GENERAL:
                message = f"phrases: “{phrase}” occurs in requests about anything; leave it out"
                yield yaml.problem((place, "phrases", at), message)
            if seen.setdefault(phrase.lower(), place) != place:
                message = f"phrases: “{phrase}” already belongs to entry {seen[phrase.lower()] + 1}"
                yield yaml.problem((place, "phrases", at), message)


def _coverage_problems(read: Folder) -> Iterator[Problem]:
    pages = Counter(topic for item in read.strategies for topic in item.strategy.topics)
    phases = {phase for item in read.strategies for phase in item.strategy.phases}
    place = str(read.path / "strategies")
    for topic in Topic if read.strategies else ():
        if pages[topic] < _FEWEST_FOR_A_TOPIC:
            message = f"{pages[topic]} pages cover the topic “{topic}”; the rule is at least 3"
            yield Problem(file=place, line=1, message=message)
    for phase in ALL_PHASES if read.strategies else ():
        if phase not in phases:
            message = f"no strategy serves the phase “{phase}”; write one"
            yield Problem(file=place, line=1, message=message)


def _other_parts(read: Folder) -> Iterator[Problem]:
    try:
        load_names(read.path / "names")
    except KnowledgeError as error:
        yield from error.problems
    try:
        rules = load_triage_rules(read.path / "triage")
    except KnowledgeError as error:
        yield from error.problems
    else:
        yield from rule_problems(read, rules)
        yield from trap_problems(read.path, rules)
