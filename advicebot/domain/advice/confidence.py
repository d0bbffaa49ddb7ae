"""How sure the line may sound about its first suggestion: confident, unsure or nothing."""

from dataclasses import dataclass

from advicebot.domain.vocabulary import Band

# BM25 points of the best strategy (title, topics and phrases weigh three). One distinctive word met
# only in passing in a body gives about 2, in a title or phrase 4 to 6.
_FEW_POINTS = 1.0
_MORE_THAN_A_STRAY_WORD = 9.0
_MANY_POINTS = 11.0
_CLEAR_LEAD = 1.2
_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the words of one message say about the ranking.

    ``points`` are the best strategy's, ``next_points`` those of the best one about other topics.
    ``coverage`` is the share of content words that the best strategy knows, 0 to 1. ``is_ours``: a
    curated phrase with a topic, or a word of behaviour, care or safety, was found.
    ``is_about_people``: the message speaks of a pupil or a family. ``is_off_topic``: it names
    a subject that is not for this line.
    """

    points: float
    next_points: float
    coverage: float
    is_ours: bool
    is_about_people: bool
    is_off_topic: bool


def band_for(evidence: Evidence) -> Band:
    """Return the band by three questions, each of which a curator can follow.

    Nothing: hardly any points; or no word that is ours and either a subject that is not ours, or
    nobody in it and no more points than a stray word gives. Confident: a word that is ours or a
    pupil, no subject that is not ours, many points, and either a clear lead over other topics or
    half the words understood. Everything between is unsure.
    """
    if evidence.points < _FEW_POINTS or _is_elsewhere(evidence):
        return Band.NOTHING
    leads = evidence.points >= _CLEAR_LEAD * evidence.next_points
    is_clear = leads or evidence.coverage >= _HALF
    is_known = (evidence.is_ours or evidence.is_about_people) and not evidence.is_off_topic
    if is_known and is_clear and evidence.points >= _MANY_POINTS:
        return Band.CONFIDENT
    return Band.UNSURE


def _is_elsewhere(evidence: Evidence) -> bool:
    if evidence.is_ours:
        return False
    nobody_in_it = not evidence.is_about_people and evidence.points < _MORE_THAN_A_STRAY_WORD
    return evidence.is_off_topic or nobody_in_it
