"""Who is who, as Slack says at this moment: practitioners and leads are members of two channels,
a provider's people of its own.

Nothing that comes back from a button or a form says anything about a role, and neither does where
the button stood: a page may have been copied, and whoever pressed may have left since.
"""

import logging
from typing import Any

from advicebot.errors import SlackDeliveryError
from advicebot.service.roster import Seen
from advicebot.slack.gateway import Gateway

log = logging.getLogger(__name__)

UNKNOWN = ("user_not_found", "user_not_visible")
SHARED = ("is_ext_shared", "is_org_shared")
GONE = "their Slack account is deactivated"
GUEST = "they are a guest in this workspace"
STRANGER = "they belong to another organisation"


class Roles:
    """Answers from Slack that are at most half a minute old.

    A Slack that does not answer is an error (SlackDeliveryError), never a yes and never a no.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def is_practitioner(self, user_id: str) -> bool:
        """True for a full member of the workspace who is in the on-call channel now.

        Nobody is one while that channel is shared with another organisation.

        Raises:
            SlackDeliveryError: Slack did not say.
        """
        return self._is_trusted_in(self._gateway.on_call_channel(), user_id)

    def is_lead(self, user_id: str) -> bool:
        """True for a full member of the workspace who is in the leads' channel now.

        Raises:
            SlackDeliveryError: Slack did not say.
        """
        channel = self._gateway.leads_channel()
        return channel is not None and self._is_trusted_in(channel, user_id)

    def is_in(self, channel: str, user_id: str, *, guests: bool = True) -> bool:
        """True for somebody of this workspace who is in a provider's or the panel's channel now.

        Guests count unless ``guests`` is False: a provider's staff often are guests, and see that
        channel alone. People of another organisation never do, even where they share the channel;
        deactivated people and bots never do. ``channel`` is a name that begins with "#", or an id.

        Raises:
            SlackDeliveryError: Slack did not say, or the bot is not in that channel.
        """
        if user_id not in self._gateway.members(self._gateway.channel_named(channel)):
            return False
        person = self._person(user_id)
        is_fit = person is not None and self._unfit(person) in (
            (None, GUEST) if guests else (None,)
        )
        return person is not None and is_fit and not _is_bot(person)

    def practitioners(self) -> list[Seen]:
        """Return everybody in the on-call channel but bots, by name.

        Whoever may not answer the line is among them with the reason as ``unreachable``, so that a
        rota that names them can say so.

        Raises:
            SlackDeliveryError: Slack did not say.
        """
        people = map(self._person, self._gateway.members(self._gateway.on_call_channel()))
        found = [_seen(each, self._unfit(each)) for each in people if each and not _is_bot(each)]
        return sorted(found, key=lambda each: (each.name.casefold(), each.user_id))

    def _is_trusted_in(self, channel: str, user_id: str) -> bool:
        if user_id not in self._gateway.members(channel) or self._is_shared(channel):
            return False
        person = self._person(user_id)
        return person is not None and not _is_bot(person) and self._unfit(person) is None

    def _is_shared(self, channel: str) -> bool:
        described = self._gateway.channel(channel)
        if not any(described.get(sign) for sign in SHARED):
            return False
        log.error("channel %s is shared with another organisation; nobody in it counts", channel)
        return True

    def _person(self, user_id: str) -> dict[str, Any] | None:
        try:
            return self._gateway.person(user_id)
        except SlackDeliveryError as error:
            if error.reason in UNKNOWN:
                return None
            raise

    def _unfit(self, person: dict[str, Any]) -> str | None:
        """Return in a few words why somebody may not answer the line, None when they may."""
        if person.get("is_stranger") or person.get("team_id") != self._gateway.team():
            return STRANGER
        if person.get("deleted"):
            return GONE
        if person.get("is_restricted") or person.get("is_ultra_restricted"):
            return GUEST
        return None


def _is_bot(person: dict[str, Any]) -> bool:
    return bool(person.get("is_bot") or person.get("is_workflow_bot"))


def _seen(person: dict[str, Any], unreachable: str | None) -> Seen:
    profile = person.get("profile") or {}
    handle = str(person.get("name") or person["id"])
    name = profile.get("real_name") or person.get("real_name") or handle
    return Seen(user_id=person["id"], name=str(name), handle=handle, unreachable=unreachable)
