"""The page behind "More": what a practitioner must know before they answer."""

from collections.abc import Sequence

from advicebot.domain.handoff import Handoff, HandoffReason, Words
from advicebot.domain.request import Raised, Request
from advicebot.domain.vocabulary import Flag, Phase
from advicebot.ids import reference
from advicebot.service.intake import LATER
from advicebot.service.panel import Standing
from advicebot.slack.mrkdwn import clock_time, escape, mention, quote, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.card import REASONS
from advicebot.slack.screens.labels import FLAGS, PHASES
from advicebot.slack.screens.panel import panel_part
from advicebot.slack.screens.profile_form import Known, profile_part
from advicebot.slack.screens.shelf import Shelf

NOTES_SHOWN = 3


def details(
    requests: Sequence[Request],
    handoff: Handoff,
    shelf: Shelf,
    notes: Sequence[Words] = (),
    *,
    panel: Standing | None = None,
    profile: Known | None = None,
) -> Block:
    """Return the redacted words, why they were flagged, what was suggested, risk, phase, tried.

    ``requests`` are those of the handoff, oldest first; ``notes`` the hand-over notes. ``panel`` is
    how the first request stands with the panel, None where it cannot go to one.
    ``profile`` is what is known of needs and strengths, None where nobody is to fill it in.
    """
    parts: list[Block] = []
    for note in notes[-NOTES_SHOWN:]:
        at = clock_time(note.created_at)
        parts.append(
            b.section(f"*{mention(note.author)} hands over*, {at}\n{quote(note.text, 1500)}")
        )
    for request in requests:
        parts += _request(request, handoff, shelf)
    parts = [*parts[:90], *profile_part(profile), *panel_part(panel)]
    return b.modal(reference(requests[0].number), parts)


def _request(request: Request, handoff: Handoff, shelf: Shelf) -> list[Block]:
    words = _words(request)
    raised = [f"• {_flagged(request, each, shelf)}" for each in request.flags]
    shown = [
        f"• {escape(shelf.strategies[each.strategy_id].title)}"
        for each in request.suggestions[:3]
        if each.strategy_id in shelf.strategies
    ]
    added = "; after “[later]” the letters for people start again" if LATER in words else ""
    said = f"*{mention(request.requester)} wrote* (personal details removed{added})\n{words}"
    parts = [
        b.section(said),
        b.section("*Why it was flagged*\n" + ("\n".join(raised) or _unflagged(request, handoff))),
        b.section("*Suggested so far*\n" + ("\n".join(shown) or "Nothing fitting was found.")),
    ]
    if request.tried and not _is_allegation(request):
        parts.append(b.section(f"*Tried already*\n{quote(request.tried, 1500)}"))
    return [*parts, b.context(_facts(request))]


def _unflagged(request: Request, handoff: Handoff) -> str:
    """Nothing in the words raised it; what did is said once, of the request that began it."""
    nothing = "Nothing in it was flagged."
    if request.id != handoff.request_id or handoff.reason is HandoffReason.TRIAGE:
        return nothing
    return f"{nothing} Why it came to you: {REASONS[handoff.reason]}."


def _facts(request: Request) -> str:
    risk = "not said" if request.risk is None else f"{request.risk}/10"
    phase = PHASES[request.phase] if request.phase is not Phase.UNKNOWN else "not said"
    return f"{reference(request.number)} · Age group: {phase} · Risk of exclusion: {risk}"


def label(raised: Raised) -> str:
    """Return a flag in words; a guess says that it is one."""
    if raised.is_guess:
        return f"not understood, so be careful ({FLAGS[raised.flag]})"
    return FLAGS[raised.flag]


def _is_allegation(request: Request) -> bool:
    """An allegation goes to the head and the LADO; nobody on this line hears the story."""
    return request.raises(Flag.ALLEGATION_AGAINST_STAFF)


def _words(request: Request) -> str:
    if _is_allegation(request):
        return (
            "_It may be about an adult in school, so the story is not shown. Check that they have "
            "reached the headteacher (or the chair of governors). Do not ask about it._"
        )
    return quote(request.text, 2500) or f"_{_why_empty(request)}_"


def _why_empty(request: Request) -> str:
    if not request.is_open:
        return "The teacher has deleted the words."
    if request.blanked_at:
        return "The words were taken out: the time for which they are kept is over."
    return "No message was written: outreach was asked for with its form."


def _flagged(request: Request, raised: Raised, shelf: Shelf) -> str:
    """Why it was flagged: what the rule looks for, and the words that decided."""
    if _is_allegation(request) or not request.is_open:
        return label(raised)
    reason = shelf.reasons.get(raised.rule, "")
    why = f"{label(raised)}: {escape(shorten(reason, 120))}" if reason else label(raised)
    words = quote(raised.quote, 200).removeprefix(">")
    return f"{why}. The words: “{words}”" if words else why
