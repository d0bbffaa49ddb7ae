"""A term as people see it in a real browser, with the clock bar: a request, an accepted offer, two
follow-ups, an outcome, the digest with its pictures. Pictures of the page are kept where
``SCREENSHOTS`` says, else with the test's other files.
"""

import os
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from advicebot.demo.cast import LEADS_CHANNEL, PANEL_CHANNEL, PROVIDER_CHANNEL
from advicebot.domain.oncall.calendar import LONDON, next_school_day
from tests.end_to_end.test_browser import ARGUMENTS, CHROMIUM, open_as, write
from tests.end_to_end.test_term import LINE, OWEN, PRIYA, RUTH, TESSA, WORDS, day_of, term
from tests.running import Scene

__all__ = ["term"]

pytestmark = pytest.mark.browser

SOON = 15_000
DIGEST_WITHIN = 60_000
Shoot = Callable[[Page, str], None]


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    """Return a function that keeps a picture of a page."""
    folder, number = Path(os.environ.get("SCREENSHOTS") or tmp_path / "screenshots"), count(1)
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{next(number):02}-{name}.png")

    return take


def seen(page: Page | Locator, words: str, *, within: int = SOON) -> None:
    """The words stand on the page, or come soon; what screen readers hear does not count."""
    shown = page.get_by_text(words).and_(page.locator(":not(.live-region *)"))
    expect(shown.last).to_be_visible(timeout=within)


def pressed(page: Page | Locator, name: str | re.Pattern[str]) -> None:
    """Press the newest button of this name, as soon as there is one."""
    button = page.get_by_role("button", name=name, exact=isinstance(name, str)).last
    expect(button).to_be_visible(timeout=SOON)
    button.click()


def moved(page: Page, step: str) -> None:
    """Move the clock by its bar, and wait until it shows the new day."""
    label = page.locator(".clock-label")
    before = label.inner_text()
    pressed(page, step)
    expect(label).not_to_have_text(before, timeout=SOON)


def form(page: Page, title: str) -> Locator:
    """Return the form that is opening."""
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible(timeout=SOON)
    return dialog


def sent(dialog: Locator, submit: str) -> None:
    """Send a form; it is gone when it was taken."""
    dialog.get_by_role("button", name=submit, exact=True).click()
    expect(dialog).to_be_hidden(timeout=SOON)


def asks_by_hand(page: Page) -> None:
    """A teacher fills in the form with the risk that she sees."""
    write(page, "/advice")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is happening?").fill(WORDS)
    dialog.get_by_label("Risk of exclusion").select_option("8")
    dialog.get_by_label("No", exact=True).check()
    dialog.get_by_role("button", name="Ask", exact=True).click()
    form(page, "Sent").get_by_role("button", name="Close").last.click()
    seen(page, "Next ten minutes:")


def asks_for_outreach_by_hand(page: Page, shoot: Shoot) -> None:
    """From the answer to the list, to the form, to the page that says it is sent."""
    shoot(page, "teacher-answer")
    pressed(page, "See outreach")
    listed = form(page, "Outreach")
    listed.get_by_label("Every tier").or_(listed.get_by_role("combobox").nth(2)).first.focus()
    shoot(page, "teacher-outreach")
    listed.get_by_role("button", name="Ask for: One-to-one outreach").click()
    asked = form(page, "Ask for outreach")
    asked.get_by_label("Age group", exact=True).select_option("ks3")
    asked.get_by_role("button", name=re.compile("Which needs")).click()
    for need in (0, 3):
        asked.locator(".multi-list input").nth(need).check()
    page.keyboard.press("Escape")
    asked.get_by_label("What are their strengths?").fill("Kind to younger pupils.")
    asked.get_by_label("Yes, we have it").check()
    asked.get_by_label("SEN support").check()
    shoot(page, "teacher-form")
    asked.get_by_role("button", name="Send", exact=True).click()
    done = form(page, "Sent")
    shoot(page, "teacher-sent")
    done.get_by_role("button", name="Close").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def answers_by_hand(page: Page, place: str, risk: int) -> None:
    """Two taps: where the pupil is, and how high the risk is."""
    pressed(page, re.compile(f"^{place}"))
    if place.startswith("A suspension"):
        days = form(page, "Days suspended")
        days.get_by_role("textbox").fill("2")
        sent(days, "Save")
    pressed(page, re.compile(f"Risk of exclusion {risk} of 10"))
    seen(page, f"risk of exclusion {risk} of 10. That is all I need")


