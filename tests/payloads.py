"""What Slack delivers, as its documentation and the local workspace build it."""

from typing import Any

from tests.fakes import PRIYA, TEAM, TESSA, TESSA_DM

Body = dict[str, Any]
APP = "A0ADVICE01"
BOT_USER = "U0ADVICE01"
BOT = "B0ADVICE01"
TS = "1790000000.000100"
ON_CALL = "C0ONCALL01"
CARD_TS = "1790000100.000000"


def rich(text: str) -> list[Body]:
    """Return the rich copy of a text that Slack's own composer sends beside it."""
    element = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": "x1", "elements": [element]}]


def said(text: str, *, ts: str = TS, user: str = TESSA, **more: Any) -> Body:
    """Return a message as it stands in a channel's history."""
    plain = {"type": "message", "user": user, "text": text, "ts": ts, "team": TEAM}
    return plain | {"client_msg_id": "c-1", "blocks": rich(text)} | more


def event(inner: Body, *, event_id: str = "Ev0001") -> Body:
    """Return the body around an event."""
    return {
        "token": "t",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1790000000,
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
    }


def message(text: str, *, event_id: str = "Ev0001", **more: Any) -> Body:
    """Return a direct message."""
    where = {"channel": TESSA_DM, "channel_type": "im", "event_ts": more.get("ts", TS)}
    return event(said(text, **more) | where, event_id=event_id)


def edited(new: str, old: str, *, ts: str = TS, at: str = "1790000050.000500", **more: Any) -> Body:
    """Return the edit of a direct message; ``more`` goes into the message."""
    return event(
        {
            "type": "message",
            "subtype": "message_changed",
            "message": said(new, ts=ts, **more) | {"edited": {"user": TESSA, "ts": at}},
            "previous_message": said(old, ts=ts),
            "channel": TESSA_DM,
            "channel_type": "im",
            "hidden": True,
            "ts": at,
            "event_ts": at,
        }
    )


def tombstone(old: str, *, ts: str = TS) -> Body:
    """Return the edit by which Slack deletes a message that has replies."""
    return edited("This message was deleted.", old, ts=ts, user="USLACKBOT", subtype="tombstone")


def deleted(old: str | None, *, ts: str = TS) -> Body:
    """Return a deletion; with None Slack does not say what the message was."""
    inner = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": TESSA_DM,
        "channel_type": "im",
        "hidden": True,
        "deleted_ts": ts,
        "ts": "1790000070.000700",
        "event_ts": "1790000070.000700",
    }
    return event(inner if old is None else inner | {"previous_message": said(old, ts=ts)})


def _in_channel(channel: str) -> Body:
    return {"channel": channel, "channel_type": "group"}


def overheard(text: str, *, user: str = PRIYA, channel: str = ON_CALL, **more: Any) -> Body:
    """Return a message in a private channel that the bot is in."""
    inner = said(text, user=user, **more)
    return event(inner | _in_channel(channel) | {"event_ts": inner["ts"]})


def under(text: str, *, card: str = CARD_TS, **more: Any) -> Body:
    """Return what a practitioner writes in the thread under a card."""
    return overheard(text, thread_ts=card, **more)


def edited_under(
    new: str, old: str, *, ts: str = TS, card: str = CARD_TS, user: str = PRIYA, **more: Any
) -> Body:
    """Return the edit of what a practitioner wrote under a card; ``more`` goes into the message."""
    body = edited(new, old, ts=ts, user=user, thread_ts=card, **more)
    return event(body["event"] | _in_channel(ON_CALL))


def deleted_under(old: str | None, *, ts: str = TS) -> Body:
    """Return the deletion of what was written under a card."""
    return event(deleted(old, ts=ts)["event"] | _in_channel(ON_CALL))


def joined(*, channel: str = ON_CALL, user: str = PRIYA) -> Body:
    """Return the news that somebody came into a channel."""
    return overheard(f"<@{user}> has joined", user=user, channel=channel, subtype="channel_join")


def mention(text: str, *, channel: str = "C0STAFF001", ts: str = TS) -> Body:
    """Return a mention of the app in a channel."""
    inner = said(f"<@{BOT_USER}> {text}", ts=ts)
    return event(inner | {"type": "app_mention", "channel": channel, "event_ts": ts})


def home_opened(*, tab: str = "home", event_id: str = "Ev0009") -> Body:
    """Return a look at the app's Home or Messages tab."""
    inner = {"type": "app_home_opened", "user": TESSA, "channel": TESSA_DM, "tab": tab}
    return event(inner | {"event_ts": "1790000000.5"}, event_id=event_id)


