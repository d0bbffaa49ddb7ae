"""Modals and home tabs: what is open for whom."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from advicebot.workspace.blocks.values import Values, state_values
from advicebot.workspace.config import AppConfig
from advicebot.workspace.state import OLDER_KEPT, Json

STACK_LIMIT = 3
TEXTS = ("private_metadata", "callback_id")
OPTIONAL_TEXTS = ("title", "submit", "close")
SWITCHES = ("clear_on_close", "notify_on_close")


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or a home tab. ``entered`` has what its person has filled in so far.

    ``older`` has the blocks it showed before it was changed, newest first.
    """

    id: str
    user: str
    app: AppConfig
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    entered: Values = field(default_factory=dict)
    older: deque[list[Json]] = field(default_factory=lambda: deque(maxlen=OLDER_KEPT))

    @property
    def drawings(self) -> Iterator[list[Json]]:
        """Yield the blocks it has and had, newest first."""
        yield self.blocks
        yield from self.older

    @property
    def blocks(self) -> list[Json]:
        """Return its blocks, each with ids."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        """Return the app's own id for it, empty when it gave none."""
        return str(self.body.get("external_id") or "")

    @property
    def notifies(self) -> bool:
        """Return whether the app wants to know when it is closed."""
        return bool(self.body.get("notify_on_close"))

    def as_json(self, *, team_id: str) -> Json:
        """Return the view as Slack does."""
        made: Json = {"id": self.id, "team_id": team_id, "type": self.body["type"]}
        made |= {key: self.body.get(key) or "" for key in TEXTS}
        made |= {key: self.body.get(key) for key in OPTIONAL_TEXTS}
        made |= {key: bool(self.body.get(key)) for key in SWITCHES}
        return made | {
            "blocks": self.blocks,
            "state": {"values": state_values(self.blocks, self.entered)},
            "hash": self.hash,
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app.id,
            "external_id": self.external_id,
            "app_installed_team_id": team_id,
            "bot_id": self.app.bot_id,
        }


class ViewStore:
    """Open modals by person, lowest first, and the published home tabs."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = defaultdict(list)
        self._homes: dict[tuple[str, str], View] = {}

    def stack(self, user: str) -> list[View]:
        """Return a person's open modals, the one on top last."""
        return self._stacks[user]

    def top(self, user: str) -> View | None:
        """Return the modal a person sees."""
        stack = self._stacks[user]
        return stack[-1] if stack else None

    def home(self, user: str, app: AppConfig) -> View | None:
        """Return the home tab that an app published for a person, None before it did."""
        return self._homes.get((user, app.id))

    def set_home(self, view: View) -> None:
        """Make this the home tab of its person and app."""
        self._homes[(view.user, view.app.id)] = view

    def all(self) -> Iterator[View]:
        """Yield every open modal and every home."""
        for stack in self._stacks.values():
            yield from stack
        yield from self._homes.values()

    def find(self, view_id: object = None, external_id: object = None) -> View | None:
        """Return the view with this id, or with this external id."""
        for view in self.all():
            if view_id and view.id == view_id:
                return view
            if external_id and view.external_id == external_id:
                return view
        return None

    def of_user(self, user: str, view_id: object) -> View | None:
        """Return a view that this person has open."""
        view = self.find(view_id)
        return view if view is not None and view.user == user else None
