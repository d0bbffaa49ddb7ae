"""One thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. A warning is no failure, but somebody should read it."""

    part: str
    ok: bool
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        mark = "FAIL" if not self.ok else "warn" if self.is_warning else "ok"
        return f"{mark:>4}  {self.part}: {self.message}"
