"""What the page is served: who sees what, live frames, the clock, and no strangers."""

import ast
import json
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as open_socket

import advicebot.workspace
from advicebot.workspace import ActError, ClockStep
from advicebot.workspace.clock import in_words


def act(workspace, user, name, /, **given):
    body = {"as": user, "act": name, **given}
    return httpx.post(f"{workspace.url}/client/act", json=body).json()


def get(workspace, path, **query):
    return httpx.get(f"{workspace.url}{path}", params=query)


class Page:
    """A page's live socket."""

    def __init__(self, socket):
        self._socket = socket

    def frames(self, until):
        """Return the frames up to the first of this type."""
        found = []
        while not found or found[-1]["type"] != until:
            found.append(json.loads(self._socket.recv(timeout=2)))
        return found

    def is_silent(self):
        try:
            self._socket.recv(timeout=0.1)
        except TimeoutError:
            return True
        return False


@pytest.fixture
def page(workspace):
    """Return a function that opens somebody's live socket, and waits until it is registered."""
    sockets = []

    def begin(user):
        url = workspace.url.replace("http", "ws") + f"/client/live?as={user}"
        manager = open_socket(url)
        sockets.append(manager)
        made = Page(manager.__enter__())
        before = workspace._ws.live
        workspace.wait_until(lambda _: user in before.watchers())
        return made

    yield begin
    for manager in sockets:
        manager.__exit__(None, None, None)


def test_boot_shows_only_what_this_person_may_see(workspace):
    ana = get(workspace, "/client/boot", **{"as": "U1"}).json()
    chi = get(workspace, "/client/boot", **{"as": "U3"}).json()
    names = [c["name"] for c in ana["channels"]]
    assert names == ["general", "without-app", "old", "Example app"]
    assert {"managers", "secret"} <= {c["name"] for c in chi["channels"]}
    assert [p["id"] for p in ana["people"]] == ["U1", "U2", "U3"]
    assert ana["me"]["id"] == "U1"
    assert ana["apps"][0]["commands"][0]["command"] == "/echo"
    assert ana["clock"]["steps"] == ["+1 hour"]
    assert get(workspace, "/client/boot").json()["me"]["id"] == "U1"


def test_nobody_reads_or_acts_where_they_may_not(workspace, ana, chi):
    chi.says("Between us", channel="C4")
    hers = {"as": "U1", "channel": chi.dm}
    assert get(workspace, "/client/messages", **hers).status_code == 404
    assert get(workspace, "/client/messages", **hers | {"channel": "C4"}).status_code == 404
    assert act(workspace, "U1", "message", channel="C4", text="x")["error"] == "channel_not_found"
    assert act(workspace, "U3", "message", channel="C2", text="x")["error"] == "not_in_channel"
    assert act(workspace, "U4", "message", channel="C1", text="x")["error"] == "unknown_user"
    assert act(workspace, "U5", "open_home")["error"] == "unknown_user"
    with pytest.raises(ActError, match="only your own"):
        ana.deletes(chi.says("Hers", channel="C1"), channel="C1")


def test_live_frames_go_to_those_who_may_see(page, client, workspace, ana):
    anas, bens = page("U1"), page("U2")
    client.chat_postEphemeral(channel="C1", user="U1", text="Only you")
    frame = anas.frames(until="message")[-1]
    assert frame["message"]["ephemeral"] is True
    client.chat_postMessage(channel=ana.dm, text="Private")
    message = anas.frames(until="message")[-1]
    assert message["message"]["text"] == "Private"
    channel = anas.frames(until="channel")[-1]["channel"]
    assert (channel["id"], channel["unread"], channel["mentions"]) == (ana.dm, 1, 1)
    assert bens.is_silent()


def test_changes_and_deletions_are_live(page, client, ana):
    anas = page("U1")
    ts = client.chat_postMessage(channel="C1", text="One")["ts"]
    client.chat_update(channel="C1", ts=ts, text="Two")
    changed = anas.frames(until="message_changed")[-1]
    assert (changed["channel"], changed["message"]["text"]) == ("C1", "Two")
    client.chat_delete(channel="C1", ts=ts)
    assert anas.frames(until="message_deleted")[-1]["ts"] == ts


def test_a_reply_updates_the_count_under_its_parent(page, client, ana):
    ts = ana.says("Root", channel="C1")
    anas = page("U1")
    client.chat_postMessage(channel="C1", text="Reply", thread_ts=ts)
    frames = anas.frames(until="message_changed")
    assert frames[0]["message"]["thread_ts"] == ts
    assert frames[-1]["message"]["reply_count"] == 1


