"""What a person put into inputs, made what Slack tells an app: names are ids, files are whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.blocks.state_keys import SEVERAL, SINGLE
from advicebot.workspace.blocks.values import Values, initial_value
from advicebot.workspace.blocks.walk import all_elements
from advicebot.workspace.config import AppConfig
from advicebot.workspace.errors import ActError
from advicebot.workspace.named import conversation_named, user_named
from advicebot.workspace.shapes.files import file_json
from advicebot.workspace.state import Json, Kind
from advicebot.workspace.state.file_store import File
from advicebot.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """Who fills in something of which app."""

    ws: Workspace
    user: str
    app: AppConfig

    def taken(self, blocks: Sequence[Json], values: object) -> Values:
        """Return the values of those inputs that are in ``blocks``, as ``settled``.

        Args:
            values: by block and action, each with its type, as ``state.values`` has them; None for
                none.

        Raises:
            ActError: they have another form, or one of them names what is not there.
        """
        made: Values = {}
        for block, element in all_elements(blocks):
            block_id, action_id = block.get("block_id", ""), element["action_id"]
            value = _within(_within(values, block_id), action_id)
            if value is None:
                continue
            if not isinstance(value, dict):
                raise ActError("invalid_request", _NO_VALUE.format(block_id, action_id, value))
            made.setdefault(block_id, {})[action_id] = self.settled(element, value)
        return made

    def settled(self, element: Json, value: Json) -> Json:
        """Return one value with the ids of people and conversations, and with whole files.

        Files that are given to an app can be opened by it from then on. What the element began
        with is the app's own word and stays as it is.

        Raises:
            ActError: somebody or something is named that this person does not see.
        """
        row = SINGLE.get(element["type"]) or SEVERAL.get(element["type"])
        find = _FINDERS.get(row[0]) if row else None
        if row is None or find is None or not value.get(row[0]):
            return value
        given = value[row[0]]
        if given == (initial_value(element) or {}).get(row[0]):
            return value
        found = [find(self, one) for one in (given if isinstance(given, list) else [given])]
        return value | {row[0]: found if element["type"] in SEVERAL else found[0]}


_NO_VALUE = (
    "Block {!r} has for {!r} the value {!r}: give an object with the element's type and what was "
    "chosen, as in state.values."
)


def _within(values: object, key: str) -> Any:
    if values is None:
        return None
    if not isinstance(values, dict):
        rule = f"Values stand by block id and action id; these are {str(values)[:100]!r}."
        raise ActError("invalid_request", rule)
    return values.get(key)


def _person(filler: Filler, given: object) -> str:
    return user_named(filler.ws.state, given).id


def _conversation(filler: Filler, given: object) -> str:
    return conversation_named(filler.ws, filler.user, given).id


def _channel(filler: Filler, given: object) -> str:
    state, kinds = filler.ws.state, (Kind.CHANNEL, Kind.PRIVATE)
    found = state.find_channel(given) if isinstance(given, str) else None
    seen = [one for one in state.visible_channels(filler.user) if one.kind in kinds]
    if found is None or found not in seen:
        names = ", ".join(f"#{one.name}" for one in seen)
        raise ActError(
            "channel_not_found", f"There is no channel {given!r} to choose; {names} are."
        )
    return found.id


def _file(filler: Filler, given: object) -> Json:
    """Return a file that this person uploaded, by its id or, the newest one, by its name."""
    named = given.get("id") if isinstance(given, dict) else given
    mine = [file for file in filler.ws.state.files if _is_own(filler, file)]
    found = next((file for file in reversed(mine) if named in (file.id, file.name)), None)
    if found is None:
        raise ActError("file_not_found", _no_file(filler, named, mine))
    found.shown_to.add(filler.app.bot_user_id)
    return file_json(filler.ws.state, found)


def _is_own(filler: Filler, file: File) -> bool:
    return file.user == filler.user and filler.ws.state.files.is_ready(file)


def _no_file(filler: Filler, named: object, mine: Iterable[File]) -> str:
    name = filler.ws.state.users[filler.user].name
    known = ", ".join(f"{file.name} ({file.id})" for file in mine) or "none"
    return (
        f"{name} has no file {named!r}. Upload or share it first, then name it by id or name; "
        f"there are: {known}."
    )


_FINDERS: dict[str, Callable[[Filler, object], Any]] = {
    "selected_user": _person,
    "selected_users": _person,
    "selected_channel": _channel,
    "selected_channels": _channel,
    "selected_conversation": _conversation,
    "selected_conversations": _conversation,
    "files": _file,
}
