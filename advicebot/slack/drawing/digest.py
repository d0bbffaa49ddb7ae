"""The weekly digest, and short lines about it.

Reads the state as it is now and hands it to the screens.
"""

from datetime import date

from advicebot.domain.delivery import Effect
from advicebot.domain.outcomes import digest_json
from advicebot.service.desk import Desk
from advicebot.slack.screens import digest as screens
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.shelf import Shelf


def digest(desk: Desk, shelf: Shelf, effect: Effect) -> Message:
    """Return the message that an effect stands for.

    ``pictures`` False in its data leaves them out: Slack would not show them.
    """
    monday = date.fromisoformat(effect.ref)
    with desk.work.read() as unit:
        stored = unit.digests.find(effect.team_id, monday)
        charts = unit.digests.list_charts(effect.team_id, monday)
    if stored is None:
        raise KeyError(f"no digest of {monday}")
    with_pictures = effect.data.get("pictures", True)
    return screens.digest(digest_json.load(stored.body), charts, with_pictures=with_pictures)


def line(desk: Desk, shelf: Shelf, effect: Effect) -> Message:
    """Return a short message by the name of its template, which stands under ``name``."""
    return screens.line(effect.data["name"])
