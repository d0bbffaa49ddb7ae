# ruff: noqa: S608 (put together from constants only)
"""The statements of ``rights``. ``:id`` is a request's; what hangs on it is found from there."""

OPEN_HOLDS = """
SELECT * FROM holds WHERE team_id = :team_id AND lifted_at IS NULL ORDER BY made_at, id
"""
HELD_BY = """
SELECT * FROM holds
WHERE team_id = :team_id AND lifted_at IS NULL
  AND (object IN (:person, :request)
       OR object IN (SELECT 'request:' || id FROM requests
                     WHERE team_id = :team_id AND requester = :user_id)
       OR object IN (SELECT 'person:' || requester FROM requests WHERE id = :request_id))
ORDER BY made_at, id
"""
RUNNING = """
SELECT 1 FROM referrals
WHERE referrals.request_id = requests.id AND referrals.state NOT IN
    ('ended', 'declined', 'withdrawn')
"""
RECORDS = f"""
SELECT requests.id, requests.blanked_at,
    CASE WHEN EXISTS ({RUNNING}) THEN NULL
         WHEN handoffs.state IN ('closed', 'withdrawn') THEN handoffs.closed_at END AS closed_at,
    max(requests.updated_at,
        coalesce(handoffs.closed_at, handoffs.last_word_at, handoffs.created_at, ''),
        coalesce((SELECT max(max(updated_at, coalesce(review_on || :midnight, ''))) FROM referrals
                  WHERE referrals.request_id = requests.id), '')) AS last_change_at,
    EXISTS (SELECT 1 FROM holds WHERE holds.team_id = requests.team_id AND lifted_at IS NULL
            AND object IN ('request:' || requests.id, 'person:' || requests.requester)) AS is_held
FROM requests LEFT JOIN handoffs ON handoffs.id = requests.handoff_id
WHERE requests.team_id = :team_id AND requests.created_at < :before
ORDER BY requests.number
"""

HANDOFFS = """
SELECT id FROM handoffs
WHERE (request_id = :id OR id = (SELECT handoff_id FROM requests WHERE id = :id))
  AND NOT EXISTS (SELECT 1 FROM requests AS other
                  WHERE other.handoff_id = handoffs.id AND other.id <> :id)
"""
"""The handoffs that go with a request: those of which it is all that is left."""
TALKS = """
SELECT id FROM handoffs
WHERE (request_id = :id OR id = (SELECT handoff_id FROM requests WHERE id = :id))
  AND NOT EXISTS (SELECT 1 FROM requests AS other WHERE other.handoff_id = handoffs.id
                  AND other.id <> :id AND other.blanked_at IS NULL)
"""
"""The handoffs whose words go with those of a request: it is the last that had any."""
REFERRALS = "SELECT id FROM referrals WHERE request_id = :id"
CASES = f"SELECT id FROM panel_cases WHERE about = :id OR about IN ({REFERRALS})"
QUESTIONS = "SELECT id FROM follow_ups WHERE request_id = :id"
HANGS_ON = f"SELECT :id AS id UNION {REFERRALS} UNION {CASES} UNION {QUESTIONS}"
IDS_ABOUT = f"{HANGS_ON} UNION {HANDOFFS}"
IDS_BLANKED = f"{HANGS_ON} UNION {TALKS}"
POSTED = "SELECT kind, channel_id, ts FROM outbox WHERE ref = :ref AND ts IS NOT NULL ORDER BY id"
POSTED_TO = """
SELECT kind, channel_id, ts FROM outbox
WHERE team_id = :team_id AND recipient = :user_id AND ts IS NOT NULL ORDER BY id
"""

