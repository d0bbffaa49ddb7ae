"""The knowledge folder as files: what is read, and how mistakes are named."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advicebot.cli import cli
from advicebot.domain.support.offers import Standing, availability, card_facts
from advicebot.domain.vocabulary import PageKind, Phase, Topic
from advicebot.errors import KnowledgeError
from advicebot.library import load_knowledge
from advicebot.library.lint import lint
from advicebot.library.loader import load_for_running, read_folder

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge"
TODAY = date(2026, 11, 22)
PAGE = "when-a-pupil-runs-out.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder that a test may break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "knowledge"))


def change(file: Path, old: str, new: str) -> int:
    """Replace ``old`` once and return the line it stood on, counted from 1."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    return [
        f"{Path(problem.file).name}:{problem.line}: {problem.message}"
        for problem in caught.value.problems
    ]


def findings(folder: Path) -> list[str]:
    return [
        f"{Path(found.file).name}:{found.line}: {found.message}" for found in lint(folder, on=TODAY)
    ]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["knowledge", *arguments])


def test_the_shipped_folder_has_no_mistakes() -> None:
    assert findings(SHIPPED) == []


def test_every_topic_has_a_strategy_and_all_stands_for_every_phase() -> None:
    knowledge = load_knowledge(SHIPPED)
    assert {topic for item in knowledge.strategies for topic in item.topics} == set(Topic)
    page = next(item for item in knowledge.strategies if f"{item.id}.md" == PAGE)
    assert set(page.phases) == set(Phase) - {Phase.UNKNOWN}
    assert page.right_now.startswith("1. ")


def test_an_unknown_word_is_refused_with_its_line_and_the_nearest_known_word(folder: Path) -> None:
    line = change(folder / "strategies" / PAGE, "topics: [leaving-class", "topics: [leavin-class")
    message = "topics: the word “leavin-class” is not known; did you mean “leaving-class”?"
    assert problems(folder) == [f"{PAGE}:{line}: {message}"]


def test_an_unknown_key_is_refused_with_the_nearest_known_key(folder: Path) -> None:
    line = change(folder / "strategies" / PAGE, "owner:", "ownr:")
    assert problems(folder) == [
        f"{PAGE}:2: the key “owner” is missing; add it",
        f"{PAGE}:{line}: the key “ownr” is not known; did you mean “owner”?",
    ]


def test_every_mistake_of_every_file_is_reported_at_once(folder: Path) -> None:
    change(folder / "strategies" / PAGE, "evidence: ", "evidence: x")
    (folder / "line.yaml").unlink()
    (folder / "sources.yaml").write_bytes(b"- id: \xff\n")
    found = problems(folder)
    assert [text.split(":")[0] for text in found] == ["line.yaml", "sources.yaml", PAGE]
    assert "the file is missing" in found[0]
    assert "not UTF-8" in found[1]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (f"strategies/{PAGE}", "id: when-a-pupil", "id: when-pupil", "differs from the file name"),
        (f"strategies/{PAGE}", "## Next", "## Later", "the section “## Next” is missing"),
        (f"strategies/{PAGE}", "sources: [", "sources: [no-such-book-x, ", "is not known"),
        (f"strategies/{PAGE}", "title: ", "title: '", "this is not YAML"),
        (f"strategies/{PAGE}", "owner:", "when: [now]\nowner:", "stands here twice"),
        (f"strategies/{PAGE}", "reviewed: ", "reviewed: soon # ", "reviewed: “soon”"),
        ("signposts.yaml", "name: ", "name: 123 # ", "put it in quotes"),
        ("line.yaml", '"08:00"', '"8am"', 'is written "HH:MM"'),
        ("line.yaml", "first: 2026-09", "first: 2027-09", "the term starts on"),
    ],
)
def test_a_mistake_is_named_with_its_rule(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder / file, old, new)
    assert any(message in text for text in problems(folder)), problems(folder)


