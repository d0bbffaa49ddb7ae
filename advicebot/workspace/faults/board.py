"""Which faults are in force, how often each has struck, and the one source of chance."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from advicebot.workspace.delivery.wire import Wire
from advicebot.workspace.errors import ActError
from advicebot.workspace.faults.events import names_of
from advicebot.workspace.faults.gate import Gate
from advicebot.workspace.faults.pauses import Pauses
from advicebot.workspace.faults.plan import Fault, named_in
from advicebot.workspace.faults.rules import (
    OF_CALLS,
    OF_CONNECTIONS,
    OF_EVENTS,
    OPEN,
    FaultKind,
    FaultRule,
)
from advicebot.workspace.state import Json
from advicebot.workspace.traffic import Traffic, Way

FIRST_SEED = 0


class Strike(StrEnum):
    """What can be done at once to an open connection."""

    FIN = "fin"
    RST = "rst"
    CLOSE = "close"
    REFRESH = "refresh"
    WARNING = "warning"
    LINK_DISABLED = "link-disabled"


class Struck(Protocol):
    """An open connection, as the faults see it."""

    wire: Wire
    app: str

    def strike(self, kind: Strike) -> None:
        """Do something to the connection at once."""
        ...


@dataclass(slots=True, kw_only=True)
class _Standing:
    """A rule in force."""

    rule: FaultRule
    struck: int = 0

    @property
    def is_over(self) -> bool:
        return self.rule.times is not None and self.struck >= self.rule.times


class Faults:
    """The faults of one workspace. Only its server's event loop may touch them.

    The same seed and the same happenings in the same order give the same faults: chance is asked
    once for each thing that a rule with a ``share`` below 1 could strike, and to shuffle.
    """

    def __init__(
        self, *, apps: Sequence[str], traffic: Traffic, connections: Callable[[], Sequence[Struck]]
    ) -> None:
        """``connections`` returns the open ones of all apps, oldest first."""
        self._traffic = traffic
        self._connections = connections
        self._gates = {app: Gate(app=app, faults=self) for app in apps}
        self._rules: dict[str, _Standing] = {}
        self._held: dict[Struck, str] = {}
        self._mute: dict[Struck, str] = {}
        self._strikes: Counter[str] = Counter()
        self._count = 0
        self.silent: set[Wire] = set()
        self.pauses = Pauses()
        self.seed(FIRST_SEED)

    def seed(self, number: int) -> None:
        """Begin chance anew."""
        self._seed = number
        self.chance = random.Random(number)

    def put(self, rule: FaultRule) -> str:
        """Put a rule in force and return the id that it gets."""
        self._count += 1
        rule = replace(rule, id=f"f{self._count}")
        self._rules[rule.id] = _Standing(rule=rule)
        if rule.fault in OF_CONNECTIONS:
            for connection in self._connections():
                self._try_on(self._rules[rule.id], connection)
        return rule.id

    def remove(self, rule_id: str) -> None:
        """End a rule: what it held goes on; raises ActError ``fault_not_found``."""
        if self._rules.pop(rule_id, None) is None:
            raise ActError("fault_not_found", f"There is no fault {rule_id!r}.")
        self._lift(rule_id)

    def clear(self) -> None:
        """End every rule."""
        for rule_id in list(self._rules):
            self.remove(rule_id)

    def as_json(self) -> Json:
        """Return the seed, the rules with how often each struck, and the strikes done at once."""
        rules = [
            one.rule.as_json() | {"struck": one.struck, "is_over": one.is_over}
            for one in self._rules.values()
        ]
        return {"seed": self._seed, "rules": rules, "strikes": dict(self._strikes)}

    def strike(self, kind: str, *, index: int | None = None, app: str | None = None) -> int:
        """Strike the open connections, or the one at ``index``, and return how many those were.

        Raises:
            ActError: the kind is unknown, or there is no connection at ``index``.
        """
        if kind not in list(Strike):
            known = ", ".join(Strike)
            raise ActError("invalid_fault", f"There is no strike {kind!r}: give one of {known}.")
        targets = [one for one in self._connections() if app in (None, one.app)]
        if index is not None:
            if not 0 <= index < len(targets):
                words = f"There is no connection {index}: {len(targets)} are open, counted from 0."
                raise ActError("connection_not_found", words)
            targets = [targets[index]]
        for target in targets:
            self._note(target.app, "connection", kind, {"strike": kind}, f"fault: {kind}")
            target.strike(Strike(kind))
        self._strikes[kind] += len(targets)
        return len(targets)

    def of_call(self, method: str, args: Json, *, app: str) -> Fault | None:
        """Return what befalls a request of an app, None for nothing."""
        if not self._rules:
            return None
        rule = self._struck(OF_CALLS, app, (method,), named_in(args))
        return rule.as_fault() if rule is not None else None

    def of_event(self, payload: Json, *, app: str) -> FaultRule | None:
        """Return the rule that befalls an event on its way to an app, None for none."""
        if not self._rules:
            return None
        event = payload["event"]
        names = names_of(event)
        named = named_in(event) | named_in(event.get("item") or {})
        rule = self._struck(OF_EVENTS, app, names, named)
        if rule is not None:
            self._note(app, "event", names[0], payload, f"fault: {rule.id} {rule.fault}")
        return rule

    def refuses(self, app: str) -> bool:
        """Return whether a connection that is just being opened is one too many."""
        kinds = frozenset({FaultKind.TOO_MANY_WEBSOCKETS})
        rule = self._struck(kinds, app, (OPEN,), set()) if self._rules else None
        if rule is not None:
            self._note(app, "connection", "link", {}, f"fault: {rule.id} {rule.fault}")
        return rule is not None

    def gate(self, app: str) -> Gate:
        """Return where the events for an app pass."""
        return self._gates[app]

    def opened(self, connection: Struck) -> None:
        """Let the rules for connections strike a new one."""
        for standing in self._rules.values():
            if standing.rule.fault in OF_CONNECTIONS:
                self._try_on(standing, connection)

    def closed(self, connection: Struck) -> None:
        """Forget a connection."""
        self._held.pop(connection, None)
        self._mute.pop(connection, None)

    def let_go(self) -> None:
        """End what would keep the server from stopping; the rules stay."""
        for wire in list(self.silent):
            wire.reset()
        self.pauses.end_all()
        for gate in self._gates.values():
            gate.stop()

    def _struck(
        self, kinds: frozenset[FaultKind], app: str, names: tuple[str, ...], named: set[str]
    ) -> FaultRule | None:
        """Return the first rule that strikes, and count it."""
        for standing in self._rules.values():
            rule = standing.rule
            if (
                rule.fault in kinds
                and rule.app in (None, app)
                and any(rule.covers(name) for name in names)
                and (not rule.to or named & set(rule.to))
                and self._draws(standing)
            ):
                return rule
        return None

    def _draws(self, standing: _Standing) -> bool:
        if standing.is_over:
            return False
        share = standing.rule.share
        if share < 1 and self.chance.random() >= share:
            return False
        standing.struck += 1
        return True

    def _try_on(self, standing: _Standing, connection: Struck) -> None:
        rule = standing.rule
        taken = self._held if rule.fault is FaultKind.HALF_OPEN else self._mute
        if rule.app not in (None, connection.app) or connection in taken:
            return
        if not self._draws(standing):
            return
        taken[connection] = rule.id
        if rule.fault is FaultKind.HALF_OPEN:
            connection.wire.hold()
        else:
            connection.wire.answers_pings = False
        self._note(connection.app, "connection", rule.fault, {}, f"fault: {rule.id} {rule.fault}")

    def _lift(self, rule_id: str) -> None:
        for connection in [one for one, by in self._held.items() if by == rule_id]:
            del self._held[connection]
            connection.wire.release()
        for connection in [one for one, by in self._mute.items() if by == rule_id]:
            del self._mute[connection]
            connection.wire.answers_pings = True
        for gate in self._gates.values():
            gate.open(rule_id)
        self.pauses.end(rule_id)

    def _note(self, app: str, kind: str, name: str, body: Json, note: str) -> None:
        self._traffic.add(way=Way.TO_APP, app=app, kind=kind, name=name, body=body, note=note)