def test_reading_clears_the_count(client, ana):
    ts = client.chat_postMessage(channel=ana.dm, text="Hello")["ts"]
    assert ana.sidebar[ana.dm]["unread"] == 1
    ana.reads(ts)
    assert ana.sidebar[ana.dm]["unread"] == 0
    assert ana.sidebar[ana.dm]["last_read"] == ts


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://localhost"},
        {"Origin": "http://[x"},
        {"Origin": "http://localhost:abc"},
        {"Origin": "http://localhost:99999"},
        {"Host": "[x"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_web_page_cannot_drive_it(workspace, headers):
    body = {"as": "U1", "act": "message", "channel": "C1", "text": "x"}
    answer = httpx.post(f"{workspace.url}/client/act", json=body, headers=headers)
    assert answer.status_code == 403
    for path in ("/client/live?as=U1", "/link/?ticket=x"):
        url = workspace.url.replace("http", "ws") + path
        if "Host" not in headers:
            with (
                pytest.raises(InvalidStatus, match="403"),
                open_socket(url, additional_headers=headers),
            ):
                pass
    assert workspace.posted("C1") == []


def test_its_own_page_may_drive_it(workspace):
    body = {"as": "U1", "act": "message", "channel": "C1", "text": "x"}
    headers = {"Origin": workspace.url, "Sec-Fetch-Site": "same-origin"}
    assert httpx.post(f"{workspace.url}/client/act", json=body, headers=headers).json()["ok"]
    url = workspace.url.replace("http", "ws") + "/client/live?as=U1"
    with open_socket(url, origin=workspace.url):
        pass


def test_an_unknown_act_is_refused_in_words(workspace):
    assert act(workspace, "U1", "dance") == {
        "ok": False,
        "error": "unknown_act",
        "message": "There is no act 'dance'.",
    }
    broken = httpx.post(f"{workspace.url}/client/act", content=b"{").json()
    assert broken["error"] == "invalid_request"


def test_the_clock_moves_by_its_steps_and_tells(start):
    told = []
    step = ClockStep(label="+1 day", move=lambda now: now + timedelta(days=1))
    workspace = start(clock_steps=(step,), on_clock=told.append, start_offset=timedelta(hours=2))
    ana = workspace.as_user("U1")
    before = float(ana.says("Before"))
    moved = act(workspace, "U1", "clock", step="+1 day")
    after = float(ana.says("After"))
    assert timedelta(days=1) < timedelta(seconds=after - before + 1) < timedelta(days=1, minutes=1)
    assert told == [timedelta(days=1, hours=2)]
    assert moved["clock"]["steps"] == ["+1 day"]
    assert act(workspace, "U1", "clock", step="+1 week")["error"] == "unknown_step"


def test_timestamps_go_up_even_when_the_clock_goes_back(workspace, ana):
    sent = [ana.says("a"), ana.says("b")]
    workspace.move_clock(timedelta(hours=-5))
    sent += [ana.says("c"), ana.says("d")]
    assert sent == sorted(set(sent))


def test_a_very_long_word_is_taken_at_once(ana):
    """Finding addresses in text must not take time that grows with the square of its length."""
    before = time.monotonic()
    ana.says("x" * 39_990)
    assert time.monotonic() - before < 0.5
    with pytest.raises(ActError, match="40,000"):
        ana.says("x" * 40_001)


def test_the_page_is_served(workspace):
    page = get(workspace, "/")
    assert page.status_code == 200
    assert "Example team" in page.text


def test_the_workspace_imports_nothing_else_of_this_project():
    root = Path(advicebot.workspace.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            for name in names:
                if name.startswith("advicebot"):
                    assert name.startswith("advicebot.workspace"), f"{path}: {name}"


def test_the_clock_says_the_time_in_words_and_takes_any_number_of_steps(start):
    steps = [
        ClockStep(label=f"+{n} minutes", move=lambda now, n=n: now + timedelta(minutes=n))
        for n in range(1, 21)
    ]
    workspace = start(clock_steps=steps)
    clock = get(workspace, "/client/boot").json()["clock"]
    assert clock["steps"] == [f"+{n} minutes" for n in range(1, 21)]
    assert clock["zone"] == "Europe/London"
    assert act(workspace, "U1", "clock", step="+20 minutes")["ok"]


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Tuesday night, 24 November 2026, 00:05"),
        (4, "Tuesday night, 24 November 2026, 04:05"),
        (5, "Tuesday morning, 24 November 2026, 05:05"),
        (12, "Tuesday afternoon, 24 November 2026, 12:05"),
        (18, "Tuesday evening, 24 November 2026, 18:05"),
        (22, "Tuesday night, 24 November 2026, 22:05"),
    ],
)
def test_every_hour_has_its_part_of_the_day(hour, words):
    assert in_words(datetime(2026, 11, 24, hour, 5)) == words


