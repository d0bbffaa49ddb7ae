"""What an installation needs to work, looked at part by part. Nothing is changed."""

from collections.abc import Iterator, Mapping

from advicebot.clock import SystemClock
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import london_day
from advicebot.errors import AdvicebotError, ConfigurationError, KnowledgeError
from advicebot.health.finding import Finding
from advicebot.health.line import queues, running_parts
from advicebot.health.parts import heartbeat, second_channel, sentence_model
from advicebot.health.platform import examine_host, examine_platform
from advicebot.health.slack import examine_slack, examine_token
from advicebot.library import Loaded
from advicebot.settings import SETTINGS, Settings, missing_for_slack, read_settings

PROBLEMS_SHOWN = 5


def examine(environ: Mapping[str, str], *, online: bool) -> list[Finding]:
    """Return a finding for each part of an installation; the parts do not hide each other."""
    try:
        settings = read_settings(environ)
    except ConfigurationError as error:
        return [Finding(part="settings", ok=False, message=each) for each in error.problems]
    findings = [Finding(part="settings", ok=True, message="every variable can be read")]
    knowledge, read = _knowledge(settings)
    findings += [*_slack_settings(settings), *read, *_database(settings, environ)]
    findings += [second_channel(settings), heartbeat(settings)]
    findings.append(sentence_model())
    if online and knowledge and not missing_for_slack(settings):
        findings += [*examine_slack(settings, knowledge), *examine_token(settings)]
    if online:
        findings += _running(settings)
    return findings


def _running(settings: Settings) -> Iterator[Finding]:
    """Say when bot and clock were last seen, what waits and what never left."""
    from advicebot.bootstrap.processes import build_clock
    from advicebot.bootstrap.standing import read_standing
    from advicebot.store.migrations import refuse_outdated
    from advicebot.store.work import SqliteWork

    try:
        refuse_outdated(settings.database)
    except AdvicebotError:
        return
    work = SqliteWork(settings.database)
    try:
        standing = read_standing(work, ahead=build_clock(settings).now() - SystemClock().now())
    finally:
        work.close()
    yield from running_parts(standing)
    yield from queues(standing)


def _slack_settings(settings: Settings) -> Iterator[Finding]:
    missing = missing_for_slack(settings)
    for each in SETTINGS:
        if each.name in missing:
            message = f"{each.name} is not set. Set it to {each.example}: {each.plain_help}"
            yield Finding(part="slack", ok=False, message=message)
    if not missing:
        yield Finding(part="slack", ok=True, message="both tokens are set")


def _knowledge(settings: Settings) -> tuple[Knowledge | None, list[Finding]]:
    """Return the knowledge that a line would run with, None where there is none, and what it is."""
    from advicebot.bootstrap.advice import advisor_over, build_redactor
    from advicebot.bootstrap.processes import build_clock
    from advicebot.library import load_for_running

    today = london_day(build_clock(settings).now())
    try:
        loaded = load_for_running(settings.knowledge, on=today)
        knowledge = loaded.knowledge
        redactor = build_redactor(settings.knowledge, knowledge)
        advisor_over(settings.knowledge, knowledge, redactor, cache=None)
    except KnowledgeError as error:
        return None, list(_mistakes(error))
    return knowledge, list(_curated(loaded))


def _mistakes(error: KnowledgeError) -> Iterator[Finding]:
    for problem in error.problems[:PROBLEMS_SHOWN]:
        yield Finding(part="knowledge", ok=False, message=str(problem))
    more = len(error.problems) - PROBLEMS_SHOWN
    if more > 0:
        message = f"and {more} more; run: advicebot knowledge lint"
        yield Finding(part="knowledge", ok=False, message=message)


def _curated(loaded: Loaded) -> Iterator[Finding]:
    knowledge = loaded.knowledge
    found = f"{len(knowledge.strategies)} strategies, {len(knowledge.offers)} offers"
    yield Finding(part="knowledge", ok=True, message=found)
    for problem in loaded.named:
        message = f"left out of a running line: {problem}"
        yield Finding(part="offers", ok=True, is_warning=True, message=message)
    yield from _line_rules(knowledge.line)
    if knowledge.line.example:
        message = "line.yaml is the invented example; put in your schools, hours, contacts"
        yield Finding(part="knowledge", ok=True, is_warning=True, message=message)


def _line_rules(line: Line) -> Iterator[Finding]:
    if line.escalation.lead is None:
        message = "line.yaml names no lead (escalation, lead): that step is passed over"
        yield Finding(part="on call", ok=True, is_warning=True, message=message)


def _database(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    from advicebot.store.migrations import refuse_outdated

    path = settings.database
    try:
        refuse_outdated(path)
    except AdvicebotError as error:
        yield Finding(part="database", ok=False, message=str(error))
        yield from examine_host(path, environ)
        return
    yield Finding(part="database", ok=True, message=f"{path} is up to date")
    yield from examine_platform(path, environ)
