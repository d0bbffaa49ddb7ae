"""What can go wrong with one request of an app, and plans that decide when it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import JSONResponse, Response

from advicebot.workspace.state import Json


class Ending(StrEnum):
    """What the app gets in the end."""

    ANSWER = "answer"
    """An answer of the fault's own."""
    TRUTH = "truth"
    """What it would have got without the fault."""
    RESET = "reset"
    """No answer: its connection is reset."""
    SILENCE = "silence"
    """No answer: its connection stays open until it gives up, or the rule is ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One failure of a Web API call.

    Attributes:
        status: HTTP status. 429 is a rate limit, 500 an outage, 200 a refusal by ``error``.
        error: the error name in the answer.
        retry_after: seconds for the ``Retry-After`` header, None to send none.
        is_after: True to do the call first, so that only its answer is lost.
        ending: what the app gets; ``status`` and ``error`` count only with an answer of its own.
        seconds: how long to wait before anything happens, while the rule stands.
        changed: what stands otherwise in a true answer.
        rule: id of the rule this is of, empty for that of a plan.
        label: how the traffic names the rule.
    """

    status: int = 200
    error: str = "internal_error"
    retry_after: int | None = None
    is_after: bool = False
    ending: Ending = Ending.ANSWER
    seconds: float = 0.0
    changed: Mapping[str, str] | None = None
    rule: str = ""
    label: str = ""

    @property
    def is_done(self) -> bool:
        """Return whether the call is done in spite of the fault."""
        return self.is_after or self.ending is Ending.TRUTH

    @property
    def note(self) -> str:
        """Return how the traffic names the fault."""
        answer = f"{self.status} {self.error}" if self.ending is Ending.ANSWER else ""
        words = " ".join(filter(None, (self.label, answer)))
        return f"fault: {words or self.ending}"

    def answer(self) -> Response:
        """Return what the app gets instead of the true answer."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return JSONResponse(self.as_answer(), status_code=self.status, headers=headers)

    def as_answer(self) -> Json:
        """Return the answer for the list of calls; without one its error is the ending's name."""
        return {"ok": False, "error": self.error if self.ending is Ending.ANSWER else self.ending}


FaultPlan = Callable[[str, Json], Fault | None]
"""Decides by method and arguments whether this call fails; None lets it through."""

OUTAGE = Fault(status=503, error="service_unavailable")


def rate_limit(method: str, *, retry_after: int, times: int = 1) -> FaultPlan:
    """Return a plan by which the next calls of one method are too many, with 429."""
    left = [times]
    fault = Fault(status=429, error="ratelimited", retry_after=retry_after)

    def plan(called: str, args: Json) -> Fault | None:
        if called != method or left[0] == 0:
            return None
        left[0] -= 1
        return fault

    return plan


def only_to(*recipients: str, fault: Fault) -> FaultPlan:
    """Return a plan by which every call that names one of these channels or users fails."""

    def plan(called: str, args: Json) -> Fault | None:
        return fault if named_in(args) & set(recipients) else None

    return plan


def named_in(args: Json) -> set[str]:
    """Return the channels and users that the arguments of a call name."""
    users = args.get("users") or ()
    named = {args.get(key) for key in ("channel", "channel_id", "user", "user_id")}
    named.update(users.split(",") if isinstance(users, str) else users)
    return {one for one in named if isinstance(one, str)}
