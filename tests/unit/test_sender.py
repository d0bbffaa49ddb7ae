"""The outbox leaves in order, once, and nothing that fails is passed over in silence."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Effect, EffectKind, Posted, Priority
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.request import AskAnswer, Origin
from advicebot.errors import SlackDeliveryError
from advicebot.service import changes, closing, effects, feedback, handoff, intake, people
from advicebot.service.changes import Change
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender, _backoff
from tests.fakes import (
    DAN,
    OMAR,
    PRIYA,
    TEAM,
    TESSA,
    FakeSlack,
    Looking,
    a_knowledge,
    a_message,
    a_strategy,
)

pytestmark = pytest.mark.usefixtures("on_duty")

LEASE = timedelta(seconds=20)
CHANNEL = "C0ONCALL01"
PAGES = ["card", "card", "card"]
"""The card in the channel, and the pages to Priya and to Dan."""
CLOSING = Closing(
    agreed="Calm start",
    next_step="Visit",
    next_by="outreach",
    risk=3,
    intention=Intention.NONE,
    review_on=None,
)
LOST = SlackDeliveryError("timeout", is_uncertain=True)
DOWN = SlackDeliveryError("http_503", is_uncertain=True)
DELETED = SlackDeliveryError("message_not_found", is_permanent=True)
GONE = SlackDeliveryError("user_not_found", is_permanent=True)


@pytest.fixture
def machine(clock: FixedClock) -> FixedClock:
    """The machine's clock, apart from the desk's."""
    return FixedClock(clock.now())


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
def a_sender(desk: Desk, slack: FakeSlack, machine: FixedClock) -> Callable[[str], Sender]:
    def make(worker: str) -> Sender:
        slack_: Any = slack
        return Sender(
            desk, slack_, Artist(desk), worker=worker, lease=LEASE, machine=machine, paces={}
        )

    return make


@pytest.fixture
def sender(a_sender: Callable[[str], Sender]) -> Sender:
    return a_sender("one")


def drain(sender: Sender, machine: FixedClock, *, seconds: int = 0) -> None:
    """Send what is due now and in the seconds after."""
    for _ in range(seconds + 1):
        for _ in range(50):
            if not sender.send_next():
                break
        else:
            raise AssertionError("the sender does not come to rest")
        if seconds:
            machine.advance(timedelta(seconds=1))


def failing(
    *about: str, error: SlackDeliveryError, times: int = 10**6, method: str = "post"
) -> Any:
    """Return a plan that fails calls about keys which hold one of these words."""
    left = [times]

    def plan(called: str, key: str) -> SlackDeliveryError | None:
        if called == method and any(each in key for each in about) and left[0]:
            left[0] -= 1
            return error
        return None

    return plan


def kinds(slack: FakeSlack) -> list[str]:
    return [key.split(":")[0] for key in slack.posted_keys()]


def test_an_emergency_is_answered_paged_and_the_answer_drawn_again(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("he has a knife"))
    drain(sender, machine)
    assert [(each["channel"], each["key"].split(":")[0]) for each in slack.posts] == [
        ("D0TESSA001", "reply"),
        (CHANNEL, "card"),
        ("D0PRIYA001", "card"),
        ("D0DAN00001", "card"),
    ]
    assert look.handoffs()[0]["paged_at"] is not None
    drawn = [message for posted, message in slack.updates if posted == slack.posts[0]["at"]]
    assert f"I have paged <@{PRIYA}> and <@{DAN}>" in drawn[-1].text
    assert not sender.has_work()
    assert not sender.send_next()


def test_messages_of_one_person_keep_their_order(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    for number in range(4):
        intake.receive(desk, a_message("kicking off", ts=f"179000000{number}.000100"))
    slack.plan = failing("reply:id0002", error=DOWN, times=2)
    drain(sender, machine, seconds=30)
    replies = [key for key in slack.posted_keys() if key.startswith("reply")]
    assert replies == [f"reply:id000{number}:1" for number in (1, 2, 3, 4)]


def test_a_slow_message_to_one_person_holds_up_nobody_else(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("kicking off"))
    intake.receive(desk, a_message("kicking off", user_id=OMAR, ts="1790000001.000100"))
    slack.plan = failing("id0001", error=DOWN)
    drain(sender, machine)
    assert [each["channel"] for each in slack.posts] == ["D0OMAR0001", "D0OMAR0001"]


def test_what_is_urgent_overtakes(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    for number in range(3):
        intake.receive(desk, a_message("kicking off", ts=f"179000000{number}.000100"))
    intake.receive(desk, a_message("he has a knife", ts="1790000009.000100"))
    for _ in range(4):
        assert sender.send_next()
    assert kinds(slack) == ["reply", *PAGES]
    assert "id0004" in slack.posted_keys()[0]


def test_an_urgent_message_overtakes_even_one_that_is_stuck(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("kicking off"))
    slack.plan = failing("id0001", error=DOWN)
    drain(sender, machine)
    intake.receive(desk, a_message("he has a knife", ts="1790000009.000100"))
    drain(sender, machine)
    assert kinds(slack) == ["reply", *PAGES]


def test_a_post_whose_answer_was_lost_is_read_back_and_not_doubled(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("he has a knife"))
    slack.is_lost = True
    slack.plan = failing("reply", "card", error=LOST, times=4)
    drain(sender, machine)
    assert kinds(slack) == ["reply", *PAGES]
    machine.advance(timedelta(seconds=1.9))
    assert not sender.has_work(), "it is too early to look for it"
    drain(sender, machine, seconds=10)
    assert kinds(slack) == ["reply", *PAGES]
    assert look.effects("reply")[0]["ts"] == slack.posts[0]["at"].ts
    assert look.handoffs()[0]["paged_at"] is not None


def test_a_lost_answer_in_a_thread_is_read_back_there(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    message = a_message("kicking off", thread_ts="1789999999.000100")
    intake.receive(desk, message)
    slack.is_lost = True
    slack.plan = failing("reply", error=LOST, times=1)
    drain(sender, machine, seconds=10)
    assert kinds(slack).count("reply") == 1
    assert slack.posts[0]["thread"] == "1789999999.000100"


def test_a_post_that_did_not_arrive_is_posted_again(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("he has a knife"))
    slack.plan = failing("reply", error=LOST, times=1)
    drain(sender, machine, seconds=10)
    assert sorted(kinds(slack)) == [*PAGES, "reply"]
    assert slack.looked


def test_the_first_try_looks_for_nothing(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("he has a knife"))
    drain(sender, machine)
    assert slack.looked == []


def test_slacks_own_waiting_time_is_kept(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("kicking off"))
    error = SlackDeliveryError("ratelimited", retry_after=30)
    slack.plan = failing("reply", error=error, times=1)
    drain(sender, machine)
    machine.advance(timedelta(seconds=29.9))
    assert not sender.has_work()
    machine.advance(timedelta(seconds=0.2))
    drain(sender, machine)
    assert "reply" in kinds(slack)


def test_pauses_grow_to_a_minute_and_no_further(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    people.say(desk, "k", team_id=TEAM, user_id=TESSA, name="help")
    slack.plan = failing("line", error=SlackDeliveryError("internal_error"))
    pauses = []
    for _ in range(12):
        assert sender.send_next()
        (row,) = look.effects()
        due = row["next_at"]
        before = machine.now()
        while not sender.has_work():
            machine.advance(timedelta(seconds=0.1))
        pauses.append((machine.now() - before).total_seconds())
        assert due
    assert pauses[0] <= 1.2
    assert max(pauses) <= 60.2
    assert min(pauses[-3:]) >= 29.9


def test_a_message_that_can_never_be_delivered_fails_and_lets_the_next_one_through(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("kicking off"))
    people.say(desk, "k", team_id=TEAM, user_id=TESSA, name="help")
    slack.plan = failing("welcome", error=GONE)
    drain(sender, machine)
    (row,) = [row for row in look.effects() if row["failed_at"]]
    assert (row["last_error"], row["data"]["name"]) == ("user_not_found", "welcome")
    assert slack.posted_keys()[-1] == "line:k:help"


def test_an_answer_that_can_never_be_delivered_is_passed_to_people(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("kicking off"))
    error = SlackDeliveryError("invalid_blocks", is_permanent=True)
    slack.plan = failing("reply:", error=error)

    def only_the_reply(method: str, key: str) -> SlackDeliveryError | None:
        return error if method == "post" and key.startswith("reply:") else None

    slack.plan = only_the_reply
    drain(sender, machine)
    told = {
        each["channel"]: each["message"].text for each in slack.posts if "unread" in each["key"]
    }
    assert "call 999" in told["D0TESSA001"]
    assert f"<@{TESSA}>" in told["C0ONCALL01"]


def test_every_teacher_is_told_when_nobody_can_be_paged(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    for number, user in enumerate((TESSA, OMAR)):
        intake.receive(
            desk, a_message("he has a knife", user_id=user, ts=f"179000000{number}.000100")
        )
    slack.plan = failing("card", error=DOWN)
    drain(sender, machine, seconds=30)
    told = [each["channel"] for each in slack.posts if "page-failed" in each["key"]]
    assert sorted(told) == ["D0OMAR0001", "D0TESSA001"]


def test_a_card_that_somebody_deleted_is_posted_anew_once_and_holds_up_no_other_page(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("he has a knife"))
    drain(sender, machine)
    slack.plan = failing("", error=DELETED, method="update")
    handoff.claim(desk, "click:1", look.handoffs()[0]["id"], PRIYA)
    drain(sender, machine)
    (first, second) = [each for each in slack.posts if each["key"] == "card:id0002"]
    under = [each for each in slack.posts if each["key"].startswith("thread:id0002:claimed")]
    assert [each["thread"] for each in under] == [first["at"].ts]
    assert f"<@{PRIYA}> has it" in second["message"].text, "it is drawn as things stand"
    with desk.work.write() as unit:
        held = unit.handoffs.find("id0002")
        assert held
        effects.redraw_cards(desk, unit, unit.handoffs.save(held))
        desk.send(unit, effects.thread(held, "claimed", once="again", by=PRIYA))
        for card in (first, second):
            assert unit.handoffs.find_by_card(CHANNEL, card["at"].ts) == unit.handoffs.find(held.id)
    intake.receive(desk, a_message("he has a knife", user_id=OMAR, ts="1790000009.000100"))
    drain(sender, machine)
    assert slack.posted_keys().count("card:id0002") == 2, "once, and no more"
    newest = next(each for each in slack.posts if each["key"].endswith(":claimed:again"))
    assert newest["thread"] == second["at"].ts, "what is new goes under the new card"
    assert {"card:id0004", f"card:id0004:1:{PRIYA}"} <= set(slack.posted_keys())
    assert not [row for row in look.effects() if row["failed_at"] or not row["sent_at"]]


def test_a_card_that_nobody_needs_any_more_is_not_posted_anew(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("he has a knife"))
    drain(sender, machine)
    handoff.claim(desk, "click:1", "id0002", DAN)
    drain(sender, machine)
    cards = kinds(slack).count("card")
    slack.plan = failing("", error=DELETED, method="update")
    closing.close(desk, "click:2", "id0002", DAN, CLOSING)
    drain(sender, machine)
    assert kinds(slack).count("card") == cards
    assert not [row for row in look.effects() if row["failed_at"]]


def test_an_update_waits_for_the_older_post_it_belongs_to(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    """A request that becomes urgent has its update in the faster lane than its own answer."""
    intake.receive(desk, a_message("he is withdrawn"))
    slack.plan = failing("reply", error=SlackDeliveryError("ratelimited", retry_after=5), times=1)
    assert sender.send_next()
    request = look.requests()[0]
    handoff.answer_ask(desk, "click:1", request["id"], TESSA, AskAnswer.NOW)
    drain(sender, machine)
    assert "reply" not in kinds(slack)
    assert kinds(slack).count("card") == 3, "the pages wait for no answer"
    drain(sender, machine, seconds=8)
    assert kinds(slack).count("reply") == 1
    answer = next(each["at"] for each in slack.posts if each["key"].startswith("reply"))
    drawn = [message for posted, message in slack.updates if posted == answer]
    assert "at risk now" in str(drawn[-1].blocks)
    assert not [row for row in look.effects() if row["sent_at"] is None]


def test_an_update_does_not_wait_for_a_newer_post(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("unsure"))
    drain(sender, machine)
    request = look.requests()[0]
    feedback.not_quite(desk, "v", request["id"], TESSA, why="too-long", topics=["adhd"])  # type: ignore[list-item]
    drain(sender, machine)
    assert kinds(slack).count("reply") == 2
    assert len(slack.updates) == 1
    assert not [row for row in look.effects() if row["sent_at"] is None]


def test_an_update_of_what_was_never_posted_is_done_with(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("kicking off"))
    slack.plan = failing("reply", error=GONE)
    drain(sender, machine)
    changes.withdraw(desk, "click:1", look.requests()[0]["id"], TESSA)
    drain(sender, machine)
    assert slack.updates == []
    assert look.effects("reply.update")[0]["sent_at"] is not None


def test_an_update_goes_to_the_newest_answer(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("unsure"))
    request_id = look.requests()[0]["id"]
    feedback.narrow(desk, "c1", request_id, TESSA, topics=["adhd"])  # type: ignore[list-item]
    drain(sender, machine)
    feedback.helps(desk, "c2", request_id, TESSA)
    drain(sender, machine)
    newest = [each["at"] for each in slack.posts if each["key"] == f"reply:{request_id}:2"]
    assert [posted for posted, _ in slack.updates] == newest


def test_a_handoff_that_becomes_an_emergency_pages_people_and_every_card_tells_who_has_it(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("kicking off"))
    request_id = str(look.requests()[0]["id"])
    handoff.request_person(desk, "click:1", request_id, TESSA)
    drain(sender, machine)
    edit = Change(
        key="edit:1",
        team_id=look.requests()[0]["team_id"],
        user_id=TESSA,
        channel_id=look.requests()[0]["channel_id"],
        message_ts=look.requests()[0]["message_ts"],
        text="he has a knife",
    )
    assert changes.amend(desk, edit)
    drain(sender, machine)
    cards = [each["at"] for each in slack.posts if each["key"].startswith("card:")]
    assert [card.channel_id for card in cards] == [CHANNEL, "D0PRIYA001", "D0DAN00001"]
    slack.updates.clear()
    handoff.claim(desk, "click:2", str(look.handoffs()[0]["id"]), PRIYA)
    drain(sender, machine)
    drawn = {posted.ts: message.text for posted, message in slack.updates}
    assert all(f"<@{PRIYA}> has it." in drawn[card.ts] for card in cards)


def test_a_row_in_hand_is_left_alone_until_its_lease_runs_out(
    desk: Desk, a_sender: Callable[[str], Sender], slack: FakeSlack, machine: FixedClock
):
    people.say(desk, "k", team_id=TEAM, user_id=TESSA, name="help")
    with desk.work.write() as unit:
        dead = unit.outbox.claim(now=machine.now(), by="dead", lease=LEASE)
    assert dead
    other = a_sender("two")
    assert not other.send_next()
    machine.advance(LEASE)
    assert not other.send_next()
    machine.advance(timedelta(seconds=0.1))
    assert other.send_next()
    assert slack.posted_keys() == ["line:k:help"]
    assert slack.looked == ["line:k:help"], "the dead process may have posted it"


def test_who_lost_the_lease_cannot_undo_what_another_did(
    desk: Desk, a_sender: Callable[[str], Sender], machine: FixedClock, look: Looking
):
    """Also between threads of one process, which share the name in the lease."""
    people.say(desk, "k", team_id=TEAM, user_id=TESSA, name="help")
    with desk.work.write() as unit:
        slow = unit.outbox.claim(now=machine.now(), by="one", lease=LEASE)
    assert slow
    machine.advance(LEASE + timedelta(seconds=1))
    with desk.work.write() as unit:
        quick = unit.outbox.claim(now=machine.now(), by="one", lease=LEASE)
        assert quick
        before = look.effects()
        unit.outbox.mark_later(slow, by="one", next_at=machine.now(), error="x")
        unit.outbox.mark_failed(slow, by="one", at=machine.now(), error="x")
        assert not unit.outbox.mark_sent(slow, by="one", at=machine.now(), posted=None)
        assert unit.outbox.claim(now=machine.now(), by="two", lease=LEASE) is None
        assert unit.outbox.mark_sent(quick, by="one", at=machine.now(), posted=None)
    assert before[0]["attempts"] == 1
    assert look.effects()[0]["failed_at"] is None


def test_senders_at_once_post_each_row_once(
    desk: Desk, a_sender: Callable[[str], Sender], slack: FakeSlack, machine: FixedClock
):
    for number in range(20):
        people.say(desk, f"k{number}", team_id=TEAM, user_id=f"U0PERSON{number}", name="help")
    start = threading.Barrier(4)

    def work(worker: str) -> None:
        sender = a_sender(worker)
        start.wait()
        while sender.send_next():
            pass

    threads = [threading.Thread(target=work, args=(f"w{n // 2}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slack.posted_keys()) == sorted(f"line:k{number}:help" for number in range(20))


def test_a_clock_that_was_moved_ahead_holds_nothing_up(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, clock: FixedClock
):
    clock.advance(timedelta(days=14))
    intake.receive(desk, a_message("he has a knife"))
    drain(sender, machine)
    assert kinds(slack) == ["reply", *PAGES]


def test_what_cannot_be_drawn_is_given_up_in_the_end_and_people_are_told(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    intake.receive(desk, a_message("kicking off"))
    (row, _) = look.effects()
    with desk.work.write() as unit:
        request = unit.requests.find(row["ref"])
        assert request
        unit.requests.save(replace(request, requester="not an id"))
        unit.outbox.add(
            Effect(
                key="notice:bad",
                team_id=TEAM,
                kind=EffectKind.NOTICE,
                recipient=TESSA,
                ref=request.id,
                data={"name": "no such template"},
            ),
            machine.now(),
        )
    drain(sender, machine, seconds=60)
    failed = [row for row in look.effects() if row["failed_at"]]
    assert [row["key"] for row in failed] == ["notice:bad"]
    people.say(desk, "k", team_id=TEAM, user_id=TESSA, name="help")
    drain(sender, machine)
    assert slack.posted_keys()[-1] == "line:k:help"


def test_a_whisper_is_heard_once_or_not_at_all(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    people.note_in_channel(
        desk, "e", team_id=TEAM, user_id=TESSA, channel_id="C0STAFF001", name="mention"
    )
    slack.plan = failing(TESSA, error=LOST, times=1, method="whisper")
    drain(sender, machine, seconds=10)
    assert slack.whispers == []
    assert look.effects()[0]["sent_at"] is not None


def test_the_home_tab_is_published_for_its_person(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("kicking off"))
    people.show_home(desk, "e", team_id=TEAM, user_id=TESSA)
    drain(sender, machine)
    ((user, view),) = slack.homes
    assert user == TESSA
    assert "A-1001" in str(view)


def test_the_address_of_a_person_is_asked_for_once(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock, look: Looking
):
    asked: list[str] = []

    def plan(method: str, about: str) -> SlackDeliveryError | None:
        if method == "open_dm":
            asked.append(about)
        return None

    slack.plan = plan
    for number in range(3):
        people.say(desk, f"k{number}", team_id=TEAM, user_id=TESSA, name="help")
    drain(sender, machine)
    assert asked == [TESSA]
    assert look.rows("SELECT dm_channel FROM people") == [{"dm_channel": "D0TESSA001"}]


def test_the_answer_to_a_form_and_to_a_mention_goes_to_the_direct_messages(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("kicking off", origin=Origin.MENTION, channel_id="C0STAFF001"))
    drain(sender, machine)
    assert {each["channel"] for each in slack.posts} == {"D0TESSA001"}
    assert {each["thread"] for each in slack.posts} == {None}
    assert slack.whispers[0][:2] == ("C0STAFF001", TESSA)


def test_a_key_is_sent_once_however_often_it_is_put_in(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    effect = Effect(
        key="line:k:help",
        team_id=TEAM,
        kind=EffectKind.LINE,
        recipient=TESSA,
        ref=TESSA,
        priority=Priority.URGENT,
        data={"name": "help"},
    )
    for _ in range(2):
        with desk.work.write() as unit:
            unit.outbox.add(effect, machine.now())
        drain(sender, machine)
    assert slack.posted_keys() == ["line:k:help"]


def test_how_much_waits_and_since_when(desk: Desk, sender: Sender, machine: FixedClock):
    with desk.work.read() as unit:
        assert unit.outbox.count_waiting() == (0, None)
    intake.receive(desk, a_message("kicking off"))
    with desk.work.read() as unit:
        assert unit.outbox.count_waiting() == (2, desk.clock.now())
        assert unit.outbox.list_posted("id0001", EffectKind.REPLY) == {}
    drain(sender, machine)
    with desk.work.read() as unit:
        assert unit.outbox.count_waiting() == (0, None)
        posted = list(unit.outbox.list_posted("id0001", EffectKind.REPLY).values())
    assert posted == [Posted(channel_id="D0TESSA001", ts="1790000001.000000")]


def test_knowledge_that_was_taken_out_since_does_not_stop_an_answer(
    desk: Desk, sender: Sender, slack: FakeSlack, machine: FixedClock
):
    intake.receive(desk, a_message("kicking off"))
    smaller = replace(desk, knowledge=a_knowledge(strategies=(a_strategy(9),), offers=()))
    slack_: Any = slack
    later = Sender(
        smaller, slack_, Artist(smaller), worker="w", lease=LEASE, machine=machine, paces={}
    )
    drain(later, machine)
    assert "reply" in kinds(slack)


@pytest.mark.parametrize("attempts", [1, 12, 1_023, 1_024, 10**6])
def test_however_long_slack_is_away_the_wait_stays_a_minute_at_most(attempts: int):
    assert 0 < _backoff(attempts, uncertain=False) <= 60
