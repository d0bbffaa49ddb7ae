"""One life of the line in which people fill every field that takes words, and look at everything.

``say`` gives the words: the field's name and the most characters that its form takes come in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from advicebot.clock import FixedClock
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.knowledge import Consent
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.support.needs_profile import Area
from advicebot.domain.support.referral import FirstSupport, Tried, has_words
from advicebot.errors import Problem, Refused
from advicebot.ids import CountedIds
from advicebot.service import (
    answering,
    closing,
    erasing,
    feed,
    feedback,
    handoff,
    holding,
    left_out,
    panel,
    panel_decisions,
    people,
    profiles,
    referrals,
    roster,
    rota,
)
from tests import payloads as p
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking
from tests.faults.house import House
from tests.flows.lines import MORNING, a_desk, knowing_everything
from tests.flows.rota import GOOD
from tests.handoffs import a_person
from tests.referring import CALL, FAY, PLACE, PLAN, TODAY, asked

Say = Callable[[str, int], str]
MESSAGE, FORM, LINE = 40_000, 3_000, 150
"""Characters of a message, of a field for sentences and of one for a line."""
KNIFE = "he has a knife "


@contextmanager
def a_house(database: Path) -> Iterator[House]:
    """Yield a line with everything on a database."""
    clock = FixedClock(MORNING)
    desk = a_desk(database, knowing_everything(), clock, CountedIds())
    try:
        yield House(desk, Looking(database), clock)
    finally:
        desk.work.close()


@dataclass(frozen=True, slots=True)
class Life:
    """A life that is being lived; ``say`` may give anything."""

    house: House
    say: Say

    def live(self) -> None:
        """Go through everything once; some of it is refused for what was said."""
        self._people()
        request = self._asks()
        held = self._talks()
        self._outreach(request)
        self._ends(held)
        self._panel(request)
        self._looks_back()
        self._runs_the_line()

    def line(self, field: str) -> str:
        """Return what is said in a field of one line; never nothing."""
        return _said(self.say(field, LINE))

    def words(self, field: str, most: int = FORM) -> str:
        """Return what is said in a field for sentences; never nothing."""
        return _said(self.say(field, most))

    def _people(self) -> None:
        desk = self.house.desk
        names = [(each, self.say("name", LINE), self.line("handle")) for each in (PRIYA, DAN)]
        roster.sync(
            desk,
            TEAM,
            [roster.Seen(user_id=u, name=n, handle=h, unreachable=None) for u, n, h in names],
        )
        self.house.knows(a_person(PRIYA, name=self.say("name", LINE)))
        who = {"school": self.line("school"), "role": self.line("role")}
        people.introduce(desk, self.house.click(), team_id=TEAM, user_id=TESSA, **who)

    def _asks(self) -> str:
        house, desk = self.house, self.house.desk
        first, stamp = self.say("message", MESSAGE), "1790000001.000100"
        house.delivers(p.message(f"{KNIFE}{first}", ts=stamp))
        house.delivers(p.edited(f"{KNIFE}{self.say('edit', MESSAGE)}", first, ts=stamp))
        house.delivers(p.command(self.words("command"), trigger_id=house.once()))
        request = str(house.look.requests()[0]["id"])
        with suppress(Refused):
            feedback.not_quite(desk, house.click(), request, TESSA, why="tried", topics=[])
        house.settle()
        return request

    def _talks(self) -> str:
        house, desk = self.house, self.house.desk
        held = str(house.look.handoffs()[0]["id"])
        note = self.words("note", 1_000)
        holding.pass_on(desk, house.click(), held, DAN, to=PRIYA, note=note, removed=0)
        house.settle()
        handoff.claim(desk, house.click(), held, PRIYA)
        house.settle()
        card = next(e["at"].ts for e in house.slack.posts if e["key"] == f"card:{held}")
        house.delivers(p.under(self.say("under the card", MESSAGE), card=card, ts="1790000004.01"))
        house.delivers(p.under(f"//{self.say('own note', MESSAGE)}", card=card, ts="1790000005.1"))
        house.delivers(p.message(self.say("to the holder", MESSAGE), ts="1790000006.000100"))
        house.opens_everything()
        return held

    def _outreach(self, request: str) -> None:
        house, desk = self.house, self.house.desk
        tried = Tried(**{name: self.words(name, 700) for name in ("assess", "plan", "do")})
        form = {
            "request_id": request,
            "strengths": self.words("strengths", 700),
            "preferred": self.words("preferred", 300),
            "tried": tried,
        }
        place = referrals.ask(
            desk, None, TEAM, TESSA, asked(PLACE, **form, **self._all_a_place_needs())
        )
        house.settle()
        house.opens_everything()
        referrals.accept(desk, None, place.id, FAY, start_on=TODAY)
        house.settle()
        house.opens_everything()
        referrals.start(desk, None, place.id, FAY, on=TODAY)
        house.settle()
        call = referrals.ask(desk, None, TEAM, TESSA, asked(CALL, **form))
        house.settle()
        house.opens_everything()
        reason = self.words("provider’s no", 700)
        referrals.decline(desk, None, call.id, FAY, reason=reason)
        said = {"pupil_says": self.words("pupil says", 500)}
        said["family_says"] = self.words("family says", 500)
        profiles.save(desk, None, request, TESSA, answers={Area.TALK: 1}, **said)
        house.settle()
        assert PLACE.consent is Consent.WRITTEN

    def _all_a_place_needs(self) -> dict[str, Any]:
        return {
            "plan": replace(PLAN, named_adult=self.line("named adult")),
            "consent": True,
            "pupil_view": self.words("pupil’s view", 500),
            "family_view": self.words("family’s view", 500),
            "first_support": FirstSupport(
                name=self.line("first support"), result=self.words("result", 500)
            ),
        }

    def _panel(self, request: str) -> None:
        house, desk = self.house, self.house.desk
        put = panel.Asked(
            about=request, question=self.words("question", 600), tried=self.words("tried", 600)
        )
        try:
            case, _ = panel.put(desk, None, TEAM, PRIYA, put)
        except Refused:  # it reads like a name: the panel takes none
            plain = replace(put, question="What else?", tried="")
            case, _ = panel.put(desk, None, TEAM, PRIYA, plain)
        house.until(MORNING + timedelta(days=8, hours=6))
        decided = panel_decisions.Decided(
            what=self.words("decision", 300),
            who=self.line("who"),
            by_when=date(2026, 12, 9),
            school_does=self.words("school does", 300),
        )
        with suppress(Refused):
            made = panel_decisions.decide(desk, None, TEAM, case.id, PRIYA, decided)
            house.settle()
            house.opens_everything()
            came = self.words("came of it", 300)
            panel_decisions.done(desk, None, TEAM, made.id, PRIYA, came)
        house.settle()

    def _ends(self, held: str) -> None:
        house, desk = self.house, self.house.desk
        found = house.get(held)
        if found.is_open:  # nobody said they were still on it
            handoff.claim(desk, house.click(), held, PRIYA)
        ended = Closing(
            agreed=self.words("agreed", 1_000),
            next_step=self.words("next step", 500),
            next_by=self.line("next by"),
            risk=7,
            intention=Intention.SUSPENSION,
            review_on=None,
        )
        closing.close(desk, house.click(), held, str(house.get(held).claimed_by), ended)
        house.settle()

    def _looks_back(self) -> None:
        """Two weeks on the teacher is asked, and the place ends."""
        house, desk = self.house, self.house.desk
        house.until(MORNING + timedelta(days=23))
        house.opens_everything()
        for row in house.look.rows("SELECT id FROM follow_ups WHERE asked_at IS NOT NULL"):
            with suppress(Refused):
                answering.place(desk, house.click(), row["id"], TESSA, Whereabouts.FULL_TIME)
        for row in house.look.rows("SELECT id FROM referrals WHERE state = 'started'"):
            changed = self.words("what changed", 1_000)
            with suppress(Refused):
                referrals.end(
                    desk, None, row["id"], FAY, what_changed=changed, on=TODAY, result=None
                )
        house.settle()

    def _runs_the_line(self) -> None:
        house, desk = self.house, self.house.desk
        read = replace(GOOD, problems=(self.words("calendar"),), warnings=(self.words("rota"),))
        with suppress(Refused):
            feed.import_rota(desk, TEAM, read, TODAY, date(2026, 12, 18), made_by="cli")
        feed.refresh(desk, TEAM, fetch=lambda: b"", read=lambda text, **more: read)
        mistake = Problem(file="offers/forge.yaml", line=1, message=self.words("mistake"))
        left_out.tell(replace(desk, left_out=(mistake,)), TEAM)
        rota.report_gaps(desk, TEAM)
        house.settle()


def _said(text: str) -> str:
    """Return it as a form gives it: never nothing, which the form refuses."""
    return text.strip() if has_words(text) else f"{text.strip()[:100]}x"


def erases(house: House) -> None:
    """Take out everything of the teacher, and what is over for long, and let it be sent."""
    for row in house.look.rows("SELECT id, claimed_by, state FROM handoffs"):
        if row["state"] in ("open", "claimed"):
            raise AssertionError("somebody still helps")
    erasing.erase_person(house.desk, TEAM, TESSA, by="cli")
    house.settle()
