"""Joins the ways out of Slack that the settings name."""

from advicebot.domain.delivery import Effect
from advicebot.errors import OutsideError, SlackDeliveryError
from advicebot.ids import reference
from advicebot.outside.mail import TLS_FIRST_PORT, Mail, MailServer
from advicebot.outside.pager import Channel, OutsidePage, OutsidePager
from advicebot.outside.webhook import Webhook
from advicebot.service.desk import Desk
from advicebot.settings import Settings
from advicebot.slack.sender import SendOutside

NOBODY_ANSWERS = "Nobody has answered in Slack."
SLACK_FAILS = "Slack does not take the page."


def build_outside(settings: Settings) -> OutsidePager:
    """Return the pager over every channel that is configured; none is a pager all the same."""
    channels: list[Channel] = []
    if settings.pager_webhook:
        channels.append(Webhook(settings.pager_webhook, secret=settings.pager_webhook_secret))
    if settings.pager_mail_to and settings.smtp_host:
        server = MailServer(
            host=settings.smtp_host.host,
            port=settings.smtp_host.port,
            tls_first=settings.smtp_host.port == TLS_FIRST_PORT,
            user=settings.smtp_user,
            password=settings.smtp_password,
        )
        channels.append(Mail(server, sender=settings.smtp_from, recipients=settings.pager_mail_to))
    return OutsidePager(channels)


def outside_sender(desk: Desk, pager: OutsidePager) -> SendOutside | None:
    """Return what takes a page out of Slack, None while there is no way out.

    A page that somebody has answered meanwhile is not sent. What goes out is the reference, the
    urgency and a curated sentence: nothing that anybody wrote.
    """
    if not pager.is_configured:
        return None

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