def test_sections_out_of_order_are_refused(folder: Path) -> None:
    page = folder / "strategies" / PAGE
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("## Next", "## Watch for!")
        .replace("## Watch for\n", "## Next\n")
        .replace("## Watch for!", "## Watch for"),
        encoding="utf-8",
    )
    assert any("in this order" in found for found in problems(folder))


def test_an_id_taken_twice_is_refused_where_it_is_repeated(folder: Path) -> None:
    file = folder / "signposts.yaml"
    text = file.read_text(encoding="utf-8")
    again = text[text.index("- id: samaritans") :]
    file.write_text(f"{text.rstrip()}\n{again}", encoding="utf-8")
    assert any("“samaritans” is taken" in found for found in problems(folder))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("- Restrain the pupil if you must.", "physical restraint is never described"),
        ("- Hold him until he is calm.", "holding a pupil is never described"),
        ("- Pin her down.", "pinning a pupil is never described"),
        ("- You should exclude him for this.", "only a head decides"),
        ("- Do not exclude a pupil with SEND.", "only a head decides"),
        ("- Promise that it stays confidential.", "confidentiality is never promised"),
        ("- Investigate the allegation first.", "never investigated"),
        ("- A fixed-term exclusion may follow.", "the term is “suspension”"),
        ("- Ring 0114 496 0123 for help.", "belongs in signposts.yaml"),
        ("- Watch the behavior closely.", "write “behaviour”"),
    ],
)
def test_words_that_must_not_be_advised_are_found_in_their_line(
    folder: Path, line: str, message: str
) -> None:
    at = change(folder / "strategies" / PAGE, "## Next\n", f"## Next\n{line}\n")
    assert any(
        text.startswith(f"{PAGE}:{at + 1}:") and message in text for text in findings(folder)
    )


@pytest.mark.parametrize(
    "line",
    [
        "- Never promise to keep it confidential.",
        "- Do not investigate the allegation yourself.",
        "- Hold them to the same rule as before.",
        "- Pin the timetable to the wall.",
        "- The head may exclude; the choice is theirs.",
    ],
)
def test_right_advice_in_similar_words_is_let_pass(folder: Path, line: str) -> None:
    change(folder / "strategies" / PAGE, "## Next\n", f"## Next\n{line}\n")
    assert findings(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (f"strategies/{PAGE}", "reviewed: 20", "reviewed: 21", "lies in the future"),
        ("signposts.yaml", "id: samaritans", "id: samaritan", "“samaritans” is missing"),
        ("lexicon.yaml", "  matches: ", "  matches: zzz # ", "does not match any of its phrases"),
        ("lexicon.yaml", "phrases: [", "phrases: [pupil, ", "occurs in requests about anything"),
        ("line.yaml", " (example)", "", "says so in its name"),
    ],
)
def test_the_checker_finds_more_than_the_format(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder / file, old, new)
    assert any(message in text for text in findings(folder)), findings(folder)


def test_a_body_that_is_too_long_is_found(folder: Path) -> None:
    change(folder / "strategies" / PAGE, "## Next\n", "## Next\n" + "- more words here\n" * 150)
    assert any("the rule is 150 to 400" in text for text in findings(folder))


def test_a_topic_with_fewer_than_three_pages_is_found(folder: Path) -> None:
    pages = [
        page
        for page in sorted((folder / "strategies").glob("*.md"))
        if "weapons" in page.read_text(encoding="utf-8").split("needs:")[0]
    ]
    for page in pages[2:]:
        page.unlink()
    expected = "2 pages cover the topic “weapons”; the rule is at least 3"
    assert any(expected in text for text in findings(folder))


def test_a_strategy_names_its_evidence_and_a_strength(folder: Path) -> None:
    page = folder / "strategies" / PAGE
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"^strength: .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    assert problems(folder) == [f"{PAGE}:2: a strategy needs “strength”; add it"]


FACT = "who-can-exclude-and-for-what.md"


