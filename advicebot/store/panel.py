"""SQL for cases put to the panel, and its decisions."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from advicebot.domain.support.panel import Case, Decision
from advicebot.domain.vocabulary import Need, Phase
from advicebot.errors import StoreError
from advicebot.ids import panel_reference
from advicebot.store.numbers import Noun, give, next_number
from advicebot.store.rows import plain_value, to_instant, to_text

FIND_ABOUT = """
SELECT * FROM panel_cases
WHERE about = :about AND meeting_id = :meeting_id AND withdrawn_at IS NULL
"""
OF_MEETING = """
SELECT * FROM panel_cases
WHERE team_id = :team_id AND meeting_id = :meeting_id AND withdrawn_at IS NULL ORDER BY number
"""
ABOUT = """
SELECT * FROM panel_cases WHERE about = :about AND withdrawn_at IS NULL ORDER BY number
"""
WITHDRAW = "UPDATE panel_cases SET withdrawn_at = :at WHERE id = :id AND withdrawn_at IS NULL"
DECISIONS = "SELECT * FROM decisions WHERE case_id = :case_id ORDER BY rowid"
OPEN_DECISIONS = """
SELECT * FROM decisions WHERE team_id = :team_id AND done_at IS NULL ORDER BY by_when, rowid
"""


class Panel:
    """Cases and decisions in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def next_number(self, team_id: str) -> int:
        """Return the number of this team's next case, the part after "P-"."""
        return next_number(self._db, team_id, Noun.PANEL_CASES)

    def add(self, case: Case, number: int) -> None:
        """Store a new case; its reference is made from the number."""
        row = {each.name: plain_value(getattr(case, each.name)) for each in fields(case)}
        del row["reference"]
        self._db.table("panel_cases").insert(row | {"number": number, "withdrawn_at": None})
        give(self._db, case.team_id, Noun.PANEL_CASES, number)

    def find(self, case_id: str) -> Case | None:
        """Return the case with this id, taken back or not."""
        found = self._cases("SELECT * FROM panel_cases WHERE id = :id", {"id": case_id})
        return found[0] if found else None

    def find_about(self, about: str, meeting_id: str) -> Case | None:
        """Return the case about a request or referral at a meeting, None where none is put."""
        found = self._cases(FIND_ABOUT, {"about": about, "meeting_id": meeting_id})
        return found[0] if found else None

    def list_about(self, about: str) -> list[Case]:
        """Return the cases about a request or referral that stand, in the order they were put."""
        return self._cases(ABOUT, {"about": about})

    def list_of_meeting(self, team_id: str, meeting_id: str) -> list[Case]:
        """Return the cases put to a meeting and not taken back, in the order they were put."""
        return self._cases(OF_MEETING, {"team_id": team_id, "meeting_id": meeting_id})

    def withdraw(self, case_id: str, at: datetime) -> bool:
        """Take a case back; False when it was taken back before, or there is none."""
        cursor = self._db.execute(WITHDRAW, {"id": case_id, "at": to_text(at)})
        return bool(cursor.rowcount == 1)

    def add_decision(self, decision: Decision) -> None:
        """Store a new decision."""
        self._db.table("decisions").insert(_decision_row(decision))

    def save_decision(self, decision: Decision) -> Decision:
        """Store a changed decision and return it with its next version.

        Raises:
            StoreError: it was changed by somebody else since it was read.
        """
        row = _decision_row(decision)
        columns = ", ".join(f"{name} = :{name}" for name in row if name not in ("id", "version"))
        cursor = self._db.execute(
            f"UPDATE decisions SET {columns}, version = version + 1 "  # noqa: S608
            "WHERE id = :id AND version = :version",
            row,
        )
        if cursor.rowcount != 1:
            raise StoreError(f"Decision {decision.id} was changed by somebody else meanwhile.")
        found = self.find_decision(decision.id)
        assert found is not None
        return found

    def find_decision(self, decision_id: str) -> Decision | None:
        """Return the decision with this id."""
        found = self._decisions("SELECT * FROM decisions WHERE id = :id", {"id": decision_id})
        return found[0] if found else None

    def list_decisions(self, case_id: str) -> list[Decision]:
        """Return what was decided in a case, in the order in which it was written down."""
        return self._decisions(DECISIONS, {"case_id": case_id})

    def list_open_decisions(self, team_id: str) -> list[Decision]:
        """Return the decisions of which nobody has said what came, the first due first."""
        return self._decisions(OPEN_DECISIONS, {"team_id": team_id})

    def _cases(self, sql: str, values: dict[str, Any]) -> list[Case]:
        return [_to_case(row) for row in self._db.query(sql, values)]

    def _decisions(self, sql: str, values: dict[str, Any]) -> list[Decision]:
        return [_to_decision(row) for row in self._db.query(sql, values)]


def _to_case(row: Mapping[str, Any]) -> Case:
    plain = {each.name: row[each.name] for each in fields(Case) if each.name != "reference"}
    return Case(
        **plain
        | {
            "reference": panel_reference(row["number"]),
            "phase": Phase(row["phase"]),
            "needs": tuple(Need(need) for need in json.loads(row["needs"])),
            "put_at": to_instant(row["put_at"]),
        }
    )


def _decision_row(decision: Decision) -> dict[str, Any]:
    row = {each.name: plain_value(getattr(decision, each.name)) for each in fields(decision)}
    days = {name: row[name].isoformat() for name in ("by_when", "decided_on")}
    return row | days


def _to_decision(row: Mapping[str, Any]) -> Decision:
    return Decision(
        **dict(row)
        | {
            "by_when": date.fromisoformat(row["by_when"]),
            "decided_on": date.fromisoformat(row["decided_on"]),
            "asked_at": to_instant(row["asked_at"]) if row["asked_at"] else None,
            "done_at": to_instant(row["done_at"]) if row["done_at"] else None,
        }
    )
