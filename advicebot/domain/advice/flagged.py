"""What the flags of triage mean for the ranking: their topics, and the page that comes first."""

from collections.abc import Mapping, Sequence

from advicebot.domain.advice.ranking import Ranked
from advicebot.domain.advice.triage import DOUBT, TRACE, FlagHit, Verdict
from advicebot.domain.knowledge import FirstPage, Strategy
from advicebot.domain.vocabulary import Action, Flag, Phase, Topic

_ALONE = 90.0
"""The score of a first page that stands alone; beside others it has that of the best."""

_TOPICS_OF_FLAG: Mapping[Flag, tuple[Topic, ...]] = {
    Flag.SELF_HARM_SUICIDE: (Topic.SELF_HARM,),
    Flag.ABUSE_DISCLOSURE: (Topic.TRAUMA_ATTACHMENT,),
    Flag.EXPLOITATION: (Topic.EXPLOITATION,),
    Flag.WEAPON: (Topic.WEAPONS,),
    Flag.MISSING: (Topic.LEAVING_CLASS,),
    Flag.VIOLENCE_INJURY: (Topic.AGGRESSION_TO_PEERS, Topic.AGGRESSION_TO_STAFF),
    Flag.SEXUAL_HARM: (Topic.SEXUALISED_BEHAVIOUR,),
    Flag.RADICALISATION: (Topic.EXPLOITATION,),
    Flag.STAFF_DISTRESS: (Topic.STAFF_WELLBEING,),
    Flag.ALLEGATION_AGAINST_STAFF: (Topic.STAFF_WELLBEING,),
    Flag.EXCLUSION_TODAY: (Topic.EXCLUSION_PROCESS,),
}


def flagged_topics(verdict: Verdict) -> tuple[Topic, ...]:
    """Return the topics of what triage found; a medical emergency belongs to none."""
    found = (topic for hit in _placed(verdict) for topic in _TOPICS_OF_FLAG.get(hit.flag, ()))
    return tuple(dict.fromkeys(found))


def first_page(
    verdict: Verdict,
    ranked: Sequence[Ranked],
    *,
    phase: Phase,
    first_pages: Sequence[FirstPage],
    strategies: Mapping[str, Strategy],
) -> Ranked | None:
    """Return the page that a flag puts first, None when nobody need be paged or asked for.

    Safety is never left to ranking; see ``knowledge/first_pages.yaml``. Of the pages of a flag the
    one that fits the message best comes first.
    """
    if verdict.action not in (Action.PAGE, Action.ASK):
        return None
    sure = [hit for hit in _placed(verdict) if _is_sure(hit, verdict)]
    for hit in sorted(sure, key=_is_about_an_adult, reverse=True):
        for each in first_pages:
            if each.flag is hit.flag and each.fits(phase, hit.rule):
                fitting = [item for item in ranked if item.strategy.id in each.pages]
                page = fitting[0].strategy.id if fitting else each.pages[0]
                best = max((item.score for item in ranked), default=_ALONE)
                return _as_first(strategies[page], quote=hit.quote, score=best)
    return None


def with_first(first: Ranked, ranked: Sequence[Ranked], *, most: int) -> tuple[Ranked, ...]:
    """Return the ranking with ``first`` at its head, ``most`` in all."""
    others = [item for item in ranked if item.strategy.id != first.strategy.id]
    return (first, *others)[:most]


def _placed(verdict: Verdict) -> list[FlagHit]:
    """Return the flags that a rule recognised, without those that are a guess."""
    return [hit for hit in verdict.flags if not hit.rule.startswith(DOUBT)]


def _is_sure(hit: FlagHit, verdict: Verdict) -> bool:
    """True unless the flag rests on a single word that is only a hint; such a word only asks."""
    return verdict.action is Action.PAGE or TRACE not in hit.rule


def _is_about_an_adult(hit: FlagHit) -> bool:
    """An allegation comes before what was alleged: the head hears it, and nobody asks further."""
    return hit.flag is Flag.ALLEGATION_AGAINST_STAFF


def _as_first(strategy: Strategy, *, quote: str, score: float) -> Ranked:
    because = f"you wrote “{quote}”" if quote else "your message raised a worry about safety"
    return Ranked(strategy=strategy, score=score, points=0.0, matched=0, because=because)
