"""A referral by its buttons and forms, through the real Bolt app: who may, and what is refused."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from slack_sdk import WebClient

from advicebot.clock import FixedClock
from advicebot.demo import demo_config
from advicebot.domain.knowledge import Knowledge, Offer
from advicebot.domain.support.referral import Referral, ReferralState
from advicebot.errors import SlackDeliveryError
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack import guards, parse_referrals
from advicebot.slack.door import retaken_request
from advicebot.slack.gateway import Gateway
from advicebot.slack.guards import Guard
from advicebot.slack.listeners.referrals import ACTIONS, VIEWS
from advicebot.slack.roles import Roles
from advicebot.store.work import SqliteWork
from advicebot.workspace.config import ChannelConfig, UserConfig
from advicebot.workspace.driver.local import LocalWorkspace
from tests import payloads as p
from tests.fakes import DAN, LINE, OMAR, PRIYA, TESSA, Looking, a_delivery
from tests.referring import CALL, FAY, MENTOR, OFFERS, PLACE, READY, Arranging, knowing
from tests.staff import (
    BOT,
    ELSEWHERE,
    GONE,
    GUEST,
    LEAD,
    ONE_CHANNEL_GUEST,
    OUTSIDER,
    Line,
    StaffSlack,
    a_line,
    a_person,
)

FORGE, OTHERS = "C0FORGE001", "C0OTHER001"
STRANGE = "U0STRANGE1"
"""Of another organisation, although the delivery does not say so."""
OTHER_PROVIDER = "U0KILN0001"
FRIDAY = "2026-12-04"
NUMBERS = count(1)
"""No two deliveries of a run are the same."""


@pytest.fixture
def knowledge() -> Knowledge:
    return knowing(*OFFERS)


@pytest.fixture
def slack() -> StaffSlack:
    """A Slack in which Example Forge has a channel, with everybody in it who might be."""
    slack = StaffSlack()
    strange = a_person(STRANGE, team_id=ELSEWHERE)
    for each in (a_person(FAY), a_person(OTHER_PROVIDER), strange):
        slack.people[each["id"]] = each
    slack.named = {"#forge": FORGE, "#kiln": OTHERS}
    inside = {FAY, GUEST, ONE_CHANNEL_GUEST, OUTSIDER, STRANGE, BOT, GONE, "U0NOBODY01"}
    slack.rooms |= {FORGE: inside, OTHERS: {OTHER_PROVIDER}}
    return slack


@pytest.fixture
def deliveries(work: SqliteWork, clock: FixedClock) -> Deliveries:
    return Deliveries(work, worker="one", lease=timedelta(seconds=20), machine=clock)


@pytest.fixture
def line(desk: Desk, deliveries: Deliveries, slack: StaffSlack) -> Line:
    return a_line(desk, deliveries, slack)


@pytest.fixture
def at(desk: Desk, look: Looking, clock: FixedClock) -> Arranging:
    return Arranging(desk, look, clock)


class Provider:
    """Presses and sends as one person, never the same delivery twice."""

    def __init__(self, line: Line, at: Arranging, referral: Referral) -> None:
        self.line, self.at, self.referral = line, at, referral

    def press(self, action: str, user: str = FAY, ref: str | None = None) -> None:
        stamp, value = f"17900{next(NUMBERS):05}.1", self.referral.id if ref is None else ref
        body = p.click(f"referral.{action}", value, user=user, channel=FORGE, action_ts=stamp)
        if user == OUTSIDER:
            body["user"]["team_id"] = ELSEWHERE
        assert self.line.deliver(body).status == 200

    def send(self, form: str, user: str = FAY, ref: str | None = None, **values: p.Body) -> Any:
        about = self.referral.id if ref is None else ref
        stamp = f"{next(NUMBERS)}.6.c"
        body = p.submission(
            f"referral.{form}_form", values, metadata=about, user=user, trigger_id=stamp
        )
        if user == OUTSIDER:
            body["user"]["team_id"] = ELSEWHERE
        answer = self.line.deliver(body)
        assert answer.status == 200
        return json.loads(answer.body) if answer.body else {}

    def now(self) -> Referral:
        return self.at.get(self.referral)


def on(day: str | None) -> p.Body:
    """Return what a calendar field holds."""
    return {"type": "datepicker", "selected_date": day}


def ticked(value: str | None) -> p.Body:
    """Return what round buttons hold."""
    return p.chosen(value) | {"type": "radio_buttons"}


@pytest.fixture
def do(line: Line, at: Arranging) -> Provider:
    return Provider(line, at, at.ask(MENTOR))


# What the provider does


def test_a_whole_way_by_buttons_and_forms(do: Provider, line: Line, at: Arranging):
    do.press("wait")
    assert do.now().state is ReferralState.WAITING
    do.press("accept")
    assert line.slack.views[-1]["private_metadata"] == do.referral.id
    assert do.send("accept", day=on("2026-11-25")) == {}
    assert do.now().start_on == date(2026, 11, 25)
    do.press("accept")
    assert line.slack.views[-1]["title"]["text"] == "Change the day"
    assert do.send("accept", day=on("2026-11-24")) == {}
    do.press("start")
    assert do.send("start", day=on("2026-11-24")) == {}
    do.press("review")
    assert do.send("review", day=on(FRIDAY)) == {}
    assert do.now().review_on == date(2026, 12, 4)
    do.press("end")
    assert do.send("end", changed=p.typed("Settles sooner"), day=on("2026-11-24")) == {}
    ended = do.now()
    assert (ended.state, ended.outcome) == (ReferralState.ENDED, "Settles sooner")
    assert at.told(TESSA) == [
        *("asked", "waiting", "accepted", "accepted", "started", "reviewed", "ended")
    ]
    assert line.told == []


def test_a_no_reaches_the_school_with_its_reason(do: Provider, at: Arranging, line: Line):
    do.press("decline")
    assert "The school reads this" in str(line.slack.views[-1])
    assert do.send("decline", reason=p.typed("We take Years 10 and 11")) == {}
    assert do.now().reason == "We take Years 10 and 11"
    assert at.told(TESSA)[-1] == "declined"


def test_names_in_what_a_provider_writes_are_taken_out_at_the_door(do: Provider, look: Looking):
    do.send("decline", reason=p.typed("Jordanna was here before"))
    assert do.now().reason == "[name] was here before"
    assert "Jordanna" not in look.everything()


def test_a_place_ends_with_what_it_led_to(line: Line, at: Arranging):
    do = Provider(line, at, at.started(PLACE, **READY))
    do.press("end")
    assert "still-placed" not in str(line.slack.views[-1])
    said = {"changed": p.typed("Back for mornings"), "day": on("2026-11-24")}
    for wrong in (None, "still-placed", "' OR 1=1"):
        answer = do.send("end", **said, result=ticked(wrong))
        assert answer["errors"] == {"result": parse_referrals.CHOOSE}
    assert do.send("end", **said)["errors"]["day"].startswith("Say what the place led to")
    assert do.now().state is ReferralState.STARTED
    assert do.send("end", **said, result=ticked("back-part-time")) == {}
    assert do.now().result == "back-part-time"


def test_a_result_forged_into_the_form_of_what_is_no_place_is_refused(line: Line, at: Arranging):
    do = Provider(line, at, at.started(MENTOR))
    said = {"changed": p.typed("Yes"), "day": on("2026-11-24"), "result": ticked("back-full-time")}
    assert "is no place" in do.send("end", **said)["errors"]["day"]
    assert do.now().state is ReferralState.STARTED


def test_what_is_missing_is_shown_instead_of_a_form(line: Line, at: Arranging):
    do = Provider(line, at, at.ask(PLACE))
    do.press("accept")
    page = line.slack.views[-1]
    assert "submit" not in page
    assert "pupil’s own view" in str(page)
    refused = do.send("accept", day=on("2026-11-25"))["errors"]["day"]
    assert "needs written consent" in refused
    assert do.now().state is ReferralState.ASKED


@pytest.mark.parametrize(
    ("form", "day", "why"),
    [
        ("accept", "2026-11-23", "has passed"),
        ("accept", "2026-11-28", "no school day"),
        ("accept", "2027-08-02", "no school day"),
        ("accept", None, parse_referrals.NO_DAY),
        ("accept", "the day after", parse_referrals.NO_DAY),
        ("start", "2026-11-25", "still to come"),
        ("start", "2026-11-20", "before it was asked for"),
        ("review", "2026-11-24", "not after today"),
        ("review", "2026-12-26", "no school day"),
        ("end", "2026-11-23", "cannot end before"),
        ("end", "2026-11-25", "still to come"),
        ("end", "9999-99-99", parse_referrals.NO_DAY),
    ],
)
def test_an_impossible_day_is_refused_at_its_field(
    line: Line, at: Arranging, form: str, day: str | None, why: str
):
    made = {"accept": at.ask, "start": at.accepted, "review": at.started, "end": at.started}
    do = Provider(line, at, made[form](MENTOR))
    before = do.now()
    words = {"changed": p.typed("Much calmer")} if form == "end" else {}
    answer = do.send(form, day=on(day), **words)
    assert answer["response_action"] == "errors", "the form stays open with all that was typed"
    assert list(answer["errors"]) == ["day"]
    assert why in answer["errors"]["day"]
    assert do.now() == before


@pytest.mark.parametrize("words", [None, "", "   ", "-", "\u200b", "…"])
def test_a_no_without_a_reason_and_an_end_without_words_are_refused(
    line: Line, at: Arranging, words: str | None
):
    do = Provider(line, at, at.ask(MENTOR))
    assert do.send("decline", reason=p.typed(words))["errors"] == {"reason": parse_referrals.WHY}
    done = Provider(line, at, at.started(CALL))
    answer = done.send("end", PRIYA, changed=p.typed(words), day=on(None))
    assert set(answer["errors"]) == {"changed", "day"}, "all that is wrong at once"


def test_words_longer_than_the_form_takes_are_refused_with_by_how_much(do: Provider):
    answer = do.send("decline", reason=p.typed("x" * 900))
    assert answer["errors"] == {"reason": "That is too long by 200 characters."}


def test_the_last_place_goes_to_one_and_the_other_form_stays(line: Line, at: Arranging):
    first, second = at.ask(MENTOR), at.ask(MENTOR)
    assert Provider(line, at, first).send("accept", day=on("2026-11-25")) == {}
    answer = Provider(line, at, second).send("accept", FAY, None, day=on("2026-11-26"))
    assert "places of “Mentor” are taken" in answer["errors"]["day"]


@pytest.mark.parametrize(
    "action", ["accept", "wait", "decline", "start", "review", "end", "withdraw"]
)
def test_an_old_button_says_how_it_stands_and_opens_nothing(do: Provider, line: Line, action: str):
    do.send("decline", reason=p.typed("We are closing"))
    before = do.now()
    do.press(action, TESSA if action == "withdraw" else FAY)
    ((_, text),) = line.told
    assert "over" in text or "was declined" in text
    assert line.slack.views == []
    assert do.now() == before


def test_a_form_taken_up_again_is_refused_by_message(
    do: Provider, line: Line, deliveries: Deliveries
):
    values = {"day": on("2026-11-23")}
    body = p.submission("referral.accept_form", values, metadata=do.referral.id, user=FAY)
    delivery = a_delivery("view:again", body=body, attempts=2)
    deliveries.accept(delivery)
    line.app.dispatch(retaken_request(delivery))
    ((channel, text),) = line.told
    assert channel == f"D{FAY[1:]}"
    assert "has passed" in text


# More


def test_more_is_written_down_before_anything_is_shown(do: Provider, line: Line, look: Looking):
    line.slack.plan = lambda method, about: (
        SlackDeliveryError("expired_trigger_id") if method == "open_view" else None
    )
    do.press("more")
    (row,) = look.rows("SELECT actor, object FROM audit WHERE action = 'referral.read'")
    assert (row["actor"], row["object"]) == (FAY, do.referral.id)
    assert line.slack.views == []
    line.slack.plan = lambda method, about: None
    do.press("more", GUEST)
    assert "kind to younger ones" in str(line.slack.views[-1])
    assert len(look.rows("SELECT 1 FROM audit WHERE action = 'referral.read'")) == 2


# The school takes it back


def test_only_whoever_asked_takes_it_back(do: Provider, line: Line):
    for user in (OMAR, FAY, PRIYA, LEAD):
        do.press("withdraw", user)
    assert do.now().state is ReferralState.ASKED
    assert len({text for _, text in line.told}) == 1
    do.press("withdraw", TESSA, "no-such-id")
    assert len({text for _, text in line.told}) == 1, "what is not there reads like another's"
    do.press("withdraw", TESSA)
    assert do.now().state is ReferralState.WITHDRAWN


# Who may answer for a provider

EVERYBODY = (
    *(TESSA, OMAR, PRIYA, DAN, LEAD, FAY, OTHER_PROVIDER, GUEST, ONE_CHANNEL_GUEST),
    *(OUTSIDER, STRANGE, BOT, GONE, "U0NOBODY01"),
)
IN_THE_CHANNEL = {FAY, GUEST, ONE_CHANNEL_GUEST}
PRACTITIONERS_AND_LEADS = {PRIYA, DAN, LEAD}
FORGED = ("no-such-id", "", "' OR 1=1 --", "#forge", "id0001" * 300)
PRESSED = ("more", "accept", "wait", "decline", "start", "review", "end")
SENT: dict[str, dict[str, p.Body]] = {
    "accept": {"day": on("2026-11-25")},
    "decline": {"reason": p.typed("No")},
    "start": {"day": on("2026-11-24")},
    "review": {"day": on(FRIDAY)},
    "end": {"changed": p.typed("Calmer"), "day": on("2026-11-24")},
}
STATES = {"accept": "ask", "decline": "ask", "wait": "ask", "more": "ask", "start": "accepted"}
CASES = ((MENTOR, IN_THE_CHANNEL), (CALL, PRACTITIONERS_AND_LEADS))


def test_every_listener_of_the_provider_stands_behind_the_guard():
    behind = {key.value for key in (*ACTIONS, *VIEWS)}  # type: ignore[union-attr]
    assert behind == {
        *(f"referral.{each}" for each in (*PRESSED, "withdraw")),
        *(f"referral.{each}_form" for each in SENT),
    }
    by_guard = {key: route.guard for key, route in (*ACTIONS.items(), *VIEWS.items())}
    assert [key for key, guard in by_guard.items() if guard is not Guard.PROVIDER] == [
        "referral.withdraw"
    ]


def a_case(line: Line, at: Arranging, name: str, offer: Offer) -> Provider:
    return Provider(line, at, getattr(at, STATES.get(name, "started"))(offer))


@pytest.mark.parametrize(("offer", "may"), CASES, ids=["channel", "by-mail"])
@pytest.mark.parametrize("name", PRESSED)
def test_whoever_may_not_press_changes_nothing_and_sees_nothing(
    line: Line, at: Arranging, name: str, offer: Offer, may: set[str], look: Looking
):
    do = a_case(line, at, name, offer)
    before, audited = do.now(), look.rows("SELECT count(*) AS n FROM audit")
    for user in EVERYBODY:
        if user in may:
            continue
        told = len(line.told)
        do.press(name, user)
        ((channel, text),) = line.told[told:]
        assert channel == f"D{user[1:]}", "told to somebody else"
        assert user == OUTSIDER or text == guards.NOT_THE_PROVIDER, user
    assert line.slack.views == []
    assert do.now() == before
    assert look.rows("SELECT count(*) AS n FROM audit") == audited


@pytest.mark.parametrize(("offer", "may"), CASES, ids=["channel", "by-mail"])
@pytest.mark.parametrize("name", PRESSED)
def test_whoever_may_press_gets_it_done(
    line: Line, at: Arranging, name: str, offer: Offer, may: set[str]
):
    for user in sorted(may):
        kept = replace(offer, capacity_total=9, capacity_now=9)
        do = a_case(line, at.with_offers(kept), name, kept)
        do.press(name, user)
        assert line.told == []
        assert line.slack.views or do.now().state is ReferralState.WAITING


@pytest.mark.parametrize(("offer", "may"), CASES, ids=["channel", "by-mail"])
@pytest.mark.parametrize("name", SENT)
def test_a_form_of_somebody_who_may_not_stays_open_and_does_nothing(
    line: Line, at: Arranging, name: str, offer: Offer, may: set[str]
):
    do = a_case(line, at, name, offer)
    before = do.now()
    for user in EVERYBODY:
        if user in may:
            continue
        answer = do.send(name, user, **SENT[name])
        assert answer["response_action"] == "errors"
        (said,) = answer["errors"].values()
        assert user == OUTSIDER or said == f"{guards.NOT_THE_PROVIDER} {guards.KEPT}"
    assert do.now() == before
    for user in sorted(may)[:1]:
        assert do.send(name, user, **SENT[name]) == {}
    assert do.now() != before


@pytest.mark.parametrize("ref", FORGED)
def test_a_forged_reference_reads_like_a_referral_of_somebody_else(
    do: Provider, line: Line, ref: str
):
    for user in (FAY, PRIYA, LEAD, GUEST, TESSA):
        for name in PRESSED:
            do.press(name, user, ref)
        for name, values in SENT.items():
            answer = do.send(name, user, ref, **values)
            assert set(answer["errors"].values()) == {f"{guards.NOT_THE_PROVIDER} {guards.KEPT}"}
    assert {text for _, text in line.told} == {guards.NOT_THE_PROVIDER}
    assert line.slack.views == []
    assert do.now() == do.referral


def test_a_click_that_names_anothers_referral_is_judged_by_that_one(line: Line, at: Arranging):
    theirs = at.ask(MENTOR)
    ours = at.ask(CALL)
    Provider(line, at, theirs).press("wait", FAY, ours.id)
    Provider(line, at, theirs).press("wait", PRIYA, theirs.id)
    assert {at.get(each).state for each in (theirs, ours)} == {ReferralState.ASKED}


def test_a_referral_of_another_workspace_is_not_there(do: Provider, line: Line, look: Looking):
    import pysqlite3.dbapi2 as sqlite3

    with sqlite3.connect(look._path) as connection:
        connection.execute("UPDATE referrals SET team_id = 'T0OTHER001'")
    do.press("wait")
    assert [text for _, text in line.told] == [guards.NOT_THE_PROVIDER]


def test_a_channel_shared_with_others_lets_our_own_people_through_and_nobody_else(
    do: Provider, line: Line, slack: StaffSlack
):
    slack.shared[FORGE] = {"is_ext_shared": True}
    do.press("more", STRANGE)
    do.press("more", OUTSIDER)
    assert slack.views == []
    do.press("more", FAY)
    assert len(slack.views) == 1


@pytest.mark.parametrize("method", ["channel_named", "members", "person"])
def test_while_slack_is_silent_nobody_gets_through_and_is_asked_to_press_again(
    do: Provider, line: Line, slack: StaffSlack, method: str
):
    slack.plan = lambda called, about: SlackDeliveryError("timeout") if called == method else None
    do.press("wait")
    assert line.told == [(f"D{FAY[1:]}", guards.NO_ANSWER)]
    answer = do.send("decline", reason=p.typed("All my words"))
    assert answer["errors"] == {"reason": guards.NO_ANSWER_TO_FORM}
    assert do.now().state is ReferralState.ASKED
    slack.plan = lambda called, about: None
    do.press("wait")
    assert do.now().state is ReferralState.WAITING


def test_whose_provider_left_the_line_is_answered_where_its_card_stands(
    do: Provider, at: Arranging, deliveries: Deliveries, slack: StaffSlack
):
    restarted = at.without(MENTOR)
    line = a_line(restarted.desk, deliveries, slack)
    after = Provider(line, restarted, do.referral)
    after.press("accept")
    after.press("decline", PRIYA)
    assert [text for _, text in line.told] == [guards.NOT_THE_PROVIDER]
    refused = after.send("accept", day=on("2026-11-25"))
    assert "not on the line at present" in refused["errors"]["day"]
    assert after.send("decline", reason=p.typed("We have closed")) == {}


# Slack's word on who is in a provider's channel, through the real gateway


@pytest.fixture(scope="module")
def workspace() -> Iterator[LocalWorkspace]:
    config = demo_config(LINE)
    people = [
        UserConfig(id=FAY, name="fay"),
        UserConfig(id=GUEST, name="guest", is_restricted=True),
        UserConfig(id=ONE_CHANNEL_GUEST, name="guest2", is_ultra_restricted=True),
        UserConfig(id=OUTSIDER, name="outside", other_team_id=ELSEWHERE),
        UserConfig(id=BOT, name="robot", is_bot=True),
        UserConfig(id=GONE, name="gone", deleted=True),
    ]
    members = [*(each.id for each in people), config.app.bot_user_id]
    forge = ChannelConfig(id=FORGE, name="forge", is_private=True, members=members)
    config = replace(config, users=[*config.users, *people], channels=[*config.channels, forge])
    with LocalWorkspace(config) as running:
        yield running


@pytest.fixture
def roles(workspace: LocalWorkspace) -> Roles:
    token = workspace.config.app.bot_token
    client = WebClient(token=token, base_url=workspace.api_url, timeout=5, retry_handlers=[])
    return Roles(Gateway(client, on_call=LINE.on_call_channel, leads=LINE.leads_channel))


def test_a_providers_people_are_whoever_of_this_workspace_is_in_its_channel(roles: Roles):
    for user in (FAY, GUEST, ONE_CHANNEL_GUEST):
        assert roles.is_in("#forge", user)
    for user in (OUTSIDER, BOT, GONE, PRIYA, TESSA, "U0NOBODY01", "", "<!channel>"):
        assert not roles.is_in("#forge", user), user
    with pytest.raises(SlackDeliveryError, match="not_in_named_channel"):
        roles.is_in("#nowhere", FAY)


def test_many_clicks_of_a_provider_are_few_questions(roles: Roles, workspace: LocalWorkspace):
    methods = ("users.conversations", "conversations.members", "users.info")
    before = {each: len(workspace.calls(each)) for each in methods}
    for _ in range(30):
        assert roles.is_in("#forge", FAY)
    asked = {each: len(workspace.calls(each)) - count for each, count in before.items()}
    assert asked == dict.fromkeys(methods, 1)


def test_who_leaves_a_providers_channel_is_refused_within_half_a_minute(
    roles: Roles, workspace: LocalWorkspace, monkeypatch: pytest.MonkeyPatch
):
    assert roles.is_in("#forge", FAY)
    workspace.remove_from(FORGE, FAY)
    assert roles.is_in("#forge", FAY), "remembered for a moment"
    monkeypatch.setattr("advicebot.slack.gateway.MEMBERS_KEPT", -1.0)
    assert not roles.is_in("#forge", FAY)
    workspace.add_to(FORGE, FAY)
    assert roles.is_in("#forge", FAY)
