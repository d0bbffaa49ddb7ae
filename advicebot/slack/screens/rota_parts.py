"""Pieces that the rota's messages and pages share: people, tiers, gaps, and the buttons."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from advicebot.domain.oncall.rota import Gap, Overlap, Tier
from advicebot.service.gaps import OutOfReach, gap_reference
from advicebot.slack import limits
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Button, Message
from advicebot.slack.screens.when import moment_words, span_words

Data = Mapping[str, Any]
WHY_TEXT = 120
WORDS = 100
"""Characters of somebody’s own words, such as the reason of a closed day."""
OPERATOR = "Whoever runs this line"
OUT_OF_REACH = {
    "left": "is no longer in the on-call channel",
    "unknown": "has not been seen in the on-call channel",
}
TIERS: dict[Tier, str] = {Tier.PRIMARY: "primary", Tier.BACK_UP: "back-up"}
NOBODY_ON_ROTA = (
    "Nobody is on the rota yet. Import one with `advicebot rota import`, or press *Add a shift*."
)

WITHOUT_TERMS = (
    "No school term is written down after today, so nobody can say when the line is open. Put the "
    "next terms into `line.yaml`."
)


def message(parts: list[Block]) -> Message:
    """Return a message whose plain text says, in order, what its blocks say."""
    return Message(text=spoken(parts), blocks=distinct(parts))


def distinct(parts: Sequence[Block]) -> list[Block]:
    """Return blocks of which no two have the same id: Slack refuses a page that has.

    Two rows may stand for the same stint, as when a weekly shift and a calendar both name it.
    """
    seen: set[str] = set()
    found = []
    for each in parts:
        block_id = each.get("block_id")
        if block_id in seen:
            each = {key: value for key, value in each.items() if key != "block_id"}
        elif block_id:
            seen.add(block_id)
        found.append(each)
    return found


def spoken(parts: Sequence[Block]) -> str:
    """Return what the paragraphs of some blocks say, for screen readers."""
    texts = []
    for each in parts:
        texts += [each["text"]["text"]] if "text" in each else []
        texts += [one["text"] for one in each.get("elements", []) if _is_text(one)]
    return shorten("\n".join(texts).replace("*", ""), limits.FALLBACK_TEXT)


def _is_text(element: Block) -> bool:
    return isinstance(element.get("text"), str)


def with_id(block: Block, block_id: str) -> Block:
    """Return a block that keeps the same id in every drawing."""
    return block | {"block_id": block_id}


def at(text: str) -> datetime:
    """Return the instant that an effect holds as text."""
    return datetime.fromisoformat(text)


def span(data: Data) -> str:
    """Return from when to when a stint or gap lasts."""
    return span_words(at(data["starts"]), at(data["ends"]))


def tier_of(data: Data) -> str:
    """Return the tier in words."""
    return TIERS[Tier(data["tier"])]


def stint(data: Data) -> str:
    """Return tier and span, such as “primary, Tuesday 24 November, 08:00 to 17:00”."""
    return f"{tier_of(data)}, {span(data)}"


def actor(by: str) -> str:
    """Return who did something: a person, or whoever runs the line when no person of Slack did."""
    return mention(by) if by[:1] in "UW" else OPERATOR


def named(users: Sequence[str]) -> str:
    """Return people as one phrase; “nobody” for none."""
    mentions = [mention(each) for each in users]
    return " and ".join(filter(None, (", ".join(mentions[:-1]), *mentions[-1:]))) or "nobody"


def take_over_button(tier: Tier, label: str = "Take over now", **look: Any) -> Button:
    """Put whoever presses it on in a tier, at once."""
    spoken_label = f"{label}, as {TIERS[tier]}"
    return b.button(label, ActionId.TAKE_OVER, tier.value, spoken=spoken_label, **look)


def sick_button(**look: Any) -> Button:
    """Take whoever presses it off for today, after one question."""
    asked = b.confirm(
        "You can’t do today?",
        "You are left alone until your last shift of today ends. The back-up steps in at once, "
        "and the others are asked.",
        yes="I can’t do today",
        no="Stay on",
    )
    return b.button("I can’t do today", ActionId.SICK, "today", confirm=asked, **look)


def confirm_button(duty: str) -> Button:
    """Confirm that one is on."""
    spoken_label = "I’m on, and can be paged"
    return b.button("I’m on", ActionId.DUTY_CONFIRM, duty, style="primary", spoken=spoken_label)


def swap_button(reference: str, about: str) -> Button:
    """Ask the others to take one stint. ``about`` says which, for screen readers."""
    spoken_label = f"Ask for a swap: {about}"
    return b.button("Ask for a swap", ActionId.SWAP_ASK, reference, spoken=spoken_label)


def take_swap_button(swap: str, about: str, label: str = "I can take this") -> Button:
    """Take what somebody asked for."""
    return b.button(label, ActionId.SWAP_TAKE, swap, spoken=f"{label}: {about}")


def withdraw_button(swap: str) -> Button:
    """Keep a stint after all."""
    return b.button("Keep it after all", ActionId.SWAP_WITHDRAW, swap)


def back_button() -> Button:
    """Be paged again."""
    return b.button("I am back", ActionId.BACK, "back", spoken="I am back and can be paged again")


def override_button() -> Button:
    """Open the form that puts one person on for a time."""
    return b.button("Put somebody on", ActionId.OVERRIDE, "override")


def add_button(**look: Any) -> Button:
    """Open the form for a weekly shift."""
    return b.button("Add a shift", ActionId.ADD_SHIFT, "add", spoken="Add a weekly shift", **look)


def week_button() -> Button:
    """Open this week's rota."""
    return b.button("Week", ActionId.WEEK, "week", spoken="Show this week’s rota")


