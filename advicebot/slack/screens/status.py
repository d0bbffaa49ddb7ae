"""The one status line: always the truth about who knows and what happens next."""

from advicebot.domain.handoff import Handoff, Helped
from advicebot.domain.request import AskAnswer, Feedback, Request
from advicebot.ids import reference
from advicebot.slack.mrkdwn import clock_time
from advicebot.slack.screens.standing import standing

ASKED = {
    AskAnswer.NOW: "You said somebody is at risk now.",
    AskAnswer.WORRIED: "You said you are worried.",
    AskAnswer.NO: (
        "You said nobody is at risk, so nobody was paged. Press *Talk to a practitioner* if that "
        "changes."
    ),
    AskAnswer.SILENCE: "No answer in five minutes, so it counts as worried.",
}
HELPED = {
    Helped.YES: "You said the help helped. Thank you.",
    Helped.PARTLY: "You said the help helped in part. Thank you.",
    Helped.NO: "You said the help did not help. Thank you for saying so.",
}


def status_line(request: Request, handoff: Handoff | None) -> str:
    """Return where a request stands, in one line that starts with its reference."""
    parts = [f"*{reference(request.number)}*", f"received {clock_time(request.created_at)}"]
    if request.revision > 1:
        parts.append(f"answer {request.revision}")
    if request.ask_answer:
        parts.append(ASKED[request.ask_answer])
    if handoff:
        parts.append(standing(handoff))
    if handoff and handoff.helped:
        parts.append(HELPED[handoff.helped])
    if request.feedback is Feedback.HELPS:
        parts.append("You said this helps. Thank you.")
    if request.feedback is Feedback.NOT_QUITE:
        parts.append("You said not quite. Thank you, it is noted.")
    return " · ".join(part for part in parts if part)
