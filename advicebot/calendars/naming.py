"""Whose shift an event is, and in which tier, from what the event says."""

import re
from collections.abc import Sequence

from icalendar import Event
from rapidfuzz.distance import OSA

from advicebot.calendars.problems import Fault
from advicebot.domain.advice.text import fold
from advicebot.domain.oncall.people import Named
from advicebot.domain.oncall.rota import Tier

USER = "X-ADVICEBOT-USER"
TIER = "X-ADVICEBOT-TIER"
_NEAR = 0.7
_TIER_WORDS = {
    Tier.PRIMARY: re.compile(r"\bprimary\b"),
    Tier.BACK_UP: re.compile(r"\bback[ -]?up\b|\bsecond(?:ary)?\b"),
}
_WORD = re.compile(r"[^\W_]+")
_Words = tuple[str, ...]


def person_of(event: Event, people: Sequence[Named]) -> str:
    """Return the user id of the one person the event names.

    That is ``X-ADVICEBOT-USER``, else the full name or the @handle in the title: whole words,
    whatever their case and accents. A name inside a longer one does not count.

    Raises:
        Fault: nobody or several people fit, or the id belongs to nobody who may be on call.
    """
    written = event.get(USER)
    if written is not None:
        return _known_id(str(written), people)
    title = fold(str(event.get("SUMMARY", "")))
    by_handle = [each for each in people if _handle(each).search(title)]
    for each in by_handle:
        title = _handle(each).sub(" ", title)
    fitting = _without_namesakes(_named_in(_words(title), people), by_handle)
    return _only({each.user_id: each for each in (*by_handle, *fitting)}, _words(title), people)


def tier_of(event: Event) -> Tier:
    """Return the tier: ``X-ADVICEBOT-TIER``, else a category, else the title, else primary.

    Raises:
        Fault: the first of these that says something says both tiers, or something unknown.
    """
    written = event.get(TIER)
    if written is not None:
        found = _tiers(str(written))
        if not found:
            raise Fault(
                f"{TIER} is “{str(written)[:20]}”.", "Write “primary” or “back-up” in its place."
            )
    else:
        categories = " / ".join(str(category) for category in event.categories)
        found = _tiers(categories) or _tiers(str(event.get("SUMMARY", "")))
    if len(found) > 1:
        raise Fault(
            "it says both primary and back-up.", "Enter one event for each tier, and say which."
        )
    return found[0] if found else Tier.PRIMARY


def _tiers(text: str) -> list[Tier]:
    return [tier for tier, words in _TIER_WORDS.items() if words.search(fold(text))]


def _known_id(user_id: str, people: Sequence[Named]) -> str:
    if any(each.user_id == user_id for each in people):
        return user_id
    raise Fault(
        f"it is for the Slack user {user_id[:20]}, who is not among the people who may be on call.",
        "Invite them to the on-call channel, or give the shift to somebody who is in it.",
    )


def _only(fitting: dict[str, Named], title: _Words, people: Sequence[Named]) -> str:
    if len(fitting) == 1:
        return next(iter(fitting))
    if fitting:
        listed = " and ".join(f"{each.name} (@{each.handle})" for each in fitting.values())
        raise Fault(
            f"it fits {listed}.", "Write one person's @handle in the title, or split the event."
        )
    near = " or ".join(f"{each.name} (@{each.handle})" for each in _nearest(title, people))
    hint = f" Did you mean {near}?" if near else ""
    raise Fault(
        f"its title names nobody who may be on call.{hint}",
        "Write the full name or the @handle as Slack shows it.",
    )


def _handle(person: Named) -> re.Pattern[str]:
    """Match @sam, but not in @samuel, @sam.okoro or an e-mail address."""
    handle = re.escape(fold(person.handle))
    return re.compile(rf"(?<![\w.])@{handle}(?!\w|[.-]\w)") if handle else re.compile(r"(?!)")


def _words(text: str) -> _Words:
    """Return the words, folded; an apostrophe joins (O'Neill), a possessive ending goes."""
    folded = re.sub(r"'s\b", "", fold(text))
    return tuple(_WORD.findall(folded.replace("'", "")))


def _named_in(title: _Words, people: Sequence[Named]) -> list[tuple[range, Named]]:
    """Return who is named where, without names that lie within a longer one."""
    found = [(place, each) for each in people for place in _places(_words(each.name), title)]
    return [
        (place, each)
        for place, each in found
        if not any(_is_within(place, other) for other, _ in found)
    ]


def _places(name: _Words, title: _Words) -> list[range]:
    if not name:
        return []
    starts = range(len(title) - len(name) + 1)
    return [range(at, at + len(name)) for at in starts if title[at : at + len(name)] == name]


def _is_within(inner: range, outer: range) -> bool:
    return len(inner) < len(outer) and outer.start <= inner.start and inner.stop <= outer.stop


def _without_namesakes(named: list[tuple[range, Named]], by_handle: Sequence[Named]) -> list[Named]:
    """Drop people of the same name as one whose handle is there: the handle decides."""
    sure = {place.start for place, each in named if each in by_handle}
    return [each for place, each in named if each in by_handle or place.start not in sure]


def _nearest(title: _Words, people: Sequence[Named]) -> list[Named]:
    """Return the person whose name is most like the title, and namesakes; [] when none is like."""
    scores = [_nearness(title, each) for each in people]
    best = max(scores, default=0.0)
    return [each for each, score in zip(people, scores, strict=True) if score == best >= _NEAR]


def _nearness(title: _Words, person: Named) -> float:
    """Return 0 to 1: how alike the name is to as many words of the title, or one of its words is.

    One word counts a little less, and only when it is longer than two letters.
    """
    name = _words(person.name)
    starts = range(max(1, len(title) - len(name) + 1))
    windows = (" ".join(title[at : at + len(name)]) for at in starts)
    whole = max(OSA.normalized_similarity(each, " ".join(name)) for each in windows)
    pairs = [(mine, word) for mine in name for word in title if len(word) > 2]
    part = max((OSA.normalized_similarity(*pair) for pair in pairs), default=0.0)
    return max(whole, 0.9 * part)
