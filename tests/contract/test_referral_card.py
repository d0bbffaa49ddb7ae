"""What a provider sees of a referral, and what the school is told, drawn from the state."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL, Effect, EffectKind
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.support.needs_profile import Area
from advicebot.domain.support.referral import Move, ReferralState, may
from advicebot.service import profiles, referral_effects, referrals
from advicebot.service.desk import Desk
from advicebot.service.referral_effects import ReferralLine
from advicebot.slack.draw import Artist
from advicebot.slack.drawing.referrals import read
from advicebot.slack.screens import referral_card, referral_lines, referral_told
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.referral_parts import ReferralView
from tests.fakes import TEAM, TESSA, Looking
from tests.referring import CALL, FAY, MENTOR, OFFERS, PLACE, READY, TODAY, Arranging, knowing
from tests.screens_referral import MENTOR as A_MENTOR
from tests.screens_referral import PLACE as A_PLACE
from tests.screens_referral import STATES, Referrals

MOVES = {
    "referral.accept": Move.ACCEPT,
    "referral.wait": Move.WAIT,
    "referral.decline": Move.DECLINE,
    "referral.start": Move.START,
    "referral.review": Move.REVIEW,
    "referral.end": Move.END,
}
SECRET = "Zebrafish"


@pytest.fixture
def knowledge() -> Knowledge:
    return knowing(*OFFERS)


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> Arranging:
    return Arranging(desk, look, clock)


def shown(message: Message) -> str:
    return json.dumps([message.text, message.blocks], ensure_ascii=False)


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [each["action_id"] for row in rows for each in row]


def the_card(view: ReferralView) -> Message:
    return referral_card.card(view, is_in_own_channel=True)


def written(state: str, **changed: Any) -> ReferralView:
    """Return a referral in whose every free text the secret stands; its offer is as it was."""
    view = Referrals(SECRET).view(state, A_PLACE, **READY | changed)
    return replace(view, offer=A_PLACE, school="Harrow Bank Primary (example)")


# The card


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("asked", ["accept", "wait", "decline", "more"]),
        ("waiting", ["accept", "decline", "more"]),
        ("accepted", ["start", "accept", "decline", "more"]),
        ("started", ["review", "end", "more"]),
        ("review-due", ["review", "end", "more"]),
        ("ended", []),
        ("declined", []),
        ("withdrawn", []),
    ],
)
def test_a_card_has_the_buttons_of_its_state(state: str, wanted: list[str]):
    found = buttons(the_card(Referrals().view(state)))
    assert [each.removeprefix("referral.") for each in found] == wanted


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("offer", [A_MENTOR, None])
def test_no_button_is_shown_for_what_the_rules_refuse(state: str, offer: Any):
    view = Referrals().view(state, offer)
    for each in buttons(the_card(view)):
        assert each == "referral.more" or may(view.referral, MOVES[each])
        assert offer or each not in ("referral.accept", "referral.start")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("is_own", [True, False])
def test_nobodys_words_and_nobody_who_asks_stands_on_the_card(state: str, is_own: bool):
    card = shown(referral_card.card(written(state), is_in_own_channel=is_own))
    assert SECRET not in card
    assert TESSA not in card
    assert "Harrow Bank" not in card
    assert "Workshop place" in card


@pytest.mark.parametrize("name", referral_told.TOLD)
@pytest.mark.parametrize("state", STATES)
def test_nobodys_words_stand_in_what_channels_are_told(name: str, state: str):
    told = shown(referral_told.told(written(state), {"name": name, "again": True}))
    assert SECRET not in told
    assert TESSA not in told or name == "referral.nudge-lead"


def test_the_page_behind_more_shows_everything_and_who_asks():
    view = replace(written("accepted"), profile=Referrals(SECRET).view("asked").profile)
    page = json.dumps(referral_card.details(view), ensure_ascii=False)
    assert page.count(SECRET) >= 11, (
        "strengths, four of tried, times, two views, first, adult, pupil"
    )
    assert f"<@{TESSA}>" in page
    assert "Harrow Bank Primary" in page
    assert "Monday 11 January, Monday 18 January" in page


def test_what_is_missing_is_counted_on_the_card_and_told_behind_more():
    lacking = Referrals().view("asked", A_PLACE)
    assert "5 things are still missing" in shown(the_card(lacking))
    assert "pupil’s own view" not in shown(the_card(lacking))
    assert "pupil’s own view" in json.dumps(referral_card.details(lacking), ensure_ascii=False)
    ready = Referrals().view("asked", A_PLACE, **READY)
    assert "missing" not in shown(the_card(ready))


def test_a_card_among_the_practitioners_says_whom_to_ring():
    by_mail = replace(A_MENTOR, provider=CALL.provider)
    view = Referrals().view("asked", by_mail)
    card = shown(referral_card.card(view, is_in_own_channel=False))
    assert "Ring Example Outreach" in card
    assert "outreach@example.org" in card
    assert "records the answer here" in card
    assert "Ring " not in shown(referral_card.card(view, is_in_own_channel=True))


# The lines


def test_every_name_that_is_sent_can_be_drawn():
    drawn = {*referral_lines.DRAWERS, *referral_told.TOLD}
    assert drawn == {each.value for each in ReferralLine}


@pytest.mark.parametrize("name", referral_lines.DRAWERS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("offer", [A_PLACE, A_MENTOR, None])
def test_a_line_can_be_drawn_whatever_has_happened_since(name: str, state: str, offer: Any):
    for view in (Referrals().view(state, offer), Referrals().view(state, offer, **READY)):
        message = referral_lines.line(view, {"name": name})
        assert "R-1042" in message.text
        for each in buttons(message):
            allowed = {"referral.add": Move.AMEND, "referral.withdraw": Move.WITHDRAW}
            assert each == "offer.list" or may(view.referral, allowed[each])


@pytest.mark.parametrize(
    ("name", "state", "says"),
    [
        ("asked", "asked", "Wednesday 25 November"),
        ("amended", "asked", "Wednesday 25 November"),
        ("accepted", "accepted", "Tuesday 1 December"),
        ("waiting", "waiting", "Tuesday 15 December"),
        ("started", "started", "Tuesday 15 December"),
        ("review-due", "review-due", "Wednesday 16 December"),
        ("reviewed", "started", "Tuesday 15 December"),
    ],
)
def test_the_school_is_told_by_when_the_next_thing_happens(name: str, state: str, says: str):
    message = referral_lines.line(Referrals().view(state), {"name": f"referral.{name}"})
    assert says in message.text


def test_add_what_is_missing_is_offered_while_something_is():
    lacking = referral_lines.line(Referrals().view("asked", A_PLACE), {"name": "referral.asked"})
    assert buttons(lacking) == ["referral.add", "referral.withdraw"]
    ready = Referrals().view("asked", A_PLACE, **READY)
    assert buttons(referral_lines.line(ready, {"name": "referral.asked"})) == ["referral.withdraw"]


def test_after_a_no_other_outreach_is_one_tap_away_for_the_same_request():
    message = referral_lines.line(Referrals().view("declined"), {"name": "referral.declined"})
    ((button,),) = [each["elements"] for each in message.blocks if each["type"] == "actions"]
    assert (button["action_id"], button["value"]) == (
        "offer.list",
        "0f3a5d7c9b1e2f4a6c8d0e1f2a3b4c5d",
    )
    assert "The mentoring scheme takes younger pupils" in message.text


def test_a_reminder_asks_for_nothing_that_has_been_said_meanwhile():
    for name in ("nudge", "nudge-lead", "review-due-for-provider"):
        message = referral_told.told(Referrals().view("ended"), {"name": f"referral.{name}"})
        assert "dealt with" in message.text
        assert buttons(message) == []


# Drawn from the database


def effect_of(kind: EffectKind, referral_id: str, recipient: str, **data: Any) -> Effect:
    return Effect(key="k", team_id=TEAM, kind=kind, recipient=recipient, ref=referral_id, data=data)


def drawn(line: Arranging) -> dict[str, str]:
    """Return every message of the outbox that Slack gets, by kind or name and recipient."""
    artist, found = Artist(line.desk), {}
    for row in line.look.effects():
        if not row["kind"].startswith(("referral", "line")):
            continue
        kind = EffectKind(row["kind"])
        effect = effect_of(kind, row["ref"], row["recipient"], **row["data"])
        name = row["data"].get("name", row["kind"])
        found[f"{name} {row['recipient']}"] = shown(artist.message(effect))
    return found


def test_all_that_a_whole_way_sends_can_be_drawn(line: Arranging):
    new = line.ask(PLACE)
    referrals.wait(line.desk, None, new.id, FAY)
    referrals.amend(line.desk, None, new.id, TESSA, **READY)
    referrals.accept(line.desk, None, new.id, FAY, start_on=TODAY)
    referrals.start(line.desk, None, new.id, FAY, on=TODAY)
    line.until(date(2027, 1, 20))
    found = drawn(line)
    assert "started" in found[f"referral.started {TESSA}"]
    assert "The review is due" in found["referral.review-due-for-provider #forge"]
    assert "due for review" in found["referral #forge"]
    assert "is due on Monday 4 January" in found[f"referral.review-due {TESSA}"]


def test_a_referral_whose_offer_is_gone_still_draws(line: Arranging):
    line.ask(MENTOR)
    for message in drawn(line.without(MENTOR)).values():
        assert "not listed" in message


def test_the_answer_is_due_on_the_day_of_the_first_reminder(line: Arranging):
    new = line.ask(MENTOR)
    assert read(line.desk, new.id).answer_by == date(2026, 11, 26)
    line.until(date(2026, 11, 26), "09:13")
    assert "nudge" not in line.told("#forge")
    line.until(date(2026, 11, 26), "23:00")
    assert line.told("#forge") == ["nudge"]
    assert read(line.desk, new.id).answer_by == date(2026, 11, 26), (
        "it does not move with reminders"
    )


def test_a_card_knows_the_school_the_places_and_the_newest_profile(line: Arranging):
    new = line.ask(MENTOR)
    with line.desk.work.write() as unit:
        unit.people.save(TEAM, TESSA, school="harrow-bank", role="senco")
    assert new.request_id
    for answer in (0, 3):
        profiles.save(line.desk, None, new.request_id, TESSA, answers={Area.TALK: answer})
        line.clock.advance(timedelta(minutes=1))
    view = read(line.desk, new.id)
    assert view.school == "Harrow Bank Primary (example)"
    assert view.profile
    assert view.profile.answers == {Area.TALK: 3}
    assert view.availability
    assert view.availability.words == "1 of 1 free"
    referrals.accept(line.desk, None, new.id, FAY, start_on=TODAY)
    held = read(line.desk, new.id)
    assert held.availability
    assert held.availability.free == 0
    assert held.referral.state is ReferralState.ACCEPTED


def test_the_card_of_a_provider_without_a_channel_stands_among_the_practitioners(line: Arranging):
    line.ask(CALL)
    assert "Ring Example Outreach" in drawn(line)[f"referral {ON_CALL}"]


def test_leads_are_told_which_file_left_an_offer_out(line: Arranging):
    data = {
        "name": "referral.offer-left-out",
        "file": "offers/a.yaml",
        "line": 3,
        "reason": "<tier>",
    }
    message = Artist(line.desk).message(effect_of(EffectKind.LINE, TEAM, "@leads", **data))
    assert "offers/a.yaml:3" in message.text
    assert "&lt;tier&gt;" in message.text


def test_a_reminder_to_the_lead_about_an_offer_that_came_back_is_drawn_as_things_stand(
    line: Arranging,
):
    new = line.ask(MENTOR)
    effect = referral_effects.told(new, ReferralLine.NUDGE_LEAD, "U0LENA0001", gone=True)
    assert "is stuck" in Artist(line.without(MENTOR).desk).message(effect).text
    assert "does not answer" in Artist(line.desk).message(effect).text