NO_TRIED = '{"assess": "", "plan": "", "do": "", "review": ""}'
BLANKS = (
    f"UPDATE words SET text = '' WHERE handoff_id IN ({TALKS})",
    "UPDATE referrals SET strengths = '', preferred = '', pupil_view = '', family_view = '', "
    f"reason = '', outcome = '', tried = '{NO_TRIED}', "
    "first_support = NULL, plan = NULL WHERE request_id = :id",
    "UPDATE profiles SET pupil_says = '', family_says = '' WHERE request_id = :id",
    f"UPDATE panel_cases SET tried = '', question = '' WHERE id IN ({CASES})",
    "UPDATE decisions SET what = '', who = '', school_does = '', done = '' "
    f"WHERE case_id IN ({CASES})",
)
REMOVES = (
    "PRAGMA defer_foreign_keys = ON",  # a handoff and its request point to each other
    f"DELETE FROM outbox WHERE ref IN ({IDS_ABOUT}) AND kind <> 'retract'",
    f"DELETE FROM timers WHERE ref IN ({IDS_ABOUT})",
    f"DELETE FROM decisions WHERE case_id IN ({CASES})",
    f"DELETE FROM panel_cases WHERE id IN ({CASES})",
    f"DELETE FROM follow_up_answers WHERE follow_up_id IN ({QUESTIONS})",
    "DELETE FROM follow_ups WHERE request_id = :id",
    "DELETE FROM pupil_facts WHERE request_id = :id",
    "DELETE FROM profiles WHERE request_id = :id",
    "DELETE FROM referrals WHERE request_id = :id",
    f"DELETE FROM words WHERE handoff_id IN ({HANDOFFS})",
    f"UPDATE follow_ups SET handoff_id = NULL WHERE handoff_id IN ({HANDOFFS})",
    f"DELETE FROM handoffs WHERE id IN ({HANDOFFS})",
    "UPDATE handoffs SET request_id = (SELECT id FROM requests "
    "    WHERE handoff_id = handoffs.id AND id <> :id ORDER BY number LIMIT 1) "
    "WHERE request_id = :id",
    "DELETE FROM requests WHERE id = :id",
)
BURY = """
INSERT INTO tombstones (id, team_id, erased_at) VALUES (:id, :team_id, :erased_at)
ON CONFLICT (id) DO UPDATE SET erased_at = max(erased_at, :erased_at)
"""
AWAITED = """
SELECT 1 FROM inbox WHERE team_id = :team_id AND done_at IS NULL AND failed_at IS NULL
  AND (instr(key, :user_id) OR instr(body, :user_id)) LIMIT 1
"""
FORGET_PERSON = (
    "DELETE FROM inbox WHERE team_id = :team_id AND (instr(key, :user_id) OR instr(body, :user_id)"
    " OR instr(key, (SELECT dm_channel FROM people WHERE team_id = :team_id "
    "AND user_id = :user_id)))",
    "DELETE FROM outbox WHERE team_id = :team_id AND recipient = :user_id AND kind <> 'retract'",
    "UPDATE words SET text = '' WHERE team_id = :team_id AND author = :user_id",
    "DELETE FROM people WHERE team_id = :team_id AND user_id = :user_id",
)
LEFTOVERS = (
    "DELETE FROM inbox WHERE received_at < :before "
    "AND (done_at IS NOT NULL OR failed_at IS NOT NULL)",
    "DELETE FROM timers WHERE done_at < :before",
    "DELETE FROM outbox WHERE created_at < :before AND sent_at IS NOT NULL "
    "AND kind IN ('home', 'ephemeral', 'retract')",
)

ABOUT_REQUEST = {
    "requests": "SELECT * FROM requests WHERE id = :id",
    "handoffs": "SELECT * FROM handoffs WHERE request_id = :id OR id = "
    "(SELECT handoff_id FROM requests WHERE id = :id)",
    "words": "SELECT * FROM words WHERE handoff_id = "
    "(SELECT handoff_id FROM requests WHERE id = :id) ORDER BY created_at",
    "referrals": "SELECT * FROM referrals WHERE request_id = :id",
    "profiles": "SELECT * FROM profiles WHERE request_id = :id",
    "panel_cases": f"SELECT * FROM panel_cases WHERE id IN ({CASES})",
    "decisions": f"SELECT * FROM decisions WHERE case_id IN ({CASES})",
    "follow_ups": "SELECT * FROM follow_ups WHERE request_id = :id",
    "follow_up_answers": f"SELECT * FROM follow_up_answers WHERE follow_up_id IN ({QUESTIONS})",
    "pupil_facts": "SELECT * FROM pupil_facts WHERE request_id = :id",
    "audit": f"SELECT * FROM audit WHERE object IN ({IDS_ABOUT}) ORDER BY id",
}
ABOUT_PERSON = {
    "people": "SELECT * FROM people WHERE team_id = :team_id AND user_id = :user_id",
    "practitioners": "SELECT * FROM practitioners WHERE team_id = :team_id AND user_id = :user_id",
    **{
        table: f"SELECT * FROM {table} WHERE team_id = :team_id AND user_id = :user_id"
        for table in ("weekly_shifts", "dated_shifts", "overrides", "duties")
    },
    "swaps": "SELECT * FROM swaps "
    "WHERE team_id = :team_id AND :user_id IN (asked_by, taken_by) ORDER BY created_at",
    "messages_to_them": "SELECT kind, ref, data, created_at, sent_at, channel_id, ts FROM outbox "
    "WHERE team_id = :team_id AND recipient = :user_id ORDER BY id",
    "words_written": "SELECT * FROM words WHERE team_id = :team_id AND author = :user_id",
    "done_by_them": "SELECT * FROM audit WHERE team_id = :team_id AND actor = :user_id ORDER BY id",
}
"""What somebody who asks for their data is given, by section."""
