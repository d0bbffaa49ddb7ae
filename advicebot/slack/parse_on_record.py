"""The ticks for what a school has on record about a pupil: the same in every form that has them."""

from dataclasses import replace
from enum import StrEnum

from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.slack.form_values import CHOOSE, Errors, all_chosen
from advicebot.slack.ids import Field
from advicebot.slack.parse_placement import member
from advicebot.slack.payloads import Body

NOTHING_SAID = PupilFacts(request_id="", team_id="")
NOT_BOTH = "“None of these” goes alone. Take it off, or take the others off."


class OnRecord(StrEnum):
    """The ticks; ``none``: none of the others."""

    SEN_SUPPORT = "sen-support"
    EHCP = "ehcp"
    LOOKED_AFTER = "looked-after"
    FREE_MEALS = "free-meals"
    NONE = "none"


def on_record(body: Body, errors: Errors) -> PupilFacts | None:
    """Return what is on record: what was not ticked beside something that was is a no.

    None with nothing ticked: nobody has said anything. What is wrong goes into ``errors``, and
    whose facts they are, the use case fills in.
    """
    ticks = {member(OnRecord, each) for each in all_chosen(body, Field.ON_RECORD)}
    if None in ticks:
        errors[Field.ON_RECORD.value] = CHOOSE
    elif OnRecord.NONE in ticks and len(ticks) > 1:
        errors[Field.ON_RECORD.value] = NOT_BOTH
    if not ticks:
        return None

    def told(each: OnRecord) -> Told:
        return Told.YES if each in ticks else Told.NO

    return replace(
        NOTHING_SAID,
        sen_support=told(OnRecord.SEN_SUPPORT),
        ehcp=told(OnRecord.EHCP),
        looked_after=told(OnRecord.LOOKED_AFTER),
        free_meals=told(OnRecord.FREE_MEALS),
    )


def ticked(facts: PupilFacts) -> tuple[OnRecord, ...]:
    """Return the ticks that say what is known, the other way round than ``on_record``."""
    told = {
        OnRecord.SEN_SUPPORT: facts.sen_support,
        OnRecord.EHCP: facts.ehcp,
        OnRecord.LOOKED_AFTER: facts.looked_after,
        OnRecord.FREE_MEALS: facts.free_meals,
    }
    if all(each is Told.NO for each in told.values()):
        return (OnRecord.NONE,)
    return tuple(each for each, said in told.items() if said is Told.YES)
