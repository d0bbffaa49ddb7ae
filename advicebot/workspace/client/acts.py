"""Every act of a person, by its name in the page's protocol."""

from advicebot.workspace.client import admin, clicks, forms, marks, talk
from advicebot.workspace.client.act import Act, Doer
from advicebot.workspace.client.look import who
from advicebot.workspace.errors import ActError, ApiError, FormError, NoAnswerError
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

ACTS: dict[str, Doer] = {**talk.ACTS, **admin.ACTS, **clicks.ACTS, **forms.ACTS, **marks.ACTS}


async def perform(ws: Workspace, asked: object) -> Json:
    """Do what a page asked for and return the answer it gets; a refusal has ``ok`` false."""
    try:
        if not isinstance(asked, dict):
            raise ActError("invalid_request", "An act is a JSON object.")
        doer = ACTS.get(str(asked.get("act")))
        if doer is None:
            raise ActError("unknown_act", f"There is no act {asked.get('act')!r}.")
        act = Act(ws=ws, user=who(ws, asked.get("as")), given=asked)
        return {"ok": True} | await doer(act)
    except FormError as refusal:
        return _refused(refusal.name, refusal.message) | {"errors": refusal.errors}
    except ActError as refusal:
        return _refused(refusal.name, refusal.message)
    except NoAnswerError as refusal:
        return _refused("dispatch_failed", f"That failed: {refusal}.")
    except ApiError as refusal:
        return _refused(refusal.name, f"The app's answer was refused: {refusal}")


def _refused(name: str, message: str) -> Json:
    return {"ok": False, "error": name, "message": message}
