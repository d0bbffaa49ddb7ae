"""The forms of a handoff: what they offer, what they take back, and what they keep when refused."""

from datetime import date
from typing import Any

import pytest

from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.vocabulary import Topic
from advicebot.slack import limits, parse_forms
from advicebot.slack.form_values import SPARE
from advicebot.slack.ids import Field
from advicebot.slack.parse_forms import INPUT_LIMITS, PassOn
from advicebot.slack.payloads import cleaned
from advicebot.slack.screens import handoff_forms
from advicebot.slack.screens.blocks import Block
from advicebot.workspace.blocks.check import check_view
from tests import payloads as p
from tests.fakes import DAN, PRIYA, SECRET, a_strategy, redact
from tests.handoff_screens import REVIEW, a_held_handoff, handoff_screens

HELD = a_held_handoff()
TODAY = date(2026, 11, 24)
SCREENS = dict(handoff_screens())


def inputs(form: Block) -> dict[str, dict[str, Any]]:
    return {each["block_id"]: each for each in form["blocks"] if each["type"] == "input"}


def offered(form: Block, field: Field) -> list[tuple[str, list[str]]]:
    """Return the groups of a menu: label, and the values in it."""
    groups = inputs(form)[field]["element"]["option_groups"]
    return [
        (each["label"]["text"], [option["value"] for option in each["options"]]) for each in groups
    ]


@pytest.mark.parametrize("name", SCREENS)
def test_slack_would_take_each_form(name: str):
    assert check_view(SCREENS[name], kind="modal") == []


@pytest.mark.parametrize(
    "words", ["<!channel> *now*", "x" * 40_000, "a\u202eb", "\u200b", "🧑‍🏫" * 900]
)
def test_slack_would_take_each_form_whatever_people_are_called_and_wrote(words: str):
    for name, form in handoff_screens(words):
        assert check_view(form, kind="modal") == [], name


def test_a_form_carries_the_handoffs_id_and_nothing_else():
    forms = [form for form in SCREENS.values() if "callback_id" in form]
    assert {form["private_metadata"] for form in forms} == {HELD.id}


def test_passing_on_offers_people_in_the_order_given_and_demands_a_note():
    form = SCREENS["form-pass"]
    assert offered(form, Field.TO) == [("On the on-call team", [PRIYA, DAN])]
    assert [each["optional"] for each in inputs(form).values()] == [False, False]
    assert inputs(form)["note"]["element"]["max_length"] == INPUT_LIMITS[Field.NOTE]


def test_passing_on_to_a_crowd_keeps_slacks_hundred_to_a_group():
    people = [(f"U0PERSON{n:03}", f"Person {n}") for n in range(230)]
    form = handoff_forms.pass_form(HELD, people)
    groups = offered(form, Field.TO)
    assert [len(values) for _, values in groups] == [100, 100, 30]
    assert [value for _, values in groups for value in values] == [id_ for id_, _ in people]
    assert check_view(form, kind="modal") == []


def test_with_nobody_to_pass_it_to_there_is_nothing_to_send():
    assert "submit" not in SCREENS["form-pass-nobody"]


def test_closing_demands_everything_but_the_review():
    required = {
        name for name, each in inputs(SCREENS["form-close"]).items() if not each["optional"]
    }
    assert required == {"agreed", "next_step", "next_by", "risk_now", "intention"}
    assert inputs(SCREENS["form-close"])["review_on"]["optional"] is True
    chosen = inputs(SCREENS["form-close"])["intention"]["element"]["options"]
    assert [each["value"] for each in chosen] == [each.value for each in Intention]


def test_closing_chooses_nothing_for_anybody_but_the_day_of_the_review():
    elements = {name: each["element"] for name, each in inputs(SCREENS["form-close"]).items()}
    assert elements["review_on"]["initial_date"] == "2026-12-08"
    assert "initial_date" not in inputs(SCREENS["form-close-without-day"])["review_on"]["element"]
    assert not any(key.startswith("initial_option") for each in elements.values() for key in each)


def test_strategies_stand_once_each_with_the_suggested_ones_first():
    many = [a_strategy(n, title=f"Number {n:03}") for n in range(1, 251)]
    many += [a_strategy(900, topics=(Topic.PARENTS, Topic.DEFIANCE))]
    form = handoff_forms.insert_form(HELD, [many[6], many[7], many[6]], many)
    groups = offered(form, Field.STRATEGY)
    assert groups[0] == ("Suggested for this request", ["strategy-7", "strategy-8"])
    shown = [value for _, values in groups for value in values]
    assert sorted(shown) == sorted(each.id for each in many)
    assert max(len(values) for _, values in groups) == limits.OPTIONS
    assert ("Parents and carers", ["strategy-900"]) in groups
    labels = [label for label, _ in groups]
    assert "Refusing to follow instructions (2)" in labels
    assert len(labels) == len(set(labels))
    assert check_view(form, kind="modal") == []


def a_pass(**changed: Any) -> p.Body:
    values = {"to": p.chosen(DAN), "note": p.typed("He likes football")} | changed
    return cleaned(p.submission("handoff.pass_form", values, metadata=HELD.id), redact)


def test_passing_on_is_read_and_redacted():
    body = a_pass(note=p.typed(f" {SECRET} likes football "))
    assert parse_forms.pass_on(body) == PassOn(
        handoff_id=HELD.id, to=DAN, note="[name] likes football", removed=1
    )


@pytest.mark.parametrize(
    "to", [None, "", "U0DAN", "D0DAN00001", "<!channel>", "U0DAN00001> <!channel", "u0dan00001"]
)
def test_passing_on_to_what_is_no_person_is_refused_at_its_field(to: str | None):
    body = a_pass(to=p.chosen(to))
    if to == "U0DAN":  # a person's id in shape, whoever it is: the use case looks them up
        assert isinstance(parse_forms.pass_on(body), PassOn)
    else:
        assert parse_forms.pass_on(body) == {"to": parse_forms.SOMEBODY}


