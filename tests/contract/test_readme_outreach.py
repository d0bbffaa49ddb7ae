"""The README on outreach, follow-ups and numbers, and its term in the demo: it says what is so."""

import re
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from advicebot.cli import cli
from advicebot.demo import cast
from advicebot.demo.steps import clock_steps
from advicebot.domain.outcomes import followup, tables
from advicebot.domain.support import needs_profile, nudges, offers, panel
from advicebot.library import load_knowledge
from advicebot.service import digests, retention
from advicebot.service import panel as panels
from advicebot.settings import CHECKOUT
from advicebot.slack.manifest import scopes
from advicebot.slack.screens.digest import how_we_count
from advicebot.store.migrations import migrate
from tests import readme_outreach as outreach
from tests.contract.test_readme import README, plain, said_by_the_code
from tests.running import KNOWLEDGE, example_line

CHANGES = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
SECTION = README[
    README.index("## Outreach, follow-ups") : README.index("## What happens to a mess")
]
TERM = README[README.index("A term takes three minutes:") : README.index("uv run pytest")]
BUTTON = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
AREAS = [each for each in needs_profile.QUESTIONS if each.area not in needs_profile.VOICES]


@pytest.fixture(scope="module")
def code() -> str:
    return said_by_the_code()


@pytest.mark.parametrize("label", sorted({*BUTTON.findall(SECTION), *BUTTON.findall(TERM)}))
def test_a_button_that_is_named_is_there(label: str, code: str):
    assert plain(label) in code


@pytest.mark.parametrize(
    ("words", "found", "meant"),
    [
        ("at most five pupils at once", offers.COMMUNITY_TEACHER_MOST, 5),
        ("not confirmed for half a year", offers.VERIFIED_FOR, timedelta(days=183)),
        ("again after three school days, and three later", nudges.AGAIN_AFTER_SCHOOL_DAYS, 3),
        ("Ten taps", len(needs_profile.QUESTIONS), 10),
        ("eight areas", len(AREAS), 8),
        ("a meeting takes ten cases", panels.MOST_CASES, 10),
        ("among three cases or more", panel.FEWEST_WITH_PHASES, 3),
        ("on that day and five school days later", panel.REMIND_AFTER_SCHOOL_DAYS, 5),
        ("Of two questions within five school days", followup.COLLAPSE_WITHIN, 5),
        ("two reminders, three school days apart", followup.REMINDERS, 2),
        ("three school days apart; three more", followup.REMIND_AFTER, 3),
        ("from five of what is counted", tables.SMALLEST, 5),
        ("and two schools, on", tables.FEWEST_SCHOOLS, 2),
        ("at 08:00 on the first school day", digests.MADE_AT, time(8)),
    ],
)
def test_a_number_in_the_prose_is_that_of_the_code(words: str, found: object, meant: object):
    assert words in " ".join(SECTION.split())
    assert found == meant


def test_the_hour_and_the_periods_of_retention_are_those_of_the_code():
    rules, night = example_line().retention, retention.AT
    assert night == time(3)
    assert "each night after 03:00" in " ".join(README.split())
    for name, value in (("text_days", rules.text_days), ("skeleton_months", 12)):
        assert re.search(rf"`{name}`[^|]*\({value}", README)


def test_the_method_stands_on_the_page_as_it_is_shown():
    page = " ".join(_texts(how_we_count()))
    for _, words in outreach.METHOD:
        assert words in page
        assert words in SECTION


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        own = value.get("text")
        rest = [text for each in value.values() for text in _texts(each)]
        return [own, *rest] if isinstance(own, str) else rest
    return []


def test_nothing_says_that_exclusions_were_avoided():
    text = SECTION.replace("claims that an exclusion was avoided", "")
    text = text.replace("says that an exclusion was avoided or prevented", "")
    text = text.replace("what an avoided exclusion is", "").replace("prevented anything", "")
    assert not re.search("avoided|prevented", text)


def test_the_options_of_the_report_are_there():
    told = CliRunner().invoke(cli, ["report", "--help"]).output
    named = set(re.findall(r"`(--\w+)`", SECTION))
    assert named == {"--equity", "--csv", "--png", "--how"}
    assert all(each in told for each in named)


def test_every_period_that_is_offered_can_be_reported():
    for words in (("--week", "2026-11-18"), ("--from", "2026-11-02", "--to", "2026-11-27")):
        assert "What came in" in outreach.reported("report", *words)


def test_the_equity_view_is_for_whole_terms_alone():
    whole = outreach.reported("report", "--term", "Autumn 2026", "--equity")
    assert "by what is on record" in whole
    part = outreach.reported("report", "--from", "2026-11-02", "--to", "2026-11-27", "--equity")
    assert "by what is on record" not in part


def test_of_files_the_app_may_only_put_up_its_own():
    assert [each for each in scopes() if "file" in each] == ["files:write"]
    assert "`files:write`" in SECTION
    assert "`files:write`" in CHANGES


def test_follow_ups_fall_on_days_that_the_calendar_has():
    rows = outreach.follow_up_dates().strip().splitlines()[2:]
    assert len(rows) == len(outreach.CLOSED)
    early, late, last = (row.split(" | ") for row in rows)
    assert early[2].startswith("Tue 17 Nov"), "half-term is no school week"
    assert late[2].startswith("Tue 19 Jan 2027"), "nor are the Christmas holidays"
    assert last[3].startswith("not asked"), "the end of term is too near"


def test_the_people_the_rooms_and_the_steps_of_the_demo_are_there():
    roles = {
        "Tessa": cast.TEACHERS,
        "Owen": cast.PROVIDERS,
        "Ruth": cast.LEADS,
        "Priya": cast.PRACTITIONERS,
    }
    assert set(re.findall(r"\*\*(\w+)\*\*", TERM)) == set(roles)
    for name, people in roles.items():
        assert any(full.startswith(f"{name} ") for _, full, _ in people.values())
    line = example_line()
    rooms = {f"#{channel.name}" for channel in cast.demo_config(line).channels}
    assert set(re.findall(r"`(#[\w-]+)`", TERM)) <= rooms
    steps = {each.label for each in clock_steps(line)}
    named = set(re.findall(r"`(\+[^`]+|Next [^`]+)`", TERM))
    assert named == {"+1 school day", "+2 school weeks", "Next Monday 08:00"}
    assert named <= steps


def test_the_offer_that_the_demo_asks_for_is_in_the_channel_of_its_provider():
    (title,) = re.findall(r"“([^”]+)”", TERM)
    (offer,) = [each for each in load_knowledge(KNOWLEDGE).offers if each.title == title]
    assert offer.provider.contact == f"#{cast.PROVIDER_CHANNEL_NAME}"
    assert not offer.is_placement
    assert offers.availability(offer, on=date(2026, 11, 22)).standing is offers.Standing.OPEN


def test_the_changelog_names_every_new_part_of_the_database(tmp_path: Path):
    names = migrate(tmp_path / "new.db")
    assert names[3].startswith("0004")
    assert f"(0004 to {names[-1].partition('_')[0]})" in CHANGES
