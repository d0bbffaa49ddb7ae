"""An answer on a terminal, for a person in a hurry: danger first, then the next ten minutes."""

import shutil
import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from advicebot.domain.advice.answer import Advice, Suggestion
from advicebot.domain.advice.opening import Opening, opening
from advicebot.domain.knowledge import Knowledge, Strategy
from advicebot.domain.vocabulary import Action, Band, Evidence

DANGER = "If anyone is in danger now, call 999 and tell your DSL."
_HEADLINES = {
    Action.PAGE: "This needs a person now. On the line, the practitioner on call would be paged.",
    Action.ASK: "Is anyone at risk of harm today? If yes, or if unsure, tell your DSL now.",
    Action.ANSWER: "",
    Action.DECLINE: "This line is for behaviour, wellbeing and inclusion; it has no answer here.",
}
_BANDS = {
    Band.CONFIDENT: "",
    Band.UNSURE: "The nearest there is; it may not be what you meant.",
    Band.NOTHING: "There is no strategy for this. A practitioner can talk it through with you.",
}
_GRADES = {
    Evidence.STRONG: "strong",
    Evidence.MODERATE: "moderate",
    Evidence.LIMITED: "limited",
    Evidence.PRACTICE: "practice wisdom, not tested by research",
}
_WIDEST = 92


def print_answer(advice: Advice, knowledge: Knowledge) -> None:
    """Print an answer; styled on a terminal, plain text when the output goes elsewhere."""
    width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
    console = Console(width=width, highlight=False)
    words = _opening(advice, knowledge)
    _print_opening(console, words, knowledge)
    for line in (_HEADLINES[advice.verdict.action], _band_line(advice)):
        if line:
            console.print(Text(line))
    others = [id_ for id_ in advice.signposts if id_ not in words.ring]
    if advice.verdict.action is Action.PAGE:
        _print_signposts(console, others, knowledge)
    if advice.suggestions:
        strategies = {strategy.id: strategy for strategy in knowledge.strategies}
        first = advice.suggestions[0]
        _print_first(console, strategies[first.strategy_id], first, knowledge)
        _print_others(console, advice)
    _print_offers(console, advice, knowledge)
    if advice.verdict.action is not Action.PAGE:
        _print_signposts(console, others, knowledge)


def _opening(advice: Advice, knowledge: Knowledge) -> Opening:
    verdict = advice.verdict
    if verdict.action is not Action.PAGE:
        return Opening()
    return opening(
        knowledge.first_lines, verdict.flags, action=verdict.action, urgency=verdict.urgency
    )


def _print_opening(console: Console, words: Opening, knowledge: Knowledge) -> None:
    """Danger first: the lines of the flags for a page, the one that always holds otherwise."""
    first, *more = words.lines or (DANGER,)
    console.print(Text(first, style="bold"))
    for line in more:
        _bullet(console, line)
    _print_contacts(console, words.ring, knowledge)


def _band_line(advice: Advice) -> str:
    return "" if advice.verdict.action is Action.DECLINE else _BANDS[advice.band]


def _print_first(
    console: Console, strategy: Strategy, suggestion: Suggestion, knowledge: Knowledge
) -> None:
    console.print()
    console.print(Text(strategy.title, style="bold"))
    console.print(Text(f"Suggested because {suggestion.because}.", style="dim"))
    console.print()
    console.print(Text("In the next ten minutes", style="bold"))
    console.print(Padding(Markdown(strategy.right_now), (0, 0, 0, 2)))
    console.print()
    console.print(Text("Get help when", style="bold"))
    for sign in strategy.get_help_when:
        _bullet(console, sign)
    console.print()
    why = "What the rules say" if strategy.is_fact else "Why"
    console.print(Text(why, style="bold"))
    console.print(Padding(Markdown(strategy.telling_you), (0, 0, 0, 2)))
    if strategy.strength:
        _bullet(console, f"A strength to build on: {strategy.strength}")
    console.print()
    sources = {source.id: source for source in knowledge.sources}
    console.print(Text(_standing(strategy)))
    for id_ in strategy.sources:
        source = sources[id_]
        year = f", {source.year}" if source.year else ""
        verify = "" if source.checked else " (to be verified)"
        _bullet(console, f"{source.title}, {source.publisher}{year}{verify}", style="dim")


def _standing(strategy: Strategy) -> str:
    if strategy.evidence is None:
        return f"Rules as of {strategy.version}; checked {strategy.as_of:%d %B %Y}"
    return f"Evidence: {_GRADES[strategy.evidence]}"


def _print_others(console: Console, advice: Advice) -> None:
    if len(advice.suggestions) < 2:
        return
    console.print()
    console.print(Text("Also worth a look", style="bold"))
    for suggestion in advice.suggestions[1:]:
        _bullet(console, f"{suggestion.title} ({suggestion.because})")


def _print_offers(console: Console, advice: Advice, knowledge: Knowledge) -> None:
    offers = {offer.id: offer for offer in knowledge.offers}
    if advice.offers:
        console.print()
        console.print(Text("Outreach that fits", style="bold"))
    for id_ in advice.offers:
        offer = offers[id_]
        days = f"{offer.response_days} school day{'' if offer.response_days == 1 else 's'}"
        _bullet(console, f"{offer.title}, {offer.provider.name}: tier {offer.tier}, within {days}")


def _print_signposts(console: Console, ids: Sequence[str], knowledge: Knowledge) -> None:
    if ids:
        console.print()
        console.print(Text("Who to turn to", style="bold"))
    _print_contacts(console, ids, knowledge)


def _print_contacts(console: Console, ids: Sequence[str], knowledge: Knowledge) -> None:
    signposts = {signpost.id: signpost for signpost in knowledge.signposts}
    for id_ in ids:
        signpost = signposts[id_]
        verify = "" if signpost.verified else " (check this contact)"
        _bullet(console, f"{signpost.name}: {signpost.contact}{verify}")


def _bullet(console: Console, text: str, *, style: str = "") -> None:
    lines = textwrap.wrap(
        text, width=console.width, initial_indent="  • ", subsequent_indent="    "
    )
    console.print(Text("\n".join(lines), style=style))
