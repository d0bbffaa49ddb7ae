"""What a process says of the whole line once it runs: one line for each part in its log."""

import logging

from advicebot.bootstrap.standing import LineNow
from advicebot.domain.knowledge import Knowledge
from advicebot.health.finding import Finding
from advicebot.health.line import on_call, queues, signs_of_life
from advicebot.health.parts import heartbeat, second_channel, sentence_model
from advicebot.health.platform import examine_platform
from advicebot.health.slack import examine_slack
from advicebot.settings import Settings

log = logging.getLogger(__name__)


def tell_standing(
    settings: Settings, knowledge: Knowledge, now: LineNow, *, working: int, connections: str
) -> None:
    """Log how the line stands, part by part; what is amiss as a warning.

    ``working`` is how many connections of this process work, ``connections`` says it in words.
    """
    findings = [
        *examine_platform(settings.database, {}),
        _knowledge(knowledge),
        sentence_model(),
        _connections(working, connections),
        *examine_slack(settings, knowledge),
        *on_call(now.duty),
        second_channel(settings),
        heartbeat(settings),
        *signs_of_life(now.standing, "clock"),
        *queues(now.standing),
        _last_sweep(now),
    ]
    _log(findings)


def _log(findings: list[Finding]) -> None:
    failed = sum(not each.ok for each in findings)
    warned = sum(each.ok and each.is_warning for each in findings)
    log.info("how the line stands: %d parts broken, %d to look at", failed, warned)
    for each in findings:
        level = logging.INFO if each.ok and not each.is_warning else logging.WARNING
        log.log(level, "%s", each)


def _knowledge(knowledge: Knowledge) -> Finding:
    found = f"{len(knowledge.strategies)} strategies, {len(knowledge.offers)} offers"
    return Finding(part="knowledge", ok=True, message=found)


def _connections(working: int, connections: str) -> Finding:
    if working:
        return Finding(part="connections", ok=True, message=connections)
    message = f"{connections}. Slack is not reached yet; it is tried again and again"
    return Finding(part="connections", ok=False, message=message)


def _last_sweep(now: LineNow) -> Finding:
    """A process that has just started has not swept yet: the last one is for people to judge."""
    (found,) = signs_of_life(now.standing, "sweep")
    if found.ok:
        return found
    message = found.message.partition(". ")[0] + "; the first one is under way"
    return Finding(part=found.part, ok=True, message=message)
