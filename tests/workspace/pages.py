"""The workspace's page in the system's Chromium, and the blocks that its tests post."""

from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WIDE, NARROW, HEIGHT = 1280, 400, 800
SOON = 5_000


class Pages:
    """Opens pages as people, and keeps what went wrong in them."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._context = context
        self._open: list[Page] = []

    def open(self, user: str, place: str = "", *, width: int = WIDE) -> Page:
        """Open the page as a person and wait until it can be used."""
        page = self.open_path(f"/#as={user}{place}", width=width)
        expect(page.locator(".conversation-head h1")).not_to_be_empty()
        return page

    def open_path(self, path: str, *, width: int = WIDE) -> Page:
        """Open any page of the workspace."""
        page = self._context.new_page()
        self._open.append(page)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(f"{self.url}{path}", wait_until="commit")
        return page

    def close(self) -> None:
        """Close every page."""
        for page in self._open:
            page.close()


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "buttons", "elements": list(elements)}


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


def messages(page: Page) -> Locator:
    return page.locator(".conversation article.message")


def write(page: Page, text: str) -> None:
    box(page).fill(text)
    box(page).press("Enter")


def width_of_everything(page: Page) -> int:
    width: int = page.evaluate("Math.max(document.documentElement.scrollWidth, innerWidth)")
    return width


def row(page: Page, name: str) -> Locator:
    """Return a conversation in the side bar."""
    return page.get_by_role("navigation").get_by_role("link", name=name)
