"""What is kept long enough goes, and what somebody may ask for is done: erase, export, hold."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.outcomes.answers import Answer
from advicebot.domain.outcomes.followup import FollowUp, FollowUpKind, Whereabouts
from advicebot.domain.outcomes.holds import of_person, of_request
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.support.needs_profile import Area, Profile
from advicebot.domain.support.panel import Case, Decision
from advicebot.domain.support.referral import (
    FirstSupport,
    PlanKind,
    Referral,
    ReferralState,
    Reintegration,
    Tried,
)
from advicebot.domain.vocabulary import Phase
from advicebot.errors import Refused
from advicebot.ids import CountedIds
from advicebot.service import closing, erasing, exporting, handoff, people, relay, retention
from advicebot.service.desk import Desk
from advicebot.store.restoring import scrub
from advicebot.store.work import SqliteWork
from tests.fakes import OMAR, PRIYA, TEAM, TESSA, Looking, a_delivery, a_message
from tests.handoffs import AtWork, a_line

WORDS = "quokkamarmalade"
"""A word that stands in every text of TESSA's request and nowhere else."""
OTHERS = "wombattreacle"
"""The same for OMAR's."""
BY = "data protection officer"


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


def lived(line: AtWork, user_id: str = TESSA, word: str = WORDS) -> str:
    """Let a teacher's request go through everything; return its id."""
    handoff_id = line.call("urgent", user_id=user_id, text=f"she is missing {word}")
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.settle()
    channel = f"D{user_id[1:]}"
    said = a_message(
        f"we are in the hall {word}", user_id=user_id, channel_id=channel, ts=line.click()
    )
    relay.receive(line.desk, replace(said, key=line.click(), thread_ts=None))
    line.settle()
    end = Closing(
        agreed=word,
        next_step=word,
        next_by=word,
        risk=8,
        intention=Intention.SUSPENSION,
        review_on=None,
    )
    closing.close(line.desk, line.click(), handoff_id, PRIYA, end)
    line.settle()
    request_id = str(line.get(handoff_id).request_id)
    _hang_on(line, request_id, handoff_id, user_id, word)
    return request_id


def _hang_on(line: AtWork, request_id: str, handoff_id: str, user_id: str, word: str) -> None:
    """Store something of every kind that hangs on a request."""
    now = line.clock.now()
    with line.desk.work.write() as unit:
        unit.referrals.add(
            _referral(line, unit.referrals.next_number(TEAM), request_id, user_id, word)
        )
        unit.profiles.add(
            Profile(
                id=f"profile-{user_id}",
                team_id=TEAM,
                request_id=request_id,
                by=user_id,
                answers={Area.TALK: 1},
                pupil_says=word,
                family_says=word,
                at=now,
            )
        )
        number = unit.panel.next_number(TEAM)
        case = Case(
            id=f"case-{user_id}",
            team_id=TEAM,
            reference=f"P-{number}",
            about=request_id,
            meeting_id="2026-12-02",
            tried=word,
            question=word,
            put_by=PRIYA,
            put_at=now,
        )
        unit.panel.add(case, number)
        unit.panel.add_decision(_decision(user_id, word))
        unit.pupils.save(PupilFacts(request_id=request_id, team_id=TEAM, ehcp=Told.YES))
        if not unit.follow_ups.list_of_request(request_id):
            unit.follow_ups.add(_follow_up(request_id, handoff_id, user_id, now))
        first = unit.follow_ups.list_of_request(request_id)[0]
        unit.follow_ups.add_answer(
            Answer(followup_id=first.id, given_at=now, whereabouts=Whereabouts.FULL_TIME)
        )


def _referral(line: AtWork, number: int, request_id: str, user_id: str, word: str) -> Referral:
    now = line.clock.now()
    return Referral(
        id=f"referral-{number}",
        team_id=TEAM,
        number=number,
        request_id=request_id,
        offer_id="an-offer",
        provider_id="a-provider",
        requester=user_id,
        phase=Phase.KS3,
        strengths=word,
        tried=Tried(assess=word, plan=word, do=word, review=word),
        preferred=word,
        pupil_view=word,
        family_view=word,
        first_support=FirstSupport(name=word, result=word),
        plan=Reintegration(
            kind=PlanKind.REINTEGRATION,
            dates=(date(2027, 1, 12),),
            named_adult=word,
            review_on=date(2027, 1, 20),
        ),
        reason=word,
        outcome=word,
        created_at=now,
        moved_at=now,
        updated_at=now,
    )


