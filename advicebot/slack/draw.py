"""From an effect to what people see: reads the state as it is now and hands it to the screens."""

from collections.abc import Callable

from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.request import Handoff, Request
from advicebot.service.desk import Desk
from advicebot.slack.screens import card, lines, reply, views
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.shelf import Shelf

HOME_REQUESTS = 10


class Artist:
    """Draws messages and pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.shelf = Shelf.of(desk.knowledge)
        self._drawers: dict[EffectKind, Callable[[Effect], Message]] = {
            EffectKind.REPLY: self._reply,
            EffectKind.REPLY_UPDATE: self._reply,
            EffectKind.CARD: self._card,
            EffectKind.CARD_UPDATE: self._card,
            EffectKind.NOTICE: self._notice,
            EffectKind.LINE: lambda effect: lines.line(effect.data, effect.ref),
        }

    def message(self, effect: Effect) -> Message:
        """Return the message an effect stands for, drawn from the present state."""
        return self._drawers[effect.kind](effect)

    def home(self, effect: Effect) -> Block:
        """Return a person's Home tab."""
        with self._desk.work.read() as unit:
            person = unit.people.get(effect.team_id, effect.ref)
            requests = unit.requests.list_open_of(effect.team_id, effect.ref, limit=HOME_REQUESTS)
            pairs = [(each, unit.handoffs.find_by_request(each.id)) for each in requests]
        return views.home(self._desk.knowledge.line, person, pairs)

    def request(self, request_id: str) -> tuple[Request, Handoff | None]:
        """Return a request with its handoff."""
        with self._desk.work.read() as unit:
            request = unit.requests.find(request_id)
            handoff = unit.handoffs.find_by_request(request_id)
        if request is None:
            raise KeyError(f"no request {request_id}")
        return request, handoff

    def handoff(self, handoff_id: str) -> tuple[Request, Handoff]:
        """Return a handoff with its request."""
        with self._desk.work.read() as unit:
            handoff = unit.handoffs.find(handoff_id)
            request = unit.requests.find(handoff.request_id) if handoff else None
        if handoff is None or request is None:
            raise KeyError(f"no handoff {handoff_id}")
        return request, handoff

    def _reply(self, effect: Effect) -> Message:
        request, handoff = self.request(effect.ref)
        return reply.reply(request, handoff, self.shelf)

    def _card(self, effect: Effect) -> Message:
        request, handoff = self.handoff(effect.ref)
        return card.card(request, handoff)

    def _notice(self, effect: Effect) -> Message:
        request, _ = self.request(effect.ref)
        return lines.notice(request, effect.data)
