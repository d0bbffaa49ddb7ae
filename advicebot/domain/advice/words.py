"""Which words of a message carry its subject, and how they are quoted back to the teacher."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from advicebot.domain.advice.text import Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Function words, and words that occur in messages to this line whatever they are about.
STOP_WORDS = _words(
    """
    a about above actually after again all almost already also although always am an and
    another any anybody anyone anything are arent around as ask asked asking at away back
    basically be because been before being below between bit both but by came can cant come
    comes coming could couldnt did didnt do does doesnt doing done dont down due during each
    either else etc even ever every few for from further gave get gets getting give given
    gives giving go goes going gone gonna got gotta had hadnt half has hasnt have havent
    having he her here hers herself hes hi him himself his hiya how hows however i id if ill
    im in infront inside instead into is isnt it its itself ive just keep keeps kept kind
    know knows last later least less let lets like literally little lot lots made make makes
    making many may maybe me mean means mine more most much must my myself near need needs
    never next no nobody none nor not nothing now of off oh ok okay old on once one ones
    only onto or other others our ours out over own past per perhaps please put quite rather
    re really right said same saw say saying says see seem seems seen she shes should
    shouldnt since so some somebody someone something sometimes somewhere soon sort still
    such sure take takes taking tell tells than thank thanks that thats the their theirs
    them themselves then there theres these they theyre theyve thing things think this those
    though thought through till time times tis to together told too took totally toward
    towards tried try trying two three under unless until up upon us use used uses using
    usually very via want wanted wants was wasnt way we well went were werent weve what
    whatever whats when whenever where wheres whether which while who whole whoever whose
    whos why will with within without wont would wouldnt yeah yes yet you your youre yours
    yourself youve ago day days week weeks month months term today tonight tomorrow
    yesterday year years yr yrs yo morning afternoon minute minutes mins min hour hours
    oclock advice advise help idea ideas ideally suggestion suggestions question tips boy
    boys girl girls child children childs kid kids lad lads pupil pupils student students
    youngster teacher teachers school schools staff colleague colleagues ta tas ect nqt hod
    hoy slt pm ks ks1 ks2 ks3 ks4 reception sir miss mr mrs ms guy guys
    """
)
_LONGEST_QUOTE = 60


# Small words that turn a verb into another one: "calling out", "walks off", "sits still".
_PARTICLES = _words(
    """
    apart around away back cant doesnt dont down in never not nothing off on out over still through
    up wont
    """
)


def content_words(tokens: Iterable[Token]) -> list[Token]:
    """Return the tokens that carry the subject: no stop words, numbers, placeholders or letters."""
    return [token for token in tokens if is_content(token.text)]


def word_pairs(tokens: Sequence[Token]) -> list[tuple[Token, Token]]:
    """Return neighbours of one sentence that say more together: "calling out", "head down"."""
    return [
        (one, other)
        for one, other in pairwise(tokens)
        if one.sentence == other.sentence
        and (is_content(one.text) or is_content(other.text))
        and all(is_content(token.text) or token.text in _PARTICLES for token in (one, other))
    ]


def is_content(word: str) -> bool:
    """Return True when a folded word says something about the subject."""
    return (
        len(word) > 1
        and word not in STOP_WORDS
        and not word[0].isdigit()
        and not word.startswith("[")
        and word.isalnum()
        and not (word[0] == "y" and word[1:].rstrip("s").isdigit())
    )


def quotes(text: str, spans: Sequence[tuple[int, int]], *, most: int = 3) -> tuple[str, ...]:
    """Return the pieces of ``text`` at ``spans``, in order of importance, as short clean quotes.

    Spans that overlap an earlier one are left out, and the same words are quoted once.
    """
    chosen: list[tuple[int, int]] = []
    found: list[str] = []
    for start, end in spans:
        quote = " ".join(text[start:end].split())[:_LONGEST_QUOTE]
        is_new = not any(start < other_end and begin < end for begin, other_end in chosen)
        if is_new and quote.lower() not in [known.lower() for known in found]:
            chosen.append((start, end))
            found.append(quote)
        if len(found) == most:
            break
    return tuple(found)
