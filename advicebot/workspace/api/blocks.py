"""blocks.validate: would Slack take these blocks, this message, this view?"""

import re
from collections.abc import Sequence
from typing import Any

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.blocks.check import check_message, check_view
from advicebot.workspace.errors import ApiError
from advicebot.workspace.state import Json

WITHIN = {"blocks": "/blocks", "message": "", "view": "/view"}
PROBLEM = re.compile(r"(?:\[ERROR\] )?(?P<message>.*?)(?: \[json-pointer:(?P<pointer>[^\]]*)\])?")


def validate(call: Call) -> Json:
    """Check one of ``blocks``, ``message`` and ``view``; the refusal lists what is wrong."""
    given = [name for name in WITHIN if call.args.get(name)]
    if len(given) != 1:
        raise ApiError("invalid_arguments", ["[ERROR] provide one of blocks, message and view"])
    name = given[0]
    if problems := _problems(name, call.args[name]):
        errors = [_error(problem, within=WITHIN[name]) for problem in problems]
        raise ApiError(f"invalid_{name}", extra={"errors": errors})
    return {}


def _problems(name: str, given: Any) -> Sequence[str]:
    if name == "view":
        if not isinstance(given, dict):
            return ["[ERROR] must be an object"]
        return check_view(given, kind="home" if given.get("type") == "home" else "modal")
    blocks = given.get("blocks") if name == "message" and isinstance(given, dict) else given
    return check_message(blocks) if isinstance(blocks, list) else ["[ERROR] must be an array"]


def _error(problem: str, *, within: str) -> Json:
    """Return a problem by itself; its pointer begins in what was given, not in the call."""
    found = PROBLEM.fullmatch(problem)
    assert found is not None
    pointer = (found["pointer"] or "").removeprefix(within)
    return {"pointer": pointer, "code": "failed_constraint", "message": found["message"]}


METHODS: dict[str, Method] = {"blocks.validate": validate}
