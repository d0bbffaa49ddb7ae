"""An app's plain text as the rich text that Slack makes of it and shows to apps that read it."""

import re
from collections.abc import Iterator

from advicebot.workspace.shapes.richtext import TOKEN, element_of, unescape
from advicebot.workspace.state import Json

FENCE = re.compile(r"```\n?(.+?)\n?```\n?", re.DOTALL)
QUOTE = re.compile(r"(?:&gt;|>) ?")
INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|(?<!\w)(?P<mark>[*_~])(?=\S)(?P<styled>[^\n]{1,500}?)(?<=\S)(?P=mark)(?!\w)"
    rf"|(?P<token>{TOKEN.pattern})"
    r"|(?<![\w:]):(?P<emoji>[a-z0-9_+'\-]+(?:::skin-tone-[2-6])?):(?![\w:])"
)
STYLES = {"*": "bold", "_": "italic", "~": "strike"}


def blocks_of(text: str, block_id: str, *, is_mrkdwn: bool = True) -> list[Json]:
    """Return text as one rich_text block; with ``is_mrkdwn`` false no mark means anything."""
    parts = list(_parts(text)) if is_mrkdwn else [_section([_text(unescape(text), ())])]
    return [{"type": "rich_text", "block_id": block_id, "elements": parts}]


def _parts(text: str) -> Iterator[Json]:
    end = 0
    for found in FENCE.finditer(text):
        yield from _paragraphs(text[end : found.start()])
        yield {
            "type": "rich_text_preformatted",
            "elements": [_text(unescape(found[1]), ())],
            "border": 0,
        }
        end = found.end()
    yield from _paragraphs(text[end:])


def _paragraphs(text: str) -> Iterator[Json]:
    """Yield lines that follow one another as one part, quoted ones apart from the others."""
    gathered: list[str] = []
    was_quoted = False
    for line in text.split("\n") if text else ():
        mark = QUOTE.match(line)
        if gathered and bool(mark) is not was_quoted:
            yield _paragraph(gathered, is_quote=was_quoted)
            gathered = []
        was_quoted = bool(mark)
        gathered.append(line[mark.end() :] if mark else line)
    if any(gathered):
        yield _paragraph(gathered, is_quote=was_quoted)


def _paragraph(lines: list[str], *, is_quote: bool) -> Json:
    made = _section(list(_inline("\n".join(lines), ())))
    return made | {"type": "rich_text_quote"} if is_quote else made


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _inline(text: str, styles: tuple[str, ...]) -> Iterator[Json]:
    end = 0
    for found in INLINE.finditer(text):
        if found.start() > end:
            yield _text(unescape(text[end : found.start()]), styles)
        yield from _marked(found, styles)
        end = found.end()
    if end < len(text):
        yield _text(unescape(text[end:]), styles)


def _marked(found: re.Match[str], styles: tuple[str, ...]) -> Iterator[Json]:
    if found["code"]:
        yield _text(unescape(found["code"]), (*styles, "code"))
    elif found["styled"]:
        yield from _inline(found["styled"], (*styles, STYLES[found["mark"]]))
    elif found["token"]:
        yield _styled(element_of(TOKEN.fullmatch(found["token"]) or found), styles)
    else:
        yield _styled({"type": "emoji", "name": found["emoji"]}, styles)


def _text(words: str, styles: tuple[str, ...]) -> Json:
    return _styled({"type": "text", "text": words}, styles)


def _styled(element: Json, styles: tuple[str, ...]) -> Json:
    return element | {"style": dict.fromkeys(styles, True)} if styles else element
