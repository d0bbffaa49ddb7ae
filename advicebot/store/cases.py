"""SQL for what may be counted of each request. A few questions for any number of requests."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlite_utils import Database

from advicebot.domain.line import Line
from advicebot.domain.outcomes.outcome import CaseFact
from advicebot.store.case_facts import Rows, to_fact
from advicebot.store.case_groups import Groups
from advicebot.store.rows import Row, to_text

LINKED = """
SELECT id, handoff_id, requester, channel_id, thread_ts, created_at FROM requests
WHERE team_id = :team_id AND (handoff_id IS NOT NULL OR thread_ts IS NOT NULL)
"""
IN_THREAD_OF = """
SELECT later.id AS id, earlier.id AS of_id, earlier.created_at AS of_created_at
FROM requests AS later JOIN requests AS earlier
  ON earlier.team_id = later.team_id AND earlier.channel_id = later.channel_id
  AND earlier.message_ts = later.thread_ts AND earlier.requester = later.requester
WHERE later.team_id = :team_id AND later.thread_ts IS NOT NULL
"""
UNDER_OUR_REPLY = """
SELECT later.id AS id, earlier.id AS of_id, earlier.created_at AS of_created_at
FROM requests AS later
JOIN outbox ON outbox.channel_id = later.channel_id AND outbox.ts = later.thread_ts
  AND outbox.kind = 'reply'
JOIN requests AS earlier ON earlier.id = outbox.ref AND earlier.requester = later.requester
WHERE later.team_id = :team_id AND later.thread_ts IS NOT NULL
"""
SPAN = "requests.team_id = :team_id AND requests.created_at >= :low AND requests.created_at < :high"
REQUESTS = f"""
SELECT requests.id, requests.created_at, requests.updated_at, requests.risk, requests.urgency,
  requests.action, requests.band, requests.suggestions, requests.topics, requests.feedback,
  requests.state, requests.handoff_id, people.school
FROM requests LEFT JOIN people
  ON people.team_id = requests.team_id AND people.user_id = requests.requester
WHERE {SPAN} ORDER BY requests.created_at, requests.number
"""  # noqa: S608
HANDOFFS = f"""
SELECT handoffs.id, handoffs.request_id, handoffs.urgency, handoffs.created_at,
  handoffs.claimed_at, handoffs.closed_at, handoffs.closing
FROM handoffs JOIN requests ON requests.id = handoffs.request_id WHERE {SPAN}
ORDER BY handoffs.created_at, handoffs.id
"""  # noqa: S608
FIRST_CLAIMS = """
SELECT object AS handoff_id, min(at) AS at FROM audit
WHERE team_id = :team_id AND action = 'handoff.claim' AND at >= :low GROUP BY object
"""
FOLLOW_UPS = f"""
SELECT follow_ups.* FROM follow_ups JOIN requests ON requests.id = follow_ups.request_id
WHERE {SPAN} AND follow_ups.asked_at IS NOT NULL AND follow_ups.asked_at <= :known_at
ORDER BY follow_ups.due_at, follow_ups.id
"""  # noqa: S608
ANSWERS = f"""
SELECT follow_up_answers.* FROM follow_up_answers
JOIN follow_ups ON follow_ups.id = follow_up_answers.follow_up_id
JOIN requests ON requests.id = follow_ups.request_id
WHERE {SPAN} AND follow_up_answers.given_at <= :known_at
ORDER BY follow_up_answers.given_at, follow_up_answers.id
"""  # noqa: S608
PUPILS = f"""
SELECT pupil_facts.* FROM pupil_facts JOIN requests ON requests.id = pupil_facts.request_id
WHERE {SPAN}
"""  # noqa: S608
PLACES = f"""
SELECT referrals.request_id, referrals.offer_id, referrals.state, referrals.result
FROM referrals JOIN requests ON requests.id = referrals.request_id
WHERE {SPAN} AND referrals.state IN ('started', 'review-due', 'ended') ORDER BY referrals.number
"""  # noqa: S608
INSERTED = f"""
SELECT words.handoff_id, words.strategy_id FROM words
JOIN handoffs ON handoffs.id = words.handoff_id
JOIN requests ON requests.id = handoffs.request_id
WHERE {SPAN} AND words.strategy_id IS NOT NULL AND words.side = 'practitioner'
  AND words.state <> 'deleted' ORDER BY words.created_at, words.id
