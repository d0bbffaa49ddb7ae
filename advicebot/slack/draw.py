"""From an effect to what people see: reads the state as it is now and hands it to the screens."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from advicebot.domain.delivery import ON_CALL, Effect, EffectKind
from advicebot.domain.handoff import Handoff, Side, Words
from advicebot.domain.request import Request
from advicebot.domain.support.referral import Referral
from advicebot.service.desk import Desk
from advicebot.service.home import HomeView, read_home
from advicebot.service.offers import standing_of
from advicebot.service.panel import standing
from advicebot.service.rota_lines import RotaLine
from advicebot.slack.drawing import digest, follow_ups, panel, profiles, referrals
from advicebot.slack.screens import (
    card,
    details,
    lines,
    notices,
    reply,
    thread,
    whispers,
    words,
)
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.handoff_lines import handoff_line
from advicebot.slack.screens.home import Outreach, home
from advicebot.slack.screens.referral_parts import ReferralView
from advicebot.slack.screens.rota_lines import rota_line
from advicebot.slack.screens.shelf import Shelf

NOTES_READ = 200


Draw = Callable[[Desk, Shelf, Effect], Message]
JOURNEYS: Mapping[EffectKind, Draw] = {
    EffectKind.REFERRAL: referrals.card,
    EffectKind.REFERRAL_UPDATE: referrals.card,
    EffectKind.FOLLOW_UP: follow_ups.question,
    EffectKind.FOLLOW_UP_UPDATE: follow_ups.question,
    EffectKind.AGENDA: panel.agenda,
    EffectKind.AGENDA_UPDATE: panel.agenda,
    EffectKind.DIGEST: digest.digest,
}
LINES_OF: Mapping[str, Draw] = {
    "referral": referrals.line,
    "panel": panel.line,
    "digest": digest.line,
}
"""Who draws a line whose name begins with this word and a full stop."""
ROTA_LINES = frozenset(each.value for each in RotaLine)


class Artist:
    """Draws messages and pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.shelf = Shelf.of(desk.knowledge)
        self._drawers: Mapping[EffectKind, Callable[[Effect], Message]] = {
            EffectKind.REPLY: self._reply,
            EffectKind.REPLY_UPDATE: self._reply,
            EffectKind.CARD: self._card,
            EffectKind.CARD_UPDATE: self._card,
            EffectKind.THREAD: self._thread,
            EffectKind.THREAD_UPDATE: self._thread,
            EffectKind.WORDS: self._words,
            EffectKind.WORDS_UPDATE: self._words,
            EffectKind.NOTICE: self._notice,
            EffectKind.NOTICE_UPDATE: self._notice,
            EffectKind.LINE: self._line,
            EffectKind.EPHEMERAL: lambda effect: whispers.whisper(effect.data),
            **{kind: partial(draw, desk, self.shelf) for kind, draw in JOURNEYS.items()},
        }

    def message(self, effect: Effect) -> Message:
        """Return the message an effect stands for, drawn from the present state."""
        return self._drawers[effect.kind](effect)

    def home(self, effect: Effect) -> Block:
        """Return a person's Home tab."""
        view = read_home(
            self._desk,
            effect.team_id,
            effect.ref,
            is_practitioner=bool(effect.data.get("is_practitioner")),
            is_lead=bool(effect.data.get("is_lead")),
        )
        return home(view, self._outreach(view))

    def _outreach(self, view: HomeView) -> Outreach:
        part, lead = view.practitioner, view.lead
        return Outreach(
            mine=self._referrals(view.outreach),
            unanswered=self._referrals(part.unanswered if part else ()),
            silent=self._referrals(lead.silent if lead else ()),
        )

    def _referrals(self, found: Sequence[Referral]) -> tuple[ReferralView, ...]:
        with self._desk.work.read() as unit:
            return tuple(referrals.view_of(self._desk, unit, each) for each in found)

    def request(self, request_id: str) -> tuple[Request, Handoff | None]:
        """Return a request with its handoff."""
        with self._desk.work.read() as unit:
            request = unit.requests.find(request_id)
            handoff = unit.handoffs.find_by_request(request_id)
        if request is None:
            raise KeyError(f"no request {request_id}")
        return request, handoff

    def handoff(self, handoff_id: str) -> tuple[Request, Handoff]:
        """Return a handoff with the request that began it."""
        with self._desk.work.read() as unit:
            handoff = unit.handoffs.find(handoff_id)
            request = unit.requests.find(handoff.request_id) if handoff else None
        if handoff is None or request is None:
            raise KeyError(f"no handoff {handoff_id}")
        return request, handoff

    def details(self, handoff_id: str) -> Block:
        """Return the page behind "More"."""
        first, handoff = self.handoff(handoff_id)
        with self._desk.work.read() as unit:
            requests = unit.requests.list_of_handoff(handoff_id)
            said = unit.words.list_of(handoff_id, limit=NOTES_READ)
            panel = standing(self._desk, unit, first)
            profile = profiles.known(unit, requests or [first])
        notes = [each for each in said if each.side is Side.NOTE and each.text]
        return details.details(
            requests or [first], handoff, self.shelf, notes, panel=panel, profile=profile
        )

    def _reply(self, effect: Effect) -> Message:
        request, handoff = self.request(effect.ref)
        with self._desk.work.read() as unit:
            stand = standing_of(self._desk, unit, request)
        return reply.reply(request, handoff, self.shelf, stand)

    def _card(self, effect: Effect) -> Message:
        request, handoff = self.handoff(effect.ref)
        with self._desk.work.read() as unit:
            cards = unit.outbox.list_posted(effect.ref, EffectKind.CARD, recipient=ON_CALL)
        found = list(cards.values())
        place = found[-1].channel_id if found else ""
        return card.card(request, handoff, viewer=effect.recipient, place=place)

    def _thread(self, effect: Effect) -> Message:
        request, handoff = self.handoff(effect.ref)
        return thread.thread(request, handoff, effect.data)

    def _words(self, effect: Effect) -> Message:
        _, handoff = self.handoff(effect.ref)
        said = self._said(effect.data["words"])
        return words.words(said, handoff, self.shelf, effect.data)

    def _said(self, words_id: str) -> Words:
        with self._desk.work.read() as unit:
            found = unit.words.find(words_id)
        if found is None:
            raise KeyError(f"no words {words_id}")
        return found

    def _notice(self, effect: Effect) -> Message:
        request, handoff = self.request(effect.ref)
        return notices.notice(request, handoff, effect.data, self.shelf)

    def _line(self, effect: Effect) -> Message:
        if "handoff" in effect.data:
            request, handoff = self.handoff(effect.data["handoff"])
            return handoff_line(request, handoff, effect.data)
        journey = str(effect.data["name"]).partition(".")[0]
        if journey in LINES_OF:
            return LINES_OF[journey](self._desk, self.shelf, effect)
        if effect.data["name"] in ROTA_LINES:
            return rota_line(effect.data, feed_error=self._feed_error(effect))
        return lines.line(effect.data, effect.ref)

    def _feed_error(self, effect: Effect) -> str:
        """Return what is wrong with the rota's calendar, where that is what it is about."""
        if effect.data["name"] != RotaLine.TOLD_FEED_FAILS:
            return ""
        with self._desk.work.read() as unit:
            feed = unit.feeds.get(effect.team_id)
        return (feed.error if feed else None) or ""
