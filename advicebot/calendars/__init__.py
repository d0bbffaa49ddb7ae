"""The rota as calendar files (RFC 5545): fetched, read with every mistake placed, and written."""

from advicebot.calendars.fetching import fetch
from advicebot.calendars.problems import CalendarProblem, CalendarRead
from advicebot.calendars.reading import read_calendar
from advicebot.calendars.writing import write_calendar

__all__ = ["CalendarProblem", "CalendarRead", "fetch", "read_calendar", "write_calendar"]
