"""A strategy page taken apart: front matter and the four body sections, each with its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from advicebot.domain.vocabulary import PageKind
from advicebot.errors import Problem

SECTIONS: Mapping[PageKind, tuple[str, ...]] = {
    PageKind.STRATEGY: ("Right now", "Next", "What it may be telling you", "Watch for"),
    PageKind.FACT: ("Right now", "Next", "What the rules say", "Watch for"),
}
_TITLES = tuple(dict.fromkeys(title for titles in SECTIONS.values() for title in titles))
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = "---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One body section. ``line`` is the line of its heading, counted from 1 in the file.

    ``text_line`` is the line where ``text`` starts.
    """

    title: str
    text: str
    line: int
    text_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A strategy file. ``header`` is YAML that starts on ``header_line`` of the file."""

    file: str
    header: str
    header_line: int
    sections: tuple[Section, ...]

    @property
    def kind(self) -> PageKind:
        """The kind of page that its headings make it."""
        titles = {section.title for section in self.sections}
        is_fact = SECTIONS[PageKind.FACT][2] in titles
        return PageKind.FACT if is_fact else PageKind.STRATEGY

    def texts(self) -> tuple[str, ...]:
        """Return the texts of the four sections in order, empty where the page lacks one."""
        known = {section.title: section.text for section in self.sections}
        return tuple(known.get(title, "") for title in SECTIONS[self.kind])


def read_page(text: str, *, file: str) -> tuple[Page, list[Problem]]:
    """Return the page and what is wrong with its shape: fences, headings and their order."""
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if lines[0].rstrip() != _FENCE or end is None:
        message = "the page must start with a header between two lines of ---"
        page = Page(file=file, header="", header_line=1, sections=())
        return page, [Problem(file=file, line=1, message=message)]
    sections, problems = _sections(lines[end + 1 :], file=file, first_line=end + 2)
    header = "\n".join(lines[1:end])
    page = Page(file=file, header=header, header_line=2, sections=sections)
    return page, problems + _order_problems(page, last_line=len(lines))


def _sections(
    lines: list[str], *, file: str, first_line: int
) -> tuple[tuple[Section, ...], list[Problem]]:
    starts: list[tuple[int, str]] = []
    problems: list[Problem] = []
    for offset, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading and heading[1] == "##" and heading[2] in _TITLES:
            starts.append((offset, heading[2]))
        elif heading:
            message = f"the heading “{line.strip()}” is not one of: {_headings(_TITLES)}"
            problems.append(Problem(file=file, line=first_line + offset, message=message))
        elif line.strip() and not starts and not problems:
            message = "text stands before the first heading; move it under “## Right now”"
            problems.append(Problem(file=file, line=first_line + offset, message=message))
    ends = [offset for offset, _ in starts[1:]] + [len(lines)]
    sections = tuple(
        _section(lines[start + 1 : end], title=title, line=first_line + start)
        for (start, title), end in zip(starts, ends, strict=True)
    )
    return sections, problems


def _section(lines: list[str], *, title: str, line: int) -> Section:
    blank = next((n for n, text in enumerate(lines) if text.strip()), 0)
    text = "\n".join(lines).strip()
    return Section(title=title, text=text, line=line, text_line=line + 1 + blank)


def _order_problems(page: Page, *, last_line: int) -> list[Problem]:
    titles = tuple(section.title for section in page.sections)
    problems = [
        Problem(file=page.file, line=section.line, message=f"“## {section.title}” has no text")
        for section in page.sections
        if not section.text
    ]
    wanted = SECTIONS[page.kind]
    for title in wanted:
        if title not in titles:
            message = f"the section “## {title}” is missing"
            problems.append(Problem(file=page.file, line=last_line, message=message))
    if not problems and titles != wanted:
        line = page.sections[0].line
        message = f"the sections must stand once each and in this order: {_headings(wanted)}"
        problems.append(Problem(file=page.file, line=line, message=message))
    return problems


def _headings(titles: tuple[str, ...]) -> str:
    return ", ".join(f"## {title}" for title in titles)
