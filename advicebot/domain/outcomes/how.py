"""What each figure counts, in the words of the page “How we count”."""

CALLS = "Requests to the line that came in the period, withdrawn ones left out."
URGENT = "Of the calls, those for which a person was needed the same day."
NO_EXCLUSION = (
    "Requests where the school had said that it meant to suspend or exclude, or put the risk at 8 "
    "or more of 10, and whose {weeks} school weeks are over. Counted are those after which nobody "
    "was suspended or excluded in that time, as the teacher says. It does not say that the line "
    "prevented anything: there is no comparison group. Not known is counted as excluded for the "
    "lower bound and as not excluded for the upper one. The 95 % interval (Wilson) is for those "
    "known."
)
DISPLACED = (
    "Of the same requests, as far as anything is known: pupils who within {weeks} school weeks "
    "were on a part-time timetable, off site, in a managed move or another school, or home "
    "educated. Each is counted once, where they were last."
)
DAYS = (
    "School days of suspension in the same span before and after a request, summed over those "
    "requests only for which both are known."
)
TIME = (
    "From the teacher's first message until a practitioner took the call, for calls to people. Of "
    "n times half are no longer than the median, and nine in ten no longer than p90. Calls that "
    "nobody has taken have no time and are counted apart."
)
FOLLOW_THROUGH = (
    "Requests of which a follow-up was sent: those where the teacher says that the agreed next "
    "step was done, of those who said. The last word counts."
)
HELPED = (
    "Answered requests to which this strategy was suggested: those where the teacher named it as "
    "having helped. Not naming it may mean anything; requests without an answer are not known."
)
REINTEGRATION = (
    "Placements of tier 2 or 3 that ended: those after which the pupil was full time in their own "
    "school, or in another place as planned, of those whose result is known. Placements that still "
    "run are counted apart."
)
FULL_TIME = (
    "Follow-ups sent in the period: those answered with “in school full time”, of those whose "
    "answer says where the pupil is. A pupil asked about twice counts twice."
)
PERIODS = (
    "A week runs from Monday to Sunday in London. “Last week” is the school week before it. “Term "
    "so far” runs from the first week of the term to the end of this week. Holidays have no digest."
)
WHO_SAYS = (
    "Where a pupil is, is what their teacher tells the line in two taps: two and six school weeks "
    "after a request, and at the end of the term. Nobody checks it. Whoever does not answer, or "
    "asks not to be asked, is counted as not known."
)
WHERE = (
    "The second picture counts answers of the term so far, to the nearest 5, so that no single "
    "pupil can be told from it. Part-time timetable, off site, managed move and home educated "
    "stand beside suspended and excluded: fewer exclusions that only went somewhere else would be "
    "seen there."
)
NOT_PREVENTED = (
    "No number here says that an exclusion was avoided or prevented. Nobody can see what would "
    "have happened without the line: there is no group of like pupils who had no help, schools "
    "call when things are at their worst and some would have got better anyway, and no official "
    "statistic says what an avoided exclusion is. So we count what did happen after one was near, "
    "and where else pupils went."
)
BOUNDS = (
    "Not known is never counted as success. A rate is the share of those about whom it is known; "
    "beside it stand the lowest and the highest share there can be: as if everybody not known had "
    "gone wrong, and as if everybody not known had gone well. The truth lies between these two."
)
INTERVAL = (
    "The 95 % interval says how much chance there is in few answers: intervals made in this way "
    "hold the true share about 19 times in 20. A wide one says that there are too few answers to "
    "tell much. It knows nothing of those not known, nor of mistakes in what was said."
)
SMALL_NUMBERS = (
    "A week with fewer than five of what is counted is not shown, and from fewer than two schools "
    "only its total is. "
    "In the picture of where pupils were no number from 0 to 4 is shown. Nor "
    "is any number shown from which a hidden one could be worked out by adding or taking away, now "
    "or with the digests of earlier weeks: a number that is not shown need not be small itself. A "
    "term may be shown to the nearest ten (“about”) for the same reason."
)
NOBODY = (
    "The digest holds no message, no pupil, no teacher and no school. Topics that the line could "
    "not answer are named where two schools or more asked, never in anybody’s words."
)
STOCK = (
    "An offer is named when no more than one place in five is free. Pages went past the first "
    "person when nobody took them in time, or that person passed them on. A gap is a time within "
    "the line’s hours with nobody on call."
)
LATE = (
    "A week stands as it was told first. Answers that came later are in the numbers of the term "
    "once five or more of them, from two schools or more, have come together."
)
