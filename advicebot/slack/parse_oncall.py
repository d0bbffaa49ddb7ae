"""The words after ``/oncall`` to what is asked, and the buttons of the rota to what they name."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.oncall.rota import Tier
from advicebot.errors import Refused
from advicebot.slack.mrkdwn import escape
from advicebot.slack.parse_when import read_day, read_when

START_OF_DAY = time(0)


class Verb(StrEnum):
    """What ``/oncall`` can do."""

    WHO = "who"
    TODAY = "today"
    WEEK = "week"
    GAPS = "gaps"
    WOULD_GET = "would-get"
    TAKE = "take"
    SICK = "sick"
    SWAP = "swap"
    OVERRIDE = "override"
    ADD = "add"
    WEEKLY = "weekly"
    AWAY = "away"
    BACK = "back"
    OUT_OF_HOURS = "out-of-hours"
    HELP = "help"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asked for. Only what the verb needs is set.

    ``at``: the instant they mean, None where they named none. ``words`` is all they wrote.
    """

    verb: Verb
    words: str = ""
    at: datetime | None = None
    day: date | None = None
    tier: Tier = Tier.PRIMARY
    yes: bool = True


_WOULD_GET = re.compile(
    r"who(?:'d| would| will)? (?:gets?|be paged|is paged)\b(?: this| it| an? [a-z]+)?(?P<when>.*)"
)
_WHO = re.compile(r"(?:who(?:'s| is)?)?(?: on(?: call| duty)?)?(?P<when>.*)")
_TAKE = re.compile(r"(?:take(?: over)?|takeover)(?: now)?(?: as)?(?P<tier>.*)")
_OUT_OF_HOURS = re.compile(r"out[ -]of[ -]hours?(?P<yes>.*)")
_AWAY = re.compile(r"away(?P<when>.*)")
_WEEK = re.compile(r"(?:the )?week(?P<day>.*)|(?P<next>next week)")
TIERS = {
    "": Tier.PRIMARY,
    "primary": Tier.PRIMARY,
    "first": Tier.PRIMARY,
    "back-up": Tier.BACK_UP,
    "back up": Tier.BACK_UP,
    "backup": Tier.BACK_UP,
    "second": Tier.BACK_UP,
}
YES = {"on": True, "yes": True, "off": False, "no": False}
PLAIN = {
    "": Verb.WHO,
    "who": Verb.WHO,
    "now": Verb.WHO,
    "today": Verb.TODAY,
    "gaps": Verb.GAPS,
    "gap": Verb.GAPS,
    "swap": Verb.SWAP,
    "swaps": Verb.SWAP,
    "override": Verb.OVERRIDE,
    "overrides": Verb.OVERRIDE,
    "add": Verb.ADD,
    "add a shift": Verb.ADD,
    "add shift": Verb.ADD,
    "weekly": Verb.WEEKLY,
    "shifts": Verb.WEEKLY,
    "back": Verb.BACK,
    "i am back": Verb.BACK,
    "i'm back": Verb.BACK,
    "sick": Verb.SICK,
    "ill": Verb.SICK,
    "i can't do today": Verb.SICK,
    "can't do today": Verb.SICK,
    "help": Verb.HELP,
    "?": Verb.HELP,
    "-h": Verb.HELP,
    "--help": Verb.HELP,
}


def asked(text: str, *, now: datetime, opens: time) -> Asked:
    """Return what the words after ``/oncall`` ask for.

    ``opens`` is the time of a day that a dry run names alone.

    Raises:
        Refused: the time or day in them cannot be read or does not exist; the sentence says so.
    """
    words = " ".join(text.lower().replace("’", "'").split())
    verb = PLAIN.get(words.rstrip("?! .") or words)
    if verb is not None:
        return Asked(verb=verb, words=text)
    try:
        return _asked(words.rstrip("?! "), now, opens, text)
    except ValueError as error:
        raise Refused(escape(str(error))) from None


def tier_of(value: str) -> Tier:
    """Return the tier that a button or a menu names.

    Raises:
        Refused: it names none.
    """
    if value not in Tier._value2member_map_:
        raise Refused("That button is not one of mine. Please use `/oncall` again.")
    return Tier(value)


def yes_or_no(value: str) -> bool:
    """Return what a yes or no button says.

    Raises:
        Refused: it says neither.
    """
    if value not in ("yes", "no"):
        raise Refused("That button is not one of mine. Please use `/oncall` again.")
    return value == "yes"


def _asked(words: str, now: datetime, opens: time, text: str) -> Asked:
    if match := _WOULD_GET.fullmatch(words):
        at = read_when(match["when"], now=now, at=opens)
        return Asked(verb=Verb.WOULD_GET, words=text, at=at)
    if match := _AWAY.fullmatch(words):
        when = match["when"].strip()
        until = read_when(when, now=now, at=START_OF_DAY) if when else None
        return Asked(verb=Verb.AWAY, words=text, at=until)
    if match := _WEEK.fullmatch(words):
        today = london_day(now)
        day = read_day("next" if match["next"] else match["day"], today=today)
        return Asked(verb=Verb.WEEK, words=text, day=day)
    if (match := _TAKE.fullmatch(words)) and match["tier"].strip() in TIERS:
        return Asked(verb=Verb.TAKE, words=text, tier=TIERS[match["tier"].strip()])
    if (match := _OUT_OF_HOURS.fullmatch(words)) and match["yes"].strip() in YES:
        return Asked(verb=Verb.OUT_OF_HOURS, words=text, yes=YES[match["yes"].strip()])
    if words.startswith("who") and (match := _WHO.fullmatch(words)):
        at = read_when(match["when"], now=now, at=opens)
        return Asked(verb=Verb.WHO, words=text, at=at)
    return Asked(verb=Verb.UNKNOWN, words=text)
