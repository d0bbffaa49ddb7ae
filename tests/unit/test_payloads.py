"""What Slack delivers, before it is stored: which delivery it is, and its words without names."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.slack.payloads import (
    REMOVED,
    cleaned,
    is_from_person,
    key_of,
    kind_of,
    sender_of,
    team_of,
)
from tests import payloads as p
from tests.fakes import OMAR, SECRET, TEAM, TESSA, TESSA_DM, redact

FILE = {"id": "F1", "title": SECRET, "name": f"{SECRET}.pdf", "preview": SECRET}
ATTACHMENT = {"fallback": SECRET, "text": SECRET, "title": SECRET}
ROOT = p.said(f"earlier about {SECRET}")
PLANTED: dict[str, p.Body] = {
    "message": p.message(f"{SECRET} is kicking off", attachments=[ATTACHMENT]),
    "file": p.message(f"see {SECRET}", subtype="file_share", files=[FILE], upload=True),
    "broadcast": p.message(f"{SECRET} again", subtype="thread_broadcast", root=ROOT),
    "edit": p.edited(f"{SECRET} hit {SECRET}", f"{SECRET} did", attachments=[ATTACHMENT]),
    "broadcast edit": p.edited(SECRET, SECRET, subtype="thread_broadcast", root=ROOT),
    "deletion": p.deleted(f"{SECRET} did"),
    "tombstone": p.tombstone(f"{SECRET} did"),
    "mention": p.mention(f"{SECRET} did"),
    "command": p.command(f"{SECRET} did"),
    "form": p.submission(
        "request.ask_form", {"what": p.typed(f"{SECRET} did"), "tried": p.typed(SECRET)}
    ),
    "shortcut": p.shortcut(f"{SECRET} did"),
    "click": p.click("request.helps", "id1", text=f"You wrote {SECRET}"),
}
OTHERS = [p.home_opened(), p.deleted(None), p.message("x", ts="1790000003.000000")]
EVERY = [*PLANTED.values(), *OTHERS]


@pytest.mark.parametrize("body", PLANTED.values(), ids=PLANTED)
def test_no_copy_of_a_name_is_left_anywhere(body: p.Body):
    before = copy.deepcopy(body)
    assert SECRET in json.dumps(body)
    assert SECRET.lower() not in json.dumps(cleaned(body, redact)).lower()
    assert body == before, "the delivery itself is not changed"


@pytest.mark.parametrize(
    ("name", "count"),
    [("message", 1), ("edit", 2), ("broadcast", 1), ("deletion", 0), ("form", 2), ("click", 0)],
)
def test_what_was_taken_out_of_the_present_words_is_counted(name: str, count: int):
    assert cleaned(PLANTED[name], redact)[REMOVED] == count


@given(st.text(), st.sampled_from(sorted(PLANTED)), st.text())
def test_no_copy_is_left_whatever_stands_around_it(before: str, name: str, after: str):
    def plant(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plant(each) for key, each in value.items()}
        if isinstance(value, list):
            return [plant(each) for each in value]
        if isinstance(value, str) and SECRET in value:
            return f"{before} {value} {after}"
        return value

    shown = json.dumps(cleaned(plant(PLANTED[name]), redact), ensure_ascii=False)
    assert SECRET.lower() not in shown.lower()


def test_mentions_links_and_entities_are_plain_before_redaction():
    body = p.message("<@U0OMAR0001> hit <https://example.org|Jor>danna &amp; ran")
    clean = cleaned(body, redact)
    assert clean["event"]["text"] == "[name] hit [name] & ran"


def test_what_is_typed_into_a_form_is_not_read_as_markup():
    form = p.submission("request.ask_form", {"what": p.typed("2 < 3, <he ran|off> &lt; <@x>")})
    values = cleaned(form, redact)["view"]["state"]["values"]
    assert values["what"]["what"]["value"] == "2 < 3, <he ran|off> &lt; <@x>"


@pytest.mark.parametrize("body", EVERY, ids=lambda body: kind_of(body))
def test_the_key_survives_cleaning_and_repeats(body: p.Body):
    again = copy.deepcopy(body) | {"event_id": "Ev9999"}
    clean = cleaned(body, redact)
    assert key_of(body) == key_of(clean)
    if kind_of(body) != "app_home_opened":
        assert key_of(body) == key_of(again)
    assert (team_of(clean), kind_of(clean), sender_of(clean)) == (
        TEAM,
        kind_of(body),
        sender_of(body),
    )


def test_a_message_has_one_key_as_event_and_as_history():
    event = p.message("kicking off", event_id="Ev1")
    found = p.event(
        p.said("kicking off") | {"type": "message", "channel": TESSA_DM, "channel_type": "im"},
        event_id=f"sweep-{TESSA_DM}-{p.TS}",
    )
    assert key_of(event) == key_of(found)
    assert key_of(p.event(event["event"] | {"edited": {"ts": "1"}})) == key_of(event)


DIFFERENT = [
    p.message("a"),
    p.message("a", ts="1790000001.000100"),
    p.event(p.message("a")["event"] | {"channel": "D0OTHER001"}),
    p.message("a") | {"team_id": "T0OTHER001"},
    p.edited("b", "a"),
    p.edited("c", "b", at="1790000051.000500"),
    p.deleted("c"),
    p.deleted("c", ts="1790000001.000100"),
    p.home_opened(event_id="Ev1"),
    p.home_opened(event_id="Ev2"),
    p.command("a"),
    p.command("a", trigger_id="11.22.bb"),
    p.click("request.helps", "id1"),
    p.click("request.talk", "id1"),
    p.click("request.helps", "id1", action_ts="1790000031.111111"),
    p.click("request.helps", "id1", message_ts="1790000002.000000"),
    p.click("request.helps", "id1", user=OMAR),
    p.submission("request.ask_form", {}),
    p.submission("request.ask_form", {}, trigger_id="55.66.dd"),
    p.submission("request.ask_form", {}, view_id="V0002"),
    p.shortcut("a"),
    p.shortcut("a", trigger_id="77.88.ee"),
]


def test_different_deliveries_have_different_keys():
    keys = [key_of(body) for body in DIFFERENT]
    assert sorted(set(keys)) == sorted(keys)


@given(st.from_regex(r"[0-9]{10}\.[0-9]{6}", fullmatch=True), st.integers(0, 9))
def test_keys_hold_no_words(ts: str, number: int):
    assert "kicking" not in key_of(p.message("kicking off", ts=ts, event_id=f"Ev{number}"))


def test_a_corrected_form_is_another_delivery_than_the_refused_one():
    refused = p.submission("request.ask_form", {"what": p.typed("")}, trigger_id="1")
    corrected = p.submission("request.ask_form", {"what": p.typed("he hit me")}, trigger_id="2")
    assert key_of(refused) != key_of(corrected)


@pytest.mark.parametrize(
    ("body", "sender"),
    [
        (p.message("a"), TESSA),
        (p.edited("b", "a"), TESSA),
        (p.deleted("a"), TESSA),
        (p.mention("a"), TESSA),
        (p.command("a", user=OMAR), OMAR),
        (p.click("request.helps", "x", user=OMAR), OMAR),
        (p.submission("f", {}), TESSA),
        (p.shortcut("a"), TESSA),
        (p.home_opened(), TESSA),
        (p.message("a", bot_id="B1"), None),
        (p.message("a", subtype="bot_message"), None),
        (p.edited("b", "a", bot_id="B1"), None),
        (p.deleted(None), None),
    ],
)
def test_who_did_it(body: p.Body, sender: str | None):
    assert sender_of(body) == sender


def test_a_deletion_counts_even_when_slack_does_not_say_whose_message_it_was():
    assert is_from_person(p.deleted(None))
    ours = p.deleted("x")
    ours["event"]["previous_message"]["bot_id"] = p.BOT
    assert not is_from_person(ours)
    assert not is_from_person(p.message("a", bot_id="B1"))
    assert is_from_person(p.message("a"))
