"""What one side of a handoff says, as the other side reads it.

A copy under the card says no word of a teacher's in its plain text: that is what lock screens show.
Notes about words that were not carried are in ``whispers``.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from advicebot.domain.handoff import Handoff, HandoffState, Side, Words, WordsState
from advicebot.domain.knowledge import Strategy
from advicebot.service.carrying import UNSURE
from advicebot.slack import limits
from advicebot.slack.ids import SHOW_STRATEGY
from advicebot.slack.mrkdwn import escape, from_markdown, mention, shorten, visible
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.labels import FLAGS, standing
from advicebot.slack.screens.shelf import Shelf

Data = Mapping[str, Any]
PIECE = 2800
"""Characters of drawn words in one section, which takes 3,000 with what stands before them."""
MOST_DRAWN = 3 * PIECE
"""Characters of words in one message; with what stands around them it keeps within its budget."""
LONGEST_ENTITY = 6
"""Characters that one typed character may become: an entity and the sign of a quotation."""
TAKEN_BACK = "(taken back)"
UNREADABLE = "(nothing that can be shown)"
CUT = "The rest did not fit. Ask for it in shorter messages."
REMOVED = "Personal details were taken out: [name] and the like stand in their place."
WITHHELD = (
    "_It may be about an adult in school, so the story is not shown. Check that they have reached "
    "the headteacher (or the chair of governors). Do not ask about it._"
)
BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def words(said: Words, handoff: Handoff, shelf: Shelf, data: Data | None = None) -> Message:
    """Return the copy of words on the other side, as they stand now.

    ``data`` is the effect's: flags that the line ``noticed``, whether words are ``withheld``, and
    ``shown`` "thread" for what the others on call see of a strategy that was sent.
    """
    data = data or {}
    if said.strategy_id:
        is_sent = data.get("shown") != "thread"
        return _strategy(said, said.strategy_id, shelf, is_sent=is_sent)
    if said.state is WordsState.DELETED or not said.text:
        return _taken_back(said)
    if said.side is Side.PRACTITIONER:
        return _to_teacher(said)
    return _to_thread(said, handoff, data)


def _taken_back(said: Words) -> Message:
    who = mention(said.author)
    return Message(text=f"{who}: {TAKEN_BACK}", blocks=[b.context(f"*{who}:* _{TAKEN_BACK}_")])


def _to_teacher(said: Words) -> Message:
    who = f"{mention(said.author)}:"
    pieces, is_cut = _pieces(said.text, escape)
    first, *more = pieces
    parts = [b.section(f"*{who}* {first}"), *(b.section(piece) for piece in more)]
    text = shorten(f"{who} {escape(said.text)}", limits.FALLBACK_TEXT)
    return Message(text=text, blocks=[*parts, *_remarks(said, is_cut=is_cut)])


def _to_thread(said: Words, handoff: Handoff, data: Data) -> Message:
    head = _head(said, handoff)
    parts = [b.section(f"*{head}*")]
    if data.get("withheld"):
        parts.append(b.section(WITHHELD))
    else:
        pieces, is_cut = _pieces(said.text, _quoted)
        parts += [_as_typed(piece) for piece in pieces]
        parts += _remarks(said, is_cut=is_cut)
    if data.get("noticed"):
        parts.append(b.section(_noticed(data["noticed"])))
    return Message(text=f"{head}. Open the thread to read it.", blocks=parts)


def _head(said: Words, handoff: Handoff) -> str:
    """Who wrote. Whoever has it is named: Slack tells nobody else of a reply in a thread."""
    who = mention(said.author)
    if said.side is Side.NOTE:
        return f"{who} has left a note for whoever is next"
    if handoff.state is HandoffState.CLAIMED and handoff.claimed_by:
        return f"{mention(handoff.claimed_by)}: {who} has written"
    return f"{who} has written"


def _noticed(flags: list[str]) -> str:
    known = {each.value: label for each, label in FLAGS.items()}
    named = [known[each] for each in flags if each in known]
    what = ", ".join(named) or ("something it could not make out" if UNSURE in flags else "a worry")
    return f"*The line noticed:* {what}. It has not asked about it, because you are talking."


def _remarks(said: Words, *, is_cut: bool) -> list[Block]:
    """What the reader must know of the words besides them."""
    texts = [CUT] if is_cut else []
    if said.removed:
        texts.append(REMOVED)
    if said.state is WordsState.EDITED:
        texts.append("_(edited)_")
    return [b.context(*texts)] if texts else []


def _as_typed(text: str) -> Block:
    """A section in which Slack makes nothing of plain words: no ``@channel`` calls anybody."""
    block = b.section(text)
    block["text"]["verbatim"] = True
    return block


def _quoted(text: str) -> str:
    return "\n".join(f">{escape(line)}" for line in text.splitlines())


def _pieces(text: str, draw: Callable[[str], str]) -> tuple[list[str], bool]:
    """Return words drawn in pieces that each fit into a section, and whether some did not fit."""
    rest = BLANK_LINES.sub("\n\n", visible(text)).strip()
    pieces: list[str] = []
    while rest and sum(map(len, pieces)) + PIECE <= MOST_DRAWN:
        piece = _first_piece(rest, draw)
        pieces.append(draw(piece.rstrip()))
        rest = rest[len(piece) :].lstrip()
    return pieces or [UNREADABLE], bool(rest)


def _first_piece(text: str, draw: Callable[[str], str]) -> str:
    """Return as much of the start of ``text`` as fits, up to the end of a word where possible."""
    size = min(len(text), PIECE)
    while (over := len(draw(text[:size])) - PIECE) > 0:
        size -= max(1, over // LONGEST_ENTITY)
    if size < len(text):
        at_word = max(text.rfind(sign, size // 2, size) for sign in " \n")
        size = at_word + 1 if at_word > 0 else size
    return text[:size]


def _strategy(said: Words, strategy_id: str, shelf: Shelf, *, is_sent: bool) -> Message:
    """A whole strategy for the teacher; for the others on call, that it was sent."""
    strategy = shelf.strategies.get(strategy_id)
    who = mention(said.author)
    if strategy is None:
        text = f"{who} sent a strategy that has been taken out since."
        return Message(text=text, blocks=[b.context(text)])
    title = escape(shorten(strategy.title, limits.TITLE_TEXT))
    if not is_sent:
        text = f"{who} has sent the teacher a strategy: {title}"
        return Message(text=text, blocks=[b.section(text, button=_whole(strategy))])
    head = f"{who} sends you a strategy: {title}"
    steps = from_markdown(strategy.right_now)
    return Message(
        text=shorten(f"{head}\nRight now:\n{steps}\n{standing(strategy)}", limits.FALLBACK_TEXT),
        blocks=[
            b.section(f"*{head}*"),
            b.section(f"*Right now*\n{steps}"),
            b.context(standing(strategy)),
            b.actions(_whole(strategy)),
        ],
    )


def _whole(strategy: Strategy) -> b.Button:
    return b.button(
        "Show whole strategy",
        f"{SHOW_STRATEGY}{strategy.id}",
        strategy.id,
        spoken=f"Show {strategy.title}",
    )