def gap_data(gaps: Sequence[Gap]) -> list[Data]:
    """Return gaps as the messages about the rota are told of them."""
    return [
        {
            "gap": gap_reference(each),
            "tier": each.tier,
            "starts": each.starts_at.isoformat(),
            "ends": each.ends_at.isoformat(),
            "unreachable": each.unreachable,
        }
        for each in gaps
    ]


def overlap_data(overlaps: Sequence[Overlap]) -> list[Data]:
    """Return overlaps as the messages about the rota are told of them."""
    return [
        {
            "tier": each.tier,
            "users": each.users,
            "starts": each.starts_at.isoformat(),
            "ends": each.ends_at.isoformat(),
        }
        for each in overlaps
    ]


def out_of_reach_data(people: Sequence[OutOfReach]) -> list[Data]:
    """Return people nobody can page as the messages about the rota are told of them."""
    return [
        {
            "user": each.user_id,
            "why": each.why,
            "stints": each.stints,
            "starts": each.first_at.isoformat(),
        }
        for each in people
    ]


def gap_rows(gaps: Sequence[Data]) -> Iterator[Block]:
    """Yield a row for each gap, with a button that mends it."""
    for each, text in zip(gaps, gap_texts(gaps), strict=True):
        spoken_label = f"I can take this: {tier_of(each)}, {span(each)}"
        button = b.button("I can take this", ActionId.GAP_COVER, each["gap"], spoken=spoken_label)
        yield with_id(b.section(text, button=button), f"gap.{each['gap']}")


def gap_texts(gaps: Sequence[Data]) -> list[str]:
    """Return a sentence for each gap."""
    return [f"*No {tier_of(each)}:* {span(each)}.{_only(each['unreachable'])}" for each in gaps]


def _only(users: Sequence[str]) -> str:
    """Return who is down for a gap without being reached by a page."""
    are = "are" if len(users) > 1 else "is"
    return f" Only {named(users)} {are} down for it, and no page reaches them." if users else ""


def overlap_rows(overlaps: Sequence[Data]) -> Iterator[Block]:
    """Yield what is to be known of several people in one tier, and of one person in both."""
    for each in overlaps:
        if each["tier"] is None:
            text = (
                f"*{named(each['users'])} is both primary and back-up:* {span(each)}. Nobody "
                "stands behind them then."
            )
        else:
            every = "both" if len(each["users"]) == 2 else "all"
            text = (
                f"*{named(each['users'])} are {every} down as {tier_of(each)}:* {span(each)}. "
                f"They are {every} paged then."
            )
        yield b.section(text)


def out_of_reach_rows(people: Sequence[Data]) -> Iterator[Block]:
    """Yield who is on the rota and would not be reached by a page, and why."""
    for each in people:
        why = OUT_OF_REACH.get(each["why"]) or f"cannot be paged: {escape(each['why'])}"
        times = "one shift" if each["stints"] == 1 else f"{each['stints']} shifts"
        yield b.section(
            f"*{mention(each['user'])}* {shorten(why, WHY_TEXT)}. They are down for {times}, the "
            f"first from {moment_words(at(each['starts']))}."
        )


def left_out(more: int, hint: str = "See `/oncall gaps`.") -> list[Block]:
    """Return the line that counts what is not shown, and says how to see it."""
    return [b.context(f"And {more} more. {hint}")] if more else []
