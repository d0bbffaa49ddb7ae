"""Failures on purpose, to see what the app does when the Web API is unwell."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from advicebot.workspace.state import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One failure of a Web API call.

    Attributes:
        status: HTTP status. 429 is a rate limit, 500 an outage, 200 a refusal by ``error``.
        error: the error name in the answer.
        retry_after: seconds for the ``Retry-After`` header, None to send none.
        is_after: True to do the call first, so that only its answer is lost.
    """

    status: int = 200
    error: str = "internal_error"
    retry_after: int | None = None
    is_after: bool = False

    def answer(self) -> Response:
        """Return what the app gets instead of the true answer."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        body = {"ok": False, "error": self.error}
        return JSONResponse(body, status_code=self.status, headers=headers)


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
        users = args.get("users") or ()
        named = {args.get("channel"), args.get("user"), args.get("user_id")}
        named.update(users.split(",") if isinstance(users, str) else users)
        return fault if named & set(recipients) else None

    return plan