"""  # noqa: S608
PAGES = """
SELECT audit.object AS handoff_id, audit.detail FROM audit
JOIN handoffs ON handoffs.id = audit.object
WHERE handoffs.team_id = :team_id AND handoffs.created_at >= :since
  AND handoffs.created_at < :until AND audit.action = 'handoff.page' ORDER BY audit.id
"""


PLACE_SAID = ("whereabouts", "days_suspended")


class Cases:
    """What may be counted, in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def facts(
        self,
        team_id: str,
        *,
        since: datetime,
        until: datetime,
        line: Line,
        tiers: Mapping[str, int],
        known_at: datetime | None = None,
    ) -> list[CaseFact]:
        """Return a fact for every call that began in [since, until), oldest first.

        A call is a request with what continues it: later messages of its thread, and requests that
        joined its handoff. It began with the first of them. Left out are withdrawn requests and
        those that were declined as outside the line and went to nobody.

        Args:
            tiers: the tier by the id of an offer; an offer that is in it no more counts for none.
            known_at: answers, claims and withdrawals after it are not heeded: what is returned is
                what was known then. None heeds everything.
        """
        groups = self._groups(team_id)
        low, high = groups.reach(to_text(since), to_text(until))
        known = to_text(known_at) if known_at else "9"
        rows = self._rows({"team_id": team_id, "low": low, "high": high, "known_at": known})
        start, end = to_text(since), to_text(until)
        return [
            to_fact(members, rows, line=line, tiers=tiers)
            for members in groups.calls(rows.requests, known_at=known)
            if start <= members[0]["created_at"] < end
        ]

    def rota_load(self, team_id: str, *, since: datetime, until: datetime) -> tuple[int, int]:
        """Return how many calls that began in [since, until) people were paged for, and for how
        many of them somebody was paged who was not on the first page.
        """
        values = {"team_id": team_id, "since": to_text(since), "until": to_text(until)}
        paged: dict[str, list[set[str]]] = defaultdict(list)
        for row in self._db.query(PAGES, values):
            paged[row["handoff_id"]].append(set(json.loads(row["detail"])["paged"]))
        calls = [[people for people in each if people] for each in paged.values()]
        went_on = [each for each in calls if each and set().union(*each) - each[0]]
        return sum(bool(each) for each in calls), len(went_on)

    def _groups(self, team_id: str) -> Groups:
        values = {"team_id": team_id}
        groups = Groups()
        for row in self._db.query(LINKED, values):
            groups.add_linked(row)
        for sql in (IN_THREAD_OF, UNDER_OUR_REPLY):
            for row in self._db.query(sql, values):
                groups.add_earlier(row)
        return groups

    def _rows(self, values: dict[str, str]) -> Rows:
        claims = {
            row["handoff_id"]: row["at"]
            for row in self._db.query(FIRST_CLAIMS, values)
            if row["at"] <= values["known_at"]
        }
        return Rows(
            requests=list(self._db.query(REQUESTS, values)),
            handoffs={row["id"]: row for row in self._db.query(HANDOFFS, values)},
            claims=claims,
            follow_ups=_listed(self._db.query(FOLLOW_UPS, values)),
            answers=_standing(self._db.query(ANSWERS, values)),
            pupils=_listed(self._db.query(PUPILS, values)),
            places=_listed(self._db.query(PLACES, values)),
            inserted=_listed(self._db.query(INSERTED, values), by="handoff_id"),
            known_at=values["known_at"],
        )


def _standing(rows: Iterable[Row]) -> Mapping[int | str, Row]:
    """The last answer of each follow-up, with ``told_at``; see ``domain.outcomes.answers``."""
    found: dict[int | str, Row] = {}
    for row in rows:
        before = found.get(row["follow_up_id"])
        is_same = before and all(before[each] == row[each] for each in PLACE_SAID)
        at = before["told_at"] if before and is_same else row["given_at"]
        found[row["follow_up_id"]] = {**row, "told_at": at}
    return found


def _listed(rows: Iterable[Row], by: str = "request_id") -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[by]].append(row)
    return dict(found)
