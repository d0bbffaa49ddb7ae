"""Slack as the rest of the code sees it; with ``files`` the only caller of ``calls``."""

import logging
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from advicebot.domain.delivery import Posted
from advicebot.errors import SlackDeliveryError
from advicebot.slack.calls import PAGE, Calls
from advicebot.slack.remembered import Remembered
from advicebot.slack.screens.blocks import Block, Message

log = logging.getLogger(__name__)

EVENT_TYPE = "advicebot_effect"
HISTORY_PAGES = 5
MEMBERS_KEPT = 30.0
"""Seconds for which Slack's word on who is in a channel, and who somebody is, counts as now."""
NO_PLACE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
"""Refusals that mean that the channel is not there for us."""
CHANNELS_REMEMBERED = 32
PEOPLE_REMEMBERED = 500


class Gateway:
    """Slack, as the rest of the code sees it."""

    def __init__(self, client: WebClient, *, on_call: str, leads: str | None = None) -> None:
        """``on_call`` and ``leads`` are the names or ids of channels; None: there are no leads."""
        self._calls = Calls(client)
        self._on_call = on_call.removeprefix("#")
        self._leads = leads.removeprefix("#") if leads else None
        self._found: dict[str, str] = {}
        self._team: str | None = None
        self._members: Remembered[frozenset[str]] = Remembered(CHANNELS_REMEMBERED)
        self._channels: Remembered[dict[str, Any]] = Remembered(CHANNELS_REMEMBERED)
        self._people: Remembered[dict[str, Any]] = Remembered(PEOPLE_REMEMBERED)

    def identify(self) -> dict[str, Any]:
        """Return who we are: ``user_id``, ``bot_id``, ``team_id``, ``team``."""
        return self._calls.call("auth.test", {})

    def team(self) -> str:
        """Return the id of the workspace we belong to; asked once."""
        if self._team is None:
            self._team = str(self.identify()["team_id"])
        return self._team

    def post(
        self,
        channel: str,
        message: Message,
        *,
        key: str,
        thread_ts: str | None,
        broadcast: bool = False,
    ) -> Posted:
        """Post a message that carries ``key`` in its metadata, so that it can be found again.

        ``broadcast`` shows what is said in a thread in the channel too.
        """
        values = {
            "channel": channel,
            "text": message.text,
            "blocks": message.blocks,
            "thread_ts": thread_ts,
            "reply_broadcast": True if broadcast and thread_ts else None,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            answer = self._calls.call("chat.postMessage", values)
        except SlackDeliveryError as error:
            if error.reason in NO_PLACE:  # another of its name may be there by now
                self._forget_place(channel)
            raise
        return Posted(channel_id=answer["channel"], ts=answer["ts"])

    def _forget_place(self, channel: str) -> None:
        self._found = {name: each for name, each in self._found.items() if each != channel}

    def update(self, posted: Posted, message: Message) -> None:
        """Draw a message again in place; twice is the same as once."""
        self._calls.call(
            "chat.update",
            {
                "channel": posted.channel_id,
                "ts": posted.ts,
                "text": message.text,
                "blocks": message.blocks,
            },
        )

    def find(
        self,
        channel: str,
        key: str,
        *,
        thread_ts: str | None = None,
        since: datetime | None = None,
    ) -> Posted | None:
        """Return where a message with this key stands in a channel's last 1,000 or a thread.

        ``since`` is when the first of them may have been posted; None looks at older ones too.
        """
        oldest = f"{since.timestamp():.6f}" if since else None
        found = self.history(channel, oldest=oldest, pages=HISTORY_PAGES)
        if thread_ts:  # a channel's history does not show what was said in its threads
            found = self.replies(channel, thread_ts, oldest=oldest)
        for message in found:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("key") == key:
                return Posted(channel_id=channel, ts=message["ts"])
        return None

    def is_there(self, posted: Posted, *, thread_ts: str | None = None) -> bool:
        """True when a message stands where it was posted, in the channel or in its thread."""
        only = {"oldest": posted.ts, "latest": posted.ts, "inclusive": True, "limit": 2}
        values = {"channel": posted.channel_id, **only}
        if thread_ts:
            answer = self._calls.call("conversations.replies", {**values, "ts": thread_ts})
        else:
            answer = self._calls.call("conversations.history", values)
        return any(each["ts"] == posted.ts for each in answer["messages"])

    def history(
        self, channel: str, *, oldest: str | None = None, pages: int
    ) -> Iterator[dict[str, Any]]:
        """Yield the messages of a channel, newest first, ``pages`` times 200 at the most."""
        cursor = None
        for _ in range(pages):
            answer = self._calls.call(
                "conversations.history",
                {
                    "channel": channel,
                    "oldest": oldest,
                    "cursor": cursor,
                    "limit": PAGE,
                    "include_all_metadata": True,
                },
            )
            yield from answer["messages"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    def replies(
        self, channel: str, ts: str, *, oldest: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the messages of a thread, the one it began with first."""
        values = {"channel": channel, "ts": ts, "oldest": oldest, "include_all_metadata": True}
        yield from self._calls.pages("conversations.replies", "messages", values)

    def whisper(
        self, channel: str, user: str, message: Message, *, thread_ts: str | None = None
    ) -> None:
        """Show one person a note in a channel, or in a thread of it."""
        self._calls.call(
            "chat.postEphemeral",
            {
                "channel": channel,
                "user": user,
                "text": message.text,
                "blocks": message.blocks,
                "thread_ts": thread_ts,
            },
        )

    def open_dm(self, user: str) -> str:
        """Return the direct-message channel with a person."""
        answer = self._calls.call("conversations.open", {"users": user})
        return str(answer["channel"]["id"])

    def publish_home(self, user: str, view: Block) -> None:
        """Replace a person's Home tab."""
        self._calls.call("views.publish", {"user_id": user, "view": view})

    def open_view(self, trigger_id: str, view: Block) -> None:
        """Open a form or page for the person who just clicked; possible for three seconds."""
        self._calls.call("views.open", {"trigger_id": trigger_id, "view": view})

    def push_view(self, trigger_id: str, view: Block) -> None:
        """Put a form or page on top of the one that is open; possible for three seconds."""
        self._calls.call("views.push", {"trigger_id": trigger_id, "view": view})

    def update_view(self, view_id: str, view: Block, *, seen: str | None = None) -> None:
        """Draw an open form or page again; ``seen`` is the hash of what it showed."""
        self._calls.call("views.update", {"view_id": view_id, "view": view, "hash": seen})

    def delete(self, posted: Posted) -> None:
        """Take back a message of ours; one that is gone already is no error."""
        try:
            self._calls.call("chat.delete", {"channel": posted.channel_id, "ts": posted.ts})
        except SlackDeliveryError as error:
            if error.reason != "message_not_found":
                raise

    def channel_named(self, name: str) -> str:
        """Return the id of a channel that the bot is in, by its name or id.

        Raises:
            SlackDeliveryError: the bot is in no channel of that name. Not permanent: somebody may
                invite it.
        """
        return self._find(name.removeprefix("#"), "named")

    def on_call_channel(self) -> str:
        """Return the id of the on-call channel.

        Raises:
            SlackDeliveryError: the bot is in no channel of that name. Not permanent: somebody may
                invite it.
        """
        return self._find(self._on_call, "on_call")

    def leads_channel(self) -> str | None:
        """Return the id of the leads' channel, None where the line has no leads.

        Raises:
            SlackDeliveryError: the bot is in no channel of that name.
        """
        return self._find(self._leads, "leads") if self._leads else None

    def _find(self, name: str, role: str) -> str:
        if name not in self._found:
            for channel in self.channels("public_channel,private_channel"):
                if name in (channel["id"], channel.get("name")):
                    self._found[name] = str(channel["id"])
                    break
            else:
                log.error("the bot is not in the %s channel name=%s; invite it", role, name)
                raise SlackDeliveryError(f"not_in_{role}_channel")
        return self._found[name]

    def channel(self, channel: str) -> dict[str, Any]:
        """Return Slack's description of a channel; remembered for half a minute."""

        def ask() -> dict[str, Any]:
            return dict(self._calls.call("conversations.info", {"channel": channel})["channel"])

        return self._channels.get(channel, ask, at=time.monotonic(), seconds=MEMBERS_KEPT)

    def person(self, user: str) -> dict[str, Any]:
        """Return Slack's description of somebody; remembered for half a minute."""

        def ask() -> dict[str, Any]:
            return dict(self._calls.call("users.info", {"user": user})["user"])

        return self._people.get(user, ask, at=time.monotonic(), seconds=MEMBERS_KEPT)

    def forget_members(self, channel: str) -> None:
        """Somebody came or went: ask Slack who is in this channel the next time."""
        self._members.forget(channel)

    def members(self, channel: str) -> frozenset[str]:
        """Return who is in a channel; remembered for half a minute."""

        def ask() -> frozenset[str]:
            return frozenset(self._list_members(channel))

        return self._members.get(channel, ask, at=time.monotonic(), seconds=MEMBERS_KEPT)

    def _list_members(self, channel: str) -> Iterator[str]:
        yield from self._calls.pages("conversations.members", "members", {"channel": channel})

    def channels(self, types: str) -> Iterator[dict[str, Any]]:
        """Yield the channels of these types that the bot is in."""
        yield from self._calls.pages("users.conversations", "channels", {"types": types})
