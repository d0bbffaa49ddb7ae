"""The journey as people see it: a teacher asks, a practitioner takes it, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.running import Scene

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
TEACHER, PRACTITIONER = "U0TESSA001", "U0PRIYA001"
SOON = 10_000


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium. Without one this fails: what people see would be untested."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def open_as(browser: Browser, stage: Scene, user: str, place: str = "") -> Page:
    """Return the workspace's page as somebody sees it."""
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.set_default_timeout(SOON)
    page.goto(f"{stage.workspace.url}/#as={user}{place}")
    expect(page.locator(".conversation-head h1")).not_to_be_empty(timeout=SOON)
    return page


def write(page: Page, words: str) -> None:
    """Type words into the message box and send them."""
    box = page.get_by_role("textbox").first
    box.fill(words)
    box.press("Enter")


def test_a_teacher_gets_advice_and_a_practitioner_takes_it_before_their_eyes(
    line: Scene, browser: Browser
) -> None:
    teacher = open_as(browser, line, TEACHER)
    write(teacher, "year 8 boy keeps kicking off in maths and throwing pens about")
    expect(teacher.get_by_text("Next ten minutes:").first).to_be_visible(timeout=SOON)
    expect(teacher.get_by_text("call 999").first).to_be_visible()

    teacher.get_by_role("button", name="Show whole strategy").click()
    dialog = teacher.get_by_role("dialog")
    expect(dialog.get_by_text("What it may be telling you")).to_be_visible()
    expect(dialog.get_by_text("Evidence:")).to_be_visible()
    teacher.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    teacher.get_by_role("button", name="Talk to a practitioner").click()
    queued = teacher.get_by_text("I have put it in the practitioners’ queue")
    expect(queued.first).to_be_visible(timeout=SOON)

    practitioner = open_as(browser, line, PRACTITIONER, f"&channel={line.on_call}")
    expect(practitioner.get_by_text("needs a practitioner").first).to_be_visible(timeout=SOON)
    expect(practitioner.get_by_text("kicking off")).to_have_count(0)
    practitioner.get_by_role("button", name="Take it", exact=True).click()
    expect(practitioner.get_by_text("has it", exact=False).first).to_be_visible(timeout=SOON)

    expect(teacher.get_by_text("has your request A-1001").first).to_be_visible(timeout=SOON)
    expect(teacher.get_by_text("@Priya Marlow").first).to_be_visible()


def test_an_empty_form_is_refused_at_its_field(line: Scene, browser: Browser) -> None:
    teacher = open_as(browser, line, TEACHER)
    write(teacher, "/advice")
    dialog = teacher.get_by_role("dialog")
    expect(dialog.get_by_text("What is happening?")).to_be_visible(timeout=SOON)
    dialog.get_by_role("textbox").first.fill("?")
    dialog.get_by_label("No", exact=True).check()
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(dialog.get_by_text("Say in a few words what is happening.")).to_be_visible()
    expect(dialog.get_by_role("textbox").first).to_have_value("?")
