"""The weekly digest as leads read it, the page “How we count”, and short lines about them."""

import re
from collections.abc import Sequence

from slack_sdk.models.blocks import ImageBlock

from advicebot.domain.outcomes import how, measures
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Digest, Number
from advicebot.domain.outcomes.wording import NONE_YET, Value
from advicebot.slack import limits
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, shorten, visible
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.labels import TOPICS
from advicebot.slack.screens.when import day_words

IN_ONE_LINE = 40
"""Characters up to which the three periods of a number stand side by side."""
MOST_LINES = 8
LINE_TEXT = 200
HEADLINE_TEXT = 800
MORE = "• and {n} more, see the table"
ALT_TEXT = 2000
"""Slack's limit for the text of a picture."""
NO_PICTURES = (
    "Slack did not take the pictures this time, so here are the same numbers in words. Nothing is "
    "missing."
)
NONE_ASKED = "Nothing that two schools or more asked about."
TOO_FEW_ASKED = "Not shown in a week with so few calls."
NOTHING_TO_COUNT = "nothing to count"
"""Under “No exclusion …” the word “none” alone would read as good news."""
LEADING = re.compile(r"[^(;,]*[^(;, ]")
"""The number itself, before what is said about it."""
NONE_SCARCE = "None."
LINES = {
    "digest.csv-there": "The table of that week is in the thread under its digest already.",
    "digest.csv-failed": (
        "Slack did not take the table, so it is not there. Press “Numbers as a table” again; if it "
        "stays like this, ask whoever looks after this app whether it may upload files "
        "(`files:write`). All of its numbers are in the digest."
    ),
}
FILE_TITLE = "Digest as a table, week from {day}"
FILE_COMMENT = (
    "The numbers of the digest above, as a table (CSV). “c” stands for a number that is not shown."
)


def digest(shown: Digest, charts: Sequence[Chart], *, with_pictures: bool = True) -> Message:
    """Return the message. A chart that Slack has not got, or may not be shown, is put in words."""
    day = day_words(shown.monday)
    parts = [
        b.header(f"The line’s week from {day}"),
        b.section(_headline(shown.headline)),
        b.divider(),
        *(b.section(_number(each)) for each in shown.numbers),
        *_pictures(charts, with_pictures=with_pictures),
        b.divider(),
        b.section(_list("Asked about, and the line had no answer", *_topics(shown))),
        b.section(_list("Offers running out", shown.offers, NONE_SCARCE)),
        b.section(_list("On call", shown.rota, NONE_SCARCE)),
        *([b.context(*map(escape, shown.notes))] if shown.notes else []),
        _buttons(shown),
    ]
    return Message(text=_in_plain_words(shown), blocks=parts)


def _headline(words: str) -> str:
    first, dot, rest = shorten(escape(words), HEADLINE_TEXT).partition(". ")
    return f"*{first}{dot.strip()}*\n{rest}".strip()


def _in_plain_words(shown: Digest) -> str:
    numbers = [f"{each.label}: {_said(each.this)}." for each in shown.numbers]
    words = f"The line’s week from {day_words(shown.monday)}. {escape(shown.headline)}"
    return shorten(" ".join([words, *numbers]), limits.FALLBACK_TEXT)


def _number(number: Number) -> str:
    """This week in bold, with what to hold it against; rates with n and interval take a line each.

    A number that says the same of all three periods is said once.
    """
    this, last, term = (_said(each) for each in (number.this, number.last, number.term))
    head = f"*{escape(number.label)}*"
    if this == last == term:
        return f"{head}\n{this} this week, last week, and in the term so far"
    bold = LEADING.sub(r"*\g<0>*", this, count=1)
    if len(this) + len(last) + len(term) <= IN_ONE_LINE:
        return f"{head}\n{bold} this week  ·  {last} last week  ·  {term} in the term so far"
    return f"{head}\n• This week: {bold}\n• Last week: {last}\n• Term so far: {term}"


