"""A request is taken back: its words are gone from everywhere, its reference stays used."""

from dataclasses import replace

from advicebot.domain.request import Request, RequestState
from advicebot.service import carrying, effects, follow_ups, panel, referral_forgetting
from advicebot.service.desk import Desk, reply_update
from advicebot.service.ports import Unit

MOST_FOLLOW_UPS = 100


def withdraw_in(desk: Desk, unit: Unit, request: Request) -> None:
    """Blank a request and the copy of its words, inside an open transaction.

    A handoff is not cancelled: somebody was worried a moment ago, so the card asks the practitioner
    to check. Outreach that was asked for with it and has not started is withdrawn,
    and it is taken off the panel's agenda while that is not out. Nobody asks what became of the
    pupil, and what was on record about them is removed.
    """
    gone = replace(
        request,
        state=RequestState.WITHDRAWN,
        text="",
        tried="",
        flags=tuple(replace(each, quote="") for each in request.flags),
        suggestions=tuple(replace(each, because="") for each in request.suggestions),
        updated_at=desk.clock.now(),
    )
    unit.requests.save(gone)
    forget_in_thread(unit, request)
    for said in carrying.words_of(unit, request):
        carrying.blank(desk, unit, said)
    unit.audit.add(
        gone.updated_at,
        gone.team_id,
        actor=gone.requester,
        action="request.withdraw",
        object_id=gone.id,
    )
    desk.send(unit, reply_update(gone, f"withdrawn-r{gone.revision}"))
    referral_forgetting.forget_in(desk, unit, gone)
    follow_ups.forget(desk, unit, gone)
    unit.pupils.remove(gone.team_id, gone.id)
    panel.school_deleted(desk, unit, gone)
    paged = unit.handoffs.find_by_request(gone.id)
    if paged:
        effects.redraw_cards(desk, unit, unit.handoffs.save(paged))


def forget_in_thread(unit: Unit, gone: Request) -> None:
    """Later messages of the thread were read behind these words: take them out of those too."""
    start = f"{gone.text}\n"
    for each in unit.requests.list_open_of(gone.team_id, gone.requester, limit=MOST_FOLLOW_UPS):
        if each.thread_ts and each.text.startswith(start):
            flags = (replace(f, quote="") if f.quote in gone.text else f for f in each.flags)
            chosen = (replace(c, because="") for c in each.suggestions)
            own = each.text.removeprefix(start)
            unit.requests.save(
                replace(each, text=own, flags=tuple(flags), suggestions=tuple(chosen))
            )
