"""Adding files to a form: they go to the workspace, and the app hears what they became."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from advicebot.workspace import LocalWorkspace
from tests.workspace.pages import Pages
from tests.workspace.test_block_catalogue import FORM, INPUTS, an_input
from tests.workspace.test_page import NAMELESS, offer_form

pytestmark = pytest.mark.browser

ONE = {"name": "one.txt", "mimeType": "text/plain", "buffer": b"first"}
TWO = {"name": "two.txt", "mimeType": "text/plain", "buffer": b"second"}
WRONG = {"name": "three.png", "mimeType": "image/png", "buffer": b"third"}


def test_files_are_added_taken_away_and_sent(
    pages: Pages,
    app: App,
    client: WebClient,
    connect: Callable[[App], Any],
    workspace: LocalWorkspace,
) -> None:
    offer_form(app, client, {**FORM, "blocks": [an_input("files", INPUTS["files"])]})
    sent: list[dict[str, Any]] = []

    @app.view("all")
    def keep(ack: Ack, view: dict[str, Any]) -> None:
        sent.extend(view["state"]["values"]["files"]["a"]["files"])
        ack()

    connect(app)
    page = pages.open("U1", "&channel=C1")
    page.get_by_role("button", name="Open", exact=True).click()
    dialog = page.get_by_role("dialog", name="Every input")
    dialog.get_by_role("button", name="Send").click()
    box = dialog.get_by_label("Files", exact=True)
    expect(box).to_have_accessible_description("Error: Please add a file.")
    box.set_input_files([ONE, WRONG, TWO])
    told = dialog.locator(".file-input [role=status]")
    expect(told).to_contain_text("three.png is not of a kind")
    expect(dialog.get_by_role("list", name="Chosen files")).to_contain_text("two.txt")
    box.set_input_files([ONE])
    expect(told).to_have_text("Only 2 can be added.")
    assert page.evaluate(NAMELESS) == []
    dialog.get_by_role("button", name="Remove two.txt").press("Enter")
    expect(box).to_be_focused()
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_have_count(0)
    assert [(file["name"], file["user"], file["size"]) for file in sent] == [("one.txt", "U1", 5)]
    read = httpx.get(
        sent[0]["url_private"], headers={"Authorization": f"Bearer {client.token}"}, timeout=5
    )
    assert read.content == b"first"


def test_an_empty_file_is_refused(workspace: LocalWorkspace) -> None:
    answer = httpx.post(f"{workspace.url}/client/upload?as=U1&name=x.txt", timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"] == "no_file_data"
