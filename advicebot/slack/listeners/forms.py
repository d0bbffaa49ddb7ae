"""How a form that was sent is answered: closed when done, kept readable when refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack

from advicebot.domain.delivery import Delivery
from advicebot.errors import Refused
from advicebot.slack import parse_forms
from advicebot.slack.form_values import Errors
from advicebot.slack.screens import handoff_forms
from advicebot.slack.screens.blocks import Block


@dataclass(slots=True)
class Answer:
    """What is shown when a form was taken: nothing, a page, or what is wrong with its fields.

    ``is_done`` is True once it is answered and what it asked for is done.
    """

    page: Block | None = None
    errors: Errors | None = None
    is_done: bool = False


@contextmanager
def answered(ack: Ack, body: dict[str, Any], delivery: Delivery) -> Iterator[Answer]:
    """Close a form once the block is done. When it is refused, show why and what was typed.

    The block may put a page in the form's place, or mark fields; see ``Answer``.

    A form that is taken up again from the inbox is on nobody's screen any more, so that the refusal
    is sent as a message instead.
    """
    answer = Answer()
    try:
        yield answer
    except Refused as refused:
        if delivery.attempts > 1:
            raise
        page = handoff_forms.kept(refused.user_message, parse_forms.typed(body))
        ack(response_action="update", view=page)
    else:
        if answer.errors:
            ack(response_action="errors", errors=answer.errors)
        elif answer.page:
            ack(response_action="update", view=answer.page)
        else:
            ack()
        answer.is_done = not answer.errors