def _decision(user_id: str, word: str) -> Decision:
    return Decision(
        id=f"decision-{user_id}",
        team_id=TEAM,
        case_id=f"case-{user_id}",
        what=word,
        who=word,
        by_when=date(2026, 12, 9),
        school_does=word,
        decided_on=date(2026, 12, 2),
        done=word,
    )


def _follow_up(request_id: str, handoff_id: str, user_id: str, now: datetime) -> FollowUp:
    return FollowUp(
        id=f"follow-up-{user_id}",
        team_id=TEAM,
        request_id=request_id,
        handoff_id=handoff_id,
        requester=user_id,
        kind=FollowUpKind.TWO_WEEKS,
        due_at=now + timedelta(days=14),
    )


def end_referrals(line: AtWork) -> None:
    """Let every referral be over, so that none keeps its words because it runs."""
    with line.desk.work.write() as unit:
        db = getattr(unit.timers, "_db")  # noqa: B009
        db.execute("UPDATE referrals SET state = 'ended'")


def retain(line: AtWork, *, days: float) -> None:
    """Let days pass without anything else happening, and look at what is due."""
    line.clock.advance(timedelta(days=days))
    retention.look(line.desk, TEAM)
    line.settle()


def without_audit(look: Looking) -> str:
    """Return every value of every table but the audit."""
    tables = look.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'audit'")
    return "\n".join(
        repr(row) for table in tables for row in look.rows(f"SELECT * FROM {table['name']}")
    )


# Retention


def test_the_words_stay_until_their_days_are_over(line: AtWork):
    lived(line)
    end_referrals(line)
    retain(line, days=89)
    assert WORDS in line.look.everything()


def test_then_every_word_that_was_written_is_gone_and_the_skeleton_stays(line: AtWork):
    request_id = lived(line)
    assert len([1 for each in _columns_with(line.look, WORDS)]) >= 12
    end_referrals(line)
    retain(line, days=91)
    assert _columns_with(line.look, WORDS) == []
    kept = line.look.rows("SELECT * FROM requests WHERE id = ?", request_id)[0]
    assert kept["blanked_at"]
    assert (kept["phase"], kept["urgency"]) != ("", "")
    assert line.look.rows("SELECT count(*) AS n FROM follow_up_answers")[0]["n"] == 1


def test_the_copies_of_the_words_that_we_posted_are_taken_back(line: AtWork):
    lived(line)
    end_referrals(line)
    copies = [row for row in line.look.effects("words") if row["ts"]]
    assert copies
    retain(line, days=91)
    taken_back = {(each.channel_id, each.ts) for each in line.slack.deleted}
    assert taken_back == {(row["channel_id"], row["ts"]) for row in copies}


def test_what_runs_counts_from_its_next_review(line: AtWork):
    lived(line)
    with line.desk.work.write() as unit:
        running = unit.referrals.list_running(TEAM)[0]
        review_on = line.desk.today() + timedelta(days=42)
        unit.referrals.save(replace(running, state=ReferralState.STARTED, review_on=review_on))
    retain(line, days=131)
    assert WORDS in line.look.everything()
    retain(line, days=2)
    assert WORDS not in line.look.everything(), "nothing is kept by being forgotten"


def test_the_skeleton_goes_after_its_months_and_leaves_nothing_behind(line: AtWork):
    lived(line)
    lived(line, OMAR, OTHERS)
    end_referrals(line)
    retain(line, days=91)
    retain(line, days=300)
    gone = ("requests", "referrals", "profiles", "follow_ups", "follow_up_answers", "pupil_facts")
    for table in (*gone, "handoffs", "words", "panel_cases", "decisions"):
        assert line.look.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] == 0, table
    assert line.look.rows("PRAGMA foreign_key_check") == []
    assert line.look.rows("SELECT count(*) AS n FROM audit")[0]["n"] > 0


