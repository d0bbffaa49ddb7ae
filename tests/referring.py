"""A line that arranges outreach, with a clock that moves over days and no Slack behind it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Consent, Knowledge, Offer
from advicebot.domain.support.referral import (
    FirstSupport,
    PlanKind,
    Referral,
    Reintegration,
    Tried,
)
from advicebot.domain.vocabulary import Need, OfferKind, Phase
from advicebot.service import referrals, tick
from advicebot.service.desk import Desk
from advicebot.service.referrals import Asked
from advicebot.store.work import SqliteWork
from tests.fakes import PROVIDER, TEAM, TESSA, Looking, an_offer
from tests.handoffs import a_line, london

FAY = "U0FAY00001"
"""Somebody who answers for a provider."""
FORGE = replace(PROVIDER, id="example-forge", name="Example Forge", contact="#forge")
CALL = an_offer()
"""By mail; five places in all, of which the file says that two are free."""
MENTOR = an_offer(
    id="mentor",
    title="Mentor",
    provider=FORGE,
    kind=OfferKind.ONE_TO_ONE,
    capacity_total=1,
    capacity_now=1,
    response_days=2,
    review_weeks=2,
    waiting_list=True,
    waiting_weeks=3,
)
"""In a channel; one place, and a waiting list."""
PLACE = an_offer(
    id="workshop",
    title="Workshop place",
    provider=FORGE,
    tier=2,
    kind=OfferKind.PLACEMENT,
    consent=Consent.WRITTEN,
    phases=(Phase.KS3, Phase.KS4),
    capacity_total=3,
    capacity_now=3,
    review_weeks=4,
    exit_plan="Back to full days.",
)
VISITING = an_offer(
    id="visiting",
    title="Community teacher",
    provider=FORGE,
    kind=OfferKind.COMMUNITY_TEACHER,
    capacity_total=5,
    capacity_now=5,
    max_at_once=5,
)
OFFERS = (CALL, MENTOR, PLACE, VISITING)
TRIED = Tried(assess="Jon cannot settle after lunch", plan="a calm corner", do="six weeks of it")
PLAN = Reintegration(
    kind=PlanKind.REINTEGRATION,
    dates=(date(2027, 1, 11), date(2027, 1, 18)),
    named_adult="head of year",
    review_on=date(2027, 1, 18),
)
READY = {
    "consent": True,
    "pupil_view": "wants to make things",
    "family_view": "worried, and glad of it",
    "first_support": FirstSupport(name="Advice call", result="helped for a week"),
    "plan": PLAN,
}
"""All that a place needs."""
TODAY = date(2026, 11, 24)
"""The Tuesday on which the clock of the tests stands at first."""


def knowing(*offers: Offer, **rules: Any) -> Knowledge:
    """Return knowledge of a line with a named lead that has these offers."""
    return replace(a_line(**rules), offers=offers)


def asked(offer: Offer, *, request_id: str | None = None, **changed: Any) -> Asked:
    """Return what a form for an offer says; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "offer_id": offer.id,
        "request_id": request_id,
        "phase": Phase.KS3,
        "needs": (Need.REGULATION,),
        "strengths": "kind to younger ones",
        "tried": TRIED,
        "preferred": "mornings",
    }
    return Asked(**(values | changed))


class Arranging:
    """People at work on referrals; time passes with ``until``, as a clock that is never late."""

    def __init__(self, desk: Desk, look: Looking, clock: FixedClock) -> None:
        self.desk = desk
        self.look = look
        self.clock = clock

    def ask(self, offer: Offer, **changed: Any) -> Referral:
        """Let Tessa ask for an offer."""
        return referrals.ask(self.desk, None, TEAM, TESSA, asked(offer, **changed))

    def accepted(self, offer: Offer, *, start_on: date = TODAY, **changed: Any) -> Referral:
        """Let Tessa ask, and the provider accept."""
        new = self.ask(offer, **changed)
        return referrals.accept(self.desk, None, new.id, FAY, start_on=start_on)

    def started(self, offer: Offer, **changed: Any) -> Referral:
        """Let Tessa ask, the provider accept, and it begin today."""
        taken = self.accepted(offer, **changed)
        return referrals.start(self.desk, None, taken.id, FAY, on=TODAY)

    def get(self, referral: Referral) -> Referral:
        """Return a referral as it stands."""
        with self.desk.work.read() as unit:
            return referrals.existing(unit, referral.id)

    def without(self, *offers: Offer) -> "Arranging":
        """Return the same line after a restart that left these offers out."""
        kept = [each for each in self.desk.knowledge.offers if each not in offers]
        return Arranging(self._with(kept), self.look, self.clock)

    def with_offers(self, *offers: Offer) -> "Arranging":
        """Return the same line after a restart with these offers."""
        return Arranging(self._with(offers), self.look, self.clock)

    def _with(self, offers: Iterable[Offer]) -> Desk:
        return replace(self.desk, knowledge=replace(self.desk.knowledge, offers=tuple(offers)))

    def until(self, day: date, at: str = "12:00") -> None:
        """Let time pass to a time of day in London; everything is done in the second it is due."""
        end = london(day, at)
        while (due := self._next_due()) is not None and due <= end:
            self.clock.advance(max(due - self.clock.now(), timedelta(0)))
            tick.run_due(self.desk)
        self.clock.advance(end - self.clock.now())
        tick.run_due(self.desk)

    def _next_due(self) -> datetime | None:
        sql = (
            "SELECT min(due_at) AS due FROM timers WHERE done_at IS NULL AND kind LIKE 'referral%'"
        )
        due = self.look.rows(sql)[0]["due"]
        return None if due is None else datetime.fromisoformat(due)

    def told(self, recipient: str) -> list[str]:
        """Return what somebody was told of referrals, oldest first."""
        return [
            row["data"]["name"].removeprefix("referral.")
            for row in self.look.effects("line")
            if row["recipient"] == recipient and row["data"]["name"].startswith("referral.")
        ]

    def told_at(self, recipient: str) -> list[tuple[str, str]]:
        """Return the same with the time of each: month, day and time in London."""
        return [
            (_when(row["created_at"]), row["data"]["name"].removeprefix("referral."))
            for row in self.look.effects("line")
            if row["recipient"] == recipient and row["data"]["name"].startswith("referral.")
        ]

    def mail(self) -> list[tuple[str, str]]:
        """Return every mail, oldest first: its name and the address."""
        return [
            (row["data"]["name"].removeprefix("referral."), row["data"]["to"])
            for row in self.look.effects("mail")
        ]

    def audited(self, referral: Referral) -> list[str]:
        """Return what was done to a referral, oldest first."""
        sql = "SELECT action FROM audit WHERE object = ? ORDER BY id"
        rows = self.look.rows(sql, referral.id)
        return [row["action"].removeprefix("referral.") for row in rows]

    def taken(self) -> dict[str, int]:
        """Return the places that pupils hold."""
        with self.desk.work.read() as unit:
            return unit.referrals.places_taken(TEAM)


def work_of(desk: Desk) -> SqliteWork:
    """Return the database behind a desk."""
    assert isinstance(desk.work, SqliteWork)
    return desk.work


def _when(text: str) -> str:
    from tests.handoffs import LONDON

    return f"{datetime.fromisoformat(text).astimezone(LONDON):%m-%d %H:%M}"
