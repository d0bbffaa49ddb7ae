"""What the on-call channel is told about the rota. Nobody's reason for being off is told."""

from advicebot.domain.oncall.rota import Tier
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.rota_parts import (
    Data,
    at,
    gap_rows,
    left_out,
    named,
    out_of_reach_rows,
    overlap_rows,
    span,
    stint,
    take_over_button,
    take_swap_button,
    tier_of,
    with_id,
)
from advicebot.slack.screens.when import day_words, end_words, moment_words

ERROR_TEXT = 900
Drawn = list[Block]


def swap_asked(data: Data) -> Drawn:
    """Somebody asks the others to take a stint."""
    who, about = mention(data["asker"]), stint(data)
    text = f"*{who} asks for a swap:* {about}. Until somebody takes it, {who} is on. Who can?"
    button = take_swap_button(data["swap"], about)
    return [with_id(b.section(text, button=button), f"swap.{data['swap']}")]


def swap_taken(data: Data) -> Drawn:
    """Somebody has taken it."""
    who, asker = mention(data["by"]), mention(data["asker"])
    text = f"*{who} takes {asker}’s shift:* {stint(data)}. Thank you."
    return [with_id(b.section(text), f"swap.{data['swap']}")]


def swap_off(data: Data) -> Drawn:
    """It is not asked for any more: withdrawn, or nobody took it."""
    who = mention(data["asker"])
    if data["why"] == "withdrawn":
        text = f"*{who} keeps their shift after all:* {stint(data)}."
    else:
        text = f"*Nobody has taken {who}’s shift, so {who} is on:* {stint(data)}."
    return [with_id(b.section(text), f"swap.{data['swap']}")]


def takeover(data: Data) -> Drawn:
    """Somebody has put themselves on."""
    users = data["instead_of"]
    instead = f"In place of {named(users)}." if users else "Nobody was down for it."
    return [b.section(f"*{mention(data['user'])} is {tier_of(data)}:* {span(data)}. {instead}")]


def sick(data: Data) -> Drawn:
    """Somebody cannot do today; who is on for them, and what is left to take."""
    who, until = mention(data["user"]), moment_words(at(data["until"]))
    parts = [b.section(f"*{who} cannot do today* and is not paged until {until}.")]
    for each in data["stints"]:
        parts.append(with_id(_piece(each), f"swap.{each['swap']}"))
    return parts


def _piece(each: Data) -> Block:
    when = (
        f"{moment_words(at(each['starts']))} to {end_words(at(each['starts']), at(each['ends']))}"
    )
    if each["by"]:
        text = (
            f"*{mention(each['by'])} is {tier_of(each)}:* {when}. Nobody stands behind them. Who "
            "can be back-up?"
        )
        about = f"back-up, {when}"
        button = take_swap_button(each["swap"], about, "I can be back-up")
    else:
        text = f"*No {tier_of(each)}:* {when}. Who can?"
        button = take_swap_button(each["swap"], f"{tier_of(each)}, {when}")
    return b.section(text, button=button)


def unconfirmed(data: Data) -> Drawn:
    """The back-up is primary, because the primary has not said that they are on."""
    who, by = mention(data["user"]), mention(data["by"])
    text = f"*{by} is {tier_of(data)} now:* {span(data)}. {who} has not said that they are on."
    return [b.section(text)]


def nobody_confirmed(data: Data) -> Drawn:
    """The primary has not said that they are on, and there is nobody to step in."""
    who = mention(data["user"])
    text = (
        f"*{who} has not said that they are on:* {stint(data)}. There is no back-up to step in, so "
        f"{who} is still paged. Who can take over?"
    )
    button = take_over_button(Tier(data["tier"]), style="primary")
    return [b.section(text), b.actions(button)]


def gaps(data: Data) -> Drawn:
    """A change has left time with nobody, or with too many."""
    head = "*The rota has changed.* Please look at this:"
    return [b.section(head), *_troubles(data), *left_out(data["more"])]


def report(data: Data) -> Drawn:
    """What is wrong with the next fourteen days."""
    until = day_words(at(data["until"]).date())
    head = f"*The rota until {until}.* This needs somebody:"
    people = out_of_reach_rows(data["unreachable"])
    return [b.section(head), *_troubles(data), *people, *left_out(data["more"])]


def _troubles(data: Data) -> Drawn:
    return [*gap_rows(data["gaps"]), *overlap_rows(data["overlaps"])]


def feed_fails(data: Data, error: str = "") -> Drawn:
    """The calendar that the rota comes from cannot be read; ``error`` says why."""
    since = data["since"]
    kept = (
        f"What was read on {moment_words(at(since))} stays in force."
        if since
        else "It has never been read, so nobody is on by it."
    )
    parts = [b.section(f"*The calendar of the rota cannot be read.* {kept}")]
    if error:
        parts.append(b.context(shorten(escape(" ".join(error.split())), ERROR_TEXT)))
    return parts


def feed_works(data: Data) -> Drawn:
    """It can be read again."""
    count = data["count"]
    shifts = "one shift" if count == 1 else f"{count} shifts"
    return [b.section(f"*The calendar of the rota can be read again.* It holds {shifts}.")]
