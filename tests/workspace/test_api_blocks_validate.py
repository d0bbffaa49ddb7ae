"""blocks.validate: what is wrong, and where."""

import pytest
from slack_sdk.errors import SlackApiError

TOO_LONG = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
RIGHT = [{"type": "divider"}]
TITLE = {"type": "plain_text", "text": "Title"}


@pytest.mark.parametrize(
    "given",
    [
        {"blocks": RIGHT},
        {"message": {"blocks": RIGHT}},
        {"view": {"type": "modal", "title": TITLE, "blocks": RIGHT}},
        {"view": {"type": "home", "blocks": RIGHT}},
    ],
)
def test_what_is_right_is_right(client, given):
    assert client.blocks_validate(**given)["ok"] is True


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"blocks": TOO_LONG}, "invalid_blocks", "/0/text/text"),
        ({"message": {"blocks": TOO_LONG}}, "invalid_message", "/blocks/0/text/text"),
        (
            {"view": {"type": "modal", "title": TITLE, "blocks": TOO_LONG}},
            "invalid_view",
            "/blocks/0/text/text",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(client, given, error, pointer):
    with pytest.raises(SlackApiError) as answer:
        client.blocks_validate(**given)
    said = answer.value.response
    assert said["error"] == error
    (found,) = said["errors"]
    assert (found["pointer"], found["code"]) == (pointer, "failed_constraint")
    assert "151" in found["message"]


def test_exactly_one_thing_is_checked(client):
    for given in ({}, {"blocks": RIGHT, "message": {"blocks": RIGHT}}):
        with pytest.raises(SlackApiError, match="invalid_arguments"):
            client.api_call("blocks.validate", json=given)
