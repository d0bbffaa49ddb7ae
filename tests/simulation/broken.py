"""Builds that are broken on purpose: a proof that never fails proves nothing.

Each replaces one small part of the product by one that forgets what that part is for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from advicebot.clock import Clock
from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.handoff import Handoff, HandoffState
from advicebot.domain.oncall.calendar import LONDON
from advicebot.service import escalation, handoff, holding, tick
from advicebot.service.desk import Desk
from tests.simulation import world
from tests.simulation.build import Build
from tests.simulation.slack import SimSlack


@contextmanager
def swapped(place: Any, name: str, made: Callable[[Any], Any]) -> Iterator[None]:
    """Put what ``made`` makes of a part in its place, for as long as this lasts."""
    part = getattr(place, name)
    setattr(place, name, made(part))
    try:
        yield
    finally:
        setattr(place, name, part)


def _wrap(of: str, method: str, made: Callable[[Any, Any], Any]) -> Callable[[Any], None]:
    """Return what wraps a method of one table, for every transaction there will be."""

    def wrap(unit: Any) -> None:
        table = getattr(unit, of)
        setattr(table, method, made(unit, getattr(table, method)))

    return wrap


class Blind:
    """A gateway that never finds what was posted before."""

    def __init__(self, slack: SimSlack) -> None:
        self._slack = slack

    def __getattr__(self, name: str) -> Any:
        return getattr(self._slack, name)

    def find(self, *about: Any, **more: Any) -> None:
        """Look, and see nothing."""
        self._slack.find(*about, **more)


def _forgets_timers(unit: Any, real: Callable[..., None]) -> Callable[..., None]:
    def put(key: str, kind: str, ref: str, due_at: datetime) -> None:
        if kind != escalation.ESCALATE:
            real(key, kind, ref, due_at)

    return put


def _compares_local_time(unit: Any, real: Callable[..., Any]) -> Callable[..., Any]:
    def due(now: datetime) -> Any:
        return real(now.astimezone(LONDON).replace(tzinfo=UTC))

    return due


def _takes_from_others(desk: Desk, delivery: str | None, handoff_id: str, user_id: str) -> None:
    with desk.handle(delivery) as unit:
        found = holding.existing(unit, handoff_id)
        handoff.claim_in(desk, unit, replace(found, state=HandoffState.OPEN), user_id)


def _stops_after_a_round(real: Callable[..., None]) -> Callable[..., None]:
    def advance(desk: Desk, unit: Any, found: Handoff, rung: int) -> None:
        if found.position.round == 0:
            real(desk, unit, found, rung)

    return advance


def _drops_the_page(desk: Desk, unit: Any, found: Handoff) -> None:
    """Where the next step should run."""


def _tells_early(unit: Any, real: Callable[[Handoff], Handoff]) -> Callable[[Handoff], Handoff]:
    return lambda found: real(replace(found, reached=found.paged))


def _forgets_rungs(unit: Any, real: Callable[[Handoff], Handoff]) -> Callable[[Handoff], Handoff]:
    """What is opened again counts its pages from one, so that their keys are used already."""

    def save(found: Handoff) -> Handoff:
        is_anew = found.reopened is not None and found.position.step <= 1
        return real(replace(found, rung=1) if is_anew and found.is_open else found)

    return save


def _writes_words(unit: Any, real: Callable[..., None]) -> Callable[..., None]:
    def add(effect: Effect, at: datetime) -> None:
        if effect.kind is EffectKind.CARD:
            effect = replace(effect, data={**effect.data, "text": f"about {world.CANARY}"})
        real(effect, at)

    return add


def _skips_audit(unit: Any, real: Callable[..., None]) -> Callable[..., None]:
    def add(*about: Any, action: str, **more: Any) -> None:
        if action != "handoff.claim":
            real(*about, action=action, **more)

    return add


def _keeps_words(unit: Any, real: Callable[..., None]) -> Callable[..., None]:
    def save(request: Any) -> None:
        real(replace(request, text=request.text or f"{world.CANARY} again"))

    return save


def _never_asks(desk: Desk, unit: Any, found: Handoff) -> None:
    """Where the holder should be asked whether they are still on it."""


def _is_impatient(real: Callable[..., Any]) -> Callable[..., Any]:
    """Takes it from the holder half an hour after they took it, words or no words."""

    def ask(desk: Desk, unit: Any, found: Handoff) -> None:
        before = replace(found, last_word_at=None, claimed_at=_long_ago(desk.clock))
        real(desk, unit, before if found.state is HandoffState.CLAIMED else found)

    return ask


def _long_ago(clock: Clock) -> datetime:
    return clock.now() - timedelta(hours=2)


def _still(made: Callable[..., Any]) -> Callable[[], Any]:
    from advicebot.service import holding as held

    def around() -> Any:
        return _asking(made(tick.OF_HANDOFFS[held.STILL]))

    return around


@contextmanager
def _asking(ask: Callable[..., None]) -> Iterator[None]:
    real = tick.OF_HANDOFFS[holding.STILL]
    tick.OF_HANDOFFS[holding.STILL] = ask
    try:
        yield
    finally:
        tick.OF_HANDOFFS[holding.STILL] = real


def _build(name: str, **parts: Any) -> Callable[[], Build]:
    return partial(Build, name=name, **parts)


BUILDS: dict[str, Callable[[], Build]] = {
    "whole": Build,
    "no-read-back": _build("no-read-back", wrap_slack=Blind),
    "no-timer": _build("no-timer", wrap_unit=_wrap("timers", "set", _forgets_timers)),
    "local-time": _build("local-time", wrap_unit=_wrap("timers", "list_due", _compares_local_time)),
    "claim-unchecked": _build("claim-unchecked", claim=_takes_from_others),
    "stops-after-a-round": _build(
        "stops-after-a-round",
        around=lambda: swapped(escalation, "advance", _stops_after_a_round),
    ),
    "decline-drops-page": _build(
        "decline-drops-page",
        around=lambda: swapped(holding, "go_on_when_all_declined", lambda real: _drops_the_page),
    ),
    "told-too-early": _build("told-too-early", wrap_unit=_wrap("handoffs", "save", _tells_early)),
    "rungs-forgotten": _build(
        "rungs-forgotten", wrap_unit=_wrap("handoffs", "save", _forgets_rungs)
    ),
    "words-in-pages": _build("words-in-pages", wrap_unit=_wrap("outbox", "add", _writes_words)),
    "audit-skipped": _build("audit-skipped", wrap_unit=_wrap("audit", "add", _skips_audit)),
    "words-kept": _build("words-kept", wrap_unit=_wrap("requests", "save", _keeps_words)),
    "silence-unseen": _build("silence-unseen", around=_still(lambda real: _never_asks)),
    "impatient": _build("impatient", around=_still(_is_impatient)),
}
"""By name. ``whole`` is the product."""
