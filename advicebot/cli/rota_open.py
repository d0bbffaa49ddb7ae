"""What every command about the rota starts with: the workspace, its people, times in London."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from advicebot.errors import Refused
from advicebot.settings import read_settings

if TYPE_CHECKING:
    from advicebot.bootstrap.rota import RotaDesk
    from advicebot.domain.oncall.duty import Practitioner
    from advicebot.service.desk import Desk

DAY = "%Y-%m-%d"
MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")
LEFT = ", left"
BY = "cli"
"""Who made a change that the command line made."""
_MENTION = re.compile(r"<@([^>]+)>")

team_option = click.option(
    "--team", metavar="ID", help="The Slack workspace, such as T0123ABCD (default: the only one)."
)


def london_time(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Return the instant of a wall-clock time in London, such as "2026-11-24 10:00".

    Raises:
        click.BadParameter: this is no time.
        Refused: that time does not exist or comes twice.
    """
    from advicebot.domain.oncall.calendar import read_local

    for form in MOMENTS if value is not None else ():
        try:
            wall = datetime.strptime(value or "", form)  # noqa: DTZ007 (London's, see below)
        except ValueError:
            continue
        try:
            return read_local(wall.date(), wall.time())
        except ValueError as error:
            raise Refused(str(error)) from None
    if value is None:
        return None
    raise click.BadParameter(
        f"“{value}” is not a time; write it as 2026-11-24 10:00, in London time."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The rota of one workspace."""

    parts: "RotaDesk"
    team_id: str
    people: "dict[str, Practitioner]"

    @property
    def desk(self) -> "Desk":
        """The desk that the use cases work on."""
        return self.parts.desk

    def name(self, user_id: str) -> str:
        """Return somebody's name and handle, or their id when they are not known."""
        person = self.people.get(user_id)
        if person is None:
            return user_id
        return f"{person.name} (@{person.handle})" + ("" if person.is_member else LEFT)

    def plainly(self, text: str) -> str:
        """Return a sentence with names in place of Slack's way to mention people."""
        return _MENTION.sub(lambda found: self.name(found[1]), text)

    def find(self, who: str) -> str:
        """Return the id of the one person whose Slack id, handle or name this is.

        Raises:
            Refused: it fits nobody or several; the sentence says whom it may have meant.
        """
        from rapidfuzz import process

        wanted = who.strip().casefold()
        fitting = [each for each in self.people.values() if wanted in _names(each)]
        if len(fitting) == 1:
            return fitting[0].user_id
        if fitting:
            listed = " and ".join(f"{self.name(each.user_id)}, {each.user_id}" for each in fitting)
            raise Refused(f"“{who}” fits {listed}. Give the Slack id.")
        known = {name: each for each in self.people.values() for name in _names(each)}
        near = process.extractOne(wanted, known.keys(), score_cutoff=70)
        hint = f" Did you mean {self.name(known[near[0]].user_id)}?" if near else ""
        raise Refused(
            f"“{who}” is nobody who was seen in the on-call channel.{hint} Give a Slack id, "
            "@handle or full name; people appear here soon after they join the channel."
        )


def _names(person: "Practitioner") -> tuple[str, ...]:
    handle = person.handle.casefold()
    return person.user_id.casefold(), person.name.casefold(), handle, f"@{handle}"


@contextmanager
def opened(team: str | None) -> Iterator[Opened]:
    """Open the rota of a workspace; refusals name people instead of mentioning them.

    Raises:
        Refused: no workspace is known yet, this one is not, or there are several to choose from.
    """
    from advicebot.bootstrap.rota import open_rota

    parts = open_rota(read_settings(os.environ))
    try:
        team_id = only_team(parts.teams(), team)
        people = {each.user_id: each for each in parts.people(team_id)}
        found = Opened(parts=parts, team_id=team_id, people=people)
        try:
            yield found
        except Refused as refused:
            raise Refused(found.plainly(refused.user_message)) from None
    finally:
        parts.work.close()


def only_team(known: list[str], wanted: str | None) -> str:
    """Return the workspace that is meant.

    Raises:
        Refused: none is known yet, this one is not, or there are several to choose from.
    """
    if not known:
        raise Refused(
            "Nobody was seen in the on-call channel yet. Start the bot once (advicebot run bot): "
            "it reads who is in it."
        )
    if wanted is None and len(known) == 1:
        return known[0]
    listed = ", ".join(known)
    if wanted is None:
        raise Refused(f"There are several workspaces: {listed}. Say which with --team.")
    if wanted not in known:
        raise Refused(f"“{wanted}” is no workspace of this line. Known: {listed}.")
    return wanted


def day_option(name: str, text: str) -> Callable[[Any], Any]:
    """Return an option that takes a day as YYYY-MM-DD."""
    return click.option(
        name, type=click.DateTime([DAY]), metavar="DATE", callback=_as_day, help=text
    )


def _as_day(
    context: click.Context, parameter: click.Parameter, value: datetime | None
) -> date | None:
    return value.date() if value else None
