"""Where an effect goes: to which channel or direct messages, and under which message there."""

from advicebot.domain.delivery import CHANNEL_SIGN, LEADS, ON_CALL, Effect, EffectKind
from advicebot.errors import SlackDeliveryError
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.gateway import Gateway
from advicebot.slack.lease import Patience

UNDER_THE_CARD = {EffectKind.THREAD, EffectKind.WORDS}


class Addresses:
    """Finds the place of each effect; a person's channel is asked for once and then known."""

    def __init__(self, desk: Desk, gateway: Gateway, artist: Artist, patience: Patience) -> None:
        self._desk = desk
        self._gateway = gateway
        self._artist = artist
        self._patience = patience

    def of(self, effect: Effect) -> tuple[str, str | None]:
        """Return the channel for an effect, and the message it stands under, None for none.

        Raises:
            SlackDeliveryError: Slack did not say, or the bot is not in the channel, or what it
                belongs under is not posted yet.
        """
        if effect.recipient == ON_CALL:
            return self._gateway.on_call_channel(), self._card_of(effect)
        if effect.recipient == LEADS:
            channel = self._gateway.leads_channel()
            if channel is None:
                raise SlackDeliveryError("no_leads_channel")
            return channel, None
        if effect.recipient.startswith(CHANNEL_SIGN):
            return self._gateway.channel_named(effect.recipient), None
        thread_ts = None
        if effect.kind is EffectKind.REPLY:
            request, _ = self._artist.request(effect.ref)
            thread_ts = request.thread_ts
        return self._direct_channel(effect), thread_ts

    def _card_of(self, effect: Effect) -> str | None:
        """Return under which card of the on-call channel an effect belongs, None for a new one."""
        if effect.kind not in UNDER_THE_CARD:
            return None
        with self._desk.work.read() as unit:
            cards = unit.outbox.list_posted(effect.ref, EffectKind.CARD, recipient=ON_CALL)
        found = list(cards.values())
        if not found:
            raise SlackDeliveryError("not_posted_yet", retry_after=0.2)
        return found[-1].ts

    def _direct_channel(self, effect: Effect) -> str:
        with self._desk.work.read() as unit:
            known = unit.people.find_channel(effect.team_id, effect.recipient)
        if known:
            return known
        self._patience.ask("conversations.open")
        channel = self._gateway.open_dm(effect.recipient)
        with self._desk.work.write() as unit:
            unit.people.save_channel(effect.team_id, effect.recipient, channel)
        return channel