@pytest.mark.timeout(240)
def test_a_term_by_hand(term: Scene, browser: Browser, shoot: Shoot) -> None:
    teacher = open_as(browser, term, TESSA)
    asks_by_hand(teacher)
    asks_for_outreach_by_hand(teacher, shoot)

    provider = open_as(browser, term, OWEN, f"&channel={PROVIDER_CHANNEL}")
    seen(provider, "R-1001: a school asks for")
    shoot(provider, "provider-card")
    pressed(provider, "Accept")
    dialog = form(provider, "Accept")
    tomorrow = next_school_day(term.workspace.now().astimezone(LONDON).date(), LINE)
    dialog.locator("[type=date]").fill(str(tomorrow))
    sent(dialog, "Accept")
    seen(teacher, "accepted")
    shoot(teacher, "teacher-accepted")

    moved(provider, "+1 school day")
    pressed(provider, "It has started")
    dialog = form(provider, "It has started")
    dialog.locator("[type=date]").fill(day_of(term))
    sent(dialog, "Save")
    shoot(provider, "provider-started")

    moved(teacher, "+2 school weeks")
    seen(teacher, "How is the pupil of A-1001 now?")
    shoot(teacher, "teacher-two-weeks")
    answers_by_hand(teacher, "In school full time", 5)
    for _ in range(2):
        moved(teacher, "+2 school weeks")
    seen(teacher, "How is the pupil of A-1001 now?")
    answers_by_hand(teacher, "A suspension since", 6)
    shoot(teacher, "teacher-six-weeks")

    pressed(provider, "It has ended")
    dialog = form(provider, "Ended")
    dialog.get_by_role("textbox").first.fill("She stays in four lessons of five.")
    dialog.locator("[type=date]").fill(day_of(term))
    sent(dialog, "End it")
    seen(teacher, "She stays in four lessons of five.")
    shoot(provider, "provider-ended")
    shoot(teacher, "teacher-ended")

    moved(teacher, "Next Monday 08:00")
    lead = open_as(browser, term, RUTH, f"&channel={LEADS_CHANNEL}")
    the_lead_reads_by_hand(lead, shoot)


def the_lead_reads_by_hand(lead: Page, shoot: Shoot) -> None:
    """Two pictures are there and drawn, the table comes into the thread, the method opens."""
    pictures = lead.locator(".block-image img")
    expect(pictures).to_have_count(2, timeout=DIGEST_WITHIN)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("(node) => node.naturalWidth") > 400
        assert len(picture.get_attribute("alt") or "") > 20
    lead.set_viewport_size({"width": 1100, "height": 2400})
    shoot(lead, "lead-digest")
    lead.emulate_media(color_scheme="dark")
    shoot(lead, "lead-digest-dark")
    lead.emulate_media(color_scheme="light")
    lead.set_viewport_size({"width": 1100, "height": 900})

    pressed(lead, re.compile("numbers as a table", re.IGNORECASE))
    replies = lead.get_by_role("link", name="1 reply").last
    expect(replies).to_be_visible(timeout=SOON)
    replies.click()
    with lead.expect_download() as started:
        lead.get_by_role("link", name=re.compile("Download .*csv")).click()
    assert started.value.suggested_filename.endswith(".csv")
    shoot(lead, "lead-table")
    pressed(lead, "How we count")
    seen(form(lead, "How we count"), "No number here says that an exclusion was avoided")
    shoot(lead, "lead-how-we-count")


@pytest.mark.timeout(180)
def test_a_case_goes_to_the_panel_by_hand(term: Scene, browser: Browser, shoot: Shoot) -> None:
    teacher = open_as(browser, term, TESSA)
    asks_by_hand(teacher)
    pressed(teacher, "Talk to a practitioner")
    practitioner = open_as(browser, term, PRIYA, f"&channel={term.on_call}")
    pressed(practitioner, "Take it")
    pressed(practitioner, re.compile("^More about"))
    shoot(practitioner, "practitioner-more")
    pressed(practitioner.get_by_role("dialog"), re.compile("panel"))
    dialog = form(practitioner, "Put to the panel")
    dialog.get_by_label("What should the panel help with?").fill("What would keep her in lessons?")
    dialog.get_by_label("Age group", exact=True).select_option("ks3")
    shoot(practitioner, "practitioner-panel-form")
    dialog.get_by_role("button", name="Put to the panel", exact=True).click()
    seen(practitioner.get_by_role("dialog"), "P-1001")
    shoot(practitioner, "practitioner-panel-put")
    practitioner.get_by_role("dialog").get_by_role("button", name="Close").first.click()

    lead = open_as(browser, term, RUTH, f"&channel={PANEL_CHANNEL}")
    for _ in range(2):
        moved(lead, "+1 school day")
    if not lead.get_by_text("P-1001").count():
        moved(lead, "+2 school weeks")
    seen(lead, "P-1001")
    shoot(lead, "lead-agenda")
