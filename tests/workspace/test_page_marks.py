"""Reactions, pins, groups, the assistant, two apps and the faults, in a real browser."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from advicebot.workspace import AppConfig, LocalWorkspace, Person, ShortcutConfig
from tests.workspace.conftest import APP
from tests.workspace.pages import NARROW, Pages, box, messages, row, width_of_everything

pytestmark = pytest.mark.browser

SECOND = AppConfig(
    id="A2",
    name="Second app",
    bot_user_id="UBOT2",
    bot_id="B2",
    bot_token="xoxb-second",
    app_token="xapp-second",
    message_shortcuts=(ShortcutConfig(callback_id="keep", name="Keep with the second"),),
)
ASSISTANT = replace(APP, bot_events=(*APP.bot_events, "assistant_thread_started"))


@pytest.fixture
def workspace(start: Callable[..., LocalWorkspace], port: int) -> LocalWorkspace:
    return start(port=port, ack_within=1.0, apps=(ASSISTANT, SECOND))


def test_a_reaction_is_counted_named_and_taken_back(pages: Pages, ana: Person, ben: Person) -> None:
    ts = ana.says("Well?", channel="C1")
    page = pages.open("U1", "&channel=C1")
    ben.reacts("eyes", to=ts, channel="C1")
    reactions = page.get_by_role("group", name="Reactions")
    theirs = reactions.get_by_role("button", name="eyes, 1 reaction: Ben Example")
    expect(theirs).to_have_attribute("aria-pressed", "false")
    theirs.click()
    mine = reactions.get_by_role("button", name="eyes, 2 reactions: Ben Example, you")
    expect(mine).to_have_attribute("aria-pressed", "true")
    mine.click()
    expect(theirs).to_be_visible()


def test_the_choice_of_emoji_works_by_keyboard_and_by_name(pages: Pages, ana: Person) -> None:
    ana.says("Well?", channel="C1")
    page = pages.open("U1", "&channel=C1")
    messages(page).first.focus()
    page.get_by_role("button", name="Add a reaction").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="+1", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    reactions = page.get_by_role("group", name="Reactions")
    expect(reactions.get_by_role("button", name="-1, 1 reaction: you")).to_be_visible()
    reactions.get_by_role("button", name="Add a reaction").click()
    page.get_by_label("By name").fill(":Not an emoji:")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="is not the name of an emoji")).to_be_visible()
    reactions.get_by_role("button", name="Add a reaction").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Add a reaction")).to_have_count(0)


def test_a_message_is_pinned_and_unpinned_in_its_menu(pages: Pages, ana: Person) -> None:
    ana.says("Keep me", channel="C1")
    page = pages.open("U1", "&channel=C1")
    messages(page).first.hover()
    page.get_by_role("button", name="More message actions").click()
    page.get_by_role("menuitem", name="Pin to the conversation").click()
    expect(page.get_by_text("Pinned by you")).to_be_visible()
    messages(page).first.hover()
    page.get_by_role("button", name="More message actions").click()
    page.get_by_role("menuitem", name="Remove the pin").click()
    expect(page.get_by_text("Pinned by you")).to_have_count(0)


def test_what_is_pinned_is_listed_and_found_by_keyboard(
    pages: Pages, client: WebClient, ana: Person, ben: Person
) -> None:
    first = ben.says("The *first* words of many", channel="C1")
    for count in range(40):
        client.chat_postMessage(channel="C1", text=f"Message {count}")
    reply = ana.replies(first, "A pinned reply", channel="C1")
    for ts in (first, reply):
        client.pins_add(channel="C1", timestamp=ts)
    page = pages.open("U1", "&channel=C1")
    button = page.get_by_role("button", name="Pinned", exact=True)
    window = page.get_by_role("dialog", name="Pinned in general")
    button.press("Enter")
    expect(window.get_by_role("listitem")).to_have_count(2)
    expect(window).to_contain_text("The first words of many")
    window.get_by_role("button", name="Ben Example").press("Enter")
    expect(window).to_have_count(0)
    expect(messages(page).first).to_be_focused()
    expect(messages(page).first).to_be_in_viewport()
    button.click()
    window.get_by_role("button", name="A pinned reply").click()
    expect(page.locator(".thread article.message").last).to_be_focused()
    button.click()
    client.pins_remove(channel="C1", timestamp=reply)
    expect(window.get_by_role("listitem")).to_have_count(1)
    client.pins_remove(channel="C1", timestamp=first)
    expect(window).to_contain_text("Nothing is pinned here")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_what_is_for_one_alone_can_be_put_away(pages: Pages, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C1", user="U1", text="Psst")
    page = pages.open("U1", "&channel=C1")
    page.get_by_role("button", name="Dismiss this message").click()
    expect(page.get_by_text("Psst")).to_have_count(0)


def test_several_people_are_written_to_in_a_group(pages: Pages) -> None:
    page = pages.open("U1")
    page.get_by_role("button", name="New direct message").click()
    window = page.get_by_role("dialog", name="New direct message")
    window.get_by_label("Ben Example").check()
    window.get_by_label("Chi Example").check()
    window.get_by_role("button", name="Open a group of 3").click()
    expect(page.locator("h1")).to_have_text("Ben Example, Chi Example")
    box(page).fill("Hello both")
    box(page).press("Enter")
    other = pages.open("U2")
    row(other, "Ana Example, Chi Example").click()
    expect(messages(other).last).to_contain_text("Hello both")


def test_a_reply_may_also_go_to_the_channel(pages: Pages, ana: Person) -> None:
    ts = ana.says("Root", channel="C1")
    page = pages.open("U1", f"&channel=C1&thread={ts}")
    page.get_by_role("checkbox", name="Also send to the channel").check()
    reply = page.get_by_role("textbox", name="Reply in thread")
    reply.fill("For all")
    reply.press("Enter")
    expect(messages(page).last).to_contain_text("For all")
    reply.fill("For us")
    reply.press("Enter")
    expect(page.locator(".thread article.message")).to_have_count(3)
    expect(messages(page)).to_have_count(2)


def test_each_app_has_its_own_home_and_shortcuts(
    pages: Pages, workspace: LocalWorkspace, client: WebClient, ana: Person
) -> None:
    second = WebClient(token=SECOND.bot_token, base_url=workspace.api_url)
    for caller, words in ((client, "Home of the first"), (second, "Home of the second")):
        text = {"type": "plain_text", "text": words}
        view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
        caller.views_publish(user_id="U1", view=view)
    page = pages.open("U1")
    for app, words in ((APP.name, "Home of the first"), (SECOND.name, "Home of the second")):
        row(page, app).click()
        page.get_by_role("tab", name="Home").click()
        expect(page.get_by_role("tabpanel", name="Home")).to_have_text(words)
    assert ana.home_screen(app="Second app") == "Home of the second"
    ana.says("x", channel="C1")
    row(page, "general").click()
    messages(page).first.hover()
    page.get_by_role("button", name="More message actions").click()
    names = page.get_by_role("menuitem").all_inner_texts()
    assert [" ".join(name.split()) for name in names] == [
        "Pin to the conversation",
        "Keep this Example app",
        "Keep with the second Second app",
    ]


def test_an_assistant_says_what_it_does_and_what_to_ask(
    pages: Pages, client: WebClient, ana: Person
) -> None:
    page = pages.open("U1")
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".thread")).to_be_visible()
    root = ana.messages()[-1]["ts"]
    prompts = [{"title": "Weather", "message": "What is the weather?"}]
    where = {"channel_id": ana.dm, "thread_ts": root}
    client.assistant_threads_setSuggestedPrompts(**where, title="Ask me", prompts=prompts)
    client.assistant_threads_setTitle(**where, title="About the weather")
    expect(page.get_by_role("heading", name="About the weather")).to_be_visible()
    page.get_by_role("button", name="Weather").click()
    ana.sees("What is the weather?")
    client.assistant_threads_setStatus(**where, status="is looking outside…")
    expect(page.get_by_text("Example app is looking outside…").first).to_be_visible()
    assert ana.screen().endswith(
        " > Ana Example: What is the weather?\n > [Weather]\n > (is looking outside…)"
    )
    client.chat_postMessage(channel=ana.dm, thread_ts=root, text="Rain")
    expect(page.locator(".thread .assistant-status")).to_be_hidden()


def test_a_thread_with_an_assistant_is_told_to_the_app(
    workspace: LocalWorkspace, raw: Callable[[LocalWorkspace], object], ana: Person
) -> None:
    app = raw(workspace)
    ts = ana.begins_chat()
    events = [app.next()["payload"]["event"] for _ in range(2)]  # type: ignore[attr-defined]
    event = next(one for one in events if one["type"] == "assistant_thread_started")
    assert event["assistant_thread"]["thread_ts"] == ts
    assert event["assistant_thread"]["channel_id"] == ana.dm


def test_an_attachment_and_a_look_of_its_own_are_drawn(pages: Pages, client: WebClient) -> None:
    title = "<b>Title</b>"
    fields = [{"title": "One", "value": "*1*", "short": True}]
    attachment = {"color": "good", "title": title, "title_link": "javascript:x", "fields": fields}
    client.chat_postMessage(
        channel="C1", text="Words", username="Somebody", attachments=[attachment]
    )
    page = pages.open("U1", "&channel=C1")
    message = messages(page).last
    expect(message.locator(".message-name")).to_have_text("Somebody")
    expect(message.locator(".attachment-title")).to_have_text(title)
    expect(message.locator(".attachment-fields strong, .attachment-fields b")).to_have_text("1")
    assert message.locator("a").count() == 0


def test_the_page_begins_anew_after_a_reset(pages: Pages, workspace: LocalWorkspace) -> None:
    workspace.as_user("Ana").says("Before", channel="C1")
    page = pages.open("U1", "&channel=C1")
    expect(messages(page)).to_have_count(1)
    page.evaluate("() => fetch('/control/reset', {method: 'POST'})")
    expect(messages(page)).to_have_count(0)


@pytest.fixture
def faults(pages: Pages) -> Page:
    page = pages.open("U1")
    page.get_by_role("button", name="Faults").click()
    expect(page.get_by_role("dialog", name="Faults")).to_be_visible()
    return page


def test_a_fault_is_chosen_in_words_strikes_and_is_removed(faults: Page, client: WebClient) -> None:
    expect(faults.get_by_text("Nothing goes wrong at the moment")).to_be_visible()
    faults.get_by_label("What goes wrong").select_option(label="Refused, with an error name")
    faults.get_by_label("On which calls").fill("chat.*")
    faults.get_by_label("To whom").select_option(label="#general")
    faults.get_by_label("Error name").fill("fatal_error")
    faults.get_by_label("How often at most").fill("1")
    faults.get_by_role("button", name="Add this fault").click()
    rule = faults.locator(".fault-rule")
    expect(rule).to_contain_text("on chat.*, to #general, error fatal_error, once at most")
    expect(
        faults.get_by_role("button", name="Faults 1 in force", include_hidden=True)
    ).to_have_count(1)
    with pytest.raises(Exception, match="fatal_error"):
        client.chat_postMessage(channel="C1", text="x")
    expect(rule).to_contain_text("Struck once, used up.")
    assert client.chat_postMessage(channel="C1", text="x")["ok"]
    faults.get_by_role("button", name="Remove: Refused, with an error name").click()
    expect(rule).to_have_count(0)
    expect(faults.get_by_text("Nothing goes wrong at the moment")).to_be_visible()


def test_only_what_means_anything_for_a_fault_is_asked(faults: Page) -> None:
    expect(faults.get_by_label("Retry-After, seconds")).to_be_visible()
    faults.get_by_label("What goes wrong").select_option(label="Events come late")
    expect(faults.get_by_label("Retry-After, seconds")).to_be_hidden()
    expect(faults.get_by_label("Which events")).to_be_visible()
    expect(faults.get_by_label("Seconds", exact=True)).to_be_visible()


def test_what_cannot_be_is_refused_in_sight(faults: Page) -> None:
    faults.get_by_label("On which calls").fill("chat.*")
    faults.get_by_label("How often at most").evaluate(
        "(box) => { box.type = 'text'; box.value = '0.5' }"
    )
    faults.get_by_role("button", name="Add this fault").click()
    expect(faults.get_by_role("dialog", name="Faults").get_by_role("alert")).to_contain_text(
        "times"
    )


def test_an_outage_a_strike_and_a_seed(
    faults: Page, workspace: LocalWorkspace, raw: Callable[[LocalWorkspace], object]
) -> None:
    expect(faults.get_by_text("No connection is open")).to_be_visible()
    app = raw(workspace)
    strike = faults.get_by_role("button", name="Warn of a refresh")
    expect(strike).to_be_enabled()
    strike.click()
    assert app.next()["reason"] == "warning"  # type: ignore[attr-defined]
    faults.get_by_label("Seed").fill("42")
    faults.get_by_role("button", name="Begin anew").click()
    faults.get_by_role("switch", name="Outage").check()
    workspace.wait_until(lambda now: now.connections == 0)
    assert workspace.faults.as_json()["seed"] == 42
    faults.get_by_role("button", name="End all").click()
    expect(faults.get_by_role("switch", name="Outage")).not_to_be_checked()


def test_the_faults_fit_a_narrow_window(pages: Pages, workspace: LocalWorkspace) -> None:
    workspace.faults.add(fault="delay", method="chat.postMessage" + "*" * 64, note="because " * 20)
    page = pages.open("U1", width=NARROW)
    page.get_by_role("button", name="Faults").click()
    expect(page.locator(".fault-rule")).to_be_visible()
    assert width_of_everything(page) == NARROW
    overflow = page.locator(".faults-window").evaluate(
        "(node) => node.scrollWidth - node.clientWidth"
    )
    assert overflow <= 0


def test_every_control_has_a_name(faults: Page) -> None:
    nameless = faults.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a[href]')]
          .filter((node) => node.checkVisibility() && !node.getAttribute('aria-label')
            && !node.labels?.length && !node.textContent.trim())
          .map((node) => node.outerHTML)"""
    )
    assert nameless == [], json.dumps(nameless)


