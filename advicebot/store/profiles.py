"""SQL for profiles of needs and strengths."""

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from advicebot.domain.support.needs_profile import Area, Profile, Protective
from advicebot.store.rows import to_instant, to_text

OF_REQUEST = "SELECT * FROM profiles WHERE request_id = :request_id ORDER BY at, rowid"

FORGET = "UPDATE profiles SET pupil_says = '', family_says = '' WHERE request_id = :request_id"


class Profiles:
    """Needs and strengths as people filled them in, in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, profile: Profile) -> None:
        """Store one filling-in; earlier ones stay, to be compared with."""
        self._db.table("profiles").insert(
            {
                "id": profile.id,
                "team_id": profile.team_id,
                "request_id": profile.request_id,
                "by": profile.by,
                "answers": json.dumps(dict(profile.answers)),
                "protective": json.dumps(profile.protective),
                "pupil_says": profile.pupil_says,
                "family_says": profile.family_says,
                "at": to_text(profile.at),
            }
        )

    def list_of_request(self, request_id: str) -> list[Profile]:
        """Return every filling-in about the pupil of a request, oldest first."""
        return [to_profile(row) for row in self._db.query(OF_REQUEST, {"request_id": request_id})]

    def forget_words(self, request_id: str) -> None:
        """Take out what pupil and family said, as told; the taps stay."""
        self._db.execute(FORGET, {"request_id": request_id})


def to_profile(row: Mapping[str, Any]) -> Profile:
    """Return the profile a row of ``profiles`` holds."""
    plain = dict(row)
    answers = json.loads(plain["answers"])
    plain |= {
        "answers": {Area(area): answer for area, answer in answers.items()},
        "protective": tuple(Protective(each) for each in json.loads(plain["protective"])),
        "at": to_instant(plain["at"]),
    }
    return Profile(**plain)