def command(text: str, *, trigger_id: str = "11.22.aa", user: str = TESSA) -> Body:
    """Return ``/advice text``."""
    return {
        "token": "t",
        "team_id": TEAM,
        "team_domain": "northvale-example",
        "channel_id": "C0STAFF001",
        "channel_name": "staffroom",
        "user_id": user,
        "user_name": "tessa",
        "command": "/advice",
        "text": text,
        "api_app_id": APP,
        "response_url": "https://hooks.slack.com/commands/T0/1/x",
        "trigger_id": trigger_id,
    }


def _interaction(kind: str, user: str, trigger_id: str) -> Body:
    return {
        "type": kind,
        "user": {"id": user, "username": "tessa", "name": "tessa", "team_id": TEAM},
        "api_app_id": APP,
        "token": "t",
        "team": {"id": TEAM, "domain": "northvale-example"},
        "trigger_id": trigger_id,
        "is_enterprise_install": False,
    }


def click(
    action_id: str,
    value: str,
    *,
    user: str = TESSA,
    channel: str = TESSA_DM,
    action_ts: str = "1790000030.111111",
    message_ts: str = "1790000001.000000",
    text: str = "What the bot had said",
) -> Body:
    """Return a button pressed in a message of the app's."""
    action = {
        "type": "button",
        "action_id": action_id,
        "block_id": "b1",
        "value": value,
        "action_ts": action_ts,
        "text": {"type": "plain_text", "text": "A label", "emoji": True},
    }
    return _interaction("block_actions", user, "33.44.bb") | {
        "container": {
            "type": "message",
            "message_ts": message_ts,
            "channel_id": channel,
            "is_ephemeral": False,
        },
        "channel": {"id": channel, "name": "directmessage"},
        "message": said(text, ts=message_ts, user=BOT_USER, bot_id=BOT),
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/T0/1/x",
        "actions": [action],
    }


def click_in_page(
    action_id: str,
    value: str = "",
    *,
    chosen_value: str | None = None,
    menus: dict[str, str] | None = None,
    callback_id: str = "",
    metadata: str = "",
    before: str | None = None,
    user: str = TESSA,
    action_ts: str = "1790000031.111111",
) -> Body:
    """Return a button pressed or a menu set in a page that is open.

    ``menus`` are the values of the menus by action; ``before`` is the page below this one, where
    this is not the first ("V0001").
    """
    body = click(action_id, value, user=user, action_ts=action_ts)
    for name in ("message", "channel", "response_url", "state"):
        del body[name]
    if chosen_value is not None:
        (action,) = body["actions"]
        del action["value"]
        action |= chosen(chosen_value)
    states = {name: chosen(each) for name, each in (menus or {}).items()}
    view = {
        "id": "V0002" if before else "V0001",
        "team_id": TEAM,
        "type": "modal",
        "private_metadata": metadata,
        "callback_id": callback_id,
        "state": {"values": {"filters": states}},
        "hash": "1790000020.abcdef",
        "previous_view_id": before,
        "root_view_id": "V0001",
        "title": {"type": "plain_text", "text": "A page", "emoji": True},
    }
    return body | {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def typed(value: str | None) -> Body:
    """Return what a text field holds."""
    return {"type": "plain_text_input", "value": value}


def chosen(value: str | None) -> Body:
    """Return what a menu holds."""
    label = {"type": "plain_text", "text": str(value), "emoji": True}
    option = None if value is None else {"value": value, "text": label}
    return {"type": "static_select", "selected_option": option}


def submission(
    callback_id: str,
    values: dict[str, Body],
    *,
    metadata: str = "",
    view_id: str = "",
    trigger_id: str = "55.66.cc",
    user: str = TESSA,
) -> Body:
    """Return a form that was sent; ``values`` by field.

    Each trigger is of a form of its own, unless ``view_id`` says which.
    """
    view = {
        "id": view_id or f"V{trigger_id}",
        "team_id": TEAM,
        "type": "modal",
        "blocks": [{"type": "input", "block_id": name} for name in values],
        "private_metadata": metadata,
        "callback_id": callback_id,
        "state": {"values": {name: {name: value} for name, value in values.items()}},
        "hash": "1790000020.abcdef",
        "title": {"type": "plain_text", "text": "A form", "emoji": True},
        "app_id": APP,
    }
    return _interaction("view_submission", user, trigger_id) | {"view": view, "response_urls": []}


def shortcut(
    text: str, *, trigger_id: str = "77.88.dd", callback: str = "message.ask_shortcut"
) -> Body:
    """Return the message shortcut used on somebody's message."""
    return _interaction("message_action", TESSA, trigger_id) | {
        "callback_id": callback,
        "action_ts": "1790000040.222222",
        "message_ts": TS,
        "channel": {"id": "C0STAFF001", "name": "staffroom"},
        "message": said(text, user="U0SAM00001"),
        "response_url": "https://hooks.slack.com/app/T0/1/x",
    }