def test_it_is_done_once_a_day_and_again_the_next(line: AtWork):
    lived(line)
    end_referrals(line)
    retain(line, days=91)
    done = line.look.rows("SELECT count(*) AS n FROM audit WHERE action LIKE 'retention.%'")
    retain(line, days=0.1)
    assert done == line.look.rows("SELECT count(*) AS n FROM audit WHERE action LIKE 'retention.%'")
    lived(line, OMAR, OTHERS)
    end_referrals(line)
    retain(line, days=91)
    assert OTHERS not in without_audit(line.look)


def test_a_legal_hold_stops_it_until_it_is_lifted(line: AtWork):
    request_id = lived(line)
    end_referrals(line)
    made = erasing.hold(line.desk, TEAM, of_request(request_id), why="tribunal", by=BY)
    retain(line, days=91)
    assert WORDS in line.look.everything()
    with pytest.raises(Refused, match="legal hold"):
        erasing.erase_request(line.desk, TEAM, request_id, by=BY)
    with pytest.raises(Refused, match="legal hold"):
        erasing.erase_person(line.desk, TEAM, TESSA, by=BY)
    erasing.lift(line.desk, TEAM, made.id, by=BY)
    retain(line, days=1)
    assert WORDS not in line.look.everything()
    with pytest.raises(Refused, match="no hold"):
        erasing.lift(line.desk, TEAM, made.id, by=BY)


def test_a_hold_on_a_person_holds_all_they_asked(line: AtWork):
    lived(line)
    end_referrals(line)
    erasing.hold(line.desk, TEAM, of_person(TESSA), why="tribunal", by=BY)
    retain(line, days=400)
    assert WORDS in line.look.everything()


# Erasing


def test_a_person_is_erased_and_nobody_else(line: AtWork, database: Path):
    lived(line)
    lived(line, OMAR, OTHERS)
    before = _rows_of(line.look, OMAR)
    assert erasing.erase_person(line.desk, TEAM, TESSA, by=BY) == 1
    line.settle()
    assert WORDS not in line.look.everything()
    assert TESSA not in without_audit(line.look)
    assert _rows_of(line.look, OMAR) == before
    assert line.look.rows("PRAGMA foreign_key_check") == []
    assert scrub(database)
    on_disk = b"".join(each.read_bytes() for each in database.parent.glob("advicebot.db*"))
    assert WORDS.encode() not in on_disk
    assert OTHERS.encode() in on_disk, "else the search would find nothing anyway"


def test_what_slack_delivered_of_them_is_gone_too(line: AtWork):
    lived(line)
    channel = line.look.rows("SELECT dm_channel FROM people WHERE user_id = ?", TESSA)[0]
    keys = (f"message:{TEAM}:{channel['dm_channel']}:1.1", f"click:{TEAM}:{TESSA}:x", "click:else")
    with line.desk.work.write() as unit:
        for key in keys:
            delivery = a_delivery(key)
            unit.inbox.add(delivery, at=line.clock.now(), by="one", lease=timedelta(seconds=1))
            unit.inbox.finish(key, line.clock.now())
    erasing.erase_person(line.desk, TEAM, TESSA, by=BY)
    left = {row["key"] for row in line.look.rows("SELECT key FROM inbox")}
    assert left.isdisjoint(keys[:2])
    assert keys[2] in left


def test_every_message_of_ours_to_them_or_about_it_is_taken_back(line: AtWork):
    lived(line)
    people.say(line.desk, line.click(), team_id=TEAM, user_id=TESSA, name="help")
    line.settle()
    posted = {
        (row["channel_id"], row["ts"])
        for row in line.look.rows("SELECT * FROM outbox WHERE ts IS NOT NULL")
    }
    erasing.erase_person(line.desk, TEAM, TESSA, by=BY)
    line.settle()
    assert {(each.channel_id, each.ts) for each in line.slack.deleted} == posted


def test_one_request_is_erased_and_the_others_stay(line: AtWork):
    request_id = lived(line)
    lived(line, OMAR, OTHERS)
    erasing.erase_request(line.desk, TEAM, request_id, by=BY)
    line.settle()
    assert line.look.rows("SELECT 1 FROM requests WHERE id = ?", request_id) == []
    assert OTHERS in line.look.everything()
    assert line.look.rows("PRAGMA foreign_key_check") == []
    with pytest.raises(Refused, match="no request"):
        erasing.erase_request(line.desk, TEAM, request_id, by=BY)


