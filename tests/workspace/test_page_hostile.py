"""Messages that no page should be shaken by, in a real browser: each is drawn, or says why not."""

import time
from typing import Any

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from advicebot.workspace import LocalWorkspace, Person
from tests.workspace.pages import Pages, messages

pytestmark = pytest.mark.browser

SOON_DRAWN = 3.0  # seconds; what grows with the square of the length takes three times as long
ELSEWHERE = "https://pictures.example.org/a.png"
ONE_PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/"
    "p5nd4QAAAABJRU5ErkJggg=="
)

LONG = {
    "styles": "*_~" * 10_000,
    "openers": "*a " * 13_000,
    "code": "`a`" * 13_000,
    "ticks": "`" * 39_000,
    "brackets": "<" * 39_000,
    "links": "<http://a" * 4_300,
    "mentions": "<@U" * 13_000 + ">",
}


@pytest.mark.parametrize(
    ("ts", "shown"),
    [
        ("99999999999999999999", "no day"),
        ("8640000000001", "no day"),
        ("", "no day"),
        ("0", "1 January 1970"),
    ],
)
def test_a_date_that_is_none_is_its_fallback(
    pages: Pages, client: WebClient, ts: str, shown: str
) -> None:
    client.chat_postMessage(channel="C1", text=f"<!date^{ts}^{{date}}|no day>")
    page = pages.open("U1", "&channel=C1")
    expect(messages(page).locator(".message-text")).to_have_text(shown)


def put(workspace: LocalWorkspace, ts: str, **changed: Any) -> None:
    """Make a message what no app could post."""
    message = workspace._ws.state.channels["C1"].messages[ts]
    for name, value in changed.items():
        setattr(message, name, value)


def test_an_attachment_that_cannot_be_drawn_says_so_and_the_others_stand(
    pages: Pages, client: WebClient, workspace: LocalWorkspace
) -> None:
    ts = str(client.chat_postMessage(channel="C1", text="Words")["ts"])
    broken = {"title": "x", "text": {"a": 1}, "fields": 5, "actions": 7}
    put(workspace, ts, attachments=[broken, {"text": "whole"}])
    message = messages(pages.open("U1", "&channel=C1"))
    expect(message.get_by_role("note")).to_have_text(
        'This attachment cannot be drawn: a text is expected, not {"a":1}'
    )
    expect(message.locator(".attachment")).to_contain_text("whole")
    expect(message.locator(".message-text")).to_have_text("Words")


def test_a_message_that_cannot_be_drawn_says_so_and_the_others_stand(
    pages: Pages, client: WebClient, workspace: LocalWorkspace, ana: Person
) -> None:
    ana.says("Before", channel="C1")
    ts = str(client.chat_postMessage(channel="C1", text="Broken")["ts"])
    ana.says("After", channel="C1")
    put(workspace, ts, edited_ts="no time")
    page = pages.open("U1", "&channel=C1")
    expect(messages(page)).to_have_count(3)
    expect(messages(page).nth(1)).to_contain_text("This message cannot be drawn")
    expect(messages(page).last).to_contain_text("After")


@pytest.mark.parametrize("address", [ELSEWHERE, "javascript:alert(1)", "//pictures.example.org/a"])
def test_a_picture_of_another_server_is_never_loaded(
    pages: Pages, client: WebClient, address: str
) -> None:
    attachment = {"title": "Plan", "image_url": address}
    client.chat_postMessage(
        channel="C1", text="Words", username="Old Owl", icon_url=address, attachments=[attachment]
    )
    page = pages.open("U1", "&channel=C1")
    expect(messages(page).locator(".avatar")).to_have_text("OO")
    expect(messages(page).locator(".foreign-picture")).to_contain_text("Plan")
    assert page.locator("img").count() == 0
    assert page.locator("a[href*='pictures']").count() == (address == ELSEWHERE)


def test_a_picture_that_came_with_the_message_is_drawn(pages: Pages, client: WebClient) -> None:
    attachment = {"title": "Plan", "image_url": ONE_PIXEL}
    client.chat_postMessage(channel="C1", text="x", icon_url=ONE_PIXEL, attachments=[attachment])
    page = pages.open("U1", "&channel=C1")
    expect(messages(page).locator(".avatar img")).to_have_attribute("src", ONE_PIXEL)
    expect(messages(page).get_by_role("img", name="Plan")).to_have_attribute("src", ONE_PIXEL)


def test_the_browser_itself_would_load_no_picture_of_another_server(pages: Pages) -> None:
    page = pages.open("U1", "&channel=C1")
    blocked = page.evaluate(
        """url => new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', (e) => resolve(e.blockedURI));
          setTimeout(() => resolve('nothing'), 1000);
          document.body.append(Object.assign(new Image(), { src: url }));
        })""",
        ELSEWHERE,
    )
    assert blocked == ELSEWHERE
    pages.requests.clear()


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_text_of_nothing_but_marks_is_drawn_at_once(
    pages: Pages, client: WebClient, text: str
) -> None:
    client.chat_postMessage(channel="C1", text="Before")
    page = pages.open("U1", "&channel=C1")
    expect(messages(page)).to_have_count(1)
    before = time.monotonic()
    client.chat_postMessage(channel="C1", text=text)
    expect(messages(page)).to_have_count(2, timeout=15_000)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
    assert time.monotonic() - before < SOON_DRAWN


def test_a_style_ends_however_far_away_its_other_mark_stands(
    pages: Pages, client: WebClient
) -> None:
    client.chat_postMessage(channel="C1", text=f"*{'a' * 5_000}* and `*` then <b *c*")
    words = messages(pages.open("U1", "&channel=C1")).locator(".message-text")
    expect(words.locator("strong")).to_have_text(["a" * 5_000, "c"])
    expect(words).to_contain_text("and * then <b c")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("plain", "ltr"),
        ("\u05e9\u05dc\u05d5\u05dd plain", "rtl"),
        ("`code` 1, 2: *\u0645\u0631\u062d\u0628\u0627*", "rtl"),
        ("*bold* \u05e9\u05dc\u05d5\u05dd", "ltr"),
        ("1 + 2", "ltr"),
    ],
)
def test_a_message_runs_the_way_its_first_letter_is_written(
    pages: Pages, client: WebClient, text: str, way: str
) -> None:
    client.chat_postMessage(channel="C1", text=text)
    words = messages(pages.open("U1", "&channel=C1")).locator(".message-text")
    expect(words).to_have_attribute("dir", way)
