"""Every block and element in a real browser: drawn, named, narrow, and never fetched from afar."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from tests.workspace.pages import Pages, actions, button, messages, plain, width_of_everything
from tests.workspace.test_block_catalogue import (
    CARD,
    DATA_TABLE,
    FORM,
    INPUTS,
    MESSAGES,
    PICTURE,
    RICH,
    TABLE,
    an_input,
    options,
    section,
)
from tests.workspace.test_page import NAMELESS, offer_form

pytestmark = pytest.mark.browser

Json = dict[str, Any]
PLACE = "&channel=C1"
ZOOMED = 640  # what is left of 1280 at 200 %

# Groups, regions, tables and lists of choices whose role asks for a name they do not have.
UNNAMED_GROUPS = """() => [...document.querySelectorAll(
    '[role=group], [role=region], [role=radiogroup], [role=listbox], dialog[open]')]
  .filter((node) => node.checkVisibility() && !node.getAttribute('aria-label')
    && !document.getElementById(node.getAttribute('aria-labelledby'))?.textContent.trim())
  .map((node) => node.outerHTML)"""
# Words that stand out less than 4.5 : 1 from what is behind them.
FAINT = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let each = node; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if ((numbers(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll('.block *')]
    .filter((node) => node.checkVisibility() && !node.closest('.visually-hidden')
      && [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((node) => [light(getComputedStyle(node).color), light(behind(node)), node.outerHTML])
    .filter(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5)
    .map(([, , html]) => html);
}"""


def post(client: WebClient, *blocks: Json) -> None:
    client.chat_postMessage(channel="C1", text="x", blocks=blocks)


@pytest.fixture
def catalogue(app: App, client: WebClient, connect: Callable[[App], Any]) -> None:
    """Post every block, and offer the form with every input."""
    for blocks in MESSAGES:
        post(client, *blocks)
    offer_form(app, client, FORM)
    connect(app)


def open_form(page: Page) -> Locator:
    page.get_by_role("button", name="Open", exact=True).click()
    dialog = page.get_by_role("dialog", name=FORM["title"]["text"])
    expect(dialog).to_be_visible()
    return dialog


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_block_is_drawn_named_and_easy_to_read(
    pages: Pages, catalogue: None, scheme: Any
) -> None:
    page = pages.open("U1", PLACE)
    page.emulate_media(color_scheme=scheme)
    expect(messages(page)).to_have_count(len(MESSAGES) + 1)
    for is_form in (False, True):
        if is_form:
            open_form(page)
        assert page.locator(".unknown-block").all_inner_texts() == []
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate(UNNAMED_GROUPS) == []
        assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("width", [360, ZOOMED])
def test_every_block_fits_a_narrow_or_magnified_page(
    pages: Pages, catalogue: None, width: int
) -> None:
    page = pages.open("U1", PLACE, width=width)
    expect(messages(page)).to_have_count(len(MESSAGES) + 1)
    log = page.locator(".conversation .messages")
    assert width_of_everything(page) == width
    assert log.evaluate("(node) => node.scrollWidth - node.clientWidth") == 0
    body = open_form(page).locator(".modal-body")
    assert body.evaluate("(node) => node.scrollWidth - node.clientWidth") == 0


def test_a_picture_of_another_server_is_a_link_to_it_and_is_not_fetched(
    pages: Pages, client: WebClient
) -> None:
    post(client, PICTURE, {**section("x"), "accessory": PICTURE}, CARD)
    page = pages.open("U1", PLACE)
    picture = page.locator(".block-image").get_by_role("link")
    expect(picture).to_have_attribute("href", str(PICTURE["image_url"]))
    expect(picture).to_contain_text("A red kite")
    expect(page.locator(".accessory").get_by_role("img", name="A red kite")).to_be_visible()
    assert page.locator("article img").count() == 0


def test_rich_text_has_its_parts_and_styles(pages: Pages, client: WebClient) -> None:
    post(client, RICH)
    block = pages.open("U1", PLACE).locator(".block-rich_text")
    for tag, text in {"strong": "Bold", "em": "slanted", "s": "gone", "mark": "marked"}.items():
        expect(block.locator(tag)).to_contain_text(text)
    expect(block.locator("ul > li > ol")).to_have_attribute("start", "3")
    expect(block.locator("ul.is-bordered > li")).to_have_text("Edged")
    expect(block.locator("blockquote")).to_have_text("Said before")
    expect(block.locator("pre")).to_have_text("x = 1\ny = 2")
    expect(block.locator("time")).to_have_text("Tuesday, 24 November 2026 at 09:34")
    expect(block.get_by_role("img", name="wave")).to_have_text("👋🏽")
    expect(block.locator("[data-group=S1]")).to_have_text("@S1")