def test_whoever_is_being_helped_is_not_erased_meanwhile(line: AtWork):
    line.call("urgent")
    with pytest.raises(Refused, match="Close that first"):
        erasing.erase_person(line.desk, TEAM, TESSA, by=BY)
    assert len(line.look.requests()) == 1


def test_the_audit_says_that_and_by_whom_but_not_whom(line: AtWork):
    lived(line)
    erasing.erase_person(line.desk, TEAM, TESSA, by=BY)
    row = line.look.rows("SELECT * FROM audit WHERE action = 'erase'")[0]
    assert row["actor"] == BY
    assert TESSA not in row["object"]
    assert WORDS not in line.look.everything()


def test_a_restored_copy_loses_the_same_again(line: AtWork, tmp_path: Path, database: Path):
    lived(line)
    lived(line, OMAR, OTHERS)
    copy = tmp_path / "copy.db"
    line.look.rows("VACUUM INTO ?", str(copy))
    copy.chmod(0o600)
    erasing.erase_person(line.desk, TEAM, TESSA, by=BY)
    with line.desk.work.read() as unit:
        buried = unit.rights.list_tombstones()
    work = SqliteWork(copy)
    restored = replace(line.desk, work=work, ids=CountedIds("again"))
    assert WORDS in Looking(copy).everything()
    assert erasing.erase_again(restored, buried) > 0
    work.close()
    assert WORDS not in Looking(copy).everything()
    assert OTHERS in Looking(copy).everything()


# Exporting


def test_an_export_holds_everything_about_them_and_nothing_of_others(line: AtWork):
    lived(line)
    lived(line, OMAR, OTHERS)
    found = exporting.export_person(line.desk, TEAM, TESSA, by=BY)
    text = json.dumps(found, ensure_ascii=False)
    assert OTHERS not in text
    for table, column in _columns_with(line.look, WORDS):
        assert WORDS in json.dumps(_section(found, table)), (table, column)
    read = line.look.rows("SELECT * FROM audit WHERE action = 'export'")
    assert [row["actor"] for row in read] == [BY]


def test_an_export_of_a_practitioner_has_their_place_on_the_rota_and_what_they_were_sent(
    line: AtWork,
):
    lived(line)
    person = exporting.export_person(line.desk, TEAM, PRIYA, by=BY)["person"]
    assert [row["user_id"] for row in person["practitioners"]] == [PRIYA]
    assert len(person["weekly_shifts"]) == 5
    assert "card" in {row["kind"] for row in person["messages_to_them"]}
    assert WORDS not in json.dumps(person), "what is a teacher's is not theirs"


def test_an_export_of_one_request(line: AtWork):
    request_id = lived(line)
    found = exporting.export_request(line.desk, TEAM, request_id, by=BY)
    assert [row["id"] for row in found["requests"][0]["requests"]] == [request_id]


def test_somebody_of_whom_nothing_is_kept(line: AtWork):
    with pytest.raises(Refused, match="Nothing is kept"):
        exporting.export_person(line.desk, TEAM, "U0NOBODY01", by=BY)
    with pytest.raises(Refused, match="no request"):
        exporting.export_request(line.desk, TEAM, "nothing", by=BY)


def _section(found: dict[str, object], table: str) -> object:
    requests = found["requests"]
    assert isinstance(requests, list)
    return [each.get(table) for each in requests]


def _columns_with(look: Looking, word: str) -> list[tuple[str, str]]:
    """Return every (table, column) in which a word stands."""
    found = set()
    for table in look.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        for row in look.rows(f"SELECT * FROM {table['name']}"):
            found |= {(table["name"], name) for name, each in row.items() if word in str(each)}
    return sorted(found)


def _rows_of(look: Looking, user_id: str) -> list[str]:
    """Return every row in which a person or one of their things is named, but for the audit."""
    ids = {row["id"] for row in look.rows("SELECT id FROM requests WHERE requester = ?", user_id)}
    names = {user_id, *ids}
    return [row for row in without_audit(look).splitlines() if any(each in row for each in names)]
