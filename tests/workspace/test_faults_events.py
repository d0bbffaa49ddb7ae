"""Events that are lost, doubled, late or out of order on their way, and outages that forget."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from advicebot.workspace import shapes
from advicebot.workspace.faults.events import EVENTS, SUBTYPES
from tests.workspace.conftest import APP

SHAPES = Path(shapes.__file__).parent


def said(frame):
    return frame["payload"]["event"]["text"]


def test_events_are_dropped_while_the_rule_stands(workspace, raw, ana):
    app, rule = raw(workspace), workspace.faults.add(fault="drop-events")
    ana.says("lost")
    workspace.faults.remove(rule)
    ana.says("kept")
    assert said(app.next()) == "kept"
    assert workspace.dropped == 1


def test_an_event_is_doubled_with_the_same_id(workspace, raw, ana):
    app = raw(workspace)
    workspace.faults.add(fault="double-events", times=1)
    ana.says("twice")
    ana.says("once")
    frames = [app.next() for _ in range(3)]
    assert [said(frame) for frame in frames] == ["twice", "twice", "once"]
    assert len({frame["payload"]["event_id"] for frame in frames}) == 2
    assert len({frame["envelope_id"] for frame in frames}) == 3
    assert [frame["retry_attempt"] for frame in frames] == [0, 0, 0]
    for frame in frames:
        app.ack(frame)
    workspace.wait_until(lambda now: now.outstanding == 0)


def test_events_are_late(workspace, raw, ana):
    app = raw(workspace)
    workspace.faults.add(fault="delay-events", seconds=0.6, times=1)
    began = time.monotonic()
    ana.says("late")
    ana.says("in time")
    assert said(app.next()) == "in time"
    assert workspace.outstanding == 2
    assert said(app.next()) == "late"
    assert time.monotonic() - began >= 0.6


def test_events_come_out_of_order_and_the_same_seed_gives_the_same_order(workspace, raw, ana):
    app, orders = raw(workspace), []
    words = [str(number) for number in range(6)]
    for seed in (1, 1, 2):
        workspace.faults.seed(seed)
        rule = workspace.faults.add(fault="shuffle-events", seconds=60)
        for word in words:
            ana.says(word)
        assert workspace.outstanding == 6
        workspace.faults.remove(rule)
        frames = [app.next() for _ in words]
        orders.append([said(frame) for frame in frames])
        for frame in frames:
            app.ack(frame)
        workspace.wait_until(lambda now: now.outstanding == 0)
    assert orders[0] == orders[1] != orders[2]
    assert all(order != words and sorted(order) == words for order in orders)


def test_what_is_shuffled_comes_by_itself_when_its_time_is_over(workspace, raw, ana):
    app = raw(workspace)
    workspace.faults.add(fault="shuffle-events", seconds=0.6)
    ana.says("one")
    ana.says("two")
    assert [said(app.next()), said(app.next())] == ["two", "one"]


def test_a_rule_may_be_for_one_kind_of_event_or_one_channel(workspace, raw, ana):
    app = raw(workspace)
    workspace.faults.add(fault="drop-events", method="message", to=["C1"])
    workspace.faults.add(fault="drop-events", method="message:message_changed")
    mention = "@example_app Hello"
    ana.says(mention, channel="C1")
    frame = app.next()
    assert frame["payload"]["event"]["type"] == "app_mention"
    ts = ana.says("first")
    assert said(app.next()) == "first"
    ana.edits(ts, "second")
    ana.says("third")
    assert said(app.next()) == "third"


@pytest.mark.parametrize(
    ("method", "kept"),
    [("message.im", "in the channel"), ("message.channels", "to the app"), ("mess*.i?", "in the")],
)
def test_a_rule_may_be_for_messages_as_a_manifest_names_them(start, raw, method, kept):
    both = replace(APP, bot_events=("message.im", "message.channels"))
    workspace = start(apps=(both,))
    app, ana = raw(workspace), workspace.as_user("U1")
    workspace.faults.add(fault="drop-events", method=method)
    ana.says("to the app")
    ana.says("in the channel", channel="C1")
    assert said(app.next()).startswith(kept)
    assert workspace.dropped == 1


def test_every_event_of_the_workspace_can_be_named_in_a_rule():
    written = [(SHAPES / name).read_text() for name in ("events.py", "change_events.py")]
    types = {kind for text in written for kind in re.findall(r'"type": "(\w+)"', text)}
    subtypes = {
        kind
        for path in SHAPES.parent.rglob("*.py")
        for kind in re.findall(r'\bsubtype"?[:=] ?"(\w+)"', path.read_text())
    }
    assert types - {"event_callback"} <= set(EVENTS)
    assert subtypes <= set(SUBTYPES)


def test_dropped_events_are_seen_in_the_traffic(workspace, ana):
    rule = workspace.faults.add(fault="drop-events", share=0.5)
    for number in range(40):
        ana.says(str(number))
    server = workspace._server
    notes = [entry.note for entry in server.read(lambda: server.workspace.traffic.after())]
    struck = workspace.faults.as_json()["rules"][0]["struck"]
    assert notes.count(f"fault: {rule} drop-events") == struck == workspace.dropped
    assert 8 < struck < 32


def test_an_outage_that_forgets_what_was_said_in_it(workspace, raw, ana):
    workspace.outage(True)
    workspace.discards_events(True)
    ana.says("lost for good")
    workspace.discards_events(False)
    workspace.outage(False)
    ana.says("after it")
    app = raw(workspace)
    assert said(app.next()) == "after it"
    with pytest.raises(TimeoutError):
        app.next(timeout=0.2)
    assert workspace.dropped == 1


def test_a_workspace_stops_while_it_holds_events_back(start, raw):
    workspace = start()
    workspace.faults.add(fault="delay-events", seconds=60)
    workspace.as_user("U1").says("Hello")
    began = time.monotonic()
    workspace.stop()
    assert time.monotonic() - began < 5
