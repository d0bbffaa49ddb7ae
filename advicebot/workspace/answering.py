"""Answering an app: by what it asked for, or by the fault that is in force."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from advicebot.workspace.faults.endings import ending
from advicebot.workspace.state import Json
from advicebot.workspace.traffic import Way
from advicebot.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an app asked for.

    Attributes:
        kind: as in the traffic.
        name: the method, or what the faults call it.
        args: its arguments; the channel and user that they name are what a fault may be for.
        body: what the traffic shows; None shows the arguments.
        app: the app's id, empty when it is unknown.
        began: the monotonic second at which it came.
    """

    kind: str
    name: str
    args: Json
    app: str
    began: float
    body: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it: for the traffic, and for the app."""

    answer: Json
    response: Response


async def answered(ws: Workspace, asked: Asked, do: Callable[[], Done]) -> Response:
    """Do what an app asked for and return its answer, as far as no fault is in the way."""
    fault = ws.fault_of(asked.name, asked.args, app=asked.app)
    if fault is None:
        done = do()
        _record(ws, asked, done.answer, "")
        return done.response
    if fault.seconds:
        await ws.faults.pauses.wait(fault.rule, fault.seconds)
    done_anyway = do() if fault.is_done else None
    if done_anyway is not None and fault.changed and done_anyway.answer.get("ok"):
        changed = done_anyway.answer | dict(fault.changed)
        done_anyway = Done(answer=changed, response=JSONResponse(changed))
    if done_anyway is None and asked.kind == "web-api":
        ws.calls.append((asked.name, asked.args, fault.as_answer()))
    _record(ws, asked, done_anyway.answer if done_anyway else None, fault.note)
    truth = done_anyway.response if done_anyway is not None else fault.answer()
    return ending(fault, ws.faults, truth)


def _record(ws: Workspace, asked: Asked, answer: Json | None, note: str) -> None:
    ws.traffic.add(
        way=Way.FROM_APP,
        app=asked.app,
        kind=asked.kind,
        name=asked.name,
        body=asked.args if asked.body is None else asked.body,
        answer=answer,
        began=asked.began,
        note=note,
    )
