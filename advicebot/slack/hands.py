"""How each kind of effect is carried out in Slack, or by the second channel."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from advicebot.clock import Clock
from advicebot.domain.delivery import Claimed, Effect, EffectKind, Posted
from advicebot.errors import SlackDeliveryError
from advicebot.service import asking
from advicebot.service.desk import Desk
from advicebot.slack.addresses import Addresses
from advicebot.slack.draw import Artist
from advicebot.slack.enclosures import Enclosures
from advicebot.slack.files import Files
from advicebot.slack.gateway import Gateway
from advicebot.slack.lease import Lease, Patience
from advicebot.slack.redraw import EDITS, Redraw
from advicebot.slack.screens.thread import BROADCAST

SendOutside = Callable[[Effect], None]
"""Takes a page out by the second channel. Raises SlackDeliveryError when none of it was taken."""
CLOCKS_DIFFER = timedelta(minutes=10)
"""How far Slack's clock, the line's and the machine's may be apart."""


class Hands:
    """Does what an effect stands for. Every failure is a SlackDeliveryError, or a mistake of ours
    in drawing it.
    """

    def __init__(
        self,
        desk: Desk,
        gateway: Gateway,
        artist: Artist,
        *,
        machine: Clock,
        outside: SendOutside | None,
        files: Files | None,
    ) -> None:
        """``outside`` None: what is for the second channel is done with. ``files`` None: no file is
        sent.
        """
        self._desk = desk
        self._gateway = gateway
        self._artist = artist
        self._outside = outside
        self._patience = Patience(desk.work, machine)
        self.addresses = Addresses(desk, gateway, artist, self._patience)
        self._enclosures = Enclosures(desk, gateway, artist, files)
        self.redraw = Redraw(desk, gateway, artist, machine)
        self._others: Mapping[EffectKind, Callable[[Claimed, Lease], None]] = {
            EffectKind.OUTSIDE: self._go_outside,
            EffectKind.MAIL: self._go_outside,
            EffectKind.FILE: self._enclosures.put_table,
            EffectKind.RETRACT: self._retract,
            EffectKind.HOME: self._publish,
            EffectKind.EPHEMERAL: self._whisper,
        }

    def carry_out(self, claimed: Claimed, lease: Lease) -> Posted | None:
        """Return where the message stands now, None for what is no message of its own."""
        kind = claimed.effect.kind
        if kind in EDITS:
            self.redraw.draw(claimed)
            return None
        if kind in self._others:
            self._others[kind](claimed, lease)
            return None
        return self._post(claimed, lease)

    def _post(self, claimed: Claimed, lease: Lease) -> Posted:
        effect = claimed.effect
        channel, thread_ts = self.addresses.of(effect)
        if claimed.is_unsure:
            self._patience.ask("conversations.replies" if thread_ts else "conversations.history")
            found = self._find(claimed, channel, thread_ts)
            if found:
                return found
        if effect.kind is EffectKind.FOLLOW_UP and (why := asking.why_not_now(self._desk, effect)):
            raise SlackDeliveryError(why, is_permanent=True)
        if effect.kind is EffectKind.DIGEST:
            return self._enclosures.post_digest(claimed, channel, lease)
        message = self._artist.message(effect)
        loud = effect.kind is EffectKind.THREAD and effect.data["name"] in BROADCAST
        lease.check()
        return self._gateway.post(
            channel, message, key=effect.key, thread_ts=thread_ts, broadcast=loud
        )

    def _find(self, claimed: Claimed, channel: str, thread_ts: str | None) -> Posted | None:
        """Look for what an earlier try may have posted, from before that try on."""
        began = min(filter(None, (claimed.tried_at, claimed.created_at)))
        since = began - CLOCKS_DIFFER
        return self._gateway.find(channel, claimed.effect.key, thread_ts=thread_ts, since=since)

    def _go_outside(self, claimed: Claimed, lease: Lease) -> None:
        if self._outside:
            self._outside(claimed.effect)

    def _retract(self, claimed: Claimed, lease: Lease) -> None:
        data = claimed.effect.data
        self._gateway.delete(Posted(channel_id=data["channel"], ts=data["ts"]))

    def _publish(self, claimed: Claimed, lease: Lease) -> None:
        effect = claimed.effect
        self._gateway.publish_home(effect.recipient, self._artist.home(effect))

    def _whisper(self, claimed: Claimed, lease: Lease) -> None:
        """Show a note to one person. It cannot be read back: in doubt it is not shown again."""
        if claimed.is_unsure:
            return
        effect = claimed.effect
        message = self._artist.message(effect)
        lease.check()
        self._gateway.whisper(
            effect.ref, effect.recipient, message, thread_ts=effect.data.get("thread_ts")
        )