def test_a_fact_names_the_rules_it_states_and_the_day_they_were_checked(folder: Path) -> None:
    fact = next(s for s in load_knowledge(folder).strategies if f"{s.id}.md" == FACT)
    assert (fact.kind, fact.evidence, fact.strength) == (PageKind.FACT, None, "")
    assert fact.version
    assert fact.as_of is not None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("as_of: 2026-11-22\n", "", "a fact needs “as_of”; add it"),
        ("kind: fact\n", "kind: fact\nevidence: strong\n", "a fact has no “evidence”"),
        ("## What the rules say", "## What it may be telling you", "“## What the rules say”"),
    ],
)
def test_a_fact_that_looks_like_a_strategy_is_found(
    folder: Path, old: str, new: str, message: str
) -> None:
    change(folder / "strategies" / FACT, old, new)
    assert any(message in text for text in problems(folder))


def test_what_to_do_right_now_must_be_easy_to_read(folder: Path) -> None:
    hard = "1. Notwithstanding institutional expectations, immediately operationalise procedures.\n"
    line = change(folder / "strategies" / PAGE, "## Right now\n", "## Right now\n" + hard * 9)
    found = [text for text in findings(folder) if "reading ease" in text]
    assert len(found) == 1
    assert found[0].startswith(f"{PAGE}:{line}: “## Right now” has a reading ease of ")


def test_an_item_that_was_cut_at_a_comma_is_found(folder: Path) -> None:
    line = change(folder / "strategies" / PAGE, "not_when: [", "not_when: [one (two, three), ")
    assert f"{PAGE}:{line}: “one (two” looks cut at a comma; put the whole item in quotes" in (
        findings(folder)
    )


def test_each_flag_needs_twenty_examples_for_the_sentence_model(folder: Path) -> None:
    change(folder / "triage" / "examples.yaml", "  weapon:", "  weapons:")
    assert any("weapons" in text and "not known" in text for text in problems(folder))


def test_a_situation_list_that_is_missing_or_unreadable_is_found(folder: Path) -> None:
    change(folder / "situation.yaml", "  planning: >", "  planing: >")
    assert any("planing" in text for text in problems(folder))


def test_a_feature_that_does_not_exist_cannot_be_weighed(folder: Path) -> None:
    change(folder / "confidence.yaml", "coverage:", "luck:")
    assert any("there is no feature “luck”" in text for text in problems(folder))


def test_stale_lists_what_is_due_the_longest_overdue_first(folder: Path) -> None:
    change(folder / "strategies" / PAGE, "review_by: 2027-11-22", "review_by: 2025-01-06")
    result = run("stale", "--knowledge", str(folder), "--on", "2026-11-22", "--json")
    due = json.loads(result.stdout)["due"]
    assert due[0]["id"] == PAGE.removesuffix(".md")
    assert [item["due"] for item in due] == sorted(item["due"] for item in due)
    assert all(item["due"] <= "2026-12-22" for item in due)


def test_stale_says_overdue_only_of_what_is(folder: Path) -> None:
    change(folder / "strategies" / PAGE, "review_by: 2027-11-22", "review_by: 2026-12-01")
    result = run("stale", "--knowledge", str(folder), "--on", "2026-11-22")
    lines = [text for text in result.stdout.splitlines() if PAGE.removesuffix(".md") in text]
    assert len(lines) == 1
    assert lines[0].startswith("due     2026-12-01  page")
    later = run("stale", "--knowledge", str(folder), "--on", "2026-12-02")
    assert f"overdue 2026-12-01  page  {PAGE.removesuffix('.md')}" in later.stdout


@pytest.fixture
def offers(tmp_path: Path) -> Path:
    """A folder with nothing but a copy of the shipped offers."""
    shutil.copytree(SHIPPED / "offers", tmp_path / "offers")
    return tmp_path


