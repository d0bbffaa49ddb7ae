"""What a Bolt app does, as the page shows it."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.workspace.conftest import APP

pytestmark = pytest.mark.browser


@pytest.fixture
def workspace(start, port):
    return start(port=port, apps=(replace(APP, bot_events=("message.im", "app_home_opened")),))


def test_what_an_agent_offers_to_ask_stands_above_the_box(app, connect, pages, ana, workspace):
    @app.event("app_home_opened")
    def offer(event, set_suggested_prompts):
        if event["tab"] == "messages":
            set_suggested_prompts(
                title="Ask me", prompts=[{"title": "Tea", "message": "Which tea?"}]
            )

    app.message("tea")(lambda say: say("*Green*."))
    connect(app)
    page = pages.open("U1")
    ana.opens_messages()
    offered = page.locator(".conversation .assistant-prompts")
    expect(offered).to_contain_text("Ask me")
    offered.get_by_role("button", name="Tea").click()
    answer = page.locator(".conversation article.message").last
    expect(answer.locator("strong, b")).to_have_text("Green")
    assert [message["text"] for message in ana.messages()] == ["Which tea?", "*Green*."]
