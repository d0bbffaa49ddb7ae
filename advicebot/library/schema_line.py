"""What ``line.yaml`` may hold: hours, terms, closed days, schools, and how people are paged."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from advicebot.domain.oncall.escalation import Target
from advicebot.domain.outcomes.retention_rules import USUAL, Rules
from advicebot.domain.support.panel_rule import PanelRule, read_rule
from advicebot.library.schema import CuratedFile, Id, Once, Text


def _is_hour(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError('a time is written "HH:MM" in quotes, such as "08:00"')
    return value


def _is_user_id(value: str) -> str:
    if not re.fullmatch(r"[UW][A-Z0-9]{4,}", value):
        raise ValueError(
            "a Slack member id starts with U or W, such as U0RUTH0001; copy it in Slack from the "
            "person's profile, under “Copy member ID”"
        )
    return value


Hour = Annotated[str, AfterValidator(_is_hour)]


class _Hours(CuratedFile):
    opens: Hour
    closes: Hour

    @model_validator(mode="after")
    def _in_order(self) -> "_Hours":
        if self.opens >= self.closes:
            raise ValueError(f"the line opens at {self.opens} but closes at {self.closes}")
        return self


class ClosureItem(CuratedFile):
    """A closed day, or closed days from one to another with both included, and why."""

    on: date | None = None
    first: Annotated[date | None, Field(alias="from")] = None
    last: Annotated[date | None, Field(alias="to")] = None
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

    @model_validator(mode="before")
    @classmethod
    def _written_out(cls, value: Any) -> Any:
        """YAML reads a bare ``on`` as “true”."""
        if isinstance(value, date):
            raise ValueError(
                f"a closed day needs its reason: {{on: {value}, why: INSET}}, or for several days "
                f"{{from: {value}, to: {value}, why: half-term}}"
            )
        if not isinstance(value, Mapping):
            return value
        return {"on" if key is True else key: each for key, each in value.items()}

    @model_validator(mode="after")
    def _one_day_or_a_range(self) -> "ClosureItem":
        is_range = self.first is not None and self.last is not None
        is_half = (self.first is None) != (self.last is None)
        if is_half or is_range == (self.on is not None):
            raise ValueError("write either “on” with one day, or “from” and “to”")
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"the days go from {self.first} to {self.last}; swap them")
        return self

    def days(self) -> tuple[date, ...]:
        """Return every closed day, weekends among them too."""
        if self.on is not None:
            return (self.on,)
        assert self.first is not None, "checked when it was read"
        assert self.last is not None, "checked when it was read"
        return tuple(
            self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)
        )


class TermItem(CuratedFile):
    """One term; both dates are included."""

    name: Text
    first: date
    last: date
    closed: tuple[ClosureItem, ...]

    @model_validator(mode="after")
    def _dates_in_term(self) -> "TermItem":
        if self.first > self.last:
            raise ValueError(f"the term starts on {self.first} but ends on {self.last}")
        seen: dict[date, str] = {}
        for closure in self.closed:
            for day in closure.days():
                if not self.first <= day <= self.last:
                    raise ValueError(f"the closed day {day} ({closure.why}) is outside the term")
                if day in seen:
                    raise ValueError(
                        f"{day} is closed twice, for “{seen[day]}” and for “{closure.why}”; "
                        "keep one of them"
                    )
                seen[day] = closure.why
        return self


class SchoolItem(CuratedFile):
    """One school the line serves."""

    id: Id
    name: Text
    also: Annotated[tuple[Text, ...], Once]


class StepItem(CuratedFile):
    """One step of a policy: whom to page at once, and how long to wait for an answer."""

    page: Annotated[tuple[Target, ...], Field(min_length=1), Once]
    wait_minutes: Annotated[int, Field(ge=1, le=60)]


Steps = Annotated[tuple[StepItem, ...], Field(min_length=1, max_length=12)]
Minutes = Annotated[int, Field(ge=1, le=600)]


class EscalationItem(CuratedFile):
    """The ``escalation`` of ``line.yaml``; what is left out keeps the domain's value."""

    emergency: Steps | None = None
    urgent: Steps | None = None
    soon_within_school_days: Annotated[int, Field(ge=1, le=10)] | None = None
    still_on_it_minutes: Minutes | None = None
    still_grace_minutes: Minutes | None = None
    confirm_within_minutes: Minutes | None = None
    remind_at: Hour | None = None
    lead: Annotated[str, AfterValidator(_is_user_id)] | None = None


class PanelItem(CuratedFile):
    """The ``panel`` of ``line.yaml``: when it meets, and the channel that reads its agenda.

    ``first`` is the day of one meeting, from which the weeks are counted.
    """

    meets: Text
    first: date
    cut_off_school_days: Annotated[int, Field(ge=0, le=20)] = 2
    channel: Text

    @model_validator(mode="after")
    def _is_a_rule(self) -> "PanelItem":
        self.rule()
        return self

    def rule(self) -> PanelRule:
        """Return the rule that ``meets`` stands for; ValueError says what is wrong with it."""
        return read_rule(self.meets, first=self.first, cut_off_school_days=self.cut_off_school_days)


class RetentionItem(CuratedFile):
    """The ``retention`` of ``line.yaml``; what is left out keeps the domain's value."""

    text_days: int = USUAL.text_days
    skeleton_months: int = USUAL.skeleton_months
    audit_years: int = USUAL.audit_years

    @model_validator(mode="after")
    def _may_be_kept(self) -> "RetentionItem":
        self.rules()
        return self

    def rules(self) -> Rules:
        """Return the periods; ValueError says which of them cannot be."""
        return Rules(**vars(self))


def _terms_in_order(terms: tuple[TermItem, ...]) -> tuple[TermItem, ...]:
    for before, after in pairwise(terms):
        if before.last >= after.first:
            raise ValueError(f"“{after.name}” starts before “{before.name}” has ended")
    return terms


class LineFile(CuratedFile):
    """``line.yaml``."""

    name: Text
    area: Text
    example: bool
    hours: _Hours
    terms: Annotated[tuple[TermItem, ...], Field(min_length=1), AfterValidator(_terms_in_order)]
    schools: Annotated[tuple[SchoolItem, ...], Field(min_length=1)]
    on_call_channel: Text
    leads_channel: Text
    safeguarding_contact: Text
    privacy_contact: Text
    escalation: EscalationItem = EscalationItem()
    panel: PanelItem | None = None
    retention: RetentionItem = RetentionItem()