BRIDGE, FORGE, KILN = "bridge-lane-outreach.yaml", "fellside-forge.yaml", "kiln-yard-academy.yaml"
ALL_OFFERS = {offer.id for offer in load_knowledge(SHIPPED).offers}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (BRIDGE, "    not_for:", "    not_needs: [regulation]\n    not_for:", "in not_needs; keep"),
        (BRIDGE, "needs: [regulation", "needs: [regulaton", "did you mean “regulation”?"),
        (BRIDGE, "kind: consultation", "kind: consultations", "did you mean “consultation”?"),
        (BRIDGE, "consent: written", "consent: signed", "one of true, false, verbal or written"),
        (BRIDGE, "hours: sessions", "hours: hourly", "hours: the word “hourly” is not known"),
        (BRIDGE, "capacity_now: 4", "capacity_now: 40", "but capacity_total only 12"),
        (BRIDGE, "capacity_now: 4", "capacity_now: -1", "greater than or equal to 0"),
        (BRIDGE, "capacity_now: 4", "capacity_now: four", "valid integer"),
        (BRIDGE, "verified: 2026-11-02", "verified: 2026-02-30", "verified: “2026-02-30”"),
        (BRIDGE, "verified: 2026-11-02", "verified: autumn", "verified: “autumn”"),
        (BRIDGE, "waiting_weeks: 3", "waiting_weeks: 0", "greater than or equal to 1"),
        (BRIDGE, "    waiting_list: true\n    waiting_w", "    waiting_w", "waiting_list: true”"),
        (BRIDGE, "max_at_once: 5", "max_at_once: 6", "at most 5 pupils at once"),
        (BRIDGE, "max_at_once: 5", "max_at_once: 4", "one offer for each teacher"),
        (BRIDGE, "    max_at_once: 5\n", "", "needs “max_at_once”"),
        (BRIDGE, "capacity_total: 20", "max_at_once: 2\n    capacity_total: 20", "take it out"),
        (BRIDGE, "    review_weeks: 2\n", "", "the key “review_weeks” is missing"),
        (BRIDGE, "dose: one call", "does: one call", "did you mean “dose”?"),
        (BRIDGE, "cost: free to", "cost: free\n    cost: free to", "stands here twice"),
        (
            KILN,
            "    exit_plan: back to the same",
            "    cost: back to",
            "“exit_plan”: in a few words",
        ),
        (
            FORGE,
            "hours: part-time",
            "hours: full-time",
            "Education and Skills Act 2008, section 96",
        ),
        (FORGE, "dose: two days", "dose: full time, two days", "speaks of full time"),
        (FORGE, "category: vocational", "category: ks4-full-time", "choose another category"),
    ],
)
def test_a_mistake_in_an_offer_is_named_in_that_offer_and_costs_it_alone(
    offers: Path, file: str, old: str, new: str, message: str
) -> None:
    line = change(offers / "offers" / file, old, new)
    read = read_folder(offers, on=TODAY)
    found = [problem for problem in read.left_out if message in problem.message]
    assert found, read.left_out
    (lost,) = ALL_OFFERS - {offer.id for offer, _, _ in read.offers}
    text = (offers / "offers" / file).read_text(encoding="utf-8").split("\n")
    first = text.index(f"  - id: {lost}") + 1
    following = [n for n, row in enumerate(text, 1) if n > first and row.startswith("  - id: ")]
    end = following[0] if following else len(text)
    assert first <= line < end
    assert all(first <= problem.line < end for problem in read.left_out), read.left_out


