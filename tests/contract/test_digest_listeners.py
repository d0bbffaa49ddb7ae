"""The buttons under a digest, through the real Bolt app, and a digest in the local workspace."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from advicebot.charts import draw_charts
from advicebot.clock import FixedClock, SystemClock
from advicebot.demo import LEADS_CHANNEL, demo_config
from advicebot.demo.cast import LEADS
from advicebot.domain.delivery import LEADS as TO_LEADS
from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.outcomes import digest_json
from advicebot.domain.outcomes.published import StoredDigest
from advicebot.service import digest_table
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.files import Files
from advicebot.slack.gateway import Gateway
from advicebot.slack.sender import Sender
from advicebot.store.work import SqliteWork
from advicebot.workspace.driver.local import LocalWorkspace
from tests import payloads as p
from tests.digests import MONDAY, a_full_digest
from tests.fakes import LINE, PRIYA, TEAM, TESSA, Looking
from tests.staff import GUEST, LEAD, Line, StaffSlack, a_line, on_the_roster

DAY = MONDAY.isoformat()


def put(desk: Desk) -> None:
    """Store a digest with its charts, to be posted."""
    digest = a_full_digest()
    stored = StoredDigest(
        team_id=TEAM, monday=MONDAY, made_at=desk.clock.now(), body=digest_json.dump(digest)
    )
    effect = Effect(
        key=f"digest:{TEAM}:{DAY}",
        team_id=TEAM,
        kind=EffectKind.DIGEST,
        recipient=TO_LEADS,
        ref=DAY,
    )
    with desk.work.write() as unit:
        unit.digests.add(stored, draw_charts(digest, line=LINE.name))
        desk.send(unit, effect)


@pytest.fixture
def line(desk: Desk, work: SqliteWork, clock: FixedClock) -> Line:
    deliveries = Deliveries(work, worker="one", lease=timedelta(seconds=20), machine=clock)
    on_the_roster(desk, PRIYA)
    put(desk)
    return a_line(desk, deliveries, StaffSlack())


def test_a_lead_asks_for_the_table_and_hears_of_it_when_it_is_there(line: Line, look: Looking):
    line.deliver(p.click("digest.csv", DAY, user=LEAD, action_ts="1.1"))
    line.deliver(p.click("digest.csv", DAY, user=LEAD, action_ts="2.1"))
    (asked,) = look.effects("file")
    assert (asked["key"], asked["recipient"]) == (f"digest.csv:{TEAM}:{DAY}", TO_LEADS)
    assert look.sent_to(LEAD) == ["line:digest.csv-there"]
    assert line.told == []


@pytest.mark.parametrize("user", [PRIYA, TESSA, GUEST])
def test_nobody_else_gets_the_table(line: Line, look: Looking, user: str):
    line.deliver(p.click("digest.csv", DAY, user=user))
    assert look.effects("file") == []
    assert [text for _, text in line.told] == ["Only leads of this line can do that."]


@pytest.mark.parametrize("value", ["2026-01-05", "../../etc", ""])
def test_a_button_of_a_week_without_a_digest_is_refused_in_words(
    line: Line, look: Looking, value: str
):
    line.deliver(p.click("digest.csv", value, user=LEAD))
    assert look.effects("file") == []
    assert [text for _, text in line.told] == [digest_table.NO_DIGEST]


@pytest.mark.parametrize("user", [LEAD, PRIYA])
def test_leads_and_practitioners_may_read_how_we_count(line: Line, user: str):
    line.deliver(p.click("digest.how", DAY, user=user))
    (page,) = line.slack.views
    assert page["title"]["text"] == "How we count"


@pytest.mark.parametrize("user", [TESSA, GUEST])
def test_nobody_else_opens_that_page(line: Line, user: str):
    line.deliver(p.click("digest.how", DAY, user=user))
    assert line.slack.views == []
    assert len(line.told) == 1


@pytest.fixture
def workspace() -> Iterator[LocalWorkspace]:
    with LocalWorkspace(replace(demo_config(LINE), file_processing=0.3)) as running:
        yield running


def test_in_the_workspace_a_lead_sees_the_pictures_and_gets_the_table(
    desk: Desk, workspace: LocalWorkspace
):
    """Through the real gateway, with a Slack that looks through files before it shows them."""
    put(desk)
    token = workspace.config.app.bot_token
    client = WebClient(token=token, base_url=workspace.api_url, timeout=5, retry_handlers=[])
    sender = Sender(
        desk,
        Gateway(client, on_call=LINE.on_call_channel, leads=LINE.leads_channel),
        Artist(desk),
        worker="one",
        lease=timedelta(seconds=20),
        machine=SystemClock(),
        files=Files(client),
    )
    lead = workspace.as_user(next(iter(LEADS)))

    def send_until(count: int, *, thread: str | None = None) -> bool:
        sender.send_next()
        return len(lead.messages(LEADS_CHANNEL, thread=thread)) >= count

    workspace.wait_until(lambda _: send_until(1), within=15)
    (message,) = lead.messages(LEADS_CHANNEL)
    images = [each for each in message["blocks"] if each["type"] == "image"]
    for image, chart in zip(images, draw_charts(a_full_digest(), line=LINE.name), strict=True):
        assert lead.opens_file(image["slack_file"]["id"]) == chart.png
        assert image["alt_text"] == chart.alt
    digest_table.ask(desk, "press", team_id=TEAM, user_id=LEAD, monday=DAY)
    workspace.wait_until(lambda _: send_until(2, thread=message["ts"]), within=15)
    (table,) = lead.messages(LEADS_CHANNEL, thread=message["ts"])[-1]["files"]
    assert table["title"] == "Digest as a table, week from Monday 7 December"
    assert lead.opens_file(table["id"]).decode().startswith("\ufeffwhat,period")
