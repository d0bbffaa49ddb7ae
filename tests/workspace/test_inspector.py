"""The inspector in a real browser: live, readable, filterable, copyable, without tokens."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from advicebot.workspace import LocalWorkspace, Person
from advicebot.workspace.traffic import Way
from tests.workspace.conftest import APP
from tests.workspace.pages import NARROW, Pages, width_of_everything

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
# How far the words of the faintest placeholder stand out from the box they are in.
PLACEHOLDER_CONTRAST = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  return Math.min(...[...document.querySelectorAll('[placeholder]')].map((node) => {
    const words = light(getComputedStyle(node, '::placeholder').color);
    const box = light(getComputedStyle(node).backgroundColor);
    return Math.max(words, box) / Math.min(words, box);
  }));
}"""


@pytest.fixture
def inspector(pages: Pages) -> Page:
    return opened(pages)


def opened(pages: Pages, place: str = "", *, width: int = 1280) -> Page:
    page = pages.open_path(f"/inspector{place}", width=width)
    expect(page.get_by_role("heading", name="Inspector")).to_be_visible()
    return page


def rows(page: Page) -> Locator:
    return page.locator("li.entry:not([hidden])")


def row(page: Page, name: str) -> Locator:
    return rows(page).filter(has=page.locator(".cell-name", has_text=name))


def copied(page: Page, label: str) -> str:
    """Press a button that copies, and return what it copied."""
    page.evaluate(
        "() => { navigator.clipboard.writeText = (text) => { window.copied = text;"
        " return Promise.resolve(); } }"
    )
    page.get_by_role("button", name=label, exact=True).click()
    text: str = page.evaluate("() => window.copied")
    return text


def test_both_directions_appear_as_they_happen_in_words(
    inspector: Page,
    ana: Person,
    app: App,
    client: WebClient,
    connect: Callable[[App], SocketModeHandler],
) -> None:
    app.event("message")(lambda say: say("Back"))
    connect(app)
    ana.says(f"Hello {HOSTILE}")
    event = row(inspector, "message").first
    expect(event).to_contain_text("to app")
    expect(event).to_contain_text(f"DM Ana Example · Ana Example · Hello {HOSTILE}")
    expect(event).to_contain_text("acknowledged")
    call = row(inspector, "chat.postMessage")
    expect(call).to_contain_text("from app")
    expect(call).to_contain_text("Web API")
    names = inspector.locator("li.entry .cell-name").all_inner_texts()
    assert names.index("message") < names.index("chat.postMessage"), "by when each began"
    assert inspector.locator("li.entry img").count() == 0
    assert "owned" not in inspector.title()


def test_errors_and_faults_are_marked_in_words_and_can_be_filtered(
    inspector: Page, workspace: LocalWorkspace, client: WebClient
) -> None:
    workspace.faults.add(fault="rate-limit", times=1)
    for channel in ("C1", "C404", "C1"):
        try:
            client.chat_postMessage(channel=channel, text="x")
        except SlackApiError:
            continue
    expect(rows(inspector)).to_have_count(3)
    inspector.get_by_label("Errors and faults only").check()
    expect(rows(inspector)).to_have_count(2)
    expect(rows(inspector).first.locator(".mark")).to_have_text("Fault")
    expect(rows(inspector).last.locator(".cell-result")).to_have_text("Error channel_not_found")
    expect(inspector.locator(".counted")).to_have_text("2 of 3 entries")
    inspector.reload()
    expect(rows(inspector)).to_have_count(2)
    inspector.get_by_role("button", name="Clear filters").click()
    expect(rows(inspector)).to_have_count(3)


def test_the_filters_narrow_by_name_text_kind_and_direction(
    inspector: Page, client: WebClient
) -> None:
    client.auth_test()
    client.chat_postMessage(channel="C1", text="Needle")
    client.users_info(user="U1")
    name, text = inspector.get_by_label("Method or event"), inspector.get_by_label("Text")
    expect(rows(inspector)).to_have_count(3)
    name.fill("chat.*")
    expect(rows(inspector)).to_have_count(1)
    name.fill("USERS")
    expect(row(inspector, "users.info")).to_have_count(1)
    name.fill("")
    text.fill("needle")
    expect(row(inspector, "chat.postMessage")).to_have_count(1)
    expect(rows(inspector)).to_have_count(1)
    text.fill("not in any of them")
    expect(inspector.get_by_role("heading", name="Nothing fits")).to_be_visible()
    text.fill("")
    inspector.get_by_label("Direction").select_option(label="to app")
    expect(rows(inspector)).to_have_count(0)
    inspector.get_by_label("Direction").select_option(label="from app")
    inspector.get_by_label("Kind").select_option(label="Web API")
    inspector.get_by_label("App", exact=True).select_option(label=APP.name)
    expect(rows(inspector)).to_have_count(3)


