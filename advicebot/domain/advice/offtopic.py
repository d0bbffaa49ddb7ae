"""Messages this line is not for: logistics, subject teaching, computers, greetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from advicebot.domain.advice.text import tokenise
from advicebot.domain.advice.words import is_content
from advicebot.domain.knowledge import OffTopic

_STAR = "*"
_CONTENT_BESIDE_SMALL_TALK = 1
_WORDS_BESIDE_SMALL_TALK = 3


class SmallTalk(StrEnum):
    """The kinds of message that get one short line back instead of advice."""

    THANKS = "thanks"
    GREETING = "greeting"
    HELP = "help"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the lists say about one message.

    ``has_our_words``: a word of behaviour, care or safety stands in it. ``is_about_people``: it
    speaks of a pupil or a family. ``subject`` is the subject that is not ours, whatever else stands
    by. ``small_talk`` is the kind of a message that is small talk and nothing else.
    """

    has_our_words: bool
    is_about_people: bool
    subject: str | None
    small_talk: SmallTalk | None


class OffTopicRules:
    """Tells which plain messages are not for this line. Triage comes first and always wins."""

    def __init__(self, rules: OffTopic) -> None:
        self._small_talk = {
            SmallTalk(name): _Phrases(phrases) for name, phrases in rules.small_talk.items()
        }
        self._subjects = {subject: _Phrases(phrases) for subject, phrases in rules.subjects.items()}
        self._ours = _Phrases(rules.ours)
        self._people = _Phrases(rules.people)

    def read(self, text: str) -> Reading:
        """Return what the lists say about the redacted message."""
        words = [token.text for token in tokenise(text)]
        is_ours = bool(self._ours.found_in(words))
        is_about_people = bool(self._people.found_in(words))
        is_empty = not any(character.isalnum() for character in text)
        small_talk = SmallTalk.EMPTY if is_empty else None
        if words and not is_ours and not is_about_people:
            small_talk = self._small_talk_in(words)
        return Reading(
            has_our_words=is_ours,
            is_about_people=is_about_people,
            subject=self._subject_of(words),
            small_talk=small_talk,
        )

    def _subject_of(self, words: Sequence[str]) -> str | None:
        found = (name for name, phrases in self._subjects.items() if phrases.found_in(words))
        return next(found, None)

    def _small_talk_in(self, words: Sequence[str]) -> SmallTalk | None:
        """A few words beside the phrases are let pass ("thanks, that is useful"), one of
        content.
        """
        found = {kind: phrases.found_in(words) for kind, phrases in self._small_talk.items()}
        places = set().union(*found.values())
        beside = [word for n, word in enumerate(words) if n not in places]
        content = sum(is_content(word) for word in beside)
        if not places or content > _CONTENT_BESIDE_SMALL_TALK:
            return None
        if len(beside) > _WORDS_BESIDE_SMALL_TALK:
            return None
        return max(found, key=lambda kind: (len(found[kind]), kind is SmallTalk.HELP))


class _Phrases:
    """Whole-word phrases by their first word; a star stands for any ending."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._exact: dict[str, list[tuple[str, ...]]] = {}
        self._open: list[tuple[str, ...]] = []
        for phrase in phrases:
            words = tuple(_pattern_words(phrase))
            if words[0].endswith(_STAR):
                self._open.append(words)
            else:
                self._exact.setdefault(words[0], []).append(words)
        self._open_starts = tuple(words[0][:-1] for words in self._open)

    def found_in(self, words: Sequence[str]) -> set[int]:
        """Return the places of the words that belong to a phrase, empty when there is none."""
        places: set[int] = set()
        for place, word in enumerate(words):
            is_open = bool(self._open_starts) and word.startswith(self._open_starts)
            for phrase in (*self._exact.get(word, ()), *(self._open if is_open else ())):
                if _matches(words, place, phrase):
                    places.update(range(place, place + len(phrase)))
        return places


def _pattern_words(phrase: str) -> list[str]:
    return [
        "".join(token.text for token in tokenise(word.rstrip(_STAR)))
        + (_STAR if word.endswith(_STAR) else "")
        for word in phrase.replace("-", " ").split()
    ]


def _matches(words: Sequence[str], place: int, phrase: Sequence[str]) -> bool:
    if place + len(phrase) > len(words):
        return False
    return all(
        word.startswith(wanted[:-1]) if wanted.endswith(_STAR) else word == wanted
        for word, wanted in zip(words[place:], phrase, strict=False)
    )
