CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN OLD.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 year')
BEGIN SELECT RAISE(ABORT, 'audit rows are kept'); END;

CREATE TRIGGER audit_is_never_edited BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never edited'); END;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    team_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL
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

CREATE TABLE dated_shifts (
    team_id TEXT NOT NULL,
    id TEXT NOT NULL,
    tier TEXT NOT NULL,
    user_id TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    PRIMARY KEY (team_id, id)
) STRICT;

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

CREATE TABLE digests (
    team_id TEXT NOT NULL,
    monday TEXT NOT NULL,
    made_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (team_id, monday)
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

CREATE TABLE gap_alarms (
    team_id TEXT NOT NULL,
    day TEXT NOT NULL,
    tier TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    PRIMARY KEY (team_id, day, tier, starts_at, ends_at)
) STRICT;

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
, requester TEXT NOT NULL DEFAULT '', policy TEXT, step INTEGER NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 0, rung INTEGER NOT NULL DEFAULT 0, paged TEXT NOT NULL DEFAULT '[]', reached TEXT NOT NULL DEFAULT '[]', declined TEXT NOT NULL DEFAULT '[]', next_at TEXT, parked_until TEXT, answer_by TEXT, passed_by TEXT, passed_to TEXT, reopened TEXT, seen_by TEXT, seen_at TEXT, last_word_at TEXT, still_asked_at TEXT, closed_by TEXT, closed_at TEXT, closing TEXT, helped TEXT, in_time INTEGER, version INTEGER NOT NULL DEFAULT 1) STRICT;

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
, failures INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE lanes (
    lane TEXT PRIMARY KEY,
    free_at TEXT NOT NULL,
    held_until TEXT NOT NULL
) STRICT;

CREATE TABLE numbers (
    team_id TEXT NOT NULL,
    noun TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (team_id, noun)
) STRICT;

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
, lane TEXT NOT NULL DEFAULT '', is_sure INTEGER NOT NULL DEFAULT 0, tried_at TEXT, look_at TEXT, reposted INTEGER NOT NULL DEFAULT 0, gone_at TEXT) STRICT;

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

CREATE TABLE people (
    team_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    school TEXT,
    role TEXT,
    asked_at TEXT,
    dm_channel TEXT, no_follow_ups_at TEXT,
    PRIMARY KEY (team_id, user_id)
) STRICT;

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

CREATE TABLE pulses (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE pupil_facts (
    request_id TEXT PRIMARY KEY REFERENCES requests (id),
    team_id TEXT NOT NULL,
    sen_support TEXT NOT NULL,
    ehcp TEXT NOT NULL,
    looked_after TEXT NOT NULL,
    free_meals TEXT NOT NULL,
    days_before REAL
) STRICT;

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
    updated_at TEXT NOT NULL, handoff_id TEXT REFERENCES handoffs (id), blanked_at TEXT,
    UNIQUE (team_id, number)
) STRICT;

CREATE TABLE rota_feeds (
    team_id TEXT PRIMARY KEY,
    tried_at TEXT NOT NULL,
    fetched_at TEXT,
    error TEXT
) STRICT;

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

CREATE TABLE sweeps (
    team_id TEXT PRIMARY KEY,
    swept_to TEXT NOT NULL
) STRICT;

CREATE TABLE timers (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    due_at TEXT NOT NULL,
    done_at TEXT
) STRICT;

CREATE TABLE tombstones (
    id TEXT PRIMARY KEY,
    team_id TEXT NOT NULL,
    erased_at TEXT NOT NULL
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

CREATE INDEX answers_by_follow_up ON follow_up_answers (follow_up_id, id);

CREATE INDEX dated_shifts_by_time ON dated_shifts (team_id, ends_at);

CREATE INDEX decisions_by_case ON decisions (case_id);

CREATE INDEX follow_ups_by_person ON follow_ups (team_id, requester, due_at);

CREATE INDEX handoffs_active ON handoffs (team_id, requester) WHERE state IN ('open', 'claimed');

CREATE INDEX handoffs_by_request ON handoffs (request_id);

CREATE INDEX handoffs_by_time ON handoffs (team_id, created_at);

CREATE INDEX holds_by_object ON holds (team_id, object) WHERE lifted_at IS NULL;

CREATE INDEX inbox_waiting ON inbox (lease_until) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE INDEX lanes_by_free ON lanes (free_at);

CREATE INDEX lanes_by_held ON lanes (held_until);

CREATE INDEX outbox_about ON outbox (ref, recipient, id, kind, priority)
    WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE INDEX outbox_by_lane ON outbox (lane, id)
    WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE INDEX outbox_by_place ON outbox (channel_id, ts) WHERE ts IS NOT NULL;

CREATE INDEX outbox_by_ref ON outbox (ref, kind);

CREATE INDEX outbox_failed ON outbox (failed_at) WHERE failed_at IS NOT NULL;

CREATE INDEX outbox_queue ON outbox (priority, id, next_at, lane, recipient, ref, kind)
    WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE INDEX outbox_to_look_at ON outbox (look_at) WHERE look_at IS NOT NULL;

CREATE INDEX overrides_by_time ON overrides (team_id, ends_at);

CREATE INDEX panel_cases_by_meeting ON panel_cases (team_id, meeting_id);

CREATE INDEX panel_cases_by_subject ON panel_cases (about);

CREATE INDEX profiles_by_request ON profiles (request_id, at);

CREATE INDEX referrals_by_offer ON referrals (team_id, offer_id, state);

CREATE INDEX referrals_by_person ON referrals (team_id, requester, number);

CREATE INDEX referrals_by_request ON referrals (request_id) WHERE request_id IS NOT NULL;

CREATE INDEX requests_by_handoff ON requests (handoff_id) WHERE handoff_id IS NOT NULL;

CREATE UNIQUE INDEX requests_by_message ON requests (team_id, channel_id, message_ts)
    WHERE message_ts IS NOT NULL;

CREATE INDEX requests_by_person ON requests (team_id, requester, number);

CREATE INDEX requests_by_time ON requests (team_id, created_at);

CREATE INDEX timers_due ON timers (due_at) WHERE done_at IS NULL;

CREATE INDEX words_by_handoff ON words (handoff_id, created_at);

CREATE UNIQUE INDEX words_by_message ON words (team_id, channel_id, message_ts)
    WHERE message_ts IS NOT NULL;