def test_a_mistake_is_placed_on_the_line_it_stands_on(folder: Path) -> None:
    file = folder / "offers" / FORGE
    hours = change(file, "hours: part-time", "hours: full-time")
    word = change(file, "needs: [sensory", "needs: [senory")
    (first, second) = findings(folder)
    assert first.startswith(
        f"{FORGE}:{hours}: full-time is not possible: “Fellside Forge Workshops"
    )
    assert second.startswith(f"{FORGE}:{word}: needs: the word “senory” is not known")
    assert problems(folder) == [first, second]
    loaded = load_for_running(folder, on=TODAY)
    assert len(loaded.left_out) == 2
    left = ALL_OFFERS - {offer.id for offer in loaded.knowledge.offers}
    assert left == {"forge-vocational", "forge-woodland-days"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('  contact: "#bridge-lane-outreach"\n', "", "the key “contact” is missing"),
        ('contact: "#bridge-lane', 'contact: "bridge-lane', "a contact is an e-mail address"),
        ('contact: "#bridge-lane-outreach"', "contact: #bridge", "put it in quotes"),
        ('contact: "#bridge-lane-outreach"', 'contact: ""', "nobody hears of a request"),
        ("id: bridge-lane-outreach", "id: bridge-lane", "differs from the file name"),
        ("registered: true", "registred: true", "did you mean “registered”?"),
        ("qa_until: 2029-07-31", "qa_until: soon", "qa_until: “soon”"),
        ("offers:\n", "offers:\n\t- x\n", "this is not YAML"),
    ],
)
def test_a_mistake_about_the_provider_costs_the_offers_of_its_file(
    offers: Path, old: str, new: str, message: str
) -> None:
    line = change(offers / "offers" / BRIDGE, old, new)
    read = read_folder(offers, on=TODAY)
    found = [problem for problem in read.left_out if message in problem.message]
    assert found, read.left_out
    assert line - 8 <= found[0].line <= line + 2
    kept = {offer.id for offer, _, _ in read.offers}
    assert kept == {id_ for id_ in ALL_OFFERS if not id_.startswith("bridge-")}


def test_a_file_of_offers_that_cannot_be_read_at_all_costs_no_other(offers: Path) -> None:
    (offers / "offers" / BRIDGE).write_bytes(b"provider: \xff")
    (offers / "offers" / FORGE).write_text("", encoding="utf-8")
    (offers / "offers" / KILN).write_text("- 1\n", encoding="utf-8")
    read = read_folder(offers)
    assert {offer.provider.id for offer, _, _ in read.offers} == {"saltmarsh-learning"}
    assert {Path(problem.file).name for problem in read.left_out} == {BRIDGE, FORGE, KILN}


@pytest.mark.parametrize("contact", ['"#outreach-bridge"', '"outreach@bridgelane.example.org"'])
def test_a_contact_may_be_a_slack_channel_or_an_address(folder: Path, contact: str) -> None:
    change(folder / "offers" / BRIDGE, '"#bridge-lane-outreach"', contact)
    assert findings(folder) == []


def test_a_lapsed_quality_assurance_is_refused_and_its_offers_are_not_made(folder: Path) -> None:
    line = change(folder / "offers" / FORGE, "qa_until: 2029-03-31", "qa_until: 2026-11-21")
    message = (
        "the quality assurance of “Fellside Forge Workshops (example)” ran out on 2026-11-21; "
        "none of its offers is made until a later date stands here"
    )
    assert findings(folder) == [f"{FORGE}:{line}: {message}"]
    loaded = load_for_running(folder, on=TODAY)
    assert [problem.message for problem in loaded.left_out] == [message]
    lapsed = [o for o in loaded.knowledge.offers if o.provider.id == "fellside-forge"]
    assert [availability(offer, on=TODAY).is_offered for offer in lapsed] == [False, False]
    assert not load_for_running(folder, on=date(2026, 11, 21)).left_out


def test_a_provider_that_is_no_school_needs_quality_assurance(folder: Path) -> None:
    change(folder / "offers" / FORGE, "qa_until: 2029-03-31", "qa_until: null")
    assert any("has no quality assurance" in text for text in findings(folder))
    change(folder / "offers" / FORGE, "registered: false", "registered: true")
    assert findings(folder) == []


