"""Whether Slack knows us, and whether the channels are as the line needs them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from advicebot.domain.delivery import CHANNEL_SIGN
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import Line
from advicebot.errors import SlackDeliveryError
from advicebot.health.finding import Finding
from advicebot.settings import SETTINGS, Settings

MOST_OTHERS = 4
"""Two bot processes have as many."""


def examine_slack(settings: Settings, knowledge: Knowledge) -> Iterator[Finding]:
    """Yield what Slack says of us and of each channel of ours; they do not hide each other."""
    from advicebot.bootstrap.processes import build_gateway

    line = knowledge.line
    gateway = build_gateway(settings, line)
    try:
        identity = gateway.identify()
        yield Finding(part="slack", ok=True, message=f"signed in to {identity.get('team')}")
        yield _closed(gateway.channel(gateway.on_call_channel()), line.on_call_channel)
        yield from _lead(line, gateway.members(gateway.on_call_channel()))
    except SlackDeliveryError as error:
        hint = f"Invite the bot to #{line.on_call_channel}." if "on_call" in str(error) else ""
        message = _why(error, settings, otherwise=f"{error}. {hint}".strip())
        yield Finding(part="slack", ok=False, message=message)
        return
    for name in _others(knowledge):
        try:
            yield _closed(gateway.channel(gateway.channel_named(name)), name)
        except SlackDeliveryError as error:
            otherwise = f"{error}. Invite the bot to it; what is meant for it waits."
            message = f"#{name}: {_why(error, settings, otherwise=otherwise)}"
            yield Finding(part="slack", ok=False, message=message)


def _why(error: SlackDeliveryError, settings: Settings, *, otherwise: str) -> str:
    """Return what is amiss where it is the way to Slack or our token, else ``otherwise``."""
    from advicebot.bootstrap.probing import is_refused, is_unreached

    if is_refused(error):
        return _refused(error, "SLACK_BOT_TOKEN")
    if is_unreached(error):
        return (
            f"Slack could not be reached at {settings.slack_api_url} ({error.reason}). See that "
            "SLACK_API_URL is right and that this machine may go there"
        )
    return otherwise


def _refused(error: SlackDeliveryError, token: str) -> str:
    place = next(each.plain_help for each in SETTINGS if each.name == token)
    return f"Slack refuses {token} ({error.reason}). Copy it again: {place}"


def examine_token(settings: Settings) -> Iterator[Finding]:
    """Yield whether the app may do what the manifest asks for, and whether Slack can be heard."""
    from advicebot.bootstrap.probing import greeting, is_refused, is_unreached, missing_scopes

    try:
        missing = missing_scopes(settings)
        if missing:
            message = (
                f"the app lacks {', '.join(missing)}. Paste the manifest (advicebot manifest) into "
                "the app's page and install the app again"
            )
            yield Finding(part="scopes", ok=False, message=message)
        elif missing is not None:
            yield Finding(part="scopes", ok=True, message="all that the manifest asks for")
    except SlackDeliveryError as error:
        message = _why(error, settings, otherwise=f"{error}. Check SLACK_BOT_TOKEN")
        yield Finding(part="scopes", ok=False, message=message)
        if is_unreached(error):
            return
    try:
        yield _greeted(greeting(settings))
    except SlackDeliveryError as error:
        otherwise = (
            f"Slack opens no connection ({error.reason}). See that Socket Mode is on in the app's "
            "page, that SLACK_APP_TOKEN is its token, and that wss addresses may be reached from "
            "here"
        )
        message = _refused(error, "SLACK_APP_TOKEN") if is_refused(error) else otherwise
        yield Finding(part="socket mode", ok=False, message=message)


def _greeted(counted: int) -> Finding:
    """Slack takes ten connections of an app, and goes on counting lost ones for hours."""
    others = counted - 1
    message = f"Slack said hello; it counts {others} other connections of the app"
    if others > MOST_OTHERS:
        message += (
            ". A bot has 2: lost ones are still counted, and at 10 Slack takes no more. Stop bots "
            "that nobody needs; lost ones are forgotten after some hours"
        )
    return Finding(part="socket mode", ok=True, is_warning=others > MOST_OTHERS, message=message)


def _others(knowledge: Knowledge) -> Iterator[str]:
    """The channels besides the on-call one, each once: leads, panel, providers."""
    line = knowledge.line
    names = [line.leads_channel, *([line.panel.channel] if line.panel else [])]
    contacts = (offer.provider.contact for offer in knowledge.offers)
    names += [each for each in contacts if each.startswith(CHANNEL_SIGN)]
    yield from dict.fromkeys(each.removeprefix(CHANNEL_SIGN) for each in names)


def _closed(channel: Mapping[str, Any], name: str) -> Finding:
    """Words about pupils are carried there: nobody from outside may read it."""
    if channel.get("is_ext_shared") or channel.get("is_org_shared"):
        message = f"#{name} is shared with another organisation; nobody in it counts"
        return Finding(part="slack", ok=False, message=message)
    if not channel.get("is_private"):
        message = f"#{name} is public: everybody could read it. Make it private."
        return Finding(part="slack", ok=False, message=message)
    return Finding(part="slack", ok=True, message=f"in #{name}, which is private")


def _lead(line: Line, members: Collection[str]) -> Iterator[Finding]:
    """Whoever is paged must be able to take it, and only practitioners can."""
    lead = line.escalation.lead
    if lead and lead not in members:
        message = f"the lead {lead} is not in #{line.on_call_channel}, so they are never paged"
        yield Finding(part="on call", ok=False, message=message)
