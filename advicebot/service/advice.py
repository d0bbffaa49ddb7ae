"""What the line says to one message: redaction, triage, ranking and offers brought together."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from advicebot.domain.advice.answer import Advice, Suggestion
from advicebot.domain.advice.confidence import Calibration, Evidence, Variant
from advicebot.domain.advice.lexicon import Lexicon
from advicebot.domain.advice.offers import (
    fitting_offers,
    fitting_signposts,
    speaks_of_exclusion,
)
from advicebot.domain.advice.offtopic import OffTopicRules, Reading, SmallTalk
from advicebot.domain.advice.phase import phase_of
from advicebot.domain.advice.query import Query, Scorer, read_query
from advicebot.domain.advice.ranking import Ranked, ranker_over
from advicebot.domain.advice.redaction import Redacted, Redactor
from advicebot.domain.advice.redaction.model import PLACEHOLDERS
from advicebot.domain.advice.situation import SituationReader
from advicebot.domain.advice.triage import (
    TRACE,
    UNPLACED,
    Closeness,
    FlagHit,
    Triage,
    Verdict,
    raised,
)
from advicebot.domain.knowledge import Knowledge, Strategy
from advicebot.domain.vocabulary import (
    BY_ACTION,
    BY_URGENCY,
    Action,
    Band,
    Flag,
    Phase,
    Topic,
    Urgency,
)

_MOST_SUGGESTIONS = 5
_MOST_TOPICS = 5
_FIRST_SHOWN = 3
_HALF_SCORE = 10.0
_PINNED_SCORE = 90.0

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


class Advisor:
    """Answers messages from one reading of the knowledge. Holds no state between messages."""

    def __init__(
        self,
        *,
        knowledge: Knowledge,
        redactor: Redactor,
        triage: Triage,
        index: Scorer,
        meaning: Scorer | None = None,
        closeness: Closeness | None = None,
    ) -> None:
        """``index`` knows the strategies by their words, ``meaning`` by the sentence model.

        ``closeness`` is the sentence model's knowledge of the triage examples. Without the model
        both are None, and the line answers from words alone.
        """
        self._knowledge = knowledge
        self._redactor = redactor
        self._triage = triage
        self._closeness = closeness
        self._strategies = {each.id: each for each in knowledge.strategies}
        self._lexicon = Lexicon(knowledge.lexicon)
        self._situations = SituationReader(knowledge.situation)
        self._off_topic = OffTopicRules(knowledge.off_topic)
        self._ranker = ranker_over(knowledge.strategies, index=index, meaning=meaning)
        variant = Variant.WORDS if meaning is None else Variant.MEANING
        self._calibration = knowledge.confidence[variant]

    def advise(
        self,
        text: str,
        *,
        on: date,
        phase: Phase | None = None,
        topics: Sequence[Topic] = (),
        again: str = "",
    ) -> Advice:
        """Return what the line has to say to ``text`` on the day ``on``.

        ``phase`` overrides what the message says; ``topics`` are those the teacher chose by button;
        they filter the suggestions. ``again`` is the part of ``text`` that was written within the
        hour of a worrying one: it is read warily. Any text is safe: empty, of any script, of any
        length. The same arguments always give the same advice.
        """
        redacted = self._redactor.redact(text)
        verdict = self._assess(text, redacted, again=again)
        query = self._query(redacted.text, verdict=verdict, phase=phase, topics=topics)
        ranked = self._ranker.rank(query, most=_MOST_SUGGESTIONS)
        reading = self._off_topic.read(redacted.text)
        small_talk = _small_talk(query, verdict=verdict, reading=reading)
        evidence = _evidence(query, ranked, reading=reading)
        band = Band.NOTHING if small_talk else _band(query, evidence, self._calibration)
        if small_talk or _may_decline(query, verdict=verdict, band=band, reading=reading):
            verdict = Verdict(action=Action.DECLINE, urgency=Urgency.NONE, flags=())
        shown = () if band is Band.NOTHING else tuple(ranked)
        first = self._first_page(verdict, shown, phase=query.phase)
        if first:
            band, shown = Band.CONFIDENT, _with_first(first, shown)
        return Advice(
            redacted=redacted.text,
            redactions=redacted.redactions,
            verdict=verdict,
            phase=query.phase,
            band=band,
            suggestions=tuple(_suggestion(item) for item in shown),
            topics=_likely_topics(shown, query),
            offers=self._offers(shown, query=query, verdict=verdict, on=on),
            signposts=self._signposts(shown, verdict=verdict),
            small_talk=small_talk,
            evidence=evidence,
        )

    def _query(
        self, text: str, *, verdict: Verdict, phase: Phase | None, topics: Sequence[Topic]
    ) -> Query:
        return read_query(
            text,
            lexicon=self._lexicon,
            situations=self._situations,
            phase=phase or phase_of(text),
            chosen=topics,
            flagged=_flagged_topics(verdict),
        )

    def _first_page(
        self, verdict: Verdict, ranked: Sequence[Ranked], *, phase: Phase
    ) -> Ranked | None:
        """Return the page that a flag puts first, None when nobody need be paged or asked for.

        Safety is never left to ranking; see ``knowledge/first_pages.yaml``.
        """
        if verdict.action not in (Action.PAGE, Action.ASK):
            return None
        sure = [hit for hit in _placed(verdict) if _is_sure(hit, verdict)]
        for hit in sorted(sure, key=_is_about_an_adult, reverse=True):
            for each in self._knowledge.first_pages:
                if each.flag is hit.flag and (not each.phases or phase in each.phases):
                    fitting = [item for item in ranked if item.strategy.id in each.pages]
                    page = fitting[0].strategy.id if fitting else each.pages[0]
                    return _as_first(self._strategies[page], quote=hit.quote)
        return None

    def _assess(self, text: str, redacted: Redacted, *, again: str) -> Verdict:
        """The most serious reading; a name cut out must never hide an emergency."""
        readings = [self._reading(redacted.text)]
        if redacted.redactions:
            raw = self._triage.assess(text)
            flags = tuple(_without_personal_data(hit, text, redacted) for hit in raw.flags)
            readings.append(Verdict(action=raw.action, urgency=raw.urgency, flags=flags))
        if again:
            readings.append(_insisting(self._reading(self._redactor.redact(again).text, wary=True)))
        return min(readings, key=_seriousness)

    def _reading(self, redacted: str, *, wary: bool = False) -> Verdict:
        """What the rules say, raised by the sentence model where that is there."""
        verdict = self._triage.assess(redacted, wary=wary)
        if self._closeness is None:
            return verdict
        examples = self._knowledge.examples
        return raised(verdict, redacted, closeness=self._closeness, examples=examples, wary=wary)

    def _offers(
        self, shown: Sequence[Ranked], *, query: Query, verdict: Verdict, on: date
    ) -> tuple[str, ...]:
        is_today = any(hit.flag is Flag.EXCLUSION_TODAY for hit in verdict.flags)
        fitting = fitting_offers(
            self._knowledge.offers,
            strategies=[item.strategy for item in shown],
            phase=query.phase,
            area=self._knowledge.line.area,
            on=on,
            at_risk=is_today or speaks_of_exclusion(query.text),
        )
        return tuple(offer.id for offer in fitting)

    def _signposts(self, shown: Sequence[Ranked], *, verdict: Verdict) -> tuple[str, ...]:
        first = shown[0].strategy.topics if shown else ()
        fitting = fitting_signposts(self._knowledge.signposts, verdict=verdict, topics=first)
        return tuple(signpost.id for signpost in fitting)


def _insisting(verdict: Verdict) -> Verdict:
    """A doubt in a second message within the hour is doubt no more: contact again predicts harm.

    A second call raises the odds of a missed deterioration by three quarters (NHS 111 telephone
    triage, BMJ Quality & Safety 33:375).
    """
    if verdict.action is not Action.ASK:
        return verdict
    return Verdict(action=Action.PAGE, urgency=verdict.urgency, flags=verdict.flags)


def _placed(verdict: Verdict) -> list[FlagHit]:
    """Return the flags that a rule recognised, without those that are a guess."""
    return [hit for hit in verdict.flags if not hit.rule.startswith(UNPLACED)]


def _is_sure(hit: FlagHit, verdict: Verdict) -> bool:
    """True unless the flag rests on a single word that is only a hint; such a word only asks."""
    return verdict.action is Action.PAGE or TRACE not in hit.rule


def _is_about_an_adult(hit: FlagHit) -> bool:
    """An allegation comes before what was alleged: the head hears it, and nobody asks further."""
    return hit.flag is Flag.ALLEGATION_AGAINST_STAFF


def _as_first(strategy: Strategy, *, quote: str) -> Ranked:
    because = f"you wrote “{quote}”" if quote else "your message raised a worry about safety"
    return Ranked(strategy=strategy, score=_PINNED_SCORE, points=0.0, matched=0, because=because)


def _with_first(first: Ranked, ranked: Sequence[Ranked]) -> tuple[Ranked, ...]:
    others = [item for item in ranked if item.strategy.id != first.strategy.id]
    return (first, *others)[:_MOST_SUGGESTIONS]


def _small_talk(query: Query, *, verdict: Verdict, reading: Reading) -> SmallTalk | None:
    is_calm = verdict.action in (Action.ANSWER, Action.DECLINE)
    is_plain = is_calm and not query.chosen and not query.hits
    return reading.small_talk if is_plain else None


def _band(query: Query, evidence: Evidence | None, calibration: Calibration) -> Band:
    if evidence is None:
        return Band.NOTHING
    return Band.CONFIDENT if query.chosen else calibration.band(evidence)


def _evidence(query: Query, ranked: Sequence[Ranked], *, reading: Reading) -> Evidence | None:
    if not ranked:
        return None
    best, others = ranked[0], ranked[1:]
    apart = (item.points for item in others if not _shares_topic(item, best))
    beside = [_shares_topic(item, best) for item in ranked[1:_FIRST_SHOWN]]
    words = len(query.words)
    return Evidence(
        points=best.points,
        next_points=max(apart, default=0.0),
        coverage=min(1.0, best.matched / words) if words else 0.0,
        agreement=sum(beside) / len(beside) if beside else 0.0,
        meaning=best.meaning,
        is_ours=bool(query.hinted or query.flagged) or reading.has_our_words,
        is_about_people=reading.is_about_people or query.phase is not Phase.UNKNOWN,
        is_off_topic=reading.subject is not None,
    )


def _may_decline(query: Query, *, verdict: Verdict, band: Band, reading: Reading) -> bool:
    """Only a plain message about nobody, of a subject that is not ours, is turned away."""
    if verdict.action is not Action.ANSWER or band is not Band.NOTHING or query.hinted:
        return False
    is_worry = reading.has_our_words or reading.is_about_people
    return reading.subject is not None and not is_worry


def _flagged_topics(verdict: Verdict) -> tuple[Topic, ...]:
    """Topics of what triage found; a medical emergency belongs to none."""
    found = (topic for hit in _placed(verdict) for topic in _TOPICS_OF_FLAG.get(hit.flag, ()))
    return tuple(dict.fromkeys(found))


def _seriousness(verdict: Verdict) -> tuple[int, int]:
    return BY_ACTION.index(verdict.action), BY_URGENCY.index(verdict.urgency)


def _without_personal_data(hit: FlagHit, text: str, redacted: Redacted) -> FlagHit:
    """Return the hit with every word that redaction took out replaced in its quote."""
    quote = hit.quote
    for redaction in redacted.redactions:
        for word in re.findall(r"\w+", text[redaction.start : redaction.end]):
            quote = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", PLACEHOLDERS[redaction.kind], quote)
    return FlagHit(flag=hit.flag, quote=quote, rule=hit.rule)


def _shares_topic(item: Ranked, other: Ranked) -> bool:
    return bool(set(item.strategy.topics).intersection(other.strategy.topics))


def _suggestion(item: Ranked) -> Suggestion:
    return Suggestion(
        strategy_id=item.strategy.id,
        title=item.strategy.title,
        topics=item.strategy.topics,
        score=round(item.score / (item.score + _HALF_SCORE), 3) if item.score > 0 else 0.0,
        because=item.because,
    )


def _likely_topics(shown: Sequence[Ranked], query: Query) -> tuple[Topic, ...]:
    """Topics by the scores of the strategies that have them; hinted ones count more."""
    worth: dict[Topic, float] = {}
    for item in shown:
        for topic in item.strategy.topics:
            worth[topic] = worth.get(topic, 0.0) + item.score
    for topic in worth:
        worth[topic] *= 1.5 if topic in query.hinted else 1.0
    return tuple(sorted(worth, key=lambda topic: (-worth[topic], topic)))[:_MOST_TOPICS]
