"""Several people at the page at once: threads, mentions, edits, members, the clock."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from advicebot.workspace import ClockStep, LocalWorkspace, Person
from tests.workspace.pages import (
    NARROW,
    Pages,
    actions,
    box,
    button,
    messages,
    mrkdwn,
    plain,
    row,
    width_of_everything,
    write,
)

pytestmark = pytest.mark.browser


def thread(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Thread")


def replies(page: Page) -> Locator:
    return thread(page).locator("article.message")


def answer(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Reply in thread")
    field.fill(text)
    field.press("Enter")


def test_two_people_answer_each_other_in_a_thread_under_a_card(
    pages: Pages, client: WebClient
) -> None:
    card = [
        {"type": "section", "text": mrkdwn("Somebody needs help")},
        actions(button("Take", "t")),
    ]
    ts = client.chat_postMessage(channel="C1", text="card", blocks=card)["ts"]
    ana, ben = pages.open("U1", "&channel=C1"), pages.open("U2", f"&channel=C1&thread={ts}")
    messages(ana).first.hover()
    ana.get_by_role("button", name="Reply in thread").click()
    answer(ana, "I can help")
    expect(replies(ben)).to_have_count(2)
    answer(ben, "Thank you <b>")
    expect(replies(ana).last).to_contain_text("Thank you <b>")
    expect(ana.get_by_role("link", name=re.compile("2 replies"))).to_be_visible()
    expect(messages(ana)).to_have_count(1)
    expect(replies(ben).first.get_by_role("button", name="Take", exact=True)).to_be_visible()


def test_a_new_answer_is_marked_until_its_thread_is_read(
    pages: Pages, client: WebClient, ana: Person
) -> None:
    ts = ana.says("A question", channel="C1")
    page = pages.open("U1", "&channel=C1")
    page.bring_to_front()
    client.chat_postMessage(channel="C1", text="One answer", thread_ts=ts)
    client.chat_postMessage(channel="C1", text="Another, <@U1>", thread_ts=ts)
    expect(row(page, "general")).to_have_accessible_name("general 2 unread, 1 mentions you")
    link = messages(page).get_by_role("link", name=re.compile("2 replies"))
    expect(link).to_contain_text("2 new")
    link.click()
    expect(replies(page)).to_have_count(3)
    expect(link).not_to_contain_text("new")
    expect(row(page, "general")).to_have_accessible_name("general")
    client.chat_postMessage(channel="C1", text="A third", thread_ts=ts)
    expect(replies(page)).to_have_count(4)
    expect(row(page, "general")).to_have_accessible_name("general")


def test_edits_and_deletions_are_seen_at_once_by_everybody(
    pages: Pages, client: WebClient, ana: Person
) -> None:
    ts = ana.says("Frist", channel="C1")
    reply = ana.replies(ts, "Belwo", channel="C1")
    card = client.chat_postMessage(channel="C1", text="Free <@U2>")["ts"]
    ben = pages.open("U2", f"&channel=C1&thread={ts}")
    expect(replies(ben)).to_have_count(2)
    ana.edits(ts, "First", channel="C1")
    ana.edits(reply, "Below", channel="C1")
    client.chat_update(channel="C1", ts=card, text="Taken by <@U1>")
    expect(messages(ben).first).to_contain_text("First (edited)")
    expect(replies(ben)).to_contain_text(["First (edited)", "Below (edited)"])
    expect(messages(ben).last.locator(".mention")).to_have_text("@Ana Example")
    ana.deletes(reply, channel="C1")
    client.chat_delete(channel="C1", ts=card)
    expect(replies(ben)).to_have_count(1)
    expect(messages(ben)).to_have_count(1)
    expect(ben.get_by_role("link", name=re.compile("repl"))).to_have_count(0)


def test_everybody_is_called_by_a_broadcast(pages: Pages, client: WebClient) -> None:
    client.chat_postMessage(channel="C3", text="<!here> and <!channel>: <@U1>, <@U3>")
    page = pages.open("U3")
    expect(row(page, "managers").locator(".count-badge")).to_have_class(re.compile("is-mention"))
    row(page, "managers").click()
    expect(messages(page).locator(".mention")).to_have_text(
        ["@here", "@channel", "@Ana Example", "@Chi Example (you)"]
    )
    box(page).press_sequentially("Look @he")
    page.get_by_role("option", name="@here").click()
    box(page).press("Enter")
    expect(messages(page)).to_have_count(2)
    expect(messages(page).last.locator(".mention")).to_have_text("@here")


def test_people_are_changed_at_the_page(pages: Pages, client: WebClient) -> None:
    ana, ben = pages.open("U1", "&channel=C1"), pages.open("U2", "&channel=C1")
    ana.get_by_role("button", name="People").click()
    window = ana.get_by_role("dialog", name="People")
    expect(window.get_by_role("listitem")).to_have_count(6)
    change = window.get_by_role("button", name="Change Ben Example")
    change.click()
    ana.get_by_role("menuitem", name="Make a guest", exact=True).click()
    expect(window.get_by_role("listitem").filter(has_text="Ben Example")).to_contain_text("guest")
    expect(change).to_be_focused()
    expect(ben.get_by_label("You are:").locator(":checked")).to_have_text("Ben Example (guest)")
    change.click()
    ana.get_by_role("menuitem", name="Deactivate the account").click()
    expect(window).to_contain_text("account deactivated")
    assert client.users_info(user="U2")["user"]["deleted"] is True
    expect(ben.get_by_role("status").filter(has_text="deactivated")).to_be_visible()
    write(ben, "Am I still here?")
    expect(ben.get_by_text("account of Ben Example was deactivated").first).to_be_visible()
    ana.keyboard.press("Escape")
    expect(ana.get_by_role("button", name="People")).to_be_focused()
    expect(ana.get_by_label("You are:").locator("option")).to_have_text(
        ["Ana Example", "Chi Example (manager)"]
    )


def test_members_come_and_go_at_the_page(
    pages: Pages, workspace: LocalWorkspace, ana: Person
) -> None:
    chi, hers = pages.open("U3", "&channel=C3"), pages.open("U1", "&channel=C1")
    chi.get_by_role("button", name="2 members").click()
    window = chi.get_by_role("dialog", name="Members of managers")
    window.get_by_role("button", name="Add somebody").click()
    chi.get_by_role("menuitem", name="Ana Example").click()
    expect(window.get_by_role("listitem")).to_have_count(3)
    row(hers, "managers").click()
    expect(messages(hers)).to_have_text(re.compile("@Ana Example.* has joined the channel"))
    write(hers, "Thank you")
    window.get_by_role("button", name="Remove Ana Example").click()
    expect(row(hers, "managers")).to_have_count(0)
    expect(hers.locator(".conversation-head h1")).not_to_contain_text("managers")
    window.get_by_role("button", name="Archive the channel").click()
    expect(window.get_by_role("button", name="Open the channel again")).to_be_focused()
    chi.keyboard.press("Escape")
    expect(chi.get_by_text("#managers is archived")).to_be_visible()
    expect(box(chi)).to_be_hidden()
    workspace.archive("C3", by="U3", is_archived=False)
    expect(box(chi)).to_be_visible()


def test_a_menu_with_many_groups_of_options_is_drawn_group_by_group(
    pages: Pages, app: App, client: WebClient, connect: Callable[[App], Any]
) -> None:
    groups = [
        {
            "label": plain(f"Group {group}"),
            "options": [
                {"text": plain(f"Choice {group}.{n}"), "value": f"{group}.{n}"} for n in range(9)
            ],
        }
        for group in range(30)
    ]
    menu = {"type": "static_select", "action_id": "pick", "option_groups": groups}
    menu["initial_option"] = groups[4]["options"][2]
    picked: list[str] = []

    @app.action("pick")
    def pick(ack: Ack, action: dict[str, Any]) -> None:
        picked.append(action["selected_option"]["value"])
        ack()

    connect(app)
    client.chat_postMessage(channel="C1", text="x", blocks=[actions(menu)])
    page = pages.open("U1", "&channel=C1")
    select = messages(page).get_by_role("combobox")
    expect(select.locator("optgroup")).to_have_count(30)
    expect(select).to_have_value("4.2")
    select.select_option("Choice 29.8")
    expect(select).not_to_have_attribute("aria-busy", "true")
    assert picked == ["29.8"]


@pytest.fixture
def many_steps(workspace: LocalWorkspace) -> list[str]:
    """Give the workspace's clock more steps than fit beside each other."""
    labels = [f"+{n * n} minutes" for n in range(1, 16)]
    steps = {
        label: ClockStep(label=label, move=lambda now, n=n: now + timedelta(minutes=n * n))
        for n, label in enumerate(labels, 1)
    }
    workspace._ws.clock._steps = steps
    return labels


def test_the_clock_has_room_for_many_steps_and_speaks_in_words(
    pages: Pages, many_steps: list[str]
) -> None:
    for width in (1280, NARROW):
        page = pages.open("U1", "&channel=C1", width=width)
        clock = page.get_by_role("group", name="Workspace clock")
        expect(clock.get_by_role("button")).to_have_text(many_steps)
        expect(clock).to_contain_text(
            re.compile(r"\w+day (night|morning|afternoon|evening), \d+ \w+ \d{4}, \d\d:\d\d")
        )
        assert width_of_everything(page) == width
        expect(box(page)).to_be_in_viewport()
        before = clock.locator(".clock-label").inner_text()
        clock.get_by_role("button", name="+225 minutes").click()
        expect(clock.locator(".clock-label")).not_to_have_text(before)
