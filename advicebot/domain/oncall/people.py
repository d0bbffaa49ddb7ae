"""The people a rota may name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody who may be on call: Slack user id, full name, and Slack handle without the @."""

    user_id: str
    name: str
    handle: str
