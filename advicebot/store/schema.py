"""The statements of each migration. What has shipped is never edited: a change is a new step."""

FIRST_SCHEMA = """
CREATE TABLE inbox (
    key TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at TEXT NOT NULL,
    lease_by TEXT,
    lease_until TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    done_at TEXT,
    failed_at TEXT
) STRICT;
CREATE INDEX inbox_waiting ON inbox (lease_until) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    team_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    ref TEXT NOT NULL,
    data TEXT NOT NULL,
    priority INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    next_at TEXT NOT NULL,
    lease_by TEXT,
    lease_until TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at TEXT,
    failed_at TEXT,
    last_error TEXT,
    channel_id TEXT,
    ts TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (recipient, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_by_ref ON outbox (ref, kind);

CREATE TABLE people (
    team_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    school TEXT,
    role TEXT,
    asked_at TEXT,
    dm_channel TEXT,
    PRIMARY KEY (team_id, user_id)
) STRICT;

CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    requester TEXT NOT NULL,
    origin TEXT NOT NULL,
    channel_id TEXT,
    message_ts TEXT,
    thread_ts TEXT,
    text TEXT NOT NULL,
    removed INTEGER NOT NULL,
    tried TEXT NOT NULL,
    risk INTEGER,
    phase TEXT NOT NULL,
    action TEXT NOT NULL,
    urgency TEXT NOT NULL,
    band TEXT NOT NULL,
    flags TEXT NOT NULL,
    suggestions TEXT NOT NULL,
    topics TEXT NOT NULL,
    offers TEXT NOT NULL,
    signposts TEXT NOT NULL,
    asked_at TEXT,
    ask_answer TEXT,
    feedback TEXT,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (team_id, number)
) STRICT;
CREATE INDEX requests_by_person ON requests (team_id, requester, number);
CREATE UNIQUE INDEX requests_by_message ON requests (team_id, channel_id, message_ts)
    WHERE message_ts IS NOT NULL;

CREATE TABLE handoffs (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES requests (id),
    reason TEXT NOT NULL,
    urgency TEXT NOT NULL,
    state TEXT NOT NULL,
    claimed_by TEXT,
    claimed_at TEXT,
    paged_at TEXT,
    page_failed_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX handoffs_by_request ON handoffs (request_id);

CREATE TABLE timers (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    due_at TEXT NOT NULL,
    done_at TEXT
) STRICT;
CREATE INDEX timers_due ON timers (due_at) WHERE done_at IS NULL;

CREATE TABLE sweeps (
    team_id TEXT PRIMARY KEY,
    swept_to TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    team_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_edited BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never edited'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
"""

HAND_OFF = """
ALTER TABLE requests ADD COLUMN handoff_id TEXT REFERENCES handoffs (id);
UPDATE requests SET handoff_id = (SELECT id FROM handoffs WHERE request_id = requests.id);
CREATE INDEX requests_by_handoff ON requests (handoff_id) WHERE handoff_id IS NOT NULL;

ALTER TABLE handoffs ADD COLUMN requester TEXT NOT NULL DEFAULT '';
UPDATE handoffs SET requester = (SELECT requester FROM requests WHERE id = handoffs.request_id);
ALTER TABLE handoffs ADD COLUMN policy TEXT;
ALTER TABLE handoffs ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE handoffs ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
ALTER TABLE handoffs ADD COLUMN rung INTEGER NOT NULL DEFAULT 0;
ALTER TABLE handoffs ADD COLUMN paged TEXT NOT NULL DEFAULT '[]';
ALTER TABLE handoffs ADD COLUMN reached TEXT NOT NULL DEFAULT '[]';
ALTER TABLE handoffs ADD COLUMN declined TEXT NOT NULL DEFAULT '[]';
ALTER TABLE handoffs ADD COLUMN next_at TEXT;
ALTER TABLE handoffs ADD COLUMN parked_until TEXT;
ALTER TABLE handoffs ADD COLUMN answer_by TEXT;
ALTER TABLE handoffs ADD COLUMN passed_by TEXT;
ALTER TABLE handoffs ADD COLUMN passed_to TEXT;
ALTER TABLE handoffs ADD COLUMN reopened TEXT;
ALTER TABLE handoffs ADD COLUMN seen_by TEXT;
ALTER TABLE handoffs ADD COLUMN seen_at TEXT;
ALTER TABLE handoffs ADD COLUMN last_word_at TEXT;
ALTER TABLE handoffs ADD COLUMN still_asked_at TEXT;
ALTER TABLE handoffs ADD COLUMN closed_by TEXT;
ALTER TABLE handoffs ADD COLUMN closed_at TEXT;
ALTER TABLE handoffs ADD COLUMN closing TEXT;
ALTER TABLE handoffs ADD COLUMN helped TEXT;
ALTER TABLE handoffs ADD COLUMN in_time INTEGER;
ALTER TABLE handoffs ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
DROP INDEX handoffs_by_request;
CREATE INDEX handoffs_by_request ON handoffs (request_id);
CREATE INDEX outbox_by_place ON outbox (channel_id, ts) WHERE ts IS NOT NULL;
CREATE INDEX handoffs_active ON handoffs (team_id, requester) WHERE state IN ('open', 'claimed');

CREATE TABLE words (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    handoff_id TEXT NOT NULL REFERENCES handoffs (id),
    side TEXT NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    removed INTEGER NOT NULL,
    channel_id TEXT,
    message_ts TEXT,
    strategy_id TEXT,
    state TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX words_by_handoff ON words (handoff_id, created_at);
CREATE UNIQUE INDEX words_by_message ON words (team_id, channel_id, message_ts)
    WHERE message_ts IS NOT NULL;
"""

ROTA = """
CREATE TABLE practitioners (
    team_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    handle TEXT NOT NULL,
    is_member INTEGER NOT NULL,
    unreachable TEXT,
    out_of_hours INTEGER NOT NULL DEFAULT 0,
    away_until TEXT,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (team_id, user_id)
) STRICT;

CREATE TABLE weekly_shifts (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    tier TEXT NOT NULL,
    user_id TEXT NOT NULL,
    weekday INTEGER NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT
) STRICT;

CREATE TABLE dated_shifts (
    team_id TEXT NOT NULL,
    id TEXT NOT NULL,
    tier TEXT NOT NULL,
    user_id TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    PRIMARY KEY (team_id, id)
) STRICT;
CREATE INDEX dated_shifts_by_time ON dated_shifts (team_id, ends_at);

CREATE TABLE overrides (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    tier TEXT NOT NULL,
    user_id TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    why TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX overrides_by_time ON overrides (team_id, ends_at);

CREATE TABLE swaps (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    tier TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    state TEXT NOT NULL,
    taken_by TEXT,
    taken_at TEXT,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE duties (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    tier TEXT NOT NULL,
    user_id TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    reminded_at TEXT,
    asked_at TEXT,
    confirmed_at TEXT,
    replaced_at TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (team_id, tier, user_id, starts_at)
) STRICT;

CREATE TABLE gap_alarms (
    team_id TEXT NOT NULL,
    day TEXT NOT NULL,
    tier TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    PRIMARY KEY (team_id, day, tier, starts_at, ends_at)
) STRICT;

CREATE TABLE rota_feeds (
    team_id TEXT PRIMARY KEY,
    tried_at TEXT NOT NULL,
    fetched_at TEXT,
    error TEXT
) STRICT;

CREATE TABLE pulses (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
"""
