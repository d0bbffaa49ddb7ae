"""Pictures and files on the page in a real browser, and forms filled with the keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from tests.workspace.pages import (
    NARROW,
    Pages,
    actions,
    button,
    messages,
    plain,
    width_of_everything,
)
from tests.workspace.test_page import offer_form
from tests.workspace.test_workspace_files import CSV, png

pytestmark = pytest.mark.browser

PLACE = "&channel=C1"
OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("Red", "Green", "Blue")]


def is_drawn(image: Locator) -> bool:
    """Return whether a picture has arrived, and not its alternative text in its place."""
    return bool(image.evaluate("async (node) => { await node.decode(); return node.naturalWidth }"))


def test_pictures_and_files_stand_below_the_words_they_were_shared_with(
    pages: Pages, client: WebClient
) -> None:
    page = pages.open("U1", PLACE)
    client.files_upload_v2(
        channel="C1",
        initial_comment="The week",
        file_uploads=[
            {"filename": "a.png", "content": png(1200, 700), "alt_txt": "Falling since May"},
            {"filename": "week.csv", "content": CSV, "title": "The week as a table"},
        ],
    )
    message = messages(page).last
    expect(message).to_contain_text("The week")
    image = message.get_by_role("img", name="Falling since May")
    assert is_drawn(image)
    expect(message.locator(".file-card")).to_contain_text("The week as a table, CSV, 19 bytes")
    with page.expect_download() as started:
        message.get_by_role("link", name="Download week.csv").press("Enter")
    assert started.value.suggested_filename == "week.csv"
    assert Path(started.value.path()).read_bytes() == CSV
    expect(page.locator(".live-region")).to_contain_text("Picture: Falling since May")


def test_a_picture_in_a_block_is_drawn_and_opens_in_full_size(
    pages: Pages, client: WebClient
) -> None:
    file_id = client.files_upload_v2(filename="a.png", content=png(1200, 700))["file"]["id"]
    chart = {
        "type": "image",
        "title": plain("Requests by week"),
        "alt_text": "Requests rose from 4 to 9",
        "slack_file": {"id": file_id},
    }
    small = {"type": "image", "alt_text": "Small", "slack_file": {"id": file_id}}
    client.chat_postMessage(
        channel="C1", text="x", blocks=[chart, {"type": "context", "elements": [small]}]
    )
    page = pages.open("U1", PLACE)
    image = page.get_by_role("img", name="Requests rose from 4 to 9")
    assert is_drawn(image)
    assert is_drawn(page.get_by_role("img", name="Small"))
    expect(page.locator("figcaption")).to_have_text("Requests by week")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Requests rose from 4 to 9").press("Enter")
    full = opened.value
    expect(full.locator("img")).to_have_js_property("naturalWidth", 1200)
    full.close()


def test_wide_pictures_and_long_names_fit_a_narrow_screen(pages: Pages, client: WebClient) -> None:
    name = "a" * 120
    for file in (f"{name}.png", f"{name}.csv"):
        content = png(1600, 900) if file.endswith("png") else CSV
        client.files_upload_v2(filename=file, content=content, channel="C1")
    page = pages.open("U1", PLACE, width=NARROW)
    expect(messages(page)).to_have_count(2)
    assert is_drawn(page.locator(".file-picture img"))
    assert width_of_everything(page) == NARROW
    shape = page.locator(".file-picture img").evaluate("(n) => n.clientWidth / n.clientHeight")
    assert abs(shape - 16 / 9) < 0.05


def test_a_file_that_was_deleted_is_said_to_be_gone(pages: Pages, client: WebClient) -> None:
    file_id = client.files_upload_v2(filename="b.csv", content=CSV, channel="C1")["file"]["id"]
    page = pages.open("U1", PLACE)
    expect(page.locator(".file-card")).to_be_visible()
    client.files_delete(file=file_id)
    expect(messages(page).last).to_contain_text("b.csv was deleted.")
    expect(page.locator(".file-card")).to_have_count(0)


def test_a_picture_that_has_gone_leaves_its_words(pages: Pages, client: WebClient) -> None:
    file_id = client.files_upload_v2(filename="a.png", content=png())["file"]["id"]
    block = {"type": "image", "alt_text": "A lost chart", "slack_file": {"id": file_id}}
    client.chat_postMessage(channel="C1", text="x", blocks=[block])
    client.files_delete(file=file_id)
    page = pages.open("U1", PLACE)
    expect(messages(page).last).to_contain_text("Picture not available: A lost chart")


def element(name: str, kind: str, **more: Any) -> dict[str, Any]:
    inside = {"type": kind, "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": plain(name), "element": inside}


def long_form() -> dict[str, Any]:
    """Return a form with one input of every kind that has a keyboard manner of its own."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Every input"),
        "submit": plain("Send"),
        "blocks": [
            element("words", "plain_text_input", multiline=True),
            element("menu", "static_select", options=OPTIONS),
            element("several", "multi_static_select", options=OPTIONS),
            element("ticks", "checkboxes", options=OPTIONS),
            element("round", "radio_buttons", options=OPTIONS),
            element("day", "datepicker"),
            element("time", "timepicker"),
        ],
    }


