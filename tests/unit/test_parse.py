"""Payload dictionaries to small values; what comes from outside is not trusted."""

import pytest

from advicebot.domain.request import AskAnswer, Origin
from advicebot.domain.vocabulary import Phase, Topic
from advicebot.slack import parse
from advicebot.slack.payloads import cleaned, is_deletion
from tests import payloads as p
from tests.fakes import SECRET, TEAM, TESSA, TESSA_DM, redact


def test_a_direct_message():
    body = cleaned(p.message(f" {SECRET} is kicking off ", thread_ts="17.1"), redact)
    got = parse.incoming_message(body, "k")
    assert (got.key, got.team_id, got.user_id, got.origin) == ("k", TEAM, TESSA, Origin.DM)
    assert (got.text, got.removed) == ("[name] is kicking off", 1)
    assert (got.channel_id, got.message_ts, got.thread_ts) == (TESSA_DM, p.TS, "17.1")


def test_a_mention_loses_the_bots_own_name_and_its_thread():
    body = cleaned(p.event(p.mention("he hit me")["event"] | {"thread_ts": "17.1"}), redact)
    got = parse.incoming_message(body, "k")
    assert (got.origin, got.text, got.thread_ts) == (Origin.MENTION, "he hit me", None)


def test_a_message_without_a_text_is_empty():
    body = p.message("x")
    body["event"]["text"] = None
    assert parse.incoming_message(body, "k").text == ""


def test_an_edit_is_a_change_and_also_a_new_message():
    change, as_new = parse.incoming_edit(cleaned(p.edited("b", "a"), redact), "k")
    assert (change.text, change.message_ts, change.user_id) == ("b", p.TS, TESSA)
    assert (as_new.text, as_new.message_ts, as_new.origin) == ("b", p.TS, Origin.DM)


@pytest.mark.parametrize("body", [p.deleted("a"), p.deleted(None), p.tombstone("a")])
def test_a_deletion_in_each_of_its_forms(body: p.Body):
    change = parse.incoming_deletion(cleaned(body, redact), "k")
    assert (change.text, change.channel_id, change.message_ts) == (None, TESSA_DM, p.TS)


def test_a_tombstone_is_a_deletion_and_an_edit_is_not():
    assert is_deletion(p.deleted("a"))
    assert is_deletion(p.tombstone("a"))
    assert not is_deletion(p.edited("b", "a"))
    assert not is_deletion(p.message("a"))


def test_a_command():
    got = parse.incoming_command(cleaned(p.command(f"  {SECRET} did "), redact), "k")
    assert (got.text, got.origin, got.channel_id, got.removed) == (
        "[name] did",
        Origin.COMMAND,
        None,
        1,
    )


def form(**values: p.Body) -> p.Body:
    return p.submission("request.ask_form", values)


def test_a_full_form():
    body = form(
        what=p.typed(" he hit me "),
        tried=p.typed("moved him"),
        risk=p.chosen("8"),
        phase=p.chosen("ks3"),
        at_risk=p.chosen("worried"),
    )
    got = parse.incoming_form(cleaned(body, redact), "k")
    assert (got.text, got.tried, got.risk) == ("he hit me", "moved him", 8)
    assert (got.phase, got.at_risk, got.origin) == (Phase.KS3, AskAnswer.WORRIED, Origin.FORM)


def test_an_empty_form_is_refused_at_the_field():
    for what in (p.typed(None), p.typed("  "), p.typed("ab")):
        assert list(parse.form_errors(form(what=what))) == ["what"]
    assert list(parse.form_errors(form())) == ["what"]
    assert parse.form_errors(form(what=p.typed("abc"))) == {}


@pytest.mark.parametrize("value", ["11", "-1", "x", "", None])
def test_values_that_no_menu_of_ours_offers_are_dropped(value: str | None):
    got = parse.incoming_form(
        form(
            what=p.typed("he hit me"),
            risk=p.chosen(value),
            phase=p.chosen(value),
            at_risk=p.chosen(value),
        ),
        "k",
    )
    assert (got.risk, got.phase, got.at_risk) == (None, None, None)


def test_a_click_names_its_place():
    got = parse.click(p.click("request.helps", "id1"))
    assert (got.value, got.user_id, got.channel_id) == ("id1", TESSA, TESSA_DM)
    home = p.click("request.ask", "ask") | {"container": {"type": "view", "view_id": "V1"}}
    assert parse.click(home).channel_id is None


def test_narrowing_to_a_topic_that_is_not_ours_is_none():
    assert parse.narrowed_topic("request.narrow.adhd") is Topic.ADHD
    assert parse.narrowed_topic("request.narrow.everything") is None


def test_the_not_quite_form_takes_only_our_own_words():
    why, topic = p.chosen("too-long"), p.chosen("autism")
    body = p.submission("request.not_quite_form", {"why": why, "topic": topic}, metadata="id1")
    got = parse.not_quite_form(body)
    assert (got.request_id, got.why, got.topics) == ("id1", "too-long", (Topic.AUTISM,))
    forged = {"why": p.chosen("Jordan did it"), "topic": p.chosen("x")}
    got = parse.not_quite_form(p.submission("request.not_quite_form", forged))
    assert (got.request_id, got.why, got.topics) == ("", "not-said", ())


def test_an_introduction():
    values = {"school": p.chosen("kestrel"), "role": p.chosen("senco")}
    got = parse.introduction(p.submission("person.introduce_form", values))
    assert (got.school, got.role) == ("kestrel", "senco")


def test_who_is_from_another_organisation():
    assert not parse.is_outsider(p.message("a"))
    assert parse.is_outsider(p.message("a", user_team="T0OTHER001"))
    assert parse.is_outsider(p.message("a", team="T0OTHER001"))
    assert parse.is_outsider(p.edited("b", "a", team="T0OTHER001"))
    assert not parse.is_outsider(p.edited("b", "a"))
    assert not parse.is_outsider(p.command("a"))
