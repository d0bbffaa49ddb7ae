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
