"""What has been kept long enough is blanked or removed, once each day.

The text of a request goes first, with everything else that was written about it and with the copies
that we posted; what is left of it goes later. What is on legal hold stays.
"""

import logging
from dataclasses import replace
from datetime import datetime, time, timedelta

from advicebot.domain.delivery import Effect, EffectKind, Posted
from advicebot.domain.oncall.calendar import LONDON, london_day
from advicebot.domain.outcomes.retention import Action, Deed, due, months_after
from advicebot.domain.request import Request
from advicebot.service import panel
from advicebot.service.desk import Desk, reply_update
from advicebot.service.ports import Unit

log = logging.getLogger(__name__)

AT = time(3)
"""London: nobody is at work, and a backup of the evening is over."""
MOST_A_LOOK = 500
"""Records seen to in one look; the next look goes on."""
BOT = "advicebot"
"""Who did it, in the audit, where no person did."""
GONE = "@retract"
"""The recipient of what takes our own messages back: it is nobody's."""
COPIES = ("words", "words.update")
_MONTHS_A_YEAR = 12


def look(desk: Desk, team_id: str) -> None:
    """Do what is due today, unless it was done; any number of times, by any number of processes."""
    now = desk.clock.now()
    today = now.astimezone(LONDON)
    if today.time() < AT or _done_on(desk, team_id) == today.date().isoformat():
        return
    actions = due_now(desk, team_id)
    for action in actions[:MOST_A_LOOK]:
        _do(desk, team_id, action)
    if len(actions) <= MOST_A_LOOK:
        _finish(desk, team_id, now)


def due_now(desk: Desk, team_id: str) -> list[Action]:
    """Return everything of this workspace that is due, the longest overdue first."""
    now, rules = desk.clock.now(), desk.knowledge.line.retention
    with desk.work.read() as unit:
        records = unit.rights.records(team_id, before=now - timedelta(days=rules.text_days))
    return due(records, now, rules)


def _done_on(desk: Desk, team_id: str) -> str | None:
    with desk.work.read() as unit:
        last = unit.pulses.last(f"retention:{team_id}")
    return last[1] if last else None


def _do(desk: Desk, team_id: str, action: Action) -> None:
    """Do one deed in a transaction of its own, if it still is due."""
    with desk.work.write() as unit:
        request = unit.requests.find(action.record_id)
        if request is None or unit.rights.held_by(team_id, request.requester, request.id):
            return
        if action.deed is Deed.BLANK_TEXT:
            blank_in(desk, unit, request)
        else:
            retract(desk, unit, team_id, unit.rights.posted(unit.rights.ids_about(request.id)))
            panel.words_gone(desk, unit, request.id, why="removed")
            unit.rights.remove(request.id)
        _write_down(desk, unit, team_id, f"retention.{action.deed}", request.id)


def blank_in(desk: Desk, unit: Unit, request: Request) -> None:
    """Take out everything that was written about a request, here and in our copies in Slack."""
    copies = unit.rights.posted(unit.rights.ids_blanked(request.id), kinds=COPIES)
    unit.requests.save(
        replace(
            request,
            text="",
            tried="",
            blanked_at=desk.clock.now(),
            flags=tuple(replace(each, quote="") for each in request.flags),
            suggestions=tuple(replace(each, because="") for each in request.suggestions),
        )
    )
    handoff = unit.handoffs.find_by_request(request.id)
    if handoff and handoff.closing and handoff.request_id == request.id:
        said = replace(handoff.closing, agreed="", next_step="", next_by="")
        unit.handoffs.save(replace(handoff, closing=said))
    panel.words_gone(desk, unit, request.id, why="blanked")
    unit.rights.blank(request.id)
    retract(desk, unit, request.team_id, copies)
    if request.is_open:
        desk.send(unit, reply_update(request, "blanked"))


def retract(desk: Desk, unit: Unit, team_id: str, posted: list[Posted]) -> None:
    """Take back messages of ours; each once, whatever else is sent meanwhile."""
    for each in posted:
        desk.send(
            unit,
            Effect(
                key=f"retract:{each.channel_id}:{each.ts}",
                team_id=team_id,
                kind=EffectKind.RETRACT,
                recipient=GONE,
                ref=GONE,
                data={"channel": each.channel_id, "ts": each.ts},
            ),
        )


def _finish(desk: Desk, team_id: str, now: datetime) -> None:
    """Remove what was only passing through, the oldest audit, and note that the day is done."""
    rules, today = desk.knowledge.line.retention, london_day(now)
    oldest = months_after(today, -_MONTHS_A_YEAR * rules.audit_years)
    with desk.work.write() as unit:
        gone = unit.rights.sweep_out(before=now - timedelta(days=rules.text_days))
        before = datetime.combine(oldest, time(), tzinfo=LONDON)
        lines = unit.rights.remove_audit(team_id, before=before)
        if gone or lines:
            _write_down(desk, unit, team_id, "retention.swept", team_id, rows=gone, audit=lines)
        unit.pulses.mark(f"retention:{team_id}", now, today.isoformat())


def _write_down(
    desk: Desk, unit: Unit, team_id: str, action: str, object_id: str, **counts: int
) -> None:
    unit.audit.add(
        desk.clock.now(), team_id, actor=BOT, action=action, object_id=object_id, **counts
    )
