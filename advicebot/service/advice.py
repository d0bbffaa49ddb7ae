"""What the line says to one message: redaction, triage, ranking and offers brought together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from advicebot.domain.advice.answer import Advice, Suggestion
from advicebot.domain.advice.confidence import Calibration, Evidence, Variant
from advicebot.domain.advice.evidence import evidence_of
from advicebot.domain.advice.flagged import first_page, flagged_topics, with_first
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
from advicebot.domain.advice.situation import SituationReader
from advicebot.domain.advice.triage import (
    ELSEWHERE,
    Closeness,
    DoubtModel,
    Nearness,
    Triage,
    Verdict,
    nearness,
    settled,
)
from advicebot.domain.advice.triage.doubt import Evidence as DoubtEvidence
from advicebot.domain.advice.triage.doubt import features
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.support.offers import as_of
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
_HALF_SCORE = 10.0
_DECLINED = Verdict(action=Action.DECLINE, urgency=Urgency.NONE, flags=())


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
        self._doubt = knowledge.doubt[variant]

    @property
    def doubt_model(self) -> DoubtModel:
        """The model that settles what the rules leave open; it weighs ``doubt_about`` a message."""
        return self._doubt

    def redact(self, text: str) -> str:
        """Return ``text`` without personal data; what was redacted before stays as it is."""
        return self._redactor.redact(text).text

    def advise(
        self,
        text: str,
        *,
        on: date,
        phase: Phase | None = None,
        topics: Sequence[Topic] = (),
        again: str = "",
        taken: Mapping[str, int] = {},
    ) -> Advice:
        """Return what the line has to say to ``text`` on the day ``on``.

        ``phase`` overrides what the message says; ``topics`` are those the teacher chose by button;
        they filter the suggestions. ``again`` is the part of ``text`` that was written within the
        hour of a worrying one: it is read warily. ``taken`` counts the places that pupils hold
        through this line, by the id of the offer, so that only what has one free is offered. Any
        text is safe: empty, of any script, of any length. The same arguments always give the same
        advice.
        """
        redacted, verdict, query = self._read(text, phase=phase, topics=topics, again=again)
        reading = self._off_topic.read(redacted.text)
        small_talk = _small_talk(query, verdict=verdict, reading=reading)
        ranked, evidence, band = self._weigh(query, reading=reading, small_talk=small_talk)
        if small_talk or _may_decline(query, verdict=verdict, band=band, reading=reading):
            verdict = _DECLINED
        band, shown = self._shown(query, ranked, band=band, verdict=verdict)
        return Advice(
            redacted=redacted.text,
            redactions=redacted.redactions,
            verdict=verdict,
            phase=query.phase,
            band=band,
            suggestions=tuple(_suggestion(item) for item in shown),
            topics=_likely_topics(shown, query),
            offers=self._offers(shown, query=query, verdict=verdict, on=on, taken=taken),
            signposts=self._signposts(shown, verdict=verdict),
            small_talk=small_talk,
            evidence=evidence,
        )

    def _read(
        self, text: str, *, phase: Phase | None, topics: Sequence[Topic], again: str
    ) -> tuple[Redacted, Verdict, Query]:
        """What was written, how serious it is, and what to look for because of it."""
        redacted = self._redactor.redact(text)
        verdict = self._assess(text, redacted, again=again)
        query = read_query(
            redacted.text,
            lexicon=self._lexicon,
            situations=self._situations,
            phase=phase or phase_of(redacted.text),
            chosen=topics,
            flagged=flagged_topics(verdict),
        )
        return redacted, verdict, query

    def _weigh(
        self, query: Query, *, reading: Reading, small_talk: SmallTalk | None
    ) -> tuple[Sequence[Ranked], Evidence | None, Band]:
        """The ranking, what is known of it, and how surely it answers: small talk has no answer."""
        ranked = self._ranker.rank(query, most=_MOST_SUGGESTIONS)
        evidence = self._evidence(query, ranked, reading=reading)
        band = Band.NOTHING if small_talk else _band(query, evidence, self._calibration)
        return ranked, evidence, band

    def _shown(
        self, query: Query, ranked: Sequence[Ranked], *, band: Band, verdict: Verdict
    ) -> tuple[Band, tuple[Ranked, ...]]:
        """What is shown of the ranking, and how surely; a flag's page comes first for certain."""
        shown = () if band is Band.NOTHING else tuple(ranked)
        first = first_page(
            verdict,
            shown,
            phase=query.phase,
            first_pages=self._knowledge.first_pages,
            strategies=self._strategies,
        )
        if first is None:
            return band, shown
        return Band.CONFIDENT, with_first(first, shown, most=_MOST_SUGGESTIONS)

    def _assess(self, text: str, redacted: Redacted, *, again: str) -> Verdict:
        """The most serious reading; a name cut out must never hide an emergency."""
        readings = [self._reading(redacted.text)]
        if redacted.redactions:
            raw = self._triage.assess(text)
            flags = tuple(
                replace(hit, quote=redacted.clean(hit.quote, given=text)) for hit in raw.flags
            )
            readings.append(Verdict(action=raw.action, urgency=raw.urgency, flags=flags))
        if again:
            readings.append(_insisting(self._reading(self._redactor.redact(again).text, wary=True)))
        return min(readings, key=_seriousness)

    def doubt_about(self, text: str, *, but: str = "") -> DoubtEvidence:
        """Return what the doubt model weighs of ``text``, whether the rules decide it or not.

        ``but`` is a triage example to leave out of the comparison; see ``evaluation``.
        """
        redacted = self._redactor.redact(text).text
        verdict, signs = self._triage.examine(redacted)
        is_open = verdict.action is Action.ANSWER
        return DoubtEvidence(features(signs, self._near(redacted, but=but)), is_open)

    def _reading(self, redacted: str, *, wary: bool = False) -> Verdict:
        """What the rules say; where they leave it open, faint signs and meaning are weighed."""
        verdict, signs = self._triage.examine(redacted, wary=wary)
        if verdict.action is not Action.ANSWER:
            return verdict
        return settled(verdict, signs, self._near(redacted), model=self._doubt, wary=wary)

    def _near(self, redacted: str, *, but: str = "") -> Nearness | None:
        return nearness(redacted, self._closeness, but=but) if self._closeness else None

    def _evidence(
        self, query: Query, ranked: Sequence[Ranked], *, reading: Reading
    ) -> Evidence | None:
        """What is known of the ranking; nothing is near to elsewhere without the sentence model."""
        near = self._closeness.nearest(query.text) if self._closeness and query.text else {}
        elsewhere = near[ELSEWHERE][0] if ELSEWHERE in near else 0.0
        return evidence_of(query, ranked, reading=reading, elsewhere=elsewhere)

    def _offers(
        self,
        shown: Sequence[Ranked],
        *,
        query: Query,
        verdict: Verdict,
        on: date,
        taken: Mapping[str, int],
    ) -> tuple[str, ...]:
        is_today = any(hit.flag is Flag.EXCLUSION_TODAY for hit in verdict.flags)
        fitting = fitting_offers(
            as_of(self._knowledge.offers, taken),
            strategies=[item.strategy for item in shown],
            phase=query.phase,
            area=self._knowledge.line.area,
            on=on,
            at_risk=is_today or speaks_of_exclusion(query.text),
        )
        return tuple(offer.id for offer in fitting)

    def _signposts(self, shown: Sequence[Ranked], *, verdict: Verdict) -> tuple[str, ...]:
        first = shown[0].strategy.topics[:1] if shown else ()
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


def _small_talk(query: Query, *, verdict: Verdict, reading: Reading) -> SmallTalk | None:
    is_calm = verdict.action in (Action.ANSWER, Action.DECLINE)
    is_plain = is_calm and not query.chosen and not query.hits
    return reading.small_talk if is_plain else None


def _band(query: Query, evidence: Evidence | None, calibration: Calibration) -> Band:
    if evidence is None:
        return Band.NOTHING
    return Band.CONFIDENT if query.chosen else calibration.band(evidence)


def _may_decline(query: Query, *, verdict: Verdict, band: Band, reading: Reading) -> bool:
    """Only a plain message about nobody, of a subject that is not ours, is turned away."""
    if verdict.action is not Action.ANSWER or band is not Band.NOTHING or query.hinted:
        return False
    is_worry = reading.has_our_words or reading.is_about_people
    return reading.subject is not None and not is_worry


def _seriousness(verdict: Verdict) -> tuple[int, int]:
    return BY_ACTION.index(verdict.action), BY_URGENCY.index(verdict.urgency)


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