def test_a_table_has_heads_and_columns_as_they_ask(pages: Pages, client: WebClient) -> None:
    post(client, TABLE)
    block = pages.open("U1", PLACE).locator(".block-table")
    expect(block.get_by_role("columnheader")).to_have_text(["Who", "How often", "Where"])
    expect(block.get_by_role("cell", name="3 times")).to_have_css("text-align", "right")
    expect(block.locator("td strong")).to_have_text("Hall")


def test_a_data_table_is_sorted_and_read_page_by_page(pages: Pages, client: WebClient) -> None:
    post(client, DATA_TABLE)
    block = pages.open("U1", PLACE).locator(".block-data_table")
    expect(block.get_by_role("table", name="Visits")).to_be_visible()
    expect(block.get_by_role("rowheader")).to_have_text(["Hall", "Yard"])
    block.get_by_role("button", name="Next").press("Enter")
    expect(block.get_by_role("rowheader")).to_have_text(["Attic"])
    expect(block.get_by_role("status")).to_have_text("Rows 3 to 3 of 3")
    expect(block.get_by_role("button", name="Next")).to_be_focused()
    block.get_by_role("button", name="Visits").press("Enter")
    expect(block.get_by_role("rowheader")).to_have_text(["Attic", "Hall"])
    head = block.get_by_role("columnheader", name="Visits")
    expect(head).to_have_attribute("aria-sort", "ascending")
    block.get_by_role("button", name="Visits").press("Enter")
    expect(block.get_by_role("rowheader")).to_have_text(["Yard", "Hall"])


def test_a_container_folds_with_the_keyboard(pages: Pages, client: WebClient) -> None:
    inner = {"type": "container", "title": plain("More"), "is_collapsible": True}
    post(client, {**inner, "default_collapsed": True, "child_blocks": [section("Inside")]})
    page = pages.open("U1", PLACE)
    expect(page.get_by_text("Inside")).to_be_hidden()
    page.locator("summary").press("Enter")
    expect(page.get_by_text("Inside")).to_be_visible()


@pytest.fixture
def acted(app: App) -> list[Json]:
    """Return the actions that the app is told of."""
    told: list[Json] = []

    @app.action({"action_id": "a"})
    def listen(ack: Ack, body: Json) -> None:
        told.extend(body["actions"])
        ack()

    return told


def test_feedback_says_which_of_the_two_it_was(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any], acted: list[Json]
) -> None:
    both = {
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    }
    element = {"type": "feedback_buttons", "action_id": "a", **both}
    post(client, {"type": "context_actions", "elements": [element]})
    connect(app)
    page = pages.open("U1", PLACE)
    bad = page.get_by_role("group", name="Feedback").get_by_role("button", name="Bad")
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "true")
    expect(bad).not_to_have_attribute("aria-busy", "true")
    assert [one["value"] for one in acted] == ["bad"]


def test_a_button_for_others_is_not_there_and_one_in_a_card_works(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any], acted: list[Json]
) -> None:
    cards = [
        {"type": "card", "title": plain(str(number)), "actions": [button("Look", "a", value="x")]}
        for number in range(2)
    ]
    post(
        client,
        actions(button("Secret", "s", visible_to_user_ids=["U2"]), button("All", "all")),
        {"type": "carousel", "elements": cards},
    )
    connect(app)
    page = pages.open("U1", PLACE)
    expect(page.get_by_role("button", name="All")).to_be_visible()
    expect(page.get_by_role("button", name="Secret")).to_have_count(0)
    look = page.get_by_role("region", name="Cards").get_by_role("button", name="Look").nth(1)
    look.click()
    expect(look).not_to_have_attribute("aria-busy", "true")
    assert [one["value"] for one in acted] == ["x"]


def test_a_menu_that_asks_the_app_offers_what_it_answers(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any], acted: list[Json]
) -> None:
    asked: list[str] = []

    @app.options("a")
    def offer(ack: Ack, body: Json) -> None:
        asked.append(body["value"])
        ack(options=options("Red kite", "Red deer"))

    menu = {"type": "external_select", "action_id": "a", "placeholder": plain("Find")}
    post(client, actions({**menu, "min_query_length": 2}))
    connect(app)
    page = pages.open("U1", PLACE)
    box = page.get_by_role("combobox", name="Find")
    box.press_sequentially("r")
    expect(page.get_by_text("Type at least 2 letters.")).to_be_visible()
    box.press_sequentially("e")
    expect(page.get_by_role("listbox", name="Choices").get_by_role("option")).to_have_count(2)
    box.press("ArrowDown")
    expect(page.get_by_role("option", name="Red deer")).to_have_id(
        str(box.get_attribute("aria-activedescendant"))
    )
    box.press("Enter")
    expect(box).to_have_value("Red deer")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert asked == ["re"]
    assert acted[0]["selected_option"] == options("Red deer")[0]


