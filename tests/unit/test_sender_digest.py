"""A digest leaves once, with its pictures if it can; its table is put into the thread once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import LEADS, Effect, EffectKind, Posted
from advicebot.domain.outcomes import digest_json
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.published import StoredDigest
from advicebot.errors import Refused, SlackDeliveryError
from advicebot.service import digest_table
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.enclosures import MOST_TRIES
from advicebot.slack.screens import digest as screens
from advicebot.slack.sender import Sender
from tests.digests import MONDAY, a_full_digest
from tests.fakes import TEAM, Looking
from tests.staff import LEAD, StaffSlack
from tests.staff import LEADS as ROOM

LEASE = timedelta(seconds=20)
KEY = f"digest:{TEAM}:{MONDAY}"
CHARTS = [
    Chart(name="calls-by-week", alt="Calls. 7 September: 12 calls, 2 urgent.", png=b"one"),
    Chart(name="where-pupils-are", alt="Where. Suspended: not shown.", png=b"two"),
]
LOST = SlackDeliveryError("http_503", is_uncertain=True)
NO_SCOPE = SlackDeliveryError("missing_scope", is_permanent=True)
NOT_READY = SlackDeliveryError("invalid_blocks", is_permanent=True)


class Threads(StaffSlack):
    """A Slack whose threads can be read, and which knows files."""

    def __init__(self) -> None:
        super().__init__()
        self.shared_files: list[dict[str, Any]] = []

    def replies(self, channel: str, ts: str, *, oldest: str | None = None) -> Any:
        """Return what was shared in a thread."""
        self._fail("replies", ts)
        return [
            each for each in self.shared_files if (each["channel"], each["ts"]) == (channel, ts)
        ]


@dataclass
class FakeFiles:
    """Takes files; ``plan`` of the Slack behind it is asked with ``upload``, ``stage``, ``share``.

    An uncertain error of ``share`` is raised after the file was shown.
    """

    slack: Threads
    uploaded: list[str] = field(default_factory=list)
    staged: dict[str, bytes] = field(default_factory=dict)

    def upload(self, name: str, data: bytes, *, title: str) -> str:
        self.slack._fail("upload", name)
        self.uploaded.append(name)
        return f"F0FILE{len(self.uploaded):05d}"

    def stage(self, name: str, data: bytes) -> str:
        self.slack._fail("stage", name)
        self.staged[name] = data
        return "F0TABLE0001"

    def share(
        self, file_id: str, *, title: str, channel: str, thread_ts: str, comment: str
    ) -> None:
        error = self.slack.plan("share", title)
        if error is None or error.is_uncertain:
            shown = {"channel": channel, "ts": thread_ts, "files": [{"title": title}]}
            self.slack.shared_files.append(shown | {"text": comment})
        if error:
            raise error


@pytest.fixture
def machine(clock: FixedClock) -> FixedClock:
    return FixedClock(clock.now())


@pytest.fixture
def slack() -> Threads:
    return Threads()


@pytest.fixture
def files(slack: Threads) -> FakeFiles:
    return FakeFiles(slack)


@pytest.fixture
def a_sender(
    desk: Desk, slack: Threads, machine: FixedClock
) -> Callable[[FakeFiles | None], Sender]:
    def make(files: Any) -> Sender:
        gateway: Any = slack
        return Sender(
            desk,
            gateway,
            Artist(desk),
            worker="one",
            lease=LEASE,
            machine=machine,
            files=files,
        )

    return make


@pytest.fixture
def sender(a_sender: Callable[[FakeFiles | None], Sender], files: FakeFiles) -> Sender:
    return a_sender(files)


@pytest.fixture
def made(desk: Desk) -> None:
    """The digest of a week is stored with two charts, and is to be posted."""
    put(desk, MONDAY)


def put(desk: Desk, monday: date, charts: Any = CHARTS) -> None:
    stored = StoredDigest(
        team_id=TEAM,
        monday=monday,
        made_at=desk.clock.now(),
        body=digest_json.dump(a_full_digest()),
    )
    effect = Effect(
        key=f"digest:{TEAM}:{monday}",
        team_id=TEAM,
        kind=EffectKind.DIGEST,
        recipient=LEADS,
        ref=monday.isoformat(),
    )
    with desk.work.write() as unit:
        assert unit.digests.add(stored, charts)
        desk.send(unit, effect)


def drain(sender: Sender, machine: FixedClock, *, seconds: int = 0) -> None:
    for _ in range(seconds + 1):
        while sender.send_next():
            pass
        machine.advance(timedelta(seconds=1))


def failing(method: str, error: SlackDeliveryError, *, times: int = 10**6) -> Any:
    left = [times]

    def plan(called: str, about: str) -> SlackDeliveryError | None:
        if called == method and left[0]:
            left[0] -= 1
            return error
        return None

    return plan


def pictures(slack: Threads) -> list[str]:
    (post,) = slack.posts
    blocks = post["message"].blocks
    return [each["slack_file"]["id"] for each in blocks if each["type"] == "image"]


def says_no_pictures(slack: Threads) -> bool:
    return screens.NO_PICTURES in str(slack.posts[0]["message"].blocks)


def press(desk: Desk, number: int, *, user: str = LEAD, monday: date = MONDAY) -> None:
    digest_table.ask(desk, f"press-{number}", team_id=TEAM, user_id=user, monday=monday.isoformat())


@pytest.mark.usefixtures("made")
def test_a_digest_is_posted_once_to_the_leads_with_both_pictures(
    sender: Sender, slack: Threads, files: FakeFiles, machine: FixedClock, look: Looking
):
    drain(sender, machine, seconds=6)
    assert [(each["channel"], each["key"]) for each in slack.posts] == [(ROOM, KEY)]
    assert files.uploaded == [f"calls-by-week-{MONDAY}.png", f"where-pupils-are-{MONDAY}.png"]
    assert pictures(slack) == ["F0FILE00001", "F0FILE00002"]
    assert [row["file_id"] for row in look.rows("SELECT file_id FROM charts ORDER BY name")] == [
        "F0FILE00001",
        "F0FILE00002",
    ]


@pytest.mark.usefixtures("made")
def test_one_picture_is_handed_over_for_each_try_so_that_a_lease_lasts(
    sender: Sender, files: FakeFiles
):
    assert sender.send_next()
    assert len(files.uploaded) == 1
    assert not sender.send_next(), "Slack is given a moment for it"


@pytest.mark.usefixtures("made")
def test_no_picture_is_handed_over_twice_however_often_the_post_fails(
    sender: Sender, slack: Threads, files: FakeFiles, machine: FixedClock
):
    slack.plan = failing("post", LOST, times=4)
    drain(sender, machine, seconds=300)
    assert len(files.uploaded) == 2
    assert len(slack.posts) == 1


@pytest.mark.usefixtures("made")
def test_a_post_whose_answer_was_lost_is_not_repeated(
    sender: Sender, slack: Threads, machine: FixedClock
):
    slack.plan, slack.is_lost = failing("post", LOST, times=1), True
    drain(sender, machine, seconds=30)
    assert [each["key"] for each in slack.posts] == [KEY]


@pytest.mark.usefixtures("made")
def test_a_picture_that_slack_still_looks_through_is_waited_for(
    sender: Sender, slack: Threads, machine: FixedClock
):
    slack.plan = failing("post", NOT_READY, times=3)
    drain(sender, machine, seconds=300)
    assert len(pictures(slack)) == 2
    assert not says_no_pictures(slack)


@pytest.mark.usefixtures("made")
def test_pictures_that_slack_never_shows_are_left_out_and_said_in_words(
    sender: Sender, slack: Threads, machine: FixedClock
):
    def plan(method: str, about: str) -> SlackDeliveryError | None:
        return (
            NOT_READY if method == "post" and tries.append(about) is None and is_shown() else None
        )

    tries: list[str] = []

    def is_shown() -> bool:
        """The pictures are refused until the message comes without them."""
        return len(tries) <= MOST_TRIES - 2

    slack.plan = plan
    drain(sender, machine, seconds=400)
    assert pictures(slack) == []
    assert says_no_pictures(slack)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("reason", ["missing_scope", "file_uploads_disabled"])
def test_a_slack_that_takes_no_files_gets_the_numbers_in_words_at_once(
    sender: Sender, slack: Threads, machine: FixedClock, reason: str
):
    slack.plan = failing("upload", SlackDeliveryError(reason, is_permanent=True))
    drain(sender, machine)
    assert pictures(slack) == []
    assert says_no_pictures(slack)
    assert "12 calls, 2 urgent" in str(slack.posts[0]["message"].blocks)


@pytest.mark.usefixtures("made")
def test_one_picture_is_better_than_none(sender: Sender, slack: Threads, machine: FixedClock):
    def plan(method: str, about: str) -> SlackDeliveryError | None:
        return NO_SCOPE if method == "upload" and about.startswith("where") else None

    slack.plan = plan
    drain(sender, machine, seconds=6)
    assert pictures(slack) == ["F0FILE00001"]
    assert says_no_pictures(slack)


@pytest.mark.usefixtures("made")
def test_an_upload_that_fails_for_minutes_does_not_keep_the_digest(
    sender: Sender, slack: Threads, machine: FixedClock
):
    slack.plan = failing("upload", LOST)
    drain(sender, machine, seconds=30)
    assert slack.posts == []
    drain(sender, machine, seconds=300)
    assert says_no_pictures(slack)


def test_a_digest_that_cannot_be_posted_for_hours_is_kept_and_posted_once(
    desk: Desk, sender: Sender, slack: Threads, files: FakeFiles, machine: FixedClock
):
    put(desk, MONDAY)
    slack.plan = failing("post", DOWN)
    for _ in range(120):
        machine.advance(timedelta(minutes=1))
        drain(sender, machine)
    slack.plan = failing("post", DOWN, times=0)
    drain(sender, machine, seconds=90)
    assert [each["key"] for each in slack.posts] == [KEY]
    assert len(pictures(slack)) == len(files.uploaded) == 2


DOWN = SlackDeliveryError("http_503", is_uncertain=True)


@pytest.mark.usefixtures("made")
def test_a_process_without_files_posts_the_digest_all_the_same(
    a_sender: Callable[[FakeFiles | None], Sender], slack: Threads, machine: FixedClock
):
    drain(a_sender(None), machine, seconds=6)
    assert says_no_pictures(slack)


def test_a_digest_without_charts_needs_no_file(
    desk: Desk, sender: Sender, slack: Threads, files: FakeFiles, machine: FixedClock
):
    put(desk, MONDAY, charts=())
    drain(sender, machine)
    assert files.uploaded == pictures(slack) == []


@pytest.fixture
def posted(made: None, sender: Sender, slack: Threads, machine: FixedClock) -> Posted:
    """Where the digest stands."""
    drain(sender, machine, seconds=6)
    at: Posted = slack.posts[0]["at"]
    return at


def test_the_table_is_put_into_the_thread_once_however_often_it_is_asked_for(
    desk: Desk,
    sender: Sender,
    slack: Threads,
    files: FakeFiles,
    machine: FixedClock,
    posted: Posted,
    look: Looking,
):
    for number in range(5):
        press(desk, number)
    drain(sender, machine, seconds=10)
    press(desk, 6)
    drain(sender, machine, seconds=10)
    (shown,) = slack.shared_files
    assert (shown["channel"], shown["ts"]) == (posted.channel_id, posted.ts)
    (table,) = files.staged.values()
    assert table.decode().startswith("\ufeffwhat,period,number")
    assert look.sent_to(LEAD) == ["line:digest.csv-there"] * 5
    (row,) = look.rows("SELECT actor, object FROM audit WHERE action = 'digest.table'")
    assert (row["actor"], row["object"]) == (LEAD, MONDAY.isoformat())


@pytest.mark.usefixtures("posted")
def test_a_table_whose_answer_was_lost_is_looked_for_before_it_is_sent_again(
    desk: Desk, sender: Sender, slack: Threads, machine: FixedClock
):
    slack.plan = failing("share", LOST, times=1)
    press(desk, 1)
    drain(sender, machine, seconds=30)
    assert len(slack.shared_files) == 1


@pytest.mark.usefixtures("posted")
def test_the_thread_is_searched_by_the_title_and_by_the_words_beside_it(
    desk: Desk, sender: Sender, slack: Threads, machine: FixedClock, look: Looking
):
    """Slack may describe a message without its files to an app that reads none."""

    def plan(method: str, about: str) -> SlackDeliveryError | None:
        if method == "replies":
            slack.shared_files[0].pop("files", None)
        return LOST if method == "share" and not slack.shared_files else None

    slack.plan = plan
    press(desk, 1)
    drain(sender, machine, seconds=30)
    assert len(slack.shared_files) == 1
    assert look.effects("file")[0]["sent_at"] is not None


@pytest.mark.usefixtures("posted")
def test_a_table_that_slack_refuses_is_said_and_may_be_asked_for_again(
    desk: Desk, sender: Sender, slack: Threads, machine: FixedClock, look: Looking
):
    slack.plan = failing("stage", NO_SCOPE)
    press(desk, 1)
    drain(sender, machine, seconds=5)
    assert look.sent_to(LEAD) == ["line:digest.csv-failed"]
    assert slack.shared_files == []
    slack.plan = failing("stage", NO_SCOPE, times=0)
    press(desk, 2)
    drain(sender, machine, seconds=5)
    assert len(slack.shared_files) == 1
    assert look.sent_to(LEAD) == ["line:digest.csv-failed"]


@pytest.mark.usefixtures("posted")
def test_a_table_that_fails_for_minutes_does_not_hold_up_the_next_digest(
    desk: Desk, sender: Sender, slack: Threads, machine: FixedClock, look: Looking
):
    slack.plan = failing("stage", SlackDeliveryError("upload_http_500"))
    press(desk, 1)
    put(desk, MONDAY + timedelta(weeks=1))
    drain(sender, machine, seconds=400)
    assert len(slack.posts) == 3, "both digests, and the lead was told"
    assert "line:digest.csv-failed" in look.sent_to(LEAD)


@pytest.mark.parametrize("monday", ["2026-01-05", "", "nonsense", "2026-13-45", "'; DROP TABLE"])
def test_a_week_without_a_digest_has_no_table(desk: Desk, look: Looking, monday: str):
    with pytest.raises(Refused, match="no digest"):
        digest_table.ask(desk, "press", team_id=TEAM, user_id=LEAD, monday=monday)
    assert look.effects() == []


@pytest.mark.usefixtures("made")
def test_the_digest_of_another_workspace_is_none_of_ones_own(desk: Desk):
    with pytest.raises(Refused):
        digest_table.ask(
            desk, "press", team_id="T0OTHER001", user_id=LEAD, monday=MONDAY.isoformat()
        )
