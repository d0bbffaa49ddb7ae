"""What a teacher writes, changes and says of an answer, and what the line says of itself."""

from dataclasses import replace
from typing import Any

from advicebot.clock import FixedClock
from advicebot.domain.vocabulary import Topic
from advicebot.errors import Problem
from advicebot.service import (
    changes,
    feedback,
    handoff,
    hearing,
    intake,
    left_out,
    people,
    relay,
    vitals,
    worries,
)
from advicebot.service.deliveries import MOST_ATTEMPTS, Deliveries
from advicebot.service.vitals import Sign
from tests.crashing import LEASE
from tests.fakes import PRIYA, TEAM, TESSA, a_delivery, a_message
from tests.flows.flow import KEY, Flow, nothing
from tests.flows.handoffs import answer, deletes, edit, says, taken
from tests.panel_work import PanelWork

MISTAKE = Problem(file="knowledge/offers/forge.yaml", line=12, message="tier: 4 is too high")


def asked(line: PanelWork) -> str:
    return line.ask()


def writes(text: str) -> Any:
    """A teacher writes a first message."""
    return lambda line, _: intake.receive(line.desk, a_message(text, key=KEY))


def talking(line: PanelWork) -> str:
    """PRIYA has it, and the teacher wrote more."""
    handoff_id = taken()(line)
    more = a_message("it got better", ts="1790000777.000100", key=line.click())
    relay.receive(line.desk, more)
    line.settle()
    return handoff_id


def edits_words(line: PanelWork, _: str) -> None:
    """The teacher edits what was carried to the thread."""
    change = replace(edit(line, "it got much better"), message_ts="1790000777.000100")
    as_new = a_message("it got much better", ts=change.message_ts, key=KEY)
    relay.amend(line.desk, change, as_new)


def not_carried(line: PanelWork, handoff_id: str) -> None:
    hearing.apologise(line.desk, answer(line, handoff_id, "I am on my way"))


def paged_and_writes(line: PanelWork) -> str:
    return line.call("emergency")


def writes_to_the_line(line: PanelWork, _: str) -> None:
    """Somebody who was paged writes to the line instead of under the card."""
    on_it = a_message("on my way", ts="1790000779.000100", user_id=PRIYA, key=KEY)
    relay.receive(line.desk, replace(on_it, channel_id="D0PRIYA001"))


def alarming(line: PanelWork) -> Any:
    return line.desk.adviser.advise("he has a knife", on=line.desk.today())


def door(line: PanelWork) -> Deliveries:
    """Return the inbox as another process sees it, when the lease of the first is over."""
    later = FixedClock(line.clock.now() + 2 * LEASE)
    return Deliveries(line.desk.work, worker="two", lease=LEASE, machine=later)


def tells_of_mistakes(line: PanelWork, _: str) -> None:
    left_out.tell(replace(line.desk, left_out=(MISTAKE,)), TEAM)


FLOWS: dict[str, Flow] = {
    "a question": Flow(nothing, writes("kicking off")),
    "a question about danger": Flow(nothing, writes("he has a knife")),
    "a worrying question": Flow(nothing, writes("he is withdrawn")),
    "editing a question": Flow(
        asked, lambda line, _: changes.amend(line.desk, edit(line, "kicking off, ADHD"))
    ),
    "editing it into an emergency": Flow(
        asked, lambda line, _: changes.amend(line.desk, edit(line, "he has a knife"))
    ),
    "deleting a question": Flow(asked, deletes),
    "editing words under a card": Flow(talking, edits_words),
    "words that cannot be carried": Flow(taken(), not_carried),
    "a practitioner who writes to the line": Flow(paged_and_writes, writes_to_the_line),
    "a strategy put into a thread": Flow(
        taken(),
        lambda line, id_: relay.insert_strategy(line.desk, KEY, id_, PRIYA, "strategy-2"),
    ),
    "words of a practitioner": Flow(taken(), says),
    "an answer that helps": Flow(
        asked, lambda line, id_: feedback.helps(line.desk, KEY, id_, TESSA)
    ),
    "narrowing it down": Flow(
        asked, lambda line, id_: feedback.narrow(line.desk, KEY, id_, TESSA, topics=[Topic.ADHD])
    ),
    "an answer that is not right": Flow(
        asked,
        lambda line, id_: feedback.not_quite(
            line.desk, KEY, id_, TESSA, why="tried it all", topics=[]
        ),
    ),
    "saying who one is": Flow(
        asked,
        lambda line, _: people.introduce(
            line.desk, KEY, team_id=TEAM, user_id=TESSA, school="Example High", role="teacher"
        ),
    ),
    "opening the Home tab": Flow(
        asked, lambda line, _: people.show_home(line.desk, KEY, team_id=TEAM, user_id=TESSA)
    ),
    "a short message": Flow(
        nothing,
        lambda line, _: people.say(line.desk, KEY, team_id=TEAM, user_id=TESSA, name="welcome"),
    ),
    "a note in a channel": Flow(
        nothing,
        lambda line, _: people.note_in_channel(
            line.desk, KEY, team_id=TEAM, user_id=TESSA, channel_id="C0STAFF001", name="not-carried"
        ),
    ),
    "danger in a form": Flow(
        nothing,
        lambda line, _: worries.open_own(line.desk, KEY, TEAM, TESSA, alarming(line)),
    ),
    "danger in a provider’s words": Flow(
        nothing,
        lambda line, _: worries.tell_on_call(
            line.desk, KEY, TEAM, PRIYA, alarming(line), about="A-1001"
        ),
    ),
    "a delivery at the door": Flow(
        nothing, lambda line, _: door(line).accept(a_delivery("delivery:next"))
    ),
    "a delivery that changed nothing": Flow(nothing, lambda line, _: door(line).finish(KEY)),
    "a form that was refused may come again": Flow(nothing, lambda line, _: door(line).refuse(KEY)),
    "what another process left": Flow(nothing, lambda line, _: door(line).claim_abandoned()),
    "a delivery that is tried again": Flow(
        nothing,
        lambda line, _: door(line).retry_later(a_delivery(KEY), user_id=TESSA, trouble="x"),
    ),
    "a delivery that is given up": Flow(
        nothing,
        lambda line, _: door(line).retry_later(
            a_delivery(KEY, failures=MOST_ATTEMPTS - 1), user_id=TESSA, trouble="x"
        ),
    ),
    "a sign of life": Flow(
        nothing, lambda line, _: vitals.mark(line.desk.work, Sign.CLOCK, line.clock)
    ),
    "a look at whether all is well": Flow(
        nothing, lambda line, _: vitals.ailments(line.desk, line.clock)
    ),
    "mistakes in a file of offers": Flow(nothing, tells_of_mistakes),
    "asking for a person twice": Flow(
        asked, lambda line, id_: handoff.request_person(line.desk, KEY, id_, TESSA)
    ),
}
