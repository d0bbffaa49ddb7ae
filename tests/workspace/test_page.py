"""The page of the local workspace in a real browser: what people see, type and hear."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from advicebot.workspace import LocalWorkspace, Person
from tests.workspace.pages import (
    NARROW,
    Pages,
    actions,
    box,
    button,
    messages,
    mrkdwn,
    plain,
    width_of_everything,
    write,
)

pytestmark = pytest.mark.browser

SCRIPT = "<script>document.title='owned'</script>"
PICTURE = "<img src=x onerror=\"document.title='owned'\">"
RIGHT_TO_LEFT = "\u202eesrever\u202c"

# Everything that can be operated and has neither a label nor words of its own.
NAMELESS = """() => [...document.querySelectorAll('button, input, select, textarea, a[href]')]
  .filter((node) => node.checkVisibility() && !node.getAttribute('aria-label')
    && !document.getElementById(node.getAttribute('aria-labelledby')?.split(' ')[0])
    && !node.labels?.length && !node.textContent.trim())
  .map((node) => node.outerHTML)"""


def text_input(block_id: str, label: str, **element: Any) -> dict[str, Any]:
    inside = {"type": "plain_text_input", "action_id": "typed", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": inside}


def form(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Tell us more"),
        "submit": plain("Send"),
        "blocks": [
            text_input("what", "What happened?", multiline=True),
            text_input("where", "Where?", initial_value="In the hall"),
            *blocks,
        ],
    }


def offer_form(app: App, client: WebClient, view: dict[str, Any]) -> None:
    """Make the app open ``view`` for whoever presses Open."""

    @app.action("open")
    def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    client.chat_postMessage(channel="C1", text="A form", blocks=[actions(button("Open", "open"))])


def test_what_is_typed_is_shown_as_the_same_text(pages: Pages) -> None:
    page = pages.open("U1", "&channel=C1")
    hostile = [SCRIPT, PICTURE, f"before {RIGHT_TO_LEFT} after", "<!channel> &amp; <@U2> <b>"]
    for count, text in enumerate(hostile, 1):
        write(page, text)
        expect(messages(page)).to_have_count(count)
    assert page.locator(".message-text").all_inner_texts() == hostile
    assert page.locator("article :is(script, img, b, .mention)").count() == 0
    assert "owned" not in page.title()


def test_a_reversing_character_does_not_reach_beyond_its_message(pages: Pages) -> None:
    page = pages.open("U1", "&channel=C1")
    write(page, "\u202eabc")
    text = messages(page).locator(".message-text")
    assert text.evaluate("(node) => getComputedStyle(node).unicodeBidi") == "isolate"


def test_what_an_app_posts_makes_no_elements_and_no_foreign_links(
    pages: Pages, client: WebClient
) -> None:
    client.chat_postMessage(
        channel="C1",
        text=SCRIPT,
        blocks=[
            {"type": "header", "text": plain(SCRIPT)},
            {"type": "section", "text": mrkdwn(f"{PICTURE} <javascript:alert(1)|press>")},
            {"type": "markdown", "text": f"{SCRIPT} [press](javascript:alert(1)) {PICTURE}"},
            actions(button(PICTURE, "a", url="https://example.org/"), button("Plain", "b")),
        ],
    )
    page = pages.open("U1", "&channel=C1")
    message = messages(page).first
    expect(message.locator(".block-header")).to_have_text(SCRIPT)
    expect(message.locator(".block-section")).to_contain_text(PICTURE)
    assert message.locator("script, img").count() == 0
    targets = message.locator("a").evaluate_all("(links) => links.map((link) => link.href)")
    assert targets == ["https://example.org/"]
    assert message.locator("a").get_attribute("rel") == "noopener noreferrer"


def test_mrkdwn_is_drawn_as_slack_draws_it(pages: Pages, client: WebClient) -> None:
    text = (
        "*bold* _slanted_ ~gone~ `a*b*c` snake_case_name 2*3*4 "
        "<https://example.org/?a=1&amp;b=2|a link>\n&gt; said <@U2>\n<#C2|without-app> "
        "<!date^1795512840^{date_num} {time}|then> :tada: :nothing:\n"
        "```two\nlines <b>```"
    )
    client.chat_postMessage(channel="C1", text=text)
    page = pages.open("U1", "&channel=C1")
    body = messages(page).locator(".message-text")
    expect(body.locator("strong")).to_have_text(["bold"])
    expect(body.locator("em")).to_have_text(["slanted"])
    expect(body.locator("s")).to_have_text(["gone"])
    expect(body.locator("code")).to_have_text(["a*b*c", "two\nlines <b>"])
    expect(body.locator("blockquote")).to_have_text("said @Ben Example")
    expect(body.locator("time")).to_have_text("2026-11-24 09:34")
    expect(body.get_by_role("link", name="a link")).to_have_attribute(
        "href", "https://example.org/?a=1&b=2"
    )
    expect(body.get_by_role("img", name="tada")).to_be_visible()
    expect(body).to_contain_text("snake_case_name 2*3*4")
    expect(body).to_contain_text(":nothing:")


def test_markdown_blocks_have_headings_lists_and_tables(pages: Pages, client: WebClient) -> None:
    text = "# Plan\n\n1. **one**\n2. two\n   - inner\n\n| A | B |\n|---|:-:|\n| 1 | `x` |\n\n> said"
    client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "markdown", "text": text}])
    block = pages.open("U1", "&channel=C1").locator(".block-markdown")
    expect(block.get_by_role("heading")).to_have_text("Plan")
    expect(block.locator("ol > li")).to_have_count(2)
    expect(block.locator("ol ul > li")).to_have_text("inner")
    expect(block.locator("td")).to_have_text(["1", "x"])
    expect(block.locator("blockquote")).to_have_text("said")


def test_a_block_the_page_does_not_know_is_marked_not_dropped(pages: Pages) -> None:
    page = pages.open("U1", "&channel=C1")
    page.evaluate(
        """async () => {
          const { drawBlocks } = await import('/static/blocks/index.js');
          const { Surface } = await import('/static/blocks/context.js');
          const blocks = [{ type: 'hologram', block_id: 'b' }];
          const drawn = drawBlocks(blocks, new Surface({ type: 'message' }, null));
          document.querySelector('.messages-content').append(...[drawn].flat());
        }"""
    )
    expect(page.get_by_text("This block cannot be drawn: hologram")).to_be_visible()


def test_a_message_can_be_written_and_answered_with_the_keyboard_alone(pages: Pages) -> None:
    page = pages.open("U1", "&channel=C1")
    page.get_by_role("link", name="Skip to the message box").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    expect(messages(page).locator(".message-text")).to_have_text("first line\nsecond line")
    page.locator(".conversation .messages").focus()
    page.keyboard.press("ArrowUp")
    expect(messages(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Reply in thread")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Reply in thread")).to_be_focused()
    page.keyboard.type("an answer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="1 reply")).to_be_visible()
    page.keyboard.press("Escape")
    expect(messages(page)).to_be_focused()


def test_names_and_commands_are_offered_while_typing(pages: Pages, workspace: Any) -> None:
    page = pages.open("U1", "&channel=C1")
    box(page).press_sequentially("Thanks @be")
    offers = page.get_by_role("listbox", name="Suggestions")
    expect(offers.get_by_role("option", name="Ben Example")).to_be_visible()
    box(page).press("Tab")
    expect(box(page)).to_have_value("Thanks @ben ")
    box(page).press("Enter")
    expect(messages(page).locator(".mention")).to_have_text("@Ben Example")
    assert workspace.posted("C1")[-1]["text"] == "Thanks <@U2>"
    box(page).press_sequentially("/ec")
    expect(offers.get_by_role("option", name="/echo")).to_be_visible()
    box(page).press("Escape")
    write(page, "/nothing here")
    expect(page.get_by_role("alert").filter(has_text="is not a command")).to_be_visible()
    expect(box(page)).to_have_value("/nothing here")


def test_one_can_change_and_delete_only_what_one_wrote(pages: Pages, ben: Person) -> None:
    ben.says("from Ben", channel="C1")
    page = pages.open("U1", "&channel=C1")
    write(page, "from Ana & co")
    mine = messages(page).nth(1)
    expect(mine).to_contain_text("from Ana & co")
    expect(page.locator("[aria-label='Edit message']")).to_have_count(1)
    box(page).press("ArrowUp")
    editor = page.get_by_role("textbox", name="Edit your message")
    expect(editor).to_have_value("from Ana & co")
    editor.fill("changed <b>")
    editor.press("Enter")
    expect(mine.locator(".message-text")).to_have_text("changed <b> (edited)")
    mine.hover()
    mine.get_by_role("button", name="Delete message").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(messages(page)).to_have_count(1)


def test_a_refused_form_shows_each_problem_at_its_field_and_keeps_what_was_typed(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    offer_form(app, client, form())

    @app.view("form")
    def refuse(ack: Ack) -> None:
        ack(response_action="errors", errors={"where": "Say which building."})

    connect(app)
    page = pages.open("U1", "&channel=C1")
    page.get_by_role("button", name="Open").press("Enter")
    dialog = page.get_by_role("dialog", name="Tell us more")
    what = dialog.get_by_role("textbox", name="What happened?")
    expect(what).to_be_focused()
    dialog.get_by_role("button", name="Send").click()
    expect(what).to_be_focused()
    expect(what).to_have_accessible_description("Error: Please fill this in.")
    what.fill("A window broke")
    dialog.get_by_role("button", name="Send").click()
    where = dialog.get_by_role("textbox", name="Where?")
    expect(where).to_be_focused()
    expect(where).to_have_accessible_description("Error: Say which building.")
    expect(where).to_have_attribute("aria-invalid", "true")
    expect(where).to_have_value("In the hall")
    expect(what).to_have_value("A window broke")
    expect(what).not_to_have_attribute("aria-invalid", "true")
    assert page.evaluate(NAMELESS) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Open")).to_be_focused()


def test_an_updated_or_covered_form_keeps_what_was_typed(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    more = actions(button("More", "more"), button("Cover", "cover"))
    offer_form(app, client, form(more))

    @app.action("more")
    def update(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        changed = form(text_input("when", "When?"), more)
        client.views_update(view_id=body["view"]["id"], view=changed)

    @app.action("cover")
    def push(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        over = {"type": "modal", "title": plain("On top"), "blocks": [{"type": "divider"}]}
        client.views_push(trigger_id=body["trigger_id"], view=over)

    connect(app)
    page = pages.open("U1", "&channel=C1")
    page.get_by_role("button", name="Open").click()
    what = page.get_by_role("textbox", name="What happened?")
    what.fill("A window broke")
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("textbox", name="When?")).to_be_visible()
    expect(what).to_have_value("A window broke")
    page.get_by_role("button", name="Cover").click()
    expect(page.get_by_role("dialog", name="On top")).to_be_visible()
    expect(what).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Tell us more")).to_be_visible()
    expect(what).to_have_value("A window broke")


def test_every_input_starts_with_its_initial_value_and_is_sent(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    options = [{"text": plain(word), "value": word.lower()} for word in ("Red", "Green", "Blue")]
    elements = {
        "select": {"type": "static_select", "options": options, "initial_option": options[1]},
        "several": {
            "type": "multi_static_select",
            "options": options,
            "initial_options": options[:2],
        },
        "radio": {"type": "radio_buttons", "options": options, "initial_option": options[2]},
        "ticks": {"type": "checkboxes", "options": options, "initial_options": options[1:]},
        "day": {"type": "datepicker", "initial_date": "2026-11-24"},
        "time": {"type": "timepicker", "initial_time": "09:15"},
        "person": {"type": "users_select", "initial_user": "U2"},
        "people": {"type": "multi_users_select", "initial_users": ["U2", "U3"]},
        "channel": {"type": "channels_select", "initial_channel": "C1"},
        "talk": {"type": "conversations_select", "initial_conversation": "C2"},
        "number": {"type": "number_input", "is_decimal_allowed": False, "initial_value": "4"},
        "mail": {"type": "email_text_input", "initial_value": "ana@example.org"},
        "site": {"type": "url_text_input", "initial_value": "https://example.org/"},
        "moment": {"type": "datetimepicker", "initial_date_time": 1795512840},
    }
    blocks = [
        {
            "type": "input",
            "block_id": name,
            "label": plain(name),
            "element": one | {"action_id": "a"},
        }
        for name, one in elements.items()
    ]
    offer_form(app, client, {**form(), "blocks": blocks})
    sent: list[dict[str, Any]] = []

    @app.view("form")
    def keep(ack: Ack, view: dict[str, Any]) -> None:
        sent.append(view["state"]["values"])
        ack()

    connect(app)
    page = pages.open("U1", "&channel=C1")
    page.get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog", name="Tell us more")
    dialog.get_by_role("button", name="several").click()
    dialog.get_by_role("group").get_by_label("Blue").or_(
        dialog.locator(".multi-panel:not([hidden])").get_by_label("Blue")
    ).first.check()
    assert page.evaluate(NAMELESS) == []
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_have_count(0)
    got = {name: values["a"] for name, values in sent[0].items()}
    for name, one in elements.items():
        if name == "several":
            continue
        initial = next(value for key, value in one.items() if key.startswith("initial_"))
        assert initial in got[name].values(), name
    assert [one["value"] for one in got["several"]["selected_options"]] == ["red", "green", "blue"]


def test_a_press_that_nobody_answers_is_said_in_plain_words(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    asks = {
        "title": plain("Sure?"),
        "text": mrkdwn("*Really*?"),
        "confirm": plain("Do it"),
        "deny": plain("No"),
    }
    client.chat_postMessage(
        channel="C1", text="x", blocks=[actions(button("Press", "press", confirm=asks))]
    )
    connect(app)
    page = pages.open("U1", "&channel=C1")
    press = page.get_by_role("button", name="Press")
    press.click()
    page.get_by_role("alertdialog", name="Sure?").get_by_role("button", name="No").click()
    expect(press).to_be_focused()
    expect(page.locator(".act-error:visible")).to_have_count(0)
    press.click()
    page.get_by_role("button", name="Do it").click()
    expect(page.locator(".block-actions").get_by_role("alert")).to_contain_text("did not answer")
    expect(press).not_to_have_attribute("aria-busy", "true")


def test_unread_marks_come_count_and_go_for_each_person(pages: Pages, client: WebClient) -> None:
    ana, ben = pages.open("U1", "&channel=C2"), pages.open("U2", "&channel=C1")
    for page in (ana, ben):
        page.bring_to_front()
    client.chat_postMessage(channel="C1", text="one")
    client.chat_postMessage(channel="C1", text="two for <@U1>")
    row = ana.get_by_role("navigation").get_by_role("link", name="general")
    expect(row).to_have_accessible_name("general 2 unread, 1 mentions you")
    expect(row.locator(".count-badge")).to_contain_text("@1")
    expect(row.locator(".row-name")).to_have_css("font-weight", "750")
    expect(ana.locator(".live-region").first).to_contain_text("in general")
    expect(ana).to_have_title("(2) without-app | Ana Example | Example team")
    ben_row = ben.get_by_role("navigation").get_by_role("link", name="general")
    expect(ben_row).to_have_accessible_name("general")
    row.click()
    expect(ana.locator(".divider-unread")).to_have_text("New")
    expect(row).to_have_accessible_name("general")


def test_a_reader_who_went_up_is_not_moved_and_is_offered_a_way_down(
    pages: Pages, client: WebClient, ben: Person
) -> None:
    for number in range(40):
        ben.says(f"line {number}", channel="C1")
    page = pages.open("U1", "&channel=C1")
    log = page.get_by_role("log", name="Messages in general")
    expect(messages(page)).to_have_count(40)
    log.evaluate("(node) => { node.scrollTop = 0; }")
    client.chat_postMessage(channel="C1", text="the newest")
    pill = page.get_by_role("button", name="New messages")
    expect(pill).to_be_visible()
    assert log.evaluate("(node) => node.scrollTop") == 0
    pill.click()
    expect(messages(page).last).to_be_in_viewport()
    client.chat_postMessage(channel="C1", text="newer still")
    expect(messages(page).last).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_a_message_taller_than_the_window_begins_at_its_first_line(
    pages: Pages, client: WebClient
) -> None:
    page = pages.open("U1", "&channel=C1")
    expect(page.get_by_text("the very beginning of #general")).to_be_visible()
    parts = [{"type": "section", "text": mrkdwn("one\ntwo\nthree")} for _ in range(20)]
    first = {"type": "header", "text": plain("Read this first")}
    client.chat_postMessage(channel="C1", text="long", blocks=[first, *parts])
    expect(page.get_by_role("heading", name="Read this first")).to_be_in_viewport()
    row = page.get_by_role("navigation").get_by_role("link", name="general")
    expect(row).to_have_accessible_name("general 1 unread")
    page.get_by_role("button", name="New messages").click()
    expect(row).to_have_accessible_name("general")


def test_two_tabs_can_be_two_people_and_a_reload_keeps_who_one_is(
    pages: Pages, client: WebClient
) -> None:
    ana, chi = pages.open("U1", "&channel=C1"), pages.open("U3", "&channel=C1")
    client.chat_postEphemeral(channel="C1", user="U3", text="between us")
    expect(chi.get_by_text("Only visible to you", exact=True)).to_be_visible()
    write(chi, "hello from Chi")
    expect(messages(ana).last).to_contain_text("hello from Chi")
    expect(ana.get_by_text("between us")).to_have_count(0)
    expect(ana.get_by_role("link", name="managers")).to_have_count(0)
    chi.reload()
    expect(chi.get_by_label("You are:")).to_have_value("U3")
    expect(chi.get_by_label("You are:").locator(":checked")).to_have_text("Chi Example (manager)")
    chi.get_by_label("You are:").focus()
    chi.get_by_label("You are:").select_option("U1")
    expect(chi.get_by_role("link", name="managers")).to_have_count(0)
    expect(chi).to_have_url(re.compile("#as=U1&"))
    expect(chi.get_by_label("You are:")).to_be_focused()


def test_the_home_tab_says_when_it_is_empty_and_works_when_it_is_published(
    pages: Pages, app: App, connect: Callable[[App], Any]
) -> None:
    @app.action("next")
    def publish_more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        publish(client, body["user"]["id"], "Second")

    def publish(client: WebClient, user: str, title: str) -> None:
        blocks = [{"type": "header", "text": plain(title)}, actions(button("Next", "next"))]
        client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})

    connect(app)
    page = pages.open("U1")
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("has not published a home page")
    publish(app.client, "U1", "First")
    expect(page.get_by_role("tabpanel").get_by_role("heading")).to_have_text("First")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("tabpanel").get_by_role("heading")).to_have_text("Second")
    expect(page.get_by_role("button", name="Next")).to_be_focused()


def test_nothing_is_wider_than_a_narrow_screen(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    options = [{"text": plain("A rather long choice " * 3), "value": "a"}]
    menu = {"type": "static_select", "action_id": "m", "options": options}
    offer_form(app, client, form({"type": "input", "label": plain("Pick"), "element": menu}))
    client.chat_postMessage(
        channel="C1",
        text="x",
        blocks=[
            {"type": "section", "text": mrkdwn("x" * 400), "accessory": menu},
            {"type": "markdown", "text": "|" + "|".join(["wide"] * 30) + "|\n" + "|-" * 30 + "|"},
            {"type": "section", "fields": [mrkdwn("y" * 90), mrkdwn("*two*")]},
        ],
    )
    connect(app)
    page = pages.open("U1", "&channel=C1", width=NARROW)
    expect(messages(page)).to_have_count(2)
    write(page, "w" * 300 + "\n```" + "z" * 300 + "```")
    expect(messages(page)).to_have_count(3)
    assert width_of_everything(page) == 400
    assert (
        page.locator(".conversation .messages").evaluate("n => n.scrollWidth - n.clientWidth") == 0
    )
    drawer = page.get_by_role("navigation", name="Conversations")
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="Conversations").press("Enter")
    expect(drawer).to_be_visible()
    expect(drawer.get_by_role("link", name="general")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog", name="Tell us more")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("(node) => node.scrollWidth") <= 400
    assert width_of_everything(page) == 400


def test_the_clock_moves_by_its_buttons_and_says_the_new_time(pages: Pages) -> None:
    page = pages.open("U1", "&channel=C1")
    label = page.locator(".clock-label")
    before = label.inner_text()
    page.get_by_role("group", name="Workspace clock").get_by_role("button", name="+1 hour").click()
    expect(label).not_to_have_text(before)
    expect(page.locator(".live-region").first).to_contain_text("The workspace clock now says")


def test_a_lost_server_is_said_and_nothing_typed_is_lost(
    pages: Pages, workspace: LocalWorkspace, port: int
) -> None:
    page = pages.open("U1", "&channel=C1")
    expect(page.get_by_text("the very beginning of #general")).to_be_visible()
    workspace.stop()
    banner = page.get_by_role("status").filter(has_text="Reconnecting…")
    expect(banner).to_be_visible()
    write(page, "important words")
    expect(page.get_by_text("Nothing you typed was lost")).to_be_visible()
    expect(box(page)).to_have_value("important words")
    with LocalWorkspace(workspace.config, port=port) as again:
        again.as_user("U2").says("while you were away", channel="C1")
        expect(banner).to_be_hidden(timeout=10_000)
        expect(messages(page)).to_contain_text("while you were away")
        box(page).press("Enter")
        expect(messages(page).last).to_contain_text("important words")
        pages.close()