def _said(value: Value) -> str:
    return NOTHING_TO_COUNT if value.words == NONE_YET else escape(value.words)


def _pictures(charts: Sequence[Chart], *, with_pictures: bool) -> list[Block]:
    made = [_picture(each) if with_pictures and each.file_id else _words(each) for each in charts]
    is_short = any(each["type"] != "image" for each in made)
    return [*([b.context(NO_PICTURES)] if is_short else []), *made]


def _picture(chart: Chart) -> Block:
    words = shorten(visible(chart.alt), ALT_TEXT)
    return ImageBlock(alt_text=words, slack_file={"id": chart.file_id}).to_dict()


def _words(chart: Chart) -> Block:
    title, _, rest = chart.alt.partition(". ")
    return b.section(f"*{escape(title)}*\n{escape(rest)}" if rest else escape(title))


def _topics(shown: Digest) -> tuple[list[str], str]:
    """Return the topics, and what is said where there are none."""
    is_hidden = bool(shown.weeks) and shown.weeks[-1].calls is None
    return [TOPICS[topic] for topic in shown.topics], TOO_FEW_ASKED if is_hidden else NONE_ASKED


def _list(title: str, lines: Sequence[str], none: str) -> str:
    most = MOST_LINES if len(lines) > MOST_LINES + 1 else len(lines)
    said = [f"• {shorten(escape(each), LINE_TEXT)}" for each in lines[:most]]
    left = [MORE.format(n=len(lines) - most)] if len(lines) > most else []
    return "\n".join([f"*{title}*", *(said + left or [none])])


def _buttons(shown: Digest) -> Block:
    monday = shown.monday.isoformat()
    return b.actions(
        b.button(
            "Numbers as a table (CSV)",
            ActionId.DIGEST_CSV,
            monday,
            spoken="Numbers as a table (CSV), into the thread",
        ),
        b.button("How we count", ActionId.DIGEST_HOW, monday),
    )


def how_we_count() -> Block:
    """Return the page that says what each number counts and what none of them says."""
    weeks = measures.WEEKS
    return b.modal(
        "How we count",
        [
            b.section(f"*What no number here says*\n{how.NOT_PREVENTED}"),
            b.divider(),
            b.header("The five numbers"),
            b.section(f"*Calls*\n{how.CALLS}"),
            b.section(f"*Urgent*\n{how.URGENT}"),
            b.section(f"*Time to a person*\n{how.TIME}"),
            b.section(f"*In school full time*\n{how.FULL_TIME}"),
            b.section(
                f"*No exclusion within {weeks} school weeks after it was near*\n"
                f"{how.NO_EXCLUSION.format(weeks=weeks)}"
            ),
            b.divider(),
            b.header("How to read them"),
            b.section(f"*Not known, and the two bounds*\n{how.BOUNDS}"),
            b.section(f"*The 95 % interval*\n{how.INTERVAL}"),
            b.section(f"*Who says it*\n{how.WHO_SAYS}"),
            b.section(f"*The periods*\n{how.PERIODS}"),
            b.section(f"*Answers that come late*\n{how.LATE}"),
            b.section(f"*Where pupils were*\n{how.WHERE}"),
            b.section(f"*Numbers that are not shown*\n{how.SMALL_NUMBERS}"),
            b.section(f"*Nobody is in it*\n{how.NOBODY}"),
            b.section(f"*Offers and rota*\n{how.STOCK}"),
            b.divider(),
            b.header("In the report"),
            b.section(f"*Elsewhere, and not excluded*\n{how.DISPLACED.format(weeks=weeks)}"),
            b.section(f"*Days of suspension*\n{how.DAYS}"),
            b.section(f"*Next step done*\n{how.FOLLOW_THROUGH}"),
            b.section(f"*Strategies that helped*\n{how.HELPED}"),
            b.section(f"*After a placement*\n{how.REINTEGRATION}"),
        ],
    )


def line(name: str) -> Message:
    """Return the short line of this name."""
    return Message(text=LINES[name], blocks=[b.section(LINES[name])])
