"""What an installation needs to work, looked at part by part. Nothing is changed."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pysqlite3 import dbapi2 as sqlite3

from advicebot.clock import ShiftedClock, SystemClock
from advicebot.domain.knowledge import Knowledge, Line
from advicebot.domain.oncall.calendar import london_day
from advicebot.errors import AdvicebotError, ConfigurationError, KnowledgeError, WeightsError
from advicebot.health.finding import Finding
from advicebot.health.slack import examine_slack
from advicebot.library import Loaded
from advicebot.settings import Settings, missing_for_slack, read_settings

NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})
PROBLEMS_SHOWN = 5


def examine(environ: Mapping[str, str], *, online: bool) -> list[Finding]:
    """Return a finding for each part of an installation; the parts do not hide each other."""
    try:
        settings = read_settings(environ)
    except ConfigurationError as error:
        return [Finding(part="settings", ok=False, message=each) for each in error.problems]
    findings = [Finding(part="settings", ok=True, message="every variable can be read")]
    knowledge, read = _knowledge(settings)
    findings += [*_slack_settings(settings), *read, *_database(settings)]
    findings += [_second_channel(settings), _heartbeat(settings)]
    findings += [_sentence_model(), *_host(settings, environ)]
    if online and knowledge and not missing_for_slack(settings):
        findings += examine_slack(settings, knowledge)
    return findings


def _slack_settings(settings: Settings) -> Iterator[Finding]:
    missing = missing_for_slack(settings)
    for name in missing:
        yield Finding(part="slack", ok=False, message=f"{name} is not set")
    if not missing:
        yield Finding(part="slack", ok=True, message="both tokens are set")


def _second_channel(settings: Settings) -> Finding:
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


def _heartbeat(settings: Settings) -> Finding:
    if not settings.heartbeat_url:
        message = (
            "nobody notices when the line stops; set ADVICEBOT_HEARTBEAT_URL to the address of "
            "a watcher elsewhere"
        )
        return Finding(part="heartbeat", ok=True, is_warning=True, message=message)
    message = f"to {urlsplit(settings.heartbeat_url).hostname}"
    return Finding(part="heartbeat", ok=True, message=message)


def _knowledge(settings: Settings) -> tuple[Knowledge | None, list[Finding]]:
    """Return the knowledge that a line would run with, None where there is none, and what it is."""
    from advicebot.bootstrap.advice import advisor_over, build_redactor
    from advicebot.library import load_for_running

    clock = ShiftedClock(settings.clock_file) if settings.clock_file else SystemClock()
    try:
        loaded = load_for_running(settings.knowledge, on=london_day(clock.now()))
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


def _sentence_model() -> Finding:
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


def _database(settings: Settings) -> Iterator[Finding]:
    from advicebot.store.migrations import refuse_outdated

    path = settings.database
    try:
        refuse_outdated(path)
    except AdvicebotError as error:
        yield Finding(part="database", ok=False, message=str(error))
        return
    yield Finding(part="database", ok=True, message=f"{path} is up to date")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield Finding(
            part="database",
            ok=False,
            message=f"{path} can be read by others (mode {mode:o}). Run: chmod 600 {path}",
        )
    yield Finding(part="database", ok=True, message=f"SQLite {sqlite3.sqlite_version}")


def _host(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    kind = _file_system(settings.database.parent.resolve())
    if kind in NETWORK_FILE_SYSTEMS:
        yield Finding(
            part="host",
            ok=False,
            message=f"{settings.database} is on {kind}. SQLite needs a disk of this machine.",
        )
    if "DYNO" in environ:
        yield Finding(
            part="host",
            ok=False,
            message="this host wipes its files at each restart and gives each process a disk of "
            "its own; run bot and clock on one machine with a lasting disk",
        )


def _file_system(folder: Path) -> str:
    """Return the type of the file system a folder is on; empty where the system does not say."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for row in mounts.read_text().splitlines():
        _, point, found, *_ = row.split()
        inside = str(folder) == point or str(folder).startswith(point.rstrip(os.sep) + os.sep)
        if inside and len(point) >= len(best):
            best, kind = point, found
    return kind
