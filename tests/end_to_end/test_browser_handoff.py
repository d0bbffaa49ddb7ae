"""The hand-off as people see it: paged, escalated, taken, talked over, passed on and closed."""

import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.end_to_end.test_browser import ARGUMENTS, CHROMIUM, SOON, open_as, write
from tests.running import Scene, until

pytestmark = pytest.mark.browser
TEACHER = "U0TESSA001"


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def paged_people(stage: Scene) -> list[str]:
    """Whom the first rung paged, primary first."""

    def find() -> Any:
        with sqlite3.connect(stage.database) as db:
            return db.execute("SELECT paged FROM handoffs WHERE rung = 1").fetchone()

    return json.loads(until(find, within=10, what="somebody is paged")[0])


def dm_of(stage: Scene, user: str) -> str:
    """Where the bot writes to somebody."""
    return f"&channel={stage.workspace.as_user(user).dm}"


def seen(page: Page, words: str) -> None:
    """The words stand on the page, or come soon."""
    expect(page.get_by_text(words).last).to_be_visible(timeout=SOON)


@pytest.mark.timeout(240)
def test_an_emergency_climbs_is_taken_talked_over_passed_on_and_closed(
    night: Scene, browser: Browser
) -> None:
    teacher = open_as(browser, night, TEACHER)
    write(teacher, "a year 9 boy has just pulled a knife out in my classroom")
    seen(teacher, "Call 999 now")
    first, second = paged_people(night)
    seen(teacher, "I have paged")

    priya = open_as(browser, night, first, dm_of(night, first))
    expect(priya.get_by_role("button", name="Take it", exact=True)).to_have_count(1, timeout=SOON)
    expect(priya.get_by_text("knife")).to_have_count(0)
    priya.get_by_role("button", name="+3 minutes").click()
    expect(priya.get_by_role("button", name="Take it", exact=True)).to_have_count(2, timeout=SOON)
    priya.get_by_role("button", name="+3 minutes").click()
    seen(teacher, "Nobody has been able to take A-1001 yet.")

    priya.get_by_role("button", name="Take it", exact=True).last.click()
    seen(teacher, "has your request A-1001")
    dan = open_as(browser, night, second, dm_of(night, second))
    expect(dan.get_by_role("button", name="Take it", exact=True)).to_have_count(0, timeout=SOON)
    seen(dan, "has it")

    card = night.workspace.as_user(first).waits_for_message("A-1001", channel=night.on_call)["ts"]
    thread = open_as(browser, night, first, f"&channel={night.on_call}&thread={card}")
    reply = thread.get_by_role("textbox", name=re.compile("Reply"))
    reply.fill("I am with you. Is he away from the others?")
    reply.press("Enter")
    seen(teacher, "Is he away from the others?")
    write(teacher, "Yes, he is with our head of year now.")
    seen(thread, "he is with our head of year now.")

    priya.get_by_role("button", name="Pass it to somebody").last.click()
    dialog = priya.get_by_role("dialog")
    dialog.get_by_role("combobox").select_option(value=second)
    dialog.get_by_role("textbox").fill("Calm now. She needs a plan for tomorrow.")
    dialog.get_by_role("button", name="Pass on").click()
    expect(dialog).to_be_hidden(timeout=SOON)
    seen(teacher, "is passing A-1001")
    dan.get_by_role("button", name="More").last.click()
    expect(dan.get_by_role("dialog").get_by_text("She needs a plan")).to_be_visible(timeout=SOON)
    dan.keyboard.press("Escape")
    dan.get_by_role("button", name="Take it", exact=True).last.click()
    seen(teacher, "has had it since")

    dan.get_by_role("button", name="Close", exact=True).last.click()
    dialog = dan.get_by_role("dialog")
    boxes = dialog.get_by_role("textbox")
    for number, words in enumerate(("A calm start", "A visit on Thursday", "Outreach teacher")):
        boxes.nth(number).fill(words)
    dialog.get_by_label("Risk of exclusion now").select_option(label="4")
    dialog.get_by_label("What does the school mean to do?").select_option(label="None")
    dialog.get_by_role("button", name="Close request", exact=True).click()
    seen(teacher, "has closed A-1001.")
    teacher.get_by_role("button", name="It helped").click()
    teacher.get_by_role("button", name="The help came in time").click()
    seen(teacher, "Thank you for saying how it was.")
