"""What a line has beside Slack and its database: ways out, a watcher, the sentence model."""

from urllib.parse import urlsplit

from advicebot.errors import WeightsError
from advicebot.health.finding import Finding
from advicebot.settings import Settings


def second_channel(settings: Settings) -> Finding:
    """Say how pages leave when Slack does not work; nothing is sent to find out."""
    ways = []
    if settings.pager_webhook:
        signed = "signed" if settings.pager_webhook_secret else "not signed"
        ways.append(f"webhook to {urlsplit(settings.pager_webhook).hostname} ({signed})")
    if settings.pager_mail_to and settings.smtp_host:
        count = len(settings.pager_mail_to)
        boxes = "1 mailbox" if count == 1 else f"{count} mailboxes"
        ways.append(f"e-mail to {boxes} by {settings.smtp_host.host}:{settings.smtp_host.port}")
    if not ways:
        message = (
            "pages leave by Slack only; set ADVICEBOT_PAGER_WEBHOOK or ADVICEBOT_PAGER_MAIL_TO "
            "and ADVICEBOT_SMTP_HOST"
        )
        return Finding(part="second channel", ok=True, is_warning=True, message=message)
    message = f"{'; '.join(ways)}; to try it: advicebot pager test"
    return Finding(part="second channel", ok=True, message=message)


def heartbeat(settings: Settings) -> Finding:
    """Say where the watcher is that rings somebody when the line stops; it is not called."""
    if not settings.heartbeat_url:
        message = (
            "nobody notices when the line stops; set ADVICEBOT_HEARTBEAT_URL to the address of "
            "a watcher elsewhere"
        )
        return Finding(part="heartbeat", ok=True, is_warning=True, message=message)
    message = f"to {urlsplit(settings.heartbeat_url).hostname}"
    return Finding(part="heartbeat", ok=True, message=message)


def sentence_model() -> Finding:
    """Look at the model's files; the line works without them, but never with others."""
    from advicebot.semantic.weights import WeightsMissing, find_weights

    part = "sentence model"
    try:
        find_weights()
    except WeightsMissing as error:
        message = f"missing: the line answers from words alone; {error}"
        return Finding(part=part, ok=True, is_warning=True, message=message)
    except WeightsError as error:
        return Finding(part=part, ok=False, message=str(error))
    return Finding(part=part, ok=True, message="ready")
