"""Joins the ways out of Slack that the settings name."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.support.referral import Referral, ReferralState
from advicebot.errors import OutsideError, SlackDeliveryError
from advicebot.ids import reference, referral_reference
from advicebot.outside.deadline import run_together
from advicebot.outside.letters import Letter, provider_letter
from advicebot.outside.mail import TLS_FIRST_PORT, Mail, MailRefused, MailServer
from advicebot.outside.pager import WITHIN, Channel, OutsidePage, OutsidePager
from advicebot.outside.webhook import Webhook
from advicebot.service.desk import Desk
from advicebot.service.offers import offer_of
from advicebot.service.referral_effects import ReferralLine
from advicebot.settings import Settings
from advicebot.slack.sender import SendOutside

NOBODY_ANSWERS = "Nobody has answered in Slack."
SLACK_FAILS = "Slack does not take the page."
_BEFORE_START = (ReferralState.ASKED, ReferralState.WAITING, ReferralState.ACCEPTED)
STILL_TRUE: Mapping[str, tuple[ReferralState, ...]] = {
    ReferralLine.ASKED: (ReferralState.ASKED,),
    ReferralLine.NUDGE: (*_BEFORE_START, ReferralState.REVIEW_DUE),
    ReferralLine.AMENDED_FOR_PROVIDER: _BEFORE_START,
    ReferralLine.REVIEW_DUE_FOR_PROVIDER: (ReferralState.REVIEW_DUE,),
    ReferralLine.WITHDRAWN_FOR_PROVIDER: (ReferralState.WITHDRAWN,),
}
"""In which states a letter says what is true; it is not sent in any other."""


def build_outside(settings: Settings) -> OutsidePager:
    """Return the pager over every channel that is configured; none is a pager all the same."""
    channels: list[Channel] = []
    if settings.pager_webhook:
        channels.append(Webhook(settings.pager_webhook, secret=settings.pager_webhook_secret))
    mail = build_mail(settings)
    if settings.pager_mail_to and mail:
        channels.append(mail)
    return OutsidePager(channels)


def build_mail(settings: Settings) -> Mail | None:
    """Return what sends e-mail, None where no mail server is set."""
    if not settings.smtp_host:
        return None
    server = MailServer(
        host=settings.smtp_host.host,
        port=settings.smtp_host.port,
        tls_first=settings.smtp_host.port == TLS_FIRST_PORT,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )
    return Mail(server, sender=settings.smtp_from, recipients=settings.pager_mail_to)


def outside_sender(desk: Desk, pager: OutsidePager, mail: Mail | None = None) -> SendOutside | None:
    """Return what takes pages and letters out of Slack, None while there is no way out.

    What there is no way for is dropped: a page stands in Slack all the same, and the card of a
    provider without a channel says whom to ring.
    """
    if not pager.is_configured and mail is None:
        return None
    send_page = _pages(desk, pager) if pager.is_configured else _drop
    send_letter = _letters(desk, mail) if mail else _drop

    def send(effect: Effect) -> None:
        (send_letter if effect.kind is EffectKind.MAIL else send_page)(effect)

    return send


def _drop(effect: Effect) -> None:
    """There is no way out for this one."""


def _pages(desk: Desk, pager: OutsidePager) -> SendOutside:
    """Return what takes a page out of Slack.

    A page that somebody has answered meanwhile is not sent. What goes out is the reference, the
    urgency and a curated sentence: nothing that anybody wrote.
    """

    def send(effect: Effect) -> None:
        with desk.work.read() as unit:
            handoff = unit.handoffs.find(effect.ref)
            request = unit.requests.find(handoff.request_id) if handoff else None
        if handoff is None or request is None or not handoff.is_open:
            return
        failed = handoff.page_failed_at is not None
        page = OutsidePage(
            reference=reference(request.number),
            urgency=handoff.urgency,
            reason=SLACK_FAILS if failed else NOBODY_ANSWERS,
            link=None,
            at=desk.clock.now(),
        )
        try:
            pager.send(page, effect.key)
        except OutsideError as error:
            raise SlackDeliveryError("outside_failed", is_uncertain=True) from error

    return send


def _letters(desk: Desk, mail: Mail) -> SendOutside:
    """Return what writes to a provider without a channel: a reference and an offer's title."""

    def send(effect: Effect) -> None:
        letter = _letter(desk, effect)
        if letter is None:
            return
        (error,) = run_together([partial(mail.write, letter, effect.key)], within=WITHIN)
        if error is not None:
            is_final = isinstance(error, MailRefused)
            reason = "mail_refused" if is_final else "mail_failed"
            raise SlackDeliveryError(
                reason, is_permanent=is_final, is_uncertain=not is_final
            ) from error

    return send


def _letter(desk: Desk, effect: Effect) -> Letter | None:
    """Return the letter, None where it would say what is true no longer.

    It goes to the address that the offer has now, which may have been put right since.
    """
    with desk.work.read() as unit:
        referral = unit.referrals.find(effect.ref)
    offer = offer_of(desk, referral.offer_id) if referral else None
    name = str(effect.data["name"])
    if referral is None or offer is None or "@" not in offer.provider.contact:
        return None
    if referral.state not in STILL_TRUE.get(name, ()):
        return None
    return provider_letter(
        name,
        to=offer.provider.contact,
        reference=referral_reference(referral.number),
        title=offer.title,
        day=_since(referral, name),
        line=desk.knowledge.line.name,
        at=desk.clock.now(),
    )


def _since(referral: Referral, name: str) -> date:
    """Return since when the next word has been the provider's, or when the school did it."""
    moved = london_day(referral.moved_at)
    if name == ReferralLine.AMENDED_FOR_PROVIDER:
        return london_day(referral.updated_at)
    if referral.state is ReferralState.ACCEPTED:
        return referral.start_on or moved
    if referral.state is ReferralState.REVIEW_DUE:
        return referral.review_on or moved
    return moved
