"""What every use case has at hand: transactions, the clock, ids, advice, and the words for an
effect.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from advicebot.clock import Clock
from advicebot.domain.delivery import Effect, EffectKind, Priority
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.request import Request
from advicebot.domain.vocabulary import PRESSING
from advicebot.errors import AdvicebotError, Problem, Refused
from advicebot.ids import Ids
from advicebot.service.ports import Adviser, Unit, Work


class AlreadyDone(AdvicebotError):  # noqa: N818 (no failure: the work is done)
    """This delivery's effects are committed; doing it again would double them."""


def no_charts(digest: Digest) -> tuple[Chart, ...]:
    """Draw nothing, for processes that make no digest."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The parts the use cases share. Made once in ``bootstrap``.

    ``charts`` draws the pictures of a digest when it is made. ``left_out`` are the mistakes in
    files of offers because of which this line does not make some.
    """

    work: Work
    clock: Clock
    ids: Ids
    adviser: Adviser
    knowledge: Knowledge
    charts: Callable[[Digest], tuple[Chart, ...]] = no_charts
    left_out: tuple[Problem, ...] = ()

    @contextmanager
    def handle(self, delivery: str | None) -> Iterator[Unit]:
        """Open the one transaction in which a delivery takes effect.

        The delivery is marked done in the same transaction, so that its effects happen once. None
        is for work that no delivery caused.

        Raises:
            AlreadyDone: the delivery took effect before.
        """
        with self.work.write() as unit:
            if delivery and unit.inbox.is_done(delivery):
                raise AlreadyDone(delivery)
            yield unit
            if delivery:
                unit.inbox.finish(delivery, self.clock.now())

    def today(self) -> date:
        """Return the day it is in London."""
        return london_day(self.clock.now())

    def own_request(self, unit: Unit, request_id: str, user_id: str) -> Request:
        """Return a request that this person made.

        Raises:
            Refused: there is none, it is somebody else's, or it was deleted. The three read alike,
                so that nobody learns of other people's requests.
        """
        request = unit.requests.find(request_id)
        if request is None or request.requester != user_id or not request.is_open:
            raise Refused("That request is not open any more, or it is not yours.")
        return request

    def send(self, unit: Unit, effect: Effect) -> None:
        """Put an effect into the outbox of this transaction."""
        unit.outbox.add(effect, self.clock.now())


def priority_of(request: Request) -> Priority:
    """Return the lane for anything about this request."""
    return Priority.URGENT if request.urgency in PRESSING else Priority.NORMAL


def reply_effect(request: Request) -> Effect:
    """The answer to a request; one for each revision."""
    return Effect(
        key=f"reply:{request.id}:{request.revision}",
        team_id=request.team_id,
        kind=EffectKind.REPLY,
        recipient=request.requester,
        ref=request.id,
        priority=priority_of(request),
        data={"revision": request.revision},
    )


def reply_update(request: Request, why: str) -> Effect:
    """Draw the answer again, because what it says of the state has changed."""
    return Effect(
        key=f"reply.update:{request.id}:{why}",
        team_id=request.team_id,
        kind=EffectKind.REPLY_UPDATE,
        recipient=request.requester,
        ref=request.id,
        priority=priority_of(request),
    )


def notice(request: Request, name: str, *, once: str = "", **data: Any) -> Effect:
    """A short message to the teacher about a request, by the name of its template.

    ``once`` tells apart what may be said more than once of a request.
    """
    return Effect(
        key=":".join(filter(None, ("notice", request.id, name, once))),
        team_id=request.team_id,
        kind=EffectKind.NOTICE,
        recipient=request.requester,
        ref=request.id,
        priority=priority_of(request),
        data={"name": name, **data},
    )


def line(key: str, team_id: str, user_id: str, name: str) -> Effect:
    """A short message that belongs to no request, by the name of its template."""
    return Effect(
        key=f"line:{key}:{name}",
        team_id=team_id,
        kind=EffectKind.LINE,
        recipient=user_id,
        ref=user_id,
        data={"name": name},
    )
