"""``line.yaml``: closed days with their reasons, and who is paged in which order."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from advicebot.domain.line import EscalationRules, Line
from advicebot.domain.oncall.escalation import Target
from advicebot.errors import KnowledgeError, Problem
from advicebot.library import load_line
from advicebot.library.folder import Folder
from advicebot.library.loader import read_folder
from tests.running import KNOWLEDGE

P, B, C, L = Target.PRIMARY, Target.BACK_UP, Target.CHANNEL, Target.LEAD


SHIPPED = (KNOWLEDGE / "line.yaml").read_text(encoding="utf-8")


def written(folder: Path, old: str = "", new: str = "") -> Folder:
    """Read a folder that holds the shipped line.yaml, changed once, and nothing else."""
    assert old in SHIPPED, old
    (folder / "line.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return read_folder(folder)


def read(folder: Path, old: str = "", new: str = "") -> Line:
    found = written(folder, old, new)
    assert found.line is not None, mistakes(found)
    return found.line


def mistakes(folder: Folder) -> list[Problem]:
    return [each for each in folder.problems if Path(each.file).name == "line.yaml"]


def test_a_range_of_closed_days_is_every_day_of_it_with_its_reason(tmp_path: Path):
    autumn = read(tmp_path).terms[0]
    half_term = [each.day for each in autumn.closed if each.why == "half-term"]
    assert half_term == [date(2026, 10, day) for day in range(26, 31)]
    inset = [each.day for each in autumn.closed if each.why == "INSET"]
    assert inset == [date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 27)]


def test_closed_days_come_in_order_however_they_are_written(tmp_path: Path):
    line = read(tmp_path, "{on: 2026-09-01, why: INSET}", "{on: 2026-12-01, why: no heating}")
    days = [each.day for each in line.terms[0].closed]
    assert days == sorted(days)
    assert date(2026, 12, 1) in days


def test_the_line_can_be_read_where_no_other_file_is(tmp_path: Path):
    whole = read(tmp_path)
    assert load_line(tmp_path) == whole


def test_reading_the_line_alone_names_its_mistakes_and_no_others(tmp_path: Path):
    written(tmp_path, 'opens: "08:00"', 'opens: "eight"')
    with pytest.raises(KnowledgeError) as caught:
        load_line(tmp_path)
    assert [Path(each.file).name for each in caught.value.problems] == ["line.yaml"]
    with pytest.raises(KnowledgeError, match="missing"):
        load_line(tmp_path / "elsewhere")


def test_the_shipped_line_pages_in_the_order_that_is_promised(tmp_path: Path):
    rules = read(tmp_path).escalation
    assert [(step.page, step.wait.seconds // 60) for step in rules.emergency.steps] == [
        ((P, B), 3),
        ((P, B, C), 3),
        ((P, B, L), 3),
    ]
    assert [(step.page, step.wait.seconds // 60) for step in rules.urgent.steps] == [
        ((P,), 10),
        ((B,), 10),
        ((C,), 10),
        ((L,), 10),
    ]
    assert rules.soon_within_school_days == 2
    assert rules.still_on_it == timedelta(minutes=60)
    assert rules.still_grace == rules.confirm_within == timedelta(minutes=10)
    assert (rules.remind_at, rules.lead) == (time(17), "U0RUTH0001")


def test_a_line_that_says_nothing_about_paging_pages_as_the_shipped_one(tmp_path: Path):
    block = SHIPPED[SHIPPED.index("escalation:") : SHIPPED.index("safeguarding_contact:")]
    silent = read(tmp_path, block, "").escalation
    assert silent == EscalationRules()
    shipped = read(tmp_path).escalation
    assert (silent.emergency, silent.urgent) == (shipped.emergency, shipped.urgent)
    assert silent.lead is None


def test_what_a_line_says_about_paging_is_what_holds(tmp_path: Path):
    assert read(tmp_path, "lead: U0RUTH0001", "lead: null").escalation.lead is None
    later = read(tmp_path, 'remind_at: "17:00"', 'remind_at: "19:30"').escalation
    assert later.remind_at == time(19, 30)
    slower = read(tmp_path, "still_on_it_minutes: 60", "still_on_it_minutes: 90").escalation
    assert slower.still_on_it == timedelta(minutes=90)
    one = read(tmp_path, "    - {page: [lead], wait_minutes: 10}\n", "").escalation.urgent
    assert [step.page for step in one.steps] == [(P,), (B,), (C,)]


INSET = "{on: 2026-09-01, why: INSET}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (INSET, "2026-09-01", "a closed day needs its reason: {on: 2026-09-01, why: INSET}"),
        (INSET, "{on: 2026-09-01}", "the key “why” is missing"),
        (INSET, '{on: 2026-09-01, why: ""}', "why: “”"),
        (INSET, "{from: 2026-09-01, why: INSET}", "either “on” with one day, or “from” and “to”"),
        (INSET, "{on: 2026-09-01, to: 2026-09-02, why: INSET}", "either “on” with one day"),
        (
            INSET,
            "{on: 2026-09-01, from: 2026-09-01, to: 2026-09-01, why: INSET}",
            "either “on” with one day",
        ),
        (INSET, "{why: INSET}", "either “on” with one day"),
        (INSET, "{form: 2026-09-01, to: 2026-09-02, why: INSET}", "did you mean “from”?"),
        (INSET, "{on: 2026-08-31, why: INSET}", "2026-08-31 (INSET) is outside the term"),
        ("to: 2026-10-30", "to: 2026-10-20", "go from 2026-10-26 to 2026-10-20; swap them"),
        ("to: 2026-10-30", "to: 2027-10-30", "the closed day 2026-12-19 (half-term) is outside"),
        (
            "on: 2026-11-27",
            "on: 2026-10-28",
            "2026-10-28 is closed twice, for “half-term” and for “INSET”",
        ),
        ("page: [primary], wait", "page: [primry], wait", "did you mean “primary”?"),
        ("page: [primary], wait", "page: [], wait", "page: 0 entries; the rule is at least 1"),
        ("page: [primary], wait", "page: [primary, primary], wait", "stands here twice"),
        ("page: [primary], wait_minutes: 10", "page: [primary], wait_minutes: 0", "wait_minutes"),
        ("page: [primary], wait_minutes", "page: [primary], wait", "the key “wait” is not known"),
        ("lead: U0RUTH0001", "lead: ruth", "a Slack member id starts with U or W"),
        ('remind_at: "17:00"', 'remind_at: "5pm"', 'a time is written "HH:MM"'),
        ("still_on_it_minutes", "still_on_it_minuts", "did you mean “still_on_it_minutes”?"),
        ("soon_within_school_days: 2", "soon_within_school_days: 0", "soon_within_school_days"),
    ],
)
def test_a_mistake_is_refused_with_its_rule(tmp_path: Path, old: str, new: str, message: str):
    found = written(tmp_path, old, new)
    assert found.line is None
    assert any(message in each.message for each in mistakes(found)), mistakes(found)


def test_a_mistake_in_a_closed_day_is_named_with_its_line(tmp_path: Path):
    found = mistakes(written(tmp_path, INSET, "2026-09-01"))
    at = SHIPPED[: SHIPPED.index(INSET)].count("\n") + 1
    assert [each.line for each in found] == [at]
