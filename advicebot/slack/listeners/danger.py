"""Danger in what somebody typed into a form: heard whether the form is taken or refused.

The words are read before the use case, because reading takes longer than a transaction may.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from advicebot.domain.advice.answer import Advice
from advicebot.domain.delivery import Delivery
from advicebot.domain.vocabulary import Action
from advicebot.errors import Refused
from advicebot.service import worries
from advicebot.service.desk import Desk
from advicebot.slack import parse_forms
from advicebot.slack.listeners.forms import Answer
from advicebot.slack.payloads import team_of
from advicebot.slack.screens import danger as screens
from advicebot.slack.screens.blocks import Block

Body = dict[str, Any]
HEARD = (
    "Your words sound like danger, so I have read them as a message to the line: look at our "
    "messages now. If anyone is in danger, call 999 and tell your DSL."
)


def read(desk: Desk, body: Body, *, known: Iterable[str] = ()) -> Advice | None:
    """Return what the adviser makes of alarming words in a form, None where there are none.

    ``known`` are texts that stood in the form when it was opened: they were read then.
    """
    before = {" ".join(each.split()) for each in known}
    typed = [text for _, text in parse_forms.typed(body) if " ".join(text.split()) not in before]
    return worries.read(desk, "\n".join(typed))


@contextmanager
def not_lost(
    desk: Desk, body: Body, delivery: Delivery, answer: Answer, worry: Advice | None
) -> Iterator[None]:
    """Take alarming words of a form that is not taken as a message of whoever typed them.

    What is refused is refused all the same. Of a form that stays open because a field is wrong only
    what must be paged is taken: the rest comes again with the form.
    """
    team_id, user_id = team_of(body), body["user"]["id"]
    try:
        yield
    except Refused as refused:
        if worry is None:
            raise
        worries.open_own(desk, delivery.key, team_id, user_id, worry)
        raise Refused(f"{refused.user_message} {HEARD}") from refused
    if answer.errors and worry and worry.verdict.action is Action.PAGE:
        worries.open_own(desk, delivery.key, team_id, user_id, worry)


def done(desk: Desk, request_id: str | None, worry: Advice | None) -> Action | None:
    """Return what was done about alarming words: paged, or asked. None: there were none."""
    if worry is None:
        return None
    with desk.work.read() as unit:
        request = unit.requests.find(request_id or "")
    if request is None or not request.is_open:
        return worry.verdict.action
    return Action.ASK if request.awaits_answer else Action.PAGE


def at_work(desk: Desk, body: Body, delivery: Delivery, *, about: str) -> Block | None:
    """Return the page for somebody who typed alarming words as part of their work, else None.

    What would be paged goes to the on-call channel too, before the form is taken or refused.
    ``about`` is the reference of what the form is about.
    """
    worry = read(desk, body)
    if worry is None:
        return None
    user_id = body["user"]["id"]
    worries.tell_on_call(desk, delivery.key, team_of(body), user_id, worry, about=about)
    return screens.at_work_page(worry.verdict.action)
