"""What schools, providers and the clock do with a request for outreach."""

from datetime import date, timedelta

from advicebot.domain.support.needs_profile import Area
from advicebot.domain.support.referral import Referral
from advicebot.domain.vocabulary import PlacementResult
from advicebot.service import changes, intake, profiles, referrals
from tests.fakes import TEAM, TESSA, a_message
from tests.flows.flow import KEY, Flow, first_request, nothing, ticks
from tests.referring import CALL, FAY, MENTOR, PLACE, READY, TODAY, Arranging, asked

FRIDAY = date(2026, 12, 4)


def written(line: Arranging) -> str:
    """Return the id of a request that Tessa wrote."""
    intake.receive(line.desk, a_message("kicking off"))
    return str(line.look.requests()[-1]["id"])


def asked_for(line: Arranging) -> Referral:
    return line.ask(CALL, request_id=written(line))


def taken(line: Arranging) -> Referral:
    return line.accepted(PLACE, request_id=written(line), **READY)


def running(line: Arranging) -> Referral:
    return line.started(PLACE, request_id=written(line), **READY)


def silent(line: Arranging) -> Referral:
    referral = line.ask(CALL)
    line.clock.advance(timedelta(days=1))
    return referral


def near_its_review(line: Arranging) -> Referral:
    referral = line.started(MENTOR)
    line.until(date(2026, 12, 8), "07:59")
    line.clock.advance(timedelta(minutes=1))
    return referral


FLOWS: dict[str, Flow] = {
    "asking": Flow(
        nothing, lambda line, _: referrals.ask(line.desk, KEY, TEAM, TESSA, asked(CALL))
    ),
    "adding": Flow(
        asked_for, lambda line, it: referrals.amend(line.desk, KEY, it.id, TESSA, consent=True)
    ),
    "taking back": Flow(
        asked_for, lambda line, it: referrals.withdraw(line.desk, KEY, it.id, TESSA)
    ),
    "accepting": Flow(
        asked_for,
        lambda line, it: referrals.accept(line.desk, KEY, it.id, FAY, start_on=FRIDAY),
    ),
    "the waiting list": Flow(
        asked_for, lambda line, it: referrals.wait(line.desk, KEY, it.id, FAY)
    ),
    "declining": Flow(
        taken, lambda line, it: referrals.decline(line.desk, KEY, it.id, FAY, reason="full")
    ),
    "starting": Flow(taken, lambda line, it: referrals.start(line.desk, KEY, it.id, FAY, on=TODAY)),
    "reviewing": Flow(
        running, lambda line, it: referrals.review(line.desk, KEY, it.id, FAY, next_on=FRIDAY)
    ),
    "ending": Flow(
        running,
        lambda line, it: referrals.end(
            line.desk,
            KEY,
            it.id,
            FAY,
            what_changed="calmer",
            on=TODAY,
            result=PlacementResult.FULL_TIME,
        ),
    ),
    "a reminder": Flow(silent, ticks),
    "a review that falls due": Flow(near_its_review, ticks),
    "deleting the request": Flow(
        asked_for, lambda line, _: changes.withdraw(line.desk, KEY, first_request(line), TESSA)
    ),
    "deleting the request of what runs": Flow(
        running, lambda line, _: changes.withdraw(line.desk, KEY, first_request(line), TESSA)
    ),
    "needs and strengths": Flow(
        asked_for,
        lambda line, _: profiles.save(
            line.desk, KEY, first_request(line), TESSA, answers={Area.TALK: 1}
        ),
    ),
}