def counts(person, channel):
    row = person.sidebar[channel]
    return row["unread"], row["mentions"]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("nothing", 0),
        ("<@U1> look", 1),
        ("<@U1|ana> look", 1),
        ("<@U2> look", 0),
        ("<!here> look", 1),
        ("<!channel>", 1),
        ("<!everyone>", 1),
        ("&lt;!here&gt; look", 0),
        ("<!date^1^{date}|then>", 0),
    ],
)
@pytest.mark.parametrize("is_block", [False, True])
def test_a_mention_is_counted_wherever_it_stands(client, ana, text, mentions, is_block):
    block = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    blocks = [block, {"type": "divider"}] if is_block else None
    client.chat_postMessage(channel="C1", text="x" if is_block else text, blocks=blocks)
    assert counts(ana, "C1") == (1, mentions)


def test_a_typed_mention_is_counted_for_whom_it_names(ana, ben, chi):
    ben.says("@ana and @here", channel="C1")
    ben.says("@ana", channel="C1")
    ben.says("plain", channel="C1")
    assert counts(ana, "C1") == (3, 2)
    assert counts(chi, "C1") == (3, 1)
    assert counts(ben, "C1") == (0, 0)


def test_a_deleted_message_is_no_longer_unread(ana, ben):
    ts = ben.says("@ana", channel="C1")
    ben.deletes(ts, channel="C1")
    assert counts(ana, "C1") == (0, 0)


def test_replies_count_for_those_who_are_in_the_thread(client, ana, ben, chi):
    ts = client.chat_postMessage(channel="C1", text="A card")["ts"]
    for person in (ana, ben, chi):
        person.reads(ts, channel="C1")
    ana.replies(ts, "Mine", channel="C1")
    client.chat_postMessage(channel="C1", text="For you", thread_ts=ts)
    last = client.chat_postMessage(channel="C1", text="<@U2> too", thread_ts=ts)["ts"]
    assert counts(ana, "C1") == (2, 0)
    assert counts(ben, "C1") == (3, 1)
    assert counts(chi, "C1") == (0, 0)
    assert ana.messages("C1")[0]["new_replies"] == 2
    ana.reads(ts, channel="C1")
    assert counts(ana, "C1") == (2, 0)
    ana.reads(last, channel="C1", thread=ts)
    assert counts(ana, "C1") == (0, 0)
    assert ana.messages("C1")[0]["new_replies"] == 0
    assert counts(ben, "C1") == (3, 1)


def test_an_answer_in_a_thread_does_not_mark_the_channel_as_read(client, ana):
    first = client.chat_postMessage(channel="C1", text="One")["ts"]
    client.chat_postMessage(channel="C1", text="Two")
    ana.replies(first, "Mine", channel="C1")
    assert counts(ana, "C1") == (2, 0)


def test_an_administrator_changes_people_and_members_at_the_page(page, workspace, ana):
    chis, anas = page("U3"), page("U1")
    assert act(workspace, "U1", "change_user", user="U2", change="guest")["ok"]
    changed = chis.frames(until="user")[-1]["user"]
    assert (changed["id"], changed["is_restricted"]) == ("U2", True)
    assert act(workspace, "U3", "add_member", channel="C3", user="U1")["ok"]
    shown = [f["channel"] for f in anas.frames(until="channel") if f["type"] == "channel"][-1]
    assert (shown["id"], shown["is_member"]) == ("C3", True)
    assert act(workspace, "U1", "remove_member", channel="C3", user="U1")["ok"]
    assert anas.frames(until="channel_gone")[-1]["channel"] == "C3"
    assert act(workspace, "U3", "archive", channel="C3", archived=True)["ok"]
    assert act(workspace, "U3", "add_member", channel="C3", user="U1")["error"] == "is_archived"
    assert act(workspace, "U1", "archive", channel="C3")["error"] == "channel_not_found"
    assert act(workspace, "U1", "change_user", user="U2", change="king")["error"] == (
        "unknown_change"
    )
    assert act(workspace, "U1", "add_member", channel="C1", user="U4")["error"] == "user_not_found"


def test_a_page_that_closes_while_the_workspace_stops_does_not_break_the_stop(start, monkeypatch):
    workspace, died = start(), []
    monkeypatch.setattr(threading, "excepthook", died.append)
    url = workspace.url.replace("http", "ws") + "/inspector/live"
    server = workspace._server._uvicorn
    finish = server.finish
    with open_socket(url) as leaving, open_socket(url) as staying:

        def close_and_finish():
            """Let the page's close frame and the end come in one turn of the server's loop."""
            leaving.protocol.send_close(1001)
            leaving.socket.sendall(b"".join(leaving.protocol.data_to_send()))
            server.loop.call_soon(finish)

        monkeypatch.setattr(server, "finish", close_and_finish)
        workspace.stop()
        assert died == []
        assert closing_code(leaving) == 1001
        assert closing_code(staying) == 1012


def closing_code(socket):
    """Return the code of the close frame that came after the inspector's greeting."""
    assert json.loads(socket.recv(timeout=2))["apps"]
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=2)
    return closed.value.rcvd and closed.value.rcvd.code
