"""Cuts a calendar file into its events, keeping where each begins and only what a rota needs.

Descriptions, places, guests and alarms are dropped here, before anything is parsed.
"""

from dataclasses import dataclass

from advicebot.errors import RotaError

MOST_BYTES = 2_000_000
KEPT = frozenset(
    [
        *("UID", "SEQUENCE", "STATUS", "SUMMARY", "CATEGORIES"),
        *("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"),
        *("RRULE", "RDATE", "EXDATE", "EXRULE"),
        *("X-ADVICEBOT-USER", "X-ADVICEBOT-TIER"),
    ]
)
_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_AGAIN = "Export the calendar again as an .ics file and import the new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
    """The content lines of one event, unfolded. ``line`` is that of its BEGIN, counted from 1."""

    line: int
    content: tuple[str, ...]


def looks_like_calendar(data: bytes) -> bool:
    """True when the text begins as every calendar file begins."""
    return _in_utf_8(data).lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def events_of(text: bytes | str) -> list[RawEvent]:
    """Return the events in the order of the file; [] when it is a calendar without any.

    Raises:
        RotaError: too large, empty, not a calendar, damaged, cut off, or not UTF-8.
    """
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    _check_size(data)
    data = _in_utf_8(data)
    _check_beginning(data)
    return _Cutter().cut(_logical_lines(data))


def _check_size(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise RotaError(
            f"The calendar is larger than {MOST_BYTES // 1_000_000} MB. "
            "Make a calendar of its own for the rota, without other events, and use that one."
        )
    if not data.strip():
        raise RotaError(f"The calendar is empty. {_AGAIN}")


def _check_beginning(data: bytes) -> None:
    if looks_like_calendar(data):
        return
    if data.lstrip().startswith(b"<"):
        raise RotaError(
            "This is a web page, not a calendar: perhaps a page to sign in. In the calendar's "
            "settings copy its secret or published address, the one that ends in .ics."
        )
    raise RotaError(f"This is not a calendar: the first line is not BEGIN:VCALENDAR. {_AGAIN}")


def _in_utf_8(data: bytes) -> bytes:
    """Return the bytes without a mark in front; UTF-16, which Windows calls Unicode, as UTF-8."""
    if data.startswith(_UTF_16_MARKS):
        return data.decode("utf-16", "replace").encode("utf-8")
    return data.removeprefix(_UTF_8_MARK)


def _logical_lines(data: bytes) -> list[tuple[int, bytes]]:
    """Return each content line with its number; a line that begins with a space goes on."""
    lines: list[tuple[int, bytearray]] = []
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for number, line in enumerate(plain.split(b"\n"), start=1):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1][1].extend(line[1:])
        elif line.strip():
            lines.append((number, bytearray(line)))
    return [(number, bytes(line)) for number, line in lines]


class _Cutter:
    """Follows BEGIN and END through one file."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []
        self._content: list[str] = []
        self._events: list[RawEvent] = []

    def cut(self, lines: list[tuple[int, bytes]]) -> list[RawEvent]:
        for number, line in lines:
            name = line[: _end_of_name(line)].decode("ascii", "replace").strip().upper()
            if name == "BEGIN":
                self._begin(_section(line), number)
            elif name == "END":
                self._end(_section(line), number)
            elif name in KEPT and self._is_in_event():
                self._content.append(_decoded(line, number))
        if self._open:
            name, number = self._open[-1]
            raise RotaError(
                f"The calendar ends in the middle: {name} of line {number} has no END. {_AGAIN}"
            )
        return self._events

    def _begin(self, section: str, number: int) -> None:
        self._open.append((section, number))
        if self._is_in_event():
            self._content = []

    def _end(self, section: str, number: int) -> None:
        if not self._open or self._open[-1][0] != section:
            raise RotaError(
                f"The calendar is damaged: END:{section} on line {number} has no BEGIN. {_AGAIN}"
            )
        if self._is_in_event():
            begun = self._open[-1][1]
            self._events.append(RawEvent(line=begun, content=tuple(self._content)))
        self._open.pop()

    def _is_in_event(self) -> bool:
        return [name for name, _ in self._open] == ["VCALENDAR", "VEVENT"]


def _end_of_name(line: bytes) -> int:
    return min((at for at in (line.find(b":"), line.find(b";")) if at >= 0), default=len(line))


def _section(line: bytes) -> str:
    return line.partition(b":")[2].decode("ascii", "replace").strip().upper()[:40]


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        raise RotaError(
            f"The calendar is not in UTF-8: line {number} has letters that cannot be read. "
            "Export it again, or save it with the encoding UTF-8."
        ) from None
