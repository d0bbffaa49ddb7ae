"""Rich text: its parts, what may stand in each, and the styles of words."""

from advicebot.workspace.blocks.kinds import Kind, of_kind
from advicebot.workspace.blocks.report import Report
from advicebot.workspace.blocks.rules import (
    FLAG,
    NUMBER,
    Fields,
    each,
    like,
    needed,
    one_of,
    thing,
    url,
    where_given,
    whole,
    words,
)

PARTS_LIMIT = 1000
WORDS_LIMIT = 12_000
STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight")

PART = frozenset({"rich_text"})
LIST = frozenset({"rich_text_list"})
LEAF = frozenset({"leaf"})

STYLE = where_given(thing(dict.fromkeys((*STYLES, "unlink"), FLAG)))
LEAVES: dict[str, Fields] = {
    "text": {"text": needed(words(WORDS_LIMIT))},
    "link": {"url": needed(url()), "text": words(), "unsafe": FLAG},
    "user": {"user_id": needed(like(r"[UW]\w+", "a user id"))},
    "usergroup": {"usergroup_id": needed(like(r"S\w+", "the id of a user group"))},
    "channel": {"channel_id": needed(like(r"[CDG]\w+", "the id of a conversation"))},
    "team": {"team_id": needed(like(r"[TE]\w+", "the id of a team"))},
    "broadcast": {"range": needed(one_of("here", "channel", "everyone"))},
    "color": {"value": needed(like(r"#?[0-9a-fA-F]{6}", "a colour as #RRGGBB"))},
    "emoji": {"name": needed(words(100, 1)), "unicode": words(100), "skin_tone": whole(1, 6)},
    "date": {
        "timestamp": needed(NUMBER),
        "format": needed(words(least=1)),
        "timezone": words(),
        "url": url(),
        "fallback": words(),
    },
}
KINDS: dict[str, Kind] = {}

_LEAVES = each(of_kind(lambda: KINDS, "leaf"), limit=PARTS_LIMIT, least=0)
_BORDER = whole(0, 1)

KINDS.update(
    {
        "rich_text_section": Kind(places=PART | LIST, fields={"elements": needed(_LEAVES)}),
        "rich_text_quote": Kind(
            places=PART, fields={"elements": needed(_LEAVES), "border": _BORDER}
        ),
        "rich_text_preformatted": Kind(
            places=PART,
            fields={"elements": needed(_LEAVES), "border": _BORDER, "language": words(least=1)},
        ),
        "rich_text_list": Kind(
            places=PART,
            fields={
                "elements": needed(
                    each(of_kind(lambda: KINDS, "rich_text_list"), limit=PARTS_LIMIT)
                ),
                "style": needed(one_of("bullet", "ordered")),
                "indent": whole(0, 8),
                "offset": whole(0),
                "border": _BORDER,
            },
        ),
    }
    | {name: Kind(places=LEAF, fields={**leaf, "style": STYLE}) for name, leaf in LEAVES.items()}
)

PARTS = each(of_kind(lambda: KINDS, "rich_text"), limit=PARTS_LIMIT, least=0)


def rich_text(report: Report, at: str, given: object) -> None:
    """Check a whole rich_text block that stands inside something else."""
    if isinstance(given, dict) and given.get("type") != "rich_text":
        report.add(f"{at}/type", f"unsupported type: {given.get('type')}")
        return
    thing({"elements": needed(PARTS), "block_id": words(255, 1)})(report, at, given)
