"""The one status line: always the truth about who knows and what happens next."""

from advicebot.domain.request import AskAnswer, Feedback, Handoff, HandoffState, Request
from advicebot.ids import reference
from advicebot.slack.mrkdwn import clock_time

ASKED = {
    AskAnswer.NOW: "You said somebody is at risk now.",
    AskAnswer.WORRIED: "You said you are worried.",
    AskAnswer.NO: (
        "You said nobody is at risk, so nobody was paged. Press *Talk to a practitioner* if that "
        "changes."
    ),
    AskAnswer.SILENCE: "No answer in five minutes, so it counts as worried.",
}


def status_line(request: Request, handoff: Handoff | None) -> str:
    """Return where a request stands, in one line that starts with its reference."""
    parts = [f"*{reference(request.number)}*", f"answered {clock_time(request.created_at)}"]
    if request.revision > 1:
        parts.append(f"answer {request.revision}")
    if request.ask_answer:
        parts.append(ASKED[request.ask_answer])
    parts.append(_person(handoff))
    if request.feedback is Feedback.HELPS:
        parts.append("You said this helps. Thank you.")
    if request.feedback is Feedback.NOT_QUITE:
        parts.append("You said not quite. Thank you, it is noted.")
    return " · ".join(part for part in parts if part)


def _person(handoff: Handoff | None) -> str:
    if handoff is None:
        return ""
    if handoff.state is HandoffState.CLAIMED and handoff.claimed_by and handoff.claimed_at:
        return f"<@{handoff.claimed_by}> has it since {clock_time(handoff.claimed_at)}"
    if handoff.paged_at:
        return f"practitioners paged {clock_time(handoff.paged_at)}, nobody has taken it yet"
    if handoff.page_failed_at:
        return "could not page anyone yet, still trying; ring your DSL or headteacher"
    return "paging the practitioners now"
