"""Finding people, conversations and apps by what one would call them."""

from collections.abc import Iterable
from difflib import get_close_matches

from advicebot.workspace.apps import Installed
from advicebot.workspace.config import AppConfig, UserConfig
from advicebot.workspace.errors import ActError
from advicebot.workspace.state import Channel, Kind, State
from advicebot.workspace.workspace import Workspace


def user_named(state: State, given: object) -> UserConfig:
    """Return the person with this id, display name, real name or (if only one has it) first name.

    Capitals and a leading ``@`` make no difference.

    Raises:
        ActError: nobody is called so, or several are.
    """
    known = state.users.get(given) if isinstance(given, str) else None
    if known is not None:
        return known
    wanted = _plain(given)
    for names in (_whole, _first):
        found = [user for user in state.users.values() if wanted and wanted in names(user)]
        if len(found) == 1:
            return found[0]
        if found:
            who = ", ".join(f"{user.real_name or user.name} ({user.id})" for user in found)
            raise ActError("user_ambiguous", f"{given!r} may mean {who}: give the id.")
    raise ActError("user_not_found", f"There is nobody called {given!r}; {_all(state)}.")


def _plain(given: object) -> str:
    return str(given or "").removeprefix("@").strip().casefold()


def _whole(user: UserConfig) -> set[str]:
    return {user.name.casefold(), user.real_name.casefold()}


def _first(user: UserConfig) -> set[str]:
    return {user.real_name.partition(" ")[0].casefold()}


def _all(state: State) -> str:
    people = (f"{user.name} ({user.id})" for user in state.users.values())
    return f"there are {', '.join(people)}"


def conversation_named(ws: Workspace, user: str, given: object) -> Channel:
    """Return a conversation by its id, its name, or whom it is with; made if it is a new DM.

    ``general`` and ``#general`` are a channel; a person's name, a bot's name or the id or name of
    an app is the DM of ``user`` with them.

    Raises:
        ActError: there is none that ``user`` may see.
    """
    state = ws.state
    channel = state.find_channel(given) if isinstance(given, str) else None
    if channel is not None and channel.is_visible_to(user):
        return channel
    other = _other(ws, given) if channel is None and _plain(given) else None
    if other is None:
        seen = _titles(state.visible_channels(user))
        message = f"You cannot see a conversation {given!r}; {user} sees {seen}."
        raise ActError("channel_not_found", message)
    return state.direct(frozenset({user, other}))


def _other(ws: Workspace, given: object) -> str | None:
    for app in ws.apps:
        if _plain(given) in (app.config.id.casefold(), app.config.name.casefold()):
            return app.config.bot_user_id
    try:
        return user_named(ws.state, given).id
    except ActError:
        return None


def _titles(channels: Iterable[Channel]) -> str:
    groups = (Kind.CHANNEL, Kind.PRIVATE)
    return ", ".join(f"#{one.name}" if one.kind in groups else one.id for one in channels)


def app_named(ws: Workspace, given: object) -> Installed:
    """Return the app with this id or name, the first one for None or an empty name.

    Raises:
        ActError: no app is called so.
    """
    wanted = _plain(given)
    for app in ws.apps:
        if wanted in ("", app.config.id.casefold(), app.config.name.casefold()):
            return app
    names = ", ".join(f"{app.config.name} ({app.config.id})" for app in ws.apps)
    raise ActError("app_not_found", f"There is no app {given!r}; there are {names}.")


def label_of(config: AppConfig | UserConfig) -> str:
    """Return the name that an app or a person is shown by."""
    if isinstance(config, AppConfig):
        return config.name
    return config.real_name or config.name


def nearest(given: str, known: Iterable[str]) -> str:
    """Return ``did you mean X?`` for what was misspelt, empty when nothing known is like it."""
    by_small = {one.casefold(): one for one in known}
    found = get_close_matches(_plain(given), by_small, n=1, cutoff=0.7)
    return f"did you mean {by_small[found[0]]}?" if found else ""
