"""Where a pupil is, in the words of pictures and tables."""

from advicebot.domain.outcomes.followup import Whereabouts

PLACE_WORDS: dict[Whereabouts, str] = {
    Whereabouts.FULL_TIME: "In school full time",
    Whereabouts.PART_TIME_TIMETABLE: "Part-time timetable",
    Whereabouts.SUSPENDED: "Suspended",
    Whereabouts.PERMANENTLY_EXCLUDED: "Permanently excluded",
    Whereabouts.OFF_SITE: "Off site or in AP",
    Whereabouts.MANAGED_MOVE: "Managed move, other school",
    Whereabouts.HOME_EDUCATED: "Home educated",
    Whereabouts.UNKNOWN: "Not known",
}