def test_a_person_shares_a_file(pages: Pages, workspace: LocalWorkspace, ben: Person) -> None:
    page = pages.open("U1", "&channel=C1")
    page.locator(".conversation input[type=file]").set_input_files(
        {"name": "notes <1>.txt", "mimeType": "text/plain", "buffer": b"one line"}
    )
    expect(page.get_by_role("list", name="Attached files")).to_contain_text("notes <1>.txt")
    page.get_by_role("button", name="Send message").first.click()
    expect(messages(page).last.locator(".file-name")).to_have_text("notes <1>.txt")
    expect(page.get_by_role("list", name="Attached files")).to_have_count(0)
    shared = ben.files("C1")
    assert ben.opens_file(shared[0]["id"]) == b"one line"
    assert ben.screen("C1").endswith("Ana Example: [notes <1>.txt]")


def test_a_shared_file_is_told_to_the_app(
    start: Callable[..., LocalWorkspace], raw: Callable[[LocalWorkspace], object]
) -> None:
    events = (*APP.bot_events, "file_shared")
    workspace = start(apps=(replace(APP, bot_events=events),))
    app = raw(workspace)
    workspace.as_user("ana").shares("a.txt", b"abc", "Look")
    told = [app.next()["payload"]["event"] for _ in range(2)]  # type: ignore[attr-defined]
    share = next(event for event in told if event.get("subtype") == "file_share")
    assert share["text"] == "Look"
    assert share["files"][0]["name"] == "a.txt"
    assert {event["type"] for event in told} == {"message", "file_shared"}