def test_a_menu_that_asks_for_no_letters_offers_at_once_and_what_fails_is_said(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    app.options("a")(lambda ack: ack(options=options("Red kite")))
    menu = {"type": "external_select", "placeholder": plain("Find"), "min_query_length": 0}
    other = {**menu, "action_id": "b", "placeholder": plain("Lost")}
    post(client, actions({**menu, "action_id": "a"}, other))
    connect(app)
    page = pages.open("U1", PLACE)
    page.get_by_role("combobox", name="Find").focus()
    expect(page.get_by_role("option", name="Red kite")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="Red kite")).to_be_hidden()
    page.get_by_role("combobox", name="Lost").focus()
    expect(page.get_by_role("status").filter(has_text="did not answer")).to_be_visible()


def test_what_is_chosen_in_every_input_reaches_the_app(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    kinds = {name: one for name, one in INPUTS.items() if name != "files"}
    blocks = [an_input(name, element) for name, element in kinds.items()]
    offer_form(app, client, {**FORM, "blocks": blocks})
    sent: list[Json] = []

    @app.view("all")
    def keep(ack: Ack, view: Json) -> None:
        sent.append(view["state"]["values"])
        ack()

    @app.options("a")
    def offer(ack: Ack) -> None:
        ack(options=options("Red", "Blue"))

    connect(app)
    dialog = open_form(pages.open("U1", PLACE))
    fill_everything(dialog)
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_have_count(0)
    got = {name: without_type(values["a"]) for name, values in sent[0].items()}
    assert {name: got[name] for name in CHOSEN} == CHOSEN
    assert got["rich"]["rich_text_value"]["elements"] == TYPED
    assert list(got) == list(kinds)


def without_type(value: Json) -> Json:
    return {key: one for key, one in value.items() if key != "type"}


RED, BLUE = options("Red", "Blue")
CHOSEN: dict[str, Json] = {
    "words": {"value": "Some words"},
    "story": {"value": "Two\nlines"},
    "amount": {"value": "2.5"},
    "mail": {"value": "ana@example.org"},
    "site": {"value": "https://example.org/"},
    "one": {"selected_option": RED},
    "several": {"selected_options": [RED, BLUE]},
    "asked": {"selected_option": RED},
    "many_asked": {"selected_options": [RED]},
    "person": {"selected_user": "U2"},
    "people": {"selected_users": ["U2"]},
    "channel": {"selected_channel": "C2"},
    "channels": {"selected_channels": ["C2"]},
    "talk": {"selected_conversation": "C1"},
    "talks": {"selected_conversations": ["C2"]},
    "ticks": {"selected_options": INPUTS["ticks"]["options"]},
    "radio": {"selected_option": options("No")[0]},
    "day": {"selected_date": "2026-12-01"},
    "time": {"selected_time": "23:15"},
    "moment": {"selected_date_time": 1796126400},
}
TYPED = [
    {
        "type": "rich_text_section",
        "elements": [
            {"type": "text", "text": "A "},
            {"type": "text", "text": "bold", "style": {"bold": True}},
            {"type": "text", "text": " word for "},
            {"type": "user", "user_id": "U2"},
        ],
    },
    {
        "type": "rich_text_list",
        "style": "bullet",
        "indent": 0,
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "and a list"}]}
        ],
    },
]


def fill_everything(dialog: Locator) -> None:
    texts = {name: next(iter(CHOSEN[name].values())) for name in CHOSEN}
    for name in ("words", "story", "amount", "mail", "site", "day", "time"):
        labelled(dialog, name).fill(texts[name])
    labelled(dialog, "moment").fill("2026-12-01T12:00")
    labelled(dialog, "rich").fill("A *bold* word for @ben\n- and a list")
    labelled(dialog, "one").select_option("red")
    labelled(dialog, "person").select_option("U2")
    labelled(dialog, "channel").select_option("C2")
    for name in ("several", "people", "channels", "talks"):
        holder = dialog.locator(f"[data-block-id={name}]")
        holder.get_by_role("button").first.click()
        for value in (chosen for chosen in texts[name]):
            key = value["value"] if isinstance(value, dict) else value
            holder.locator(f"input[value={key}]").check()
        holder.locator("input").first.press("Escape")
    for name in ("asked", "many_asked"):
        labelled(dialog, name).press_sequentially("r")
        dialog.locator(f"[data-block-id={name}]").get_by_role("option", name="Red").click()
    dialog.get_by_role("checkbox", name="Tea").check()
    dialog.get_by_role("radio", name="No").check()


def labelled(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_label(name.replace("_", " ").capitalize(), exact=True)


def test_the_marks_of_rich_text_are_set_with_buttons_and_keys(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    offer_form(app, client, {**FORM, "blocks": [an_input("rich", INPUTS["rich"])]})
    connect(app)
    page = pages.open("U1", PLACE)
    dialog = open_form(page)
    box = labelled(dialog, "rich")
    expect(box).to_have_value("*Fine*")
    box.fill("word")
    box.select_text()
    box.press("Control+b")
    expect(box).to_have_value("*word*")
    dialog.get_by_role("button", name="Quote").click()
    expect(box).to_have_value("> *word*")
    expect(box).to_be_focused()