def test_an_offer_id_taken_twice_keeps_the_first(folder: Path) -> None:
    line = change(folder / "offers" / KILN, "id: kiln-way-back", "id: bridge-training")
    assert findings(folder) == [
        f"{KILN}:{line}: the id “bridge-training” is taken; give this one another"
    ]
    offers = load_for_running(folder, on=TODAY).knowledge.offers
    (kept,) = [offer for offer in offers if offer.id == "bridge-training"]
    assert kept.provider.id == "bridge-lane-outreach"


def test_a_running_line_still_refuses_what_is_wrong_elsewhere(folder: Path) -> None:
    change(folder / "offers" / BRIDGE, "kind: consultation", "kind: consultations")
    change(folder / "line.yaml", '"08:00"', '"8am"')
    with pytest.raises(KnowledgeError) as caught:
        load_for_running(folder, on=TODAY)
    assert {Path(problem.file).name for problem in caught.value.problems} == {"line.yaml"}


def test_the_shipped_offers_say_everything_that_a_card_shows() -> None:
    loaded = load_for_running(SHIPPED, on=TODAY)
    assert loaded.left_out == ()
    for offer in loaded.knowledge.offers:
        labels = {label for label, _ in card_facts(offer, on=TODAY)}
        assert {"What", "Places", "For", "Not for", "How much", "Reviewed", "Answers"} <= labels
        assert ("Ends with" in labels) is offer.is_placement
    standing = {availability(o, on=TODAY).standing for o in loaded.knowledge.offers}
    assert standing == {Standing.OPEN, Standing.WAITING_LIST}


def test_lint_says_so_when_all_is_well() -> None:
    result = run("lint", "--knowledge", str(SHIPPED))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No problems found" in result.stderr


def test_lint_names_file_and_line_and_fails(folder: Path) -> None:
    line = change(folder / "strategies" / PAGE, "evidence: ", "evidence: x")
    result = run("lint", "--knowledge", str(folder))
    assert result.exit_code == 1
    assert f"{PAGE}:{line}: evidence: the word" in result.stdout
    as_json = run("lint", "--json", "--knowledge", str(folder))
    assert [found["line"] for found in json.loads(as_json.stdout)["problems"]] == [line]


def test_search_shows_scores_and_what_matched() -> None:
    result = run("search", "she keeps running out of class", "--json", "--limit", "2")
    found = json.loads(result.stdout)["strategies"]
    assert result.exit_code == 0
    assert len(found) == 2
    assert found[0]["score"] >= found[1]["score"] > 0
    assert "you wrote" in found[0]["because"]


def test_a_missing_folder_is_one_plain_message(tmp_path: Path) -> None:
    result = run("lint", "--knowledge", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert "there is no such folder" in result.stdout


def test_a_rule_that_pages_needs_two_traps(folder: Path) -> None:
    traps = folder / "evaluation" / "triage_traps.jsonl"
    rows = traps.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if "trap-weapon.in-school-2" not in row]
    traps.write_text("\n".join(kept) + "\n", encoding="utf-8")
    expected = (
        "triage_traps.jsonl:1: 1 traps name the rule “weapon.in-school”; at least 2 are needed"
    )
    assert any(text.startswith(expected) for text in findings(folder))


def test_a_trap_of_a_rule_that_is_gone_is_found(folder: Path) -> None:
    traps = folder / "evaluation" / "triage_traps.jsonl"
    text = traps.read_text(encoding="utf-8")
    wrong = text.replace('"rule": "weapon.in-school"', '"rule": "weapon.in-skool"', 1)
    traps.write_text(wrong, encoding="utf-8")
    line = next(n for n, row in enumerate(wrong.splitlines(), 1) if "in-skool" in row)
    found = findings(folder)
    assert any(text.startswith(f"triage_traps.jsonl:{line}: rule: the triage") for text in found)


def test_a_folder_without_traps_is_let_be(folder: Path) -> None:
    shutil.rmtree(folder / "evaluation")
    assert findings(folder) == []
