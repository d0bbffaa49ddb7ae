"""Reading a message as words: folding odd characters, splitting sentences and clauses, tokens.

Pure text handling that triage, ranking and redaction may share. It knows nothing about risk: word
lists live in the knowledge folder. Offsets always point into the text as it was given, so that a
quote can be cut from what the teacher wrote.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from advicebot.domain.advice.redaction.model import Label

_LOOKALIKES = str.maketrans("аеорсухіѕјкмтвнԁɡοαενικτυρ", "aeopcyxisjkmtbhdgoaeviktup")
_QUOTES = {ord(c): "'" for c in "‘’‚‛`´ʼ′"} | {ord(c): '"' for c in "“”„‟″«»"}
_DASHES = {ord(c): "-" for c in "‐‑‒–—―−"}
_EMOJI_WORDS = {
    "🔪": " knife ",
    "🗡": " knife ",
    "🔫": " gun ",
    "💊": " pills ",
    "🩸": " blood ",
    "🆘": " help ",
    "💣": " bomb ",
}
_CLAUSE_WORDS = frozenset(
    [
        "but",
        "however",
        "although",
        "though",
        "except",
        "whereas",
        "yet",
        "because",
        "then",
        "unless",
        "anyway",
        "meanwhile",
    ]
)
_LONGEST_SENTENCE = (
    90  # words; a message without full stops is cut at the next pause, or at twice this
)
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "dr", "st", "yr", "approx", "dept"])
_SUFFIX = re.compile(r"'(?:s|m|re|ve|d|ll)$")
_STRETCH = re.compile(r"([a-z])\1{2,}")
_PIECES = re.compile(
    rf"(?P<word>\[(?:[a-z]+|(?:{'|'.join(Label)}) [a-z]{{1,3}})\]"
    r"|£?[a-z0-9@$*]+(?:'[a-z]+)*)"
    r"|(?P<ellipsis>\.{2,}|…)"
    r"|(?P<stop>[!?]+|\.(?![0-9])|\n+)"
    r"|(?P<pause>[,;:()/\"]|(?<=\s)-+(?=\s))"
)
# "[pupil A]" and "[staff B]" are the same word to every rule: a name.
_SOMEBODY = tuple(f"[{label} " for label in Label)
_ANYBODY = "[name]"


class Token(NamedTuple):
    """One word. ``text`` is folded (see ``bare``); ``start`` and ``end`` are offsets as given.

    ``sentence`` and ``clause`` count up from 0 through the message; a new sentence always starts a
    new clause.
    """

    text: str
    start: int
    end: int
    sentence: int
    clause: int


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _EMOJI_WORDS:
        return _EMOJI_WORDS[character]
    if character == "…":
        return character
    text = unicodedata.normalize("NFKD", character).lower()
    kept = (c for c in text if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return "".join(kept).translate(_QUOTES).translate(_DASHES).translate(_LOOKALIKES)


def fold(text: str) -> str:
    """The text in plain lower-case letters: no accents, look-alikes, invisible or odd characters.

    Curly quotes and long dashes become ' and -, compatibility forms (NFKC) their plain letters,
    and a few emoji that stand for a means of harm become the word. Line breaks stay.
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


def _fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """The folded text and, for each folded character, its offset as given; None means the same."""
    if text.isascii():
        return text.lower(), None
    pieces = [_fold_character(c) for c in text]
    offsets = [i for i, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), offsets


@lru_cache(maxsize=8192)
def bare(word: str) -> str:
    """A folded word without its apostrophe ending and with letters drawn out kept twice at most.

    "can't" gives "cant", "she'll" and "she's" give "she", "killlll" gives "kill".
    """
    if "'" in word:
        word = word.replace("'", "") if word.endswith("n't") else _SUFFIX.sub("", word)
        word = word.replace("'", "")
    if "***" in word:
        return word
    return _STRETCH.sub(r"\1\1", word)


def tokenise(text: str) -> tuple[Token, ...]:
    """Every word of the message in order, none left out however long the message is.

    A placeholder such as ``[phone]`` is one word, and one for a person (``[pupil A]``) is the word
    ``[name]``. Sentences end at . ! ? and line breaks, clauses also at commas, brackets, dashes
    and words such as "but".
    """
    folded, offsets = _fold_with_offsets(text)
    tokens: list[Token] = []
    sentence = clause = since = 0
    for match in _PIECES.finditer(folded):
        kind = match.lastgroup
        if kind == "word":
            word = _ANYBODY if match.group().startswith(_SOMEBODY) else bare(match.group())
            if not word.strip("*"):
                continue
            clause += word in _CLAUSE_WORDS
            if len(tokens) - since >= 2 * _LONGEST_SENTENCE:
                sentence, clause, since = sentence + 1, clause + 1, len(tokens)
            start, last = match.start(), match.end() - 1
            if offsets is not None:
                start, last = offsets[start], offsets[last]
            tokens.append(Token(word, start, last + 1, sentence, clause))
            continue
        clause += 1
        ends = kind == "stop" and not (match.group() == "." and _ends_short(tokens))
        if ends or len(tokens) - since >= _LONGEST_SENTENCE:
            sentence, since = sentence + 1, len(tokens)
    return tuple(tokens)


def _ends_short(tokens: list[Token]) -> bool:
    """True after a title or an initial, whose full stop ends no sentence ("Mr.", "S.")."""
    return bool(tokens) and (tokens[-1].text in _TITLES or len(tokens[-1].text) == 1)


def clauses(text: str) -> tuple[str, ...]:
    """The message as given, cut into its clauses; pieces without a word are left out."""
    spans: dict[int, tuple[int, int]] = {}
    for token in tokenise(text):
        start, _ = spans.get(token.clause, (token.start, token.end))
        spans[token.clause] = (start, token.end)
    return tuple(text[start:end] for start, end in spans.values())
