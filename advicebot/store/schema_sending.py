"""The statements of the step by which what is sent keeps Slack's pace and is looked at again."""

SENDING = """
ALTER TABLE inbox ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN lane TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN is_sure INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN tried_at TEXT;
ALTER TABLE outbox ADD COLUMN look_at TEXT;
ALTER TABLE outbox ADD COLUMN reposted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN gone_at TEXT;
UPDATE outbox SET lane = CASE
    WHEN kind = 'home' THEN 'method:views.publish'
    WHEN kind = 'retract' THEN 'method:chat.delete'
    WHEN kind LIKE '%.update' THEN 'method:chat.update'
    WHEN kind = 'ephemeral' THEN ref
    ELSE recipient END;
UPDATE outbox SET next_at = lease_until
WHERE sent_at IS NULL AND failed_at IS NULL AND lease_until > next_at;
DROP INDEX outbox_waiting;
CREATE INDEX outbox_queue ON outbox (priority, id, next_at, lane, recipient, ref, kind)
    WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_by_lane ON outbox (lane, id)
    WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_about ON outbox (ref, recipient, id, kind, priority)
    WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_to_look_at ON outbox (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX outbox_failed ON outbox (failed_at) WHERE failed_at IS NOT NULL;

CREATE TABLE lanes (
    lane TEXT PRIMARY KEY,
    free_at TEXT NOT NULL,
    held_until TEXT NOT NULL
) STRICT;
CREATE INDEX lanes_by_free ON lanes (free_at);
CREATE INDEX lanes_by_held ON lanes (held_until);
"""
