"""The statements of the migrations that arrange outreach and learn from it; see ``schema``."""

ARRANGE = """
CREATE TABLE referrals (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    request_id TEXT REFERENCES requests (id),
    offer_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    requester TEXT NOT NULL,
    phase TEXT NOT NULL,
    needs TEXT NOT NULL,
    strengths TEXT NOT NULL,
    tried TEXT NOT NULL,
    consent INTEGER NOT NULL,
    preferred TEXT NOT NULL,
    pupil_view TEXT NOT NULL,
    family_view TEXT NOT NULL,
    first_support TEXT,
    plan TEXT,
    state TEXT NOT NULL,
    decided_by TEXT,
    start_on TEXT,
    review_on TEXT,
    ended_on TEXT,
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL,
    result TEXT,
    nudges INTEGER NOT NULL,
    nudged_at TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    moved_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (team_id, number)
) STRICT;
CREATE INDEX referrals_by_offer ON referrals (team_id, offer_id, state);
CREATE INDEX referrals_by_person ON referrals (team_id, requester, number);
CREATE INDEX referrals_by_request ON referrals (request_id) WHERE request_id IS NOT NULL;

CREATE TABLE profiles (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES requests (id),
    by TEXT NOT NULL,
    answers TEXT NOT NULL,
    protective TEXT NOT NULL,
    pupil_says TEXT NOT NULL,
    family_says TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX profiles_by_request ON profiles (request_id, at);

CREATE TABLE panel_cases (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    about TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    phase TEXT NOT NULL,
    needs TEXT NOT NULL,
    tried TEXT NOT NULL,
    question TEXT NOT NULL,
    put_by TEXT NOT NULL,
    put_at TEXT NOT NULL,
    withdrawn_at TEXT,
    UNIQUE (team_id, number)
) STRICT;
CREATE INDEX panel_cases_by_meeting ON panel_cases (team_id, meeting_id);
CREATE INDEX panel_cases_by_subject ON panel_cases (about);

CREATE TABLE decisions (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES panel_cases (id),
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    by_when TEXT NOT NULL,
    school_does TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    asked INTEGER NOT NULL,
    asked_at TEXT,
    done TEXT NOT NULL,
    done_at TEXT,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX decisions_by_case ON decisions (case_id);
"""

LEARN = """
CREATE TABLE follow_ups (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES requests (id),
    handoff_id TEXT REFERENCES handoffs (id),
    requester TEXT NOT NULL,
    kind TEXT NOT NULL,
    due_at TEXT NOT NULL,
    asked_at TEXT,
    reminded INTEGER NOT NULL,
    reminded_at TEXT,
    answered_at TEXT,
    whereabouts TEXT,
    days_suspended REAL,
    risk INTEGER,
    did_next_step INTEGER,
    helped TEXT NOT NULL,
    stopped INTEGER NOT NULL,
    closed_unknown_at TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (request_id, kind)
) STRICT;
CREATE INDEX follow_ups_by_person ON follow_ups (team_id, requester, due_at);

CREATE TABLE follow_up_answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    follow_up_id TEXT NOT NULL REFERENCES follow_ups (id),
    given_at TEXT NOT NULL,
    whereabouts TEXT NOT NULL,
    days_suspended REAL,
    risk INTEGER,
    did_next_step INTEGER,
    helped TEXT NOT NULL,
    is_late INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_by_follow_up ON follow_up_answers (follow_up_id, id);

CREATE TABLE pupil_facts (
    request_id TEXT PRIMARY KEY REFERENCES requests (id),
    team_id TEXT NOT NULL,
    sen_support TEXT NOT NULL,
    ehcp TEXT NOT NULL,
    looked_after TEXT NOT NULL,
    free_meals TEXT NOT NULL,
    days_before REAL
) STRICT;

CREATE TABLE digests (
    team_id TEXT NOT NULL,
    monday TEXT NOT NULL,
    made_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (team_id, monday)
) STRICT;

CREATE TABLE charts (
    team_id TEXT NOT NULL,
    monday TEXT NOT NULL,
    name TEXT NOT NULL,
    alt TEXT NOT NULL,
    png BLOB NOT NULL,
    file_id TEXT,
    PRIMARY KEY (team_id, monday, name)
) STRICT;

ALTER TABLE people ADD COLUMN no_follow_ups_at TEXT;
CREATE INDEX requests_by_time ON requests (team_id, created_at);
CREATE INDEX handoffs_by_time ON handoffs (team_id, created_at);
"""

RIGHTS = """
CREATE TABLE holds (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    object TEXT NOT NULL,
    why TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    lifted_by TEXT,
    lifted_at TEXT
) STRICT;
CREATE INDEX holds_by_object ON holds (team_id, object) WHERE lifted_at IS NULL;

CREATE TABLE tombstones (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    erased_at TEXT NOT NULL
) STRICT;

ALTER TABLE requests ADD COLUMN blanked_at TEXT;
DROP TRIGGER audit_is_never_deleted;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN OLD.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 year')
BEGIN SELECT RAISE(ABORT, 'audit rows are kept'); END;
"""

NUMBERS = """
CREATE TABLE numbers (
    team_id TEXT NOT NULL,
    noun TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (team_id, noun)
) STRICT;
INSERT INTO numbers SELECT team_id, 'requests', max(number) FROM requests GROUP BY team_id;
INSERT INTO numbers SELECT team_id, 'referrals', max(number) FROM referrals GROUP BY team_id;
INSERT INTO numbers SELECT team_id, 'panel_cases', max(number) FROM panel_cases GROUP BY team_id;
"""