def test_an_entry_opens_as_json_by_keyboard_and_closes(inspector: Page, client: WebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": HOSTILE}}]
    client.chat_postMessage(channel="C1", text="With blocks", blocks=blocks)
    expect(rows(inspector)).to_have_count(1)
    inspector.get_by_role("listbox").focus()
    inspector.keyboard.press("ArrowDown")
    detail = inspector.locator(".detail")
    expect(detail.get_by_role("heading", name="chat.postMessage")).to_be_visible()
    inspector.get_by_role("button", name="Open all: Sent by the app").click()
    expect(detail).to_contain_text(json.dumps(HOSTILE))
    inspector.keyboard.press("Enter")
    inspector.get_by_role("button", name="Close all: Sent by the app").click()
    expect(detail.locator(".detail-part").first.locator(".json-string").first).to_be_hidden()
    inspector.keyboard.press("Escape")
    expect(detail).to_be_hidden()
    expect(rows(inspector).first).to_be_focused()


def test_what_is_copied_runs_again_and_has_no_token(
    inspector: Page,
    workspace: LocalWorkspace,
    ana: Person,
    app: App,
    client: WebClient,
    connect: Callable[[App], SocketModeHandler],
) -> None:
    heard: list[str] = []
    app.event("message")(lambda event: heard.append(event["text"]))
    connect(app)
    ana.says("Quotes \"two\" and 'one', a \\ and 🎉, None")
    row(inspector, "message").first.click()
    made: dict[str, Any] = {"app": app}
    snippet = copied(inspector, "Copy as test payload")
    assert APP.verification_token not in snippet
    exec(
        snippet.replace("from slack_bolt import BoltRequest", ""),
        made | {"BoltRequest": BoltRequest},
    )
    workspace.wait_until(lambda _: len(heard) == 2)
    assert heard[0] == heard[1]
    whole = json.loads(copied(inspector, "Copy JSON"))
    assert whole["body"]["event"]["text"] == heard[0]
    assert "X-Slack-Signature" in copied(inspector, "Copy as curl")
    client.chat_postMessage(channel="C1", text="It's here")
    row(inspector, "chat.postMessage").click()
    curl = copied(inspector, "Copy as curl")
    assert "Bearer $SLACK_BOT_TOKEN" in curl
    assert APP.bot_token not in curl
    call = copied(inspector, "Copy as test payload")
    answer = eval(call, {"client": client})
    assert answer["message"]["text"] == "It's here"


def test_a_pause_holds_entries_back_and_clear_empties(inspector: Page, client: WebClient) -> None:
    client.auth_test()
    expect(rows(inspector)).to_have_count(1)
    pause = inspector.get_by_role("button", name="Pause")
    pause.click()
    client.auth_test()
    expect(inspector.locator(".counted")).to_have_text("1 entry, 1 waiting")
    pause.click()
    expect(rows(inspector)).to_have_count(2)
    inspector.get_by_role("button", name="Clear", exact=True).click()
    expect(inspector.get_by_role("heading", name="Nothing yet")).to_be_visible()
    inspector.reload()
    expect(inspector.get_by_role("heading", name="Nothing yet")).to_be_visible()
    client.auth_test()
    expect(rows(inspector)).to_have_count(1)


def test_two_thousand_entries_are_filtered_at_once(
    inspector: Page, workspace: LocalWorkspace
) -> None:
    body = {"channel": "C1", "text": "words " * 50, "blocks": [{"type": "divider"}] * 20}

    def fill() -> None:
        for number in range(2_500):
            name = "chat.update" if number % 100 else "chat.delete"
            record = {"app": APP.id, "kind": "web-api", "name": name, "body": body}
            workspace._ws.traffic.add(way=Way.FROM_APP, answer={"ok": True}, **record)

    workspace._server.read(fill)
    expect(inspector.locator(".counted")).to_have_text("2,000 entries", timeout=15_000)
    took: float = inspector.evaluate(
        """async () => {
          const box = document.querySelector('.filters input[type=search]');
          const began = performance.now();
          box.value = 'chat.delete';
          box.dispatchEvent(new Event('input', {bubbles: true}));
          await new Promise(requestAnimationFrame);
          return performance.now() - began;
        }"""
    )
    expect(rows(inspector)).to_have_count(20)
    assert took < 500


def test_it_fits_a_narrow_window(pages: Pages, client: WebClient) -> None:
    client.chat_postMessage(channel="C1", text="A long message " * 40)
    page = opened(pages, width=NARROW)
    expect(rows(page)).to_have_count(1)
    assert width_of_everything(page) == NARROW
    rows(page).first.click()
    expect(page.locator(".detail")).to_be_visible()
    assert width_of_everything(page) == NARROW


def test_in_a_narrow_window_an_entry_takes_the_focus_from_the_list_it_covers(
    pages: Pages, client: WebClient
) -> None:
    client.auth_test()
    page = opened(pages, width=NARROW)
    rows(page).first.click()
    expect(page.get_by_role("heading", name="auth.test")).to_be_focused()
    page.keyboard.press("Escape")
    expect(rows(page).first).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_examples_in_empty_filters_can_be_read(inspector: Page, scheme: Any) -> None:
    inspector.emulate_media(color_scheme=scheme)
    assert inspector.evaluate(PLACEHOLDER_CONTRAST) >= 4.5
