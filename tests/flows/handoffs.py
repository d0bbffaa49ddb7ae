"""What people and the clock do with a call for help."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from advicebot.domain.handoff import Helped
from advicebot.domain.request import AskAnswer
from advicebot.service import changes, closing, handoff, hearing, holding, relay
from advicebot.service.changes import Change
from advicebot.service.hearing import Said
from tests.fakes import DAN, PRIYA, TEAM, TESSA, TESSA_DM, a_message
from tests.flows.flow import KEY, Flow, first_request, nothing, sleep_until, ticks
from tests.handoffs import SAM, AtWork, a_person, london
from tests.unit.test_closing import AGREED

TS = "1790000001.000100"
Use = Callable[[AtWork, str], None]


def called(urgency: str, *, minutes: float = 0) -> Callable[[AtWork], str]:
    """A call for help, some time ago."""

    def before(line: AtWork) -> str:
        handoff_id = line.call(urgency)
        line.wait(minutes)
        return handoff_id

    return before


def taken(urgency: str = "urgent", *, minutes: float = 0) -> Callable[[AtWork], str]:
    """A call for help that PRIYA took, some time ago."""

    def before(line: AtWork) -> str:
        handoff_id = line.call(urgency)
        handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
        line.settle()
        line.wait(minutes)
        return handoff_id

    return before


def promised(line: AtWork) -> str:
    """A handoff whose holder has just not kept the time; the timer of the ladder is over before."""
    handoff_id = line.call("urgent")
    line.wait(1)
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.settle()
    line.wait(9.5)
    line.clock.advance(timedelta(minutes=0.5))
    return handoff_id


def ended(line: AtWork) -> str:
    """A call for help that PRIYA took and closed."""
    handoff_id = taken()(line)
    closing.close(line.desk, line.click(), handoff_id, PRIYA, AGREED)
    line.settle()
    return handoff_id


def late(before: Callable[[AtWork], str], **by: float) -> Callable[[AtWork], str]:
    """The same, and then no clock ticked for a while."""

    def prepared(line: AtWork) -> str:
        handoff_id = before(line)
        line.clock.advance(timedelta(**by))
        return handoff_id

    return prepared


def in_the_evening(line: AtWork) -> str:
    sleep_until(line, london(date(2026, 11, 24), "16:55"))
    handoff_id = line.call("urgent")
    line.clock.advance(timedelta(minutes=10))
    return handoff_id


def overnight(line: AtWork) -> str:
    sleep_until(line, london(date(2026, 11, 24), "18:00"))
    handoff_id = line.call("urgent")
    sleep_until(line, london(date(2026, 11, 25), "08:00"))
    return handoff_id


def wondered(line: AtWork) -> str:
    """A direct question that was asked just now."""
    relay.receive(line.desk, a_message("he is withdrawn"))
    line.settle()
    return ""


def untimed(line: AtWork) -> str:
    """An open handoff whose timer is lost, which only the auditor notices."""
    handoff_id = line.call("urgent")
    with line.desk.work.write() as unit:
        for row in line.look.rows("SELECT key FROM timers"):
            unit.timers.finish(row["key"], line.clock.now())
    return handoff_id


def one_declined(line: AtWork) -> str:
    handoff_id = line.call("emergency")
    holding.decline(line.desk, line.click(), handoff_id, DAN)
    line.settle()
    return handoff_id


def gone(line: AtWork) -> str:
    handoff_id = taken()(line)
    line.knows(a_person(PRIYA, is_member=False))
    return handoff_id


def writes(text: str) -> Use:
    """A teacher writes."""
    return lambda line, _: relay.receive(line.desk, replace(a_message(text, ts=TS), key=KEY))


def answer(line: AtWork, handoff_id: str, text: str) -> Said:
    """Return what Slack says when PRIYA wrote under the card."""
    card = next(each for each in line.slack.posts if each["key"] == f"card:{handoff_id}")
    return Said(
        key=KEY,
        team_id=TEAM,
        user_id=PRIYA,
        channel_id=card["channel"],
        message_ts=TS,
        thread_ts=card["at"].ts,
        text=text,
    )


def says(line: AtWork, handoff_id: str) -> None:
    said = answer(line, handoff_id, "I will ring you in five minutes")
    hearing.hear(line.desk, said, is_practitioner=True)


def edit(line: AtWork, text: str | None) -> Change:
    """Return what Slack says when the first message was edited, or deleted."""
    return Change(
        key=KEY,
        team_id=TEAM,
        user_id=TESSA,
        channel_id=TESSA_DM,
        message_ts=line.look.requests()[0]["message_ts"],
        text=text,
    )


def deletes(line: AtWork, _: str) -> None:
    changes.retract(line.desk, edit(line, None))


def page_sent(line: AtWork, handoff_id: str) -> None:
    with line.desk.work.write() as unit:
        handoff.page_sent(line.desk, unit, handoff_id, DAN, is_card=False)


def seen(line: AtWork, handoff_id: str) -> None:
    with line.desk.handle(KEY) as unit:
        handoff.seen(line.desk, unit, holding.existing(unit, handoff_id), SAM)


def unreached(line: AtWork) -> str:
    """A second step whose page has not left."""
    handoff_id = late(called("urgent"), minutes=10)(line)
    ticks(line, handoff_id)
    return handoff_id


FLOWS: dict[str, Flow] = {
    "an answer to the question": Flow(
        wondered,
        lambda line, _: handoff.answer_ask(
            line.desk, KEY, first_request(line), TESSA, AskAnswer.NOW
        ),
    ),
    "an emergency": Flow(nothing, writes("he has a knife")),
    "something urgent": Flow(nothing, writes("she is missing")),
    "a wish for a person": Flow(
        lambda line: writes("kicking off")(line, ""),
        lambda line, _: handoff.request_person(line.desk, KEY, first_request(line), TESSA),
    ),
    "silence to the question": Flow(late(wondered, minutes=5), ticks),
    "a step of the ladder": Flow(late(called("urgent"), minutes=10), ticks),
    "a step that calls everybody": Flow(late(called("urgent", minutes=10), minutes=10), ticks),
    "the end of a round": Flow(late(called("emergency", minutes=3), minutes=3), ticks),
    "closing time": Flow(in_the_evening, ticks),
    "the opening": Flow(overnight, ticks),
    "a reminder of the queue": Flow(late(called("soon"), days=1), ticks),
    "the end of the queue": Flow(late(called("soon", minutes=1440), days=1), ticks),
    "a lost timer": Flow(untimed, ticks),
    "taking it": Flow(
        called("emergency"), lambda line, id_: handoff.claim(line.desk, KEY, id_, PRIYA)
    ),
    "seeing it": Flow(called("urgent"), seen),
    "declining, with others left": Flow(
        called("emergency"), lambda line, id_: holding.decline(line.desk, KEY, id_, PRIYA)
    ),
    "declining as the last one": Flow(
        one_declined, lambda line, id_: holding.decline(line.desk, KEY, id_, PRIYA)
    ),
    "passing on what one has": Flow(
        taken(),
        lambda line, id_: holding.pass_on(
            line.desk, KEY, id_, PRIYA, to=DAN, note="Please ring", removed=0
        ),
    ),
    "passing on what nobody has": Flow(
        called("urgent"),
        lambda line, id_: holding.pass_on(line.desk, KEY, id_, SAM, to=DAN, note="", removed=0),
    ),
    "the nudge": Flow(promised, ticks),
    "asking whether they are still on it": Flow(late(taken(minutes=15), minutes=45), ticks),
    "taking it from the silent": Flow(late(taken(minutes=60), minutes=10), ticks),
    "still being on it": Flow(
        taken(minutes=60), lambda line, id_: holding.still_on_it(line.desk, KEY, id_, PRIYA)
    ),
    "words to the teacher": Flow(taken(), says),
    "words that take it": Flow(called("urgent"), says),
    "words of the teacher": Flow(taken(), writes("it got better")),
    "becoming an emergency while open": Flow(called("urgent"), writes("he has a knife")),
    "becoming an emergency in somebody's hands": Flow(taken(), writes("he has a knife")),
    "joining with no more urgency": Flow(called("urgent"), writes("she is missing still")),
    "somebody who leaves": Flow(gone, lambda line, _: holding.left(line.desk, TEAM, PRIYA)),
    "somebody who left unseen": Flow(gone, ticks),
    "closing": Flow(taken(), lambda line, id_: closing.close(line.desk, KEY, id_, PRIYA, AGREED)),
    "taking back what was asked for": Flow(
        called("soon"),
        lambda line, _: closing.withdraw(line.desk, KEY, first_request(line), TESSA),
    ),
    "taking back a worry": Flow(
        called("urgent"),
        lambda line, _: closing.withdraw(line.desk, KEY, first_request(line), TESSA),
    ),
    "deleting the message": Flow(called("urgent"), deletes),
    "opening it again": Flow(
        ended,
        lambda line, _: closing.reopen_by_teacher(line.desk, KEY, first_request(line), TESSA),
    ),
    "opening it again as a practitioner": Flow(
        ended, lambda line, id_: closing.reopen_by_practitioner(line.desk, KEY, id_, DAN)
    ),
    "rating": Flow(
        ended, lambda line, id_: closing.rate(line.desk, KEY, id_, TESSA, helped=Helped.YES)
    ),
    "a page that was taken": Flow(unreached, page_sent),
    "pages that do not get through": Flow(
        unreached,
        lambda line, id_: handoff.page_failed(line.desk, id_, DAN, for_good=False),
    ),
    "a page that never will": Flow(
        unreached, lambda line, id_: handoff.page_failed(line.desk, id_, DAN, for_good=True)
    ),
}