def on(page: Page, name: str) -> None:
    """Fail unless the focus is in the input of this block."""
    block = page.evaluate("document.activeElement.closest('.block')?.dataset.blockId")
    assert block == name


def test_every_input_can_be_filled_with_the_keyboard_alone(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    offer_form(app, client, long_form())
    sent: list[dict[str, Any]] = []

    @app.view("form")
    def keep(ack: Ack, view: dict[str, Any]) -> None:
        sent.append(view["state"]["values"])
        ack()

    connect(app)
    page = pages.open("U1", PLACE)
    page.get_by_role("button", name="Open").press("Enter")
    expect(page.get_by_role("dialog", name="Every input")).to_be_visible()
    keys = page.keyboard
    on(page, "words")
    keys.type("By hand")
    keys.press("Tab")
    on(page, "menu")
    keys.type("Gre")
    keys.press("Tab")
    on(page, "several")
    for key in ("Enter", "Tab", "Space", "Tab", "Tab", "Space", "Escape", "Tab"):
        keys.press(key)
    on(page, "ticks")
    for key in ("Space", "Tab", "Tab", "Space", "Tab"):
        keys.press(key)
    on(page, "round")
    for key in ("Space", "ArrowDown", "Tab"):
        keys.press(key)
    on(page, "day")
    page.locator("[type=date]").fill("2026-12-01")  # typed in an order that each browser has
    page.locator("[type=time]").press("ArrowUp")
    page.locator("[type=time]").fill("09:05")
    keys.press("Tab")
    while page.evaluate("document.activeElement.textContent") != "Send":
        keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    got = {name: values[name] for name, values in sent[0].items()}
    assert got["words"]["value"] == "By hand"
    assert got["menu"]["selected_option"]["value"] == "green"
    assert [one["value"] for one in got["several"]["selected_options"]] == ["red", "blue"]
    assert [one["value"] for one in got["ticks"]["selected_options"]] == ["red", "blue"]
    assert got["round"]["selected_option"]["value"] == "green"
    assert got["day"]["selected_date"] == "2026-12-01"
    assert got["time"]["selected_time"] == "09:05"


def test_an_empty_form_is_refused_at_each_kind_of_input(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    offer_form(app, client, long_form())
    connect(app)
    page = pages.open("U1", PLACE)
    page.get_by_role("button", name="Open").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Send").press("Enter")
    expect(page.locator(".field-error")).to_have_count(7)
    on(page, "words")


def test_a_menu_inside_a_form_tells_the_app_what_stands_in_the_other_inputs(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    menu = {
        "type": "static_select",
        "action_id": "filter",
        "placeholder": plain("Filter by"),
        "options": OPTIONS,
    }
    sure = {"title": plain("Sure?"), "text": plain("It goes."), "confirm": plain("Go")}
    ask = button("Ask", "ask", confirm=sure | {"deny": plain("Stay")})
    view = long_form() | {"blocks": [actions(menu, ask), *long_form()["blocks"]]}
    offer_form(app, client, view)
    heard: list[dict[str, Any]] = []

    @app.action("filter")
    def narrow(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        heard.append(body)
        ack()
        note = {"type": "section", "text": plain("Only green ones")}
        changed = view | {"blocks": [note, *view["blocks"]]}
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=changed)

    @app.action("ask")
    def push(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        over = {"type": "modal", "title": plain("On top"), "blocks": [{"type": "divider"}]}
        client.views_push(trigger_id=body["trigger_id"], view=over)

    connect(app)
    page = pages.open("U1", PLACE)
    page.get_by_role("button", name="Open").press("Enter")
    dialog = page.get_by_role("dialog", name="Every input")
    dialog.get_by_label("words").fill("Half a thought")
    dialog.get_by_label("Filter by").select_option("green")
    expect(dialog).to_contain_text("Only green ones")
    assert heard[0]["actions"][0]["selected_option"]["value"] == "green"
    values = heard[0]["view"]["state"]["values"]
    assert values["words"]["words"]["value"] == "Half a thought"
    assert values["buttons"]["filter"]["selected_option"]["value"] == "green"
    expect(dialog.get_by_label("words")).to_have_value("Half a thought")
    expect(dialog.get_by_label("Filter by")).to_have_value("green")
    dialog.get_by_role("button", name="Ask").press("Enter")
    question = page.get_by_role("alertdialog", name="Sure?")
    question.get_by_role("button", name="Stay").press("Enter")
    expect(page.get_by_role("dialog", name="On top")).to_have_count(0)
    dialog.get_by_role("button", name="Ask").press("Enter")
    question.get_by_role("button", name="Go").press("Enter")
    expect(page.get_by_role("dialog", name="On top")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_label("words")).to_have_value("Half a thought")
    expect(dialog.get_by_role("button", name="Ask")).to_be_focused()