def test_a_form_that_lacks_its_inputs_is_refused_at_every_field():
    empty = cleaned(p.submission("handoff.pass_form", {}, metadata=HELD.id), redact)
    assert set(parse_forms.pass_on(empty)) == {"to", "note"}  # type: ignore[arg-type]
    wrong = parse_forms.closing(empty, today=TODAY)
    assert set(wrong) == {"agreed", "next_step", "next_by", "risk_now", "intention"}  # type: ignore[arg-type]
    assert parse_forms.strategy(empty, {}) == {"strategy": parse_forms.STRATEGY_GONE}


def day(chosen: str | None) -> p.Body:
    return {"type": "datepicker", "selected_date": chosen}


def a_closing(**changed: Any) -> p.Body:
    values = {
        "agreed": p.typed("A calm start"),
        "next_step": p.typed("Meet the parents"),
        "next_by": p.typed("SENCO"),
        "risk_now": p.chosen("4"),
        "intention": p.chosen("suspension"),
        "review_on": day("2026-12-08"),
    }
    return cleaned(p.submission("handoff.close_form", values | changed, metadata=HELD.id), redact)


def test_closing_is_read():
    assert parse_forms.closing(a_closing(), today=TODAY) == Closing(
        agreed="A calm start",
        next_step="Meet the parents",
        next_by="SENCO",
        risk=4,
        intention=Intention.SUSPENSION,
        review_on=REVIEW,
    )


@pytest.mark.parametrize("risk", [str(n) for n in range(11)])
def test_each_risk_from_nought_to_ten_is_taken(risk: str):
    got = parse_forms.closing(a_closing(risk_now=p.chosen(risk)), today=TODAY)
    assert isinstance(got, Closing)
    assert got.risk == int(risk)


@pytest.mark.parametrize("risk", ["11", "-1", "4.5", "²", "٤", "00", " 4", "four", "", None])
def test_a_risk_that_is_no_number_from_nought_to_ten_is_refused(risk: str | None):
    got = parse_forms.closing(a_closing(risk_now=p.chosen(risk)), today=TODAY)
    assert got == {"risk_now": parse_forms.RISK}


@pytest.mark.parametrize("intention", ["hanging", "", None, "SUSPENSION"])
def test_an_intention_that_is_not_offered_is_refused(intention: str | None):
    got = parse_forms.closing(a_closing(intention=p.chosen(intention)), today=TODAY)
    assert got == {"intention": parse_forms.INTENTION}


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ("2026-11-23", parse_forms.PAST),
        ("1999-01-01", parse_forms.PAST),
        ("2062-12-08", parse_forms.TOO_FAR),
        ("2026-02-30", parse_forms.NO_DAY),
        ("tomorrow", parse_forms.NO_DAY),
        ("2026-11-24", None),
        ("2027-12-08", None),
        ("", None),
        (None, None),
    ],
)
def test_a_review_is_today_or_later_or_left_out(chosen: str | None, why: str | None):
    got = parse_forms.closing(a_closing(review_on=day(chosen)), today=TODAY)
    assert got == {"review_on": why} if why else isinstance(got, Closing)


@pytest.mark.parametrize("field", ["agreed", "next_step", "next_by", "note"])
def test_a_text_over_its_limit_is_refused_with_how_much_too_long_it_is(field: str):
    most = INPUT_LIMITS[Field(field)] + SPARE

    def read(words: str) -> Any:
        if field == "note":
            return parse_forms.pass_on(a_pass(note=p.typed(words)))
        return parse_forms.closing(a_closing(**{field: p.typed(words)}), today=TODAY)

    assert not isinstance(read("x" * most), dict)
    over = INPUT_LIMITS[Field(field)] + SPARE + 1
    assert read("x" * over) == {field: f"That is too long by {SPARE + 1} characters."}
    assert read("  \n ") == {field: parse_forms.WORDS}


def test_a_name_that_grows_when_it_is_taken_out_does_not_make_a_text_too_long():
    words = ("J " * INPUT_LIMITS[Field.NEXT_BY])[: INPUT_LIMITS[Field.NEXT_BY] - 8] + SECRET
    body = a_closing(next_by=p.typed(words))
    assert isinstance(parse_forms.closing(body, today=TODAY), Closing)


def test_an_unknown_strategy_is_refused_at_its_field():
    known = {"strategy-1": a_strategy(1)}
    for chosen, expected in (("strategy-1", "strategy-1"), ("../x", None), (None, None)):
        values = {"strategy": p.chosen(chosen)}
        body = p.submission("handoff.insert_form", values, metadata=HELD.id)
        got = parse_forms.strategy(body, known)
        assert got == (expected or {"strategy": parse_forms.STRATEGY_GONE})


def test_what_was_typed_into_a_refused_form_is_kept_word_for_word():
    body = a_closing(agreed=p.typed("*Calm* <!channel> & a\nsecond line"), next_step=p.typed(None))
    typed = parse_forms.typed(body)
    assert [field for field, _ in typed] == [Field.AGREED, Field.NEXT_BY]
    page = handoff_forms.kept("<@U0PRIYA001> already has this one.", typed)
    plain = [
        each["text"]["text"]
        for each in page["blocks"]
        if each["type"] == "section" and each["text"]["type"] == "plain_text"
    ]
    assert plain == [words for _, words in typed]
    assert "second line" in plain[0]
    assert "already has this one" in str(page["blocks"][0])
    assert "submit" not in page
