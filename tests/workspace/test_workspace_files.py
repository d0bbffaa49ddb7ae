"""Files: uploaded in Slack's three steps, shared, shown in blocks, opened by those who may."""

import json
import struct
import zlib
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from advicebot.workspace import ActError, AppConfig, Fault

CSV = b"week,requests\n1,12\n"
CHANNEL, MANAGERS = "C1", "C3"


def png(width=3, height=2):
    """Return a picture of one colour."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x1b\x65\x5f" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def fetch(address, content=None, **headers):
    """Return the status, the headers and the body of an answer, whatever it is."""
    try:
        answer = urlopen(Request(address, data=content, headers=headers))
    except HTTPError as refused:
        answer = refused
    with answer:
        return answer.status, answer.headers, answer.read()


def picture(**source):
    return {"type": "image", "alt_text": "A chart", **source}


def uploaded(client, name="chart.png", content=None, **more):
    """Upload a file that stays private, and return its id."""
    content = png() if content is None else content
    made = client.files_upload_v2(filename=name, content=content, **more)
    return made["file"]["id"]


def refusal(call, *args, **given):
    with pytest.raises(SlackApiError) as refused:
        call(*args, **given)
    return refused.value.response


def test_the_sdk_uploads_a_file_with_words_into_a_thread(client, ana):
    root = ana.says("How did it go?", channel=CHANNEL)
    answer = client.files_upload_v2(
        filename="weekly.csv",
        content=CSV,
        title="Weekly figures",
        channel=CHANNEL,
        thread_ts=root,
        initial_comment="Here they are.",
    )
    assert answer["file"]["name"] == "weekly.csv"
    assert (answer["file"]["mimetype"], answer["file"]["filetype"]) == ("text/csv", "csv")
    reply = ana.messages(CHANNEL, thread=root)[-1]
    assert reply["text"] == "Here they are."
    assert [f["title"] for f in reply["files"]] == ["Weekly figures"]
    assert ana.opens_file(answer["file"]["id"]) == CSV
    assert "[weekly.csv]" in ana.transcript(CHANNEL)


def test_two_files_are_shared_in_one_message_and_told_as_such(client, ana, workspace):
    client.files_upload_v2(
        channel=CHANNEL,
        file_uploads=[
            {"filename": "a.png", "content": png(640, 480), "alt_txt": "Falling", "title": "A"},
            {"filename": "b.csv", "content": CSV},
        ],
    )
    (posted,) = workspace.posted(CHANNEL)
    assert [f["name"] for f in posted["files"]] == ["a.png", "b.csv"]
    first = posted["files"][0]
    assert (first["original_w"], first["original_h"], first["alt_txt"]) == (640, 480, "Falling")
    assert first["channels"] == [CHANNEL]
    assert first["shares"]["public"][CHANNEL][0]["ts"] == posted["ts"]
    history = client.conversations_history(channel=CHANNEL)["messages"][0]
    assert [f["id"] for f in history["files"]] == [f["id"] for f in posted["files"]]


def test_the_app_hears_of_its_own_file_as_a_share(client, raw, start):
    workspace = start(apps=(AppConfig(bot_events=("message.channels",)),))
    listener = raw(workspace)
    WebClient(token=client.token, base_url=workspace.api_url).files_upload_v2(
        filename="b.csv", content=CSV, channel=CHANNEL
    )
    event = listener.next()["payload"]["event"]
    assert (event["subtype"], event["files"][0]["name"]) == ("file_share", "b.csv")


def test_a_file_without_a_place_stays_with_the_app(client, ana, workspace):
    file_id = uploaded(client, "private.csv", CSV)
    assert ana.files(CHANNEL) == []
    with pytest.raises(ActError, match="cannot open"):
        ana.opens_file(file_id)
    assert client.files_info(file=file_id)["file"]["shares"] == {}
    address = client.files_info(file=file_id)["file"]["url_private"]
    for nobody in (address, f"{address}?as=U1", f"{address}?as=U9"):
        assert fetch(nobody)[0] == 404
    assert fetch(address, Authorization=f"Bearer {client.token}")[2] == CSV


def test_only_those_who_see_the_message_open_its_file(client, ana, chi):
    answer = client.files_upload_v2(filename="f.csv", content=CSV, channel=MANAGERS)
    file_id = answer["file"]["id"]
    assert chi.opens_file(file_id) == CSV
    with pytest.raises(ActError, match="cannot open"):
        ana.opens_file(file_id)


def test_a_picture_in_a_block_is_open_to_those_who_see_the_message(client, ana, chi):
    file_id = uploaded(client)
    client.chat_postMessage(
        channel=MANAGERS, text="x", blocks=[picture(slack_file={"id": file_id})]
    )
    assert chi.opens_file(file_id) == png()
    with pytest.raises(ActError, match="cannot open"):
        ana.opens_file(file_id)


def test_a_picture_shown_to_one_person_is_open_to_that_one_only(client, ana, ben):
    file_id = uploaded(client)
    client.chat_postEphemeral(
        channel=CHANNEL, user="U1", text="x", blocks=[picture(slack_file={"id": file_id})]
    )
    assert ana.opens_file(file_id) == png()
    with pytest.raises(ActError, match="cannot open"):
        ben.opens_file(file_id)


def test_a_picture_at_somebodys_home_is_open_to_that_person(client, ana, ben):
    file_id = uploaded(client)
    home = {"type": "home", "blocks": [picture(slack_file={"id": file_id})]}
    client.views_publish(user_id="U1", view=home)
    assert ana.opens_file(file_id) == png()
    with pytest.raises(ActError, match="cannot open"):
        ben.opens_file(file_id)


def test_a_picture_is_taken_by_any_of_its_addresses_and_in_every_place(client, ana):
    file = client.files_info(file=uploaded(client))["file"]
    by_id = picture(slack_file={"id": file["id"]})
    private = picture(slack_file={"url": file["url_private"]})
    permalink = picture(slack_file={"url": file["permalink"]})
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": private}
    client.chat_postMessage(
        channel=CHANNEL,
        text="x",
        blocks=[by_id, permalink, section, {"type": "context", "elements": [by_id]}],
    )
    assert ana.opens_file(file["id"]) == png()


def card(**parts):
    return {"type": "card", "title": {"type": "plain_text", "text": "Card"}, **parts}


def container(*blocks, **more):
    title = {"type": "plain_text", "text": "Several"}
    return {"type": "container", "title": title, "child_blocks": list(blocks), **more}


HIDDEN = {
    "hero image of a card": ("/hero_image", lambda one: card(hero_image=one)),
    "icon of a card": ("/icon", lambda one: card(icon=one)),
    "card in a carousel": (
        "/elements/1/hero_image",
        lambda one: {"type": "carousel", "elements": [card(), card(hero_image=one)]},
    ),
    "icon of a container": ("/icon", lambda one: container({"type": "divider"}, icon=one)),
    "block in a container": ("/child_blocks/0", container),
    "context in a container": (
        "/child_blocks/0/elements/0",
        lambda one: container({"type": "context", "elements": [one]}),
    ),
}


@pytest.mark.parametrize("place", HIDDEN)
def test_a_picture_inside_other_blocks_is_checked_and_opened_too(client, ana, ben, place):
    pointer, block = HIDDEN[place]
    lost = block(picture(slack_file={"id": "F000000000"}))
    response = refusal(client.chat_postMessage, channel=MANAGERS, text="x", blocks=[lost])
    assert response["response_metadata"]["messages"] == [
        f"[ERROR] invalid slack file [json-pointer:/blocks/0{pointer}/slack_file]"
    ]
    file_id = uploaded(client)
    client.chat_postMessage(
        channel=ana.dm, text="x", blocks=[block(picture(slack_file={"id": file_id}))]
    )
    assert ana.opens_file(file_id) == png()
    with pytest.raises(ActError, match="cannot open"):
        ben.opens_file(file_id)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"id": "F000000000"}, "invalid slack file [json-pointer:/blocks/0/slack_file]"),
        ({"url": "https://example.org/a.png"}, "invalid slack file"),
        ({"id": "nothing"}, "input must match regex pattern: ^[F][A-Z0-9]{8,}$"),
        ({}, "image_url"),
        ({"id": "F000000000", "url": "https://example.org/a.png"}, "either id or url"),
        ({"id": "F000000000", "name": "x"}, "invalid additional property: name"),
    ],
)
def test_a_picture_that_names_no_file_is_refused(client, named, said):
    response = refusal(
        client.chat_postMessage, channel=CHANNEL, text="x", blocks=[picture(slack_file=named)]
    )
    assert response["error"] == "invalid_blocks"
    assert said in response["response_metadata"]["messages"][0]


def test_a_picture_has_one_source_and_words(client):
    both = picture(image_url="https://example.org/a.png", slack_file={"id": "F000000000"})
    mute = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": ""}
    for block, said in ((both, "only one of"), (mute, "alt_text")):
        response = refusal(client.chat_postMessage, channel=CHANNEL, text="x", blocks=[block])
        assert said in response["response_metadata"]["messages"][0]


def test_what_is_no_picture_cannot_stand_in_a_block_whatever_it_is_called(client):
    for content in (CSV, b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        file_id = uploaded(client, "chart.png", content)
        response = refusal(
            client.chat_postMessage,
            channel=CHANNEL,
            text="x",
            blocks=[picture(slack_file={"id": file_id})],
        )
        assert "invalid slack file" in response["response_metadata"]["messages"][0]


def test_a_file_that_is_still_processed_has_no_kind_and_no_message_yet(start, client):
    workspace = start(file_processing=0.3)
    client = WebClient(token=client.token, base_url=workspace.api_url)
    answer = client.files_upload_v2(filename="a.png", content=png(), channel=CHANNEL)
    file_id = answer["file"]["id"]
    assert (answer["file"]["mimetype"], answer["file"]["shares"]) == ("", {})
    assert workspace.posted(CHANNEL) == []
    blocks = [picture(slack_file={"id": file_id})]
    early = refusal(client.chat_postMessage, channel=CHANNEL, text="x", blocks=blocks)
    assert early["error"] == "invalid_blocks"
    workspace.wait_until(lambda now: bool(now.posted(CHANNEL)))
    assert client.files_info(file=file_id)["file"]["mimetype"] == "image/png"
    assert client.chat_postMessage(channel=CHANNEL, text="x", blocks=blocks)["ok"]


def asked(client, **given):
    return client.files_getUploadURLExternal(**{"filename": "a.csv", "length": len(CSV)} | given)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"filename": ""}, "invalid_arguments"),
        ({"length": "many"}, "invalid_arguments"),
        ({"length": 0}, "missing_argument"),
        ({"length": 1_000_000_001}, "file_upload_size_restricted"),
        ({"length": 1_000_001, "snippet_type": "python"}, "snippet_too_large"),
        ({"alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
def test_an_upload_that_slack_would_not_take_is_refused(client, given, error):
    assert refusal(asked, client, **given)["error"] == error


def post(address, content, **headers):
    status, _, body = fetch(address, content, **headers)
    return status, body


def test_bytes_are_taken_raw_or_as_a_form_and_once_only(client):
    first, second = asked(client), asked(client)
    assert post(first["upload_url"], CSV) == (200, b"OK - 19")
    form = b'--x\r\nContent-Disposition: form-data; name="filename"; filename="a.csv"\r\n\r\n'
    form += CSV + b"\r\n--x--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert post(second["upload_url"], form, **kind) == (200, b"OK - 19")
    assert post(first["upload_url"], CSV)[0] == 404


def test_fewer_bytes_than_announced_are_refused_and_may_be_sent_again(client):
    made = asked(client)
    assert post(made["upload_url"], CSV[:-1])[0] == 400
    assert post(made["upload_url"], CSV)[0] == 200


def completed(client, file_id, **given):
    return client.files_completeUploadExternal(files=[{"id": file_id}], **given)


def test_an_upload_is_completed_once_after_its_bytes_have_come(client):
    made = asked(client)
    assert refusal(completed, client, made["file_id"])["error"] == "file_update_failed"
    assert refusal(completed, client, "F000000000")["error"] == "file_not_found"
    assert refusal(client.files_info, file=made["file_id"])["error"] == "file_not_found"
    post(made["upload_url"], CSV)
    assert completed(client, made["file_id"])["files"][0]["id"] == made["file_id"]
    assert refusal(completed, client, made["file_id"])["error"] == "file_update_failed"


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ({"channel_id": "U1"}, "invalid_arguments"),
        ({"channel_id": "general"}, "invalid_arguments"),
        ({"channel_id": "C9"}, "channel_not_found"),
        ({"channel_id": "C4"}, "channel_not_found"),
        ({"channel_id": "C2"}, "not_in_channel"),
        ({"channel_id": "C5"}, "is_archived"),
        ({"channel_id": "C1", "thread_ts": "1.000001"}, "invalid_thread_ts"),
    ],
)
def test_a_file_cannot_be_shared_where_the_app_cannot_write(client, place, error):
    made = asked(client)
    post(made["upload_url"], CSV)
    assert refusal(completed, client, made["file_id"], **place)["error"] == error
    assert completed(client, made["file_id"])["ok"]


def test_several_channels_and_people_get_a_file_by_the_plural_argument(client, ana, ben):
    made = asked(client)
    post(made["upload_url"], CSV)
    completed(client, made["file_id"], channels=["C1", "U1"])
    assert [len(ana.files(place)) for place in ("C1", None)] == [1, 1]
    assert [len(ben.files(place)) for place in ("C1", None)] == [1, 0]


def test_blocks_can_stand_above_a_file_unless_there_are_words(client, workspace):
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "Above"}}
    for given in ({}, {"initial_comment": "Words"}):
        made = asked(client)
        post(made["upload_url"], CSV)
        completed(client, made["file_id"], channel_id=CHANNEL, blocks=json.dumps([block]), **given)
    first, second = workspace.posted(CHANNEL)
    assert first["blocks"][0]["text"]["text"] == "Above"
    assert (second["text"], second["blocks"][0]["type"]) == ("Words", "rich_text")


def test_a_deleted_file_is_gone_for_everybody(client, ana):
    file_id = client.files_upload_v2(filename="f.csv", content=CSV, channel=CHANNEL)["file"]["id"]
    client.files_delete(file=file_id)
    assert ana.files(CHANNEL)[0]["is_deleted"]
    assert "f.csv was deleted." in ana.transcript(CHANNEL)
    with pytest.raises(ActError, match="cannot open"):
        ana.opens_file(file_id)
    assert refusal(client.files_info, file=file_id)["error"] == "file_deleted"
    assert refusal(client.files_delete, file=file_id)["error"] == "file_deleted"
    history = client.conversations_history(channel=CHANNEL)["messages"][0]
    assert history["files"] == [{"id": file_id, "mode": "tombstone"}]


def test_a_file_goes_with_the_message_it_was_shared_in(client, ana, workspace):
    answer = client.files_upload_v2(filename="f.csv", content=CSV, channel=CHANNEL)
    client.chat_delete(channel=CHANNEL, ts=workspace.posted(CHANNEL)[0]["ts"])
    with pytest.raises(ActError, match="cannot open"):
        ana.opens_file(answer["file"]["id"])


def test_what_might_be_a_page_is_only_ever_downloaded(client, workspace):
    client.files_upload_v2(filename="p.html", content="<script>1</script>", channel=CHANNEL)
    client.files_upload_v2(filename="p.png", content=png(), channel=CHANNEL)
    seen = {}
    for message in workspace.posted(CHANNEL):
        file = message["files"][0]
        headers = fetch(f"{file['url_private']}?as=U1")[1]
        assert headers["X-Content-Type-Options"] == "nosniff"
        seen[file["name"]] = headers["Content-Disposition"].split(";")[0]
    assert seen == {"p.html": "attachment", "p.png": "inline"}


def test_the_retired_way_to_upload_is_refused_with_the_new_one(client):
    answer = refusal(client.api_call, "files.upload", params={"content": "x", "filename": "a"})
    assert answer["error"] == "method_deprecated"
    assert "files.getUploadURLExternal" in answer["response_metadata"]["messages"][0]


def test_an_upload_can_fail_on_purpose(client, workspace):
    made = asked(client)
    workspace.fail(lambda method, args: Fault(status=500) if method == "upload" else None)
    assert post(made["upload_url"], CSV)[0] == 500
    workspace.fail(None)
    assert post(made["upload_url"], CSV)[0] == 200
