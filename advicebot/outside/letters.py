"""Letters to providers who are not in Slack: that something waits, and whom to ring.

A mailbox may be read by anybody in an office: a letter holds a reference and the title of an offer,
never anything about a pupil or a member of school staff.
"""

from dataclasses import dataclass
from datetime import date, datetime

from advicebot.domain.oncall.calendar import LONDON
from advicebot.outside.pager import one_line

FOOTER = (
    "Please do not answer this e-mail: nobody reads replies to it. It leaves out who it is about "
    "on purpose; please leave that out of e-mails too."
)
WAITING = "A school is waiting for a word from you"
SUBJECTS: dict[str, str] = {
    "referral.asked": WAITING,
    "referral.nudge": f"Reminder: {WAITING[0].lower()}{WAITING[1:]}",
    "referral.amended-for-provider": "A school has added to its request",
    "referral.review-due-for-provider": "A review with a school is due",
    "referral.withdrawn-for-provider": "A school has taken back its request",
}
OPENINGS: dict[str, str] = {
    "referral.asked": "A school has asked you for {about} on {day}, and waits for your answer.",
    "referral.nudge": "A school has been waiting for a word from you about {about} since {day}.",
    "referral.amended-for-provider": "A school has added to its request for {about} on {day}.",
    "referral.review-due-for-provider": "Your review with a school of {about} is due on {day}.",
    "referral.withdrawn-for-provider": "A school has taken back its request for {about} on {day}.",
}
NOTHING_TO_DO = frozenset({"referral.withdrawn-for-provider"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An e-mail to one mailbox, from nobody in particular. ``at`` is the instant it is written."""

    to: str
    subject: str
    text: str
    at: datetime


def provider_letter(
    name: str, *, to: str, reference: str, title: str, day: date, line: str, at: datetime
) -> Letter | None:
    """Return the letter of this name, None where there is none to write.

    ``line`` is the name of the advice line, ``day`` the one in London since when something waits,
    or on which it was added or taken back.
    """
    if name not in OPENINGS:
        return None
    about = f"“{one_line(title)}” ({reference})"
    ring = f"Please ring the practitioners of {one_line(line)} and give the reference {reference}."
    if name in NOTHING_TO_DO:
        ring = "There is nothing to do. If you were keeping a place for it, it is free again."
    else:
        ring += " They tell you what it is about, and note your answer so that the school hears it."
    local = at.astimezone(LONDON)
    opening = OPENINGS[name].format(about=about, day=f"{day:%A} {day.day} {day:%B}")
    text = f"{opening}\n\n{ring}\n\n{FOOTER}\n\nSent {local:%H:%M, %a} {local.day} {local:%b}.\n"
    return Letter(to=to, subject=one_line(f"{SUBJECTS[name]}: {reference}"), text=text, at=at)
