"""The statements of the outbox, named after the questions that they answer.

Every index that they need is partial: it holds what waits, however much was sent before.
"""

ADD = """
INSERT INTO outbox (key, team_id, kind, recipient, ref, data, priority, created_at, next_at, lane)
VALUES (:key, :team_id, :kind, :recipient, :ref, :data, :priority, :at, '', :lane)
ON CONFLICT (key) DO NOTHING
"""
REDRAWS_WAITING = """
SELECT id, data, EXISTS (
    SELECT 1 FROM outbox AS newer
    WHERE newer.ref = older.ref AND newer.recipient = older.recipient AND newer.id > older.id
      AND newer.kind NOT LIKE :update AND newer.sent_at IS NULL AND newer.failed_at IS NULL
    ) AS is_overtaken
FROM outbox AS older
WHERE ref = :ref AND recipient = :recipient AND kind = :kind
  AND sent_at IS NULL AND failed_at IS NULL AND lease_until IS NULL
"""
"""Redraws that nobody has in hand. One that is overtaken by a post might draw before it does."""
HURRY = "UPDATE outbox SET priority = :priority WHERE id = :id AND priority > :priority"
REPLACED = "UPDATE outbox SET sent_at = :at, last_error = 'replaced' WHERE id = :id"

BUSY = """
    SELECT lane FROM lanes WHERE free_at > :free UNION ALL
    SELECT lane FROM lanes WHERE held_until > :now
"""
MAY_LEAVE = f"""
SELECT waiting.id, waiting.is_sure FROM outbox AS waiting
WHERE waiting.sent_at IS NULL AND waiting.failed_at IS NULL AND waiting.priority = :priority
  AND waiting.next_at <= :now AND (waiting.recipient = :outside_is) = :outside
  AND waiting.lane NOT IN ({BUSY})
"""  # noqa: S608
ABOUT_THE_SAME = """
    NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.ref = waiting.ref AND earlier.recipient = waiting.recipient
          AND earlier.id < waiting.id AND waiting.kind <> :card
          AND (earlier.kind NOT LIKE :update OR waiting.kind LIKE :update)
          AND earlier.sent_at IS NULL AND earlier.failed_at IS NULL
          AND earlier.priority <= waiting.priority)
"""
URGENT_ORDER = f"  AND {ABOUT_THE_SAME}"
STUCK = """
    SELECT lane FROM outbox
    WHERE sent_at IS NULL AND failed_at IS NULL AND priority = :priority AND next_at > :now
"""
NORMAL_ORDER = f"""
  AND CASE WHEN waiting.lane <> waiting.recipient OR waiting.recipient = :on_call
    THEN {ABOUT_THE_SAME}
    ELSE waiting.lane NOT IN ({STUCK}) AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.lane = waiting.lane AND earlier.id < waiting.id
          AND earlier.sent_at IS NULL AND earlier.failed_at IS NULL)
    END
"""  # noqa: S608
"""Of a lane that is a person or another channel, what is posted waits for the one before it."""
NEVER_TRIED = " AND waiting.attempts = 0 AND waiting.kind IN ('card', 'thread')\n"
FIRST = "ORDER BY waiting.id LIMIT 1"
CLAIM = """
UPDATE outbox SET lease_by = :by, lease_until = :until, next_at = :after, is_sure = 0,
    attempts = attempts + 1, tried_at = coalesce(tried_at, :now)
WHERE id = :id RETURNING *
"""
SENT = """
UPDATE outbox SET sent_at = :at, channel_id = :channel_id, ts = :ts, last_error = NULL,
    look_at = CASE WHEN reposted THEN NULL ELSE :look_at END
WHERE id = :id AND lease_by = :by AND attempts = :attempts AND sent_at IS NULL
"""
LATER = """
UPDATE outbox SET next_at = :next_at, lease_until = NULL, last_error = :error, is_sure = :is_sure
WHERE id = :id AND lease_by = :by AND attempts = :attempts
"""
FAILED = """
UPDATE outbox SET failed_at = :at, last_error = :error
WHERE id = :id AND lease_by = :by AND attempts = :attempts
"""
LOOK = """
UPDATE outbox SET look_at = NULL
WHERE id = (SELECT id FROM outbox WHERE look_at <= :now ORDER BY look_at LIMIT 1) RETURNING *
"""
LOOK_LATER = "UPDATE outbox SET look_at = :at WHERE id = :id AND ts = :ts"
POST_AGAIN = """
UPDATE outbox SET sent_at = NULL, channel_id = NULL, ts = NULL, lease_until = NULL, next_at = '',
    is_sure = 0, reposted = 1, last_error = 'missing'
WHERE id = :id AND ts = :ts AND NOT reposted
"""
GONE = """
UPDATE outbox SET key = key || ':gone', gone_at = :at WHERE key = :key AND ts IS NOT NULL
"""
WAS_GONE = "SELECT 1 FROM outbox WHERE key = :key || ':gone'"

FIND_SENT = """
SELECT key, channel_id, ts FROM outbox
WHERE ref = :ref AND kind = :kind AND ts IS NOT NULL AND gone_at IS NULL
  AND (:recipient IS NULL OR recipient = :recipient) ORDER BY id DESC
"""
FIND_BY_KEY = "SELECT channel_id, ts FROM outbox WHERE key = :key AND ts IS NOT NULL"
RECIPIENTS = """
SELECT recipient FROM outbox WHERE ref = :ref AND kind = :kind AND failed_at IS NULL
GROUP BY recipient ORDER BY min(id)
"""
WAITING = """
SELECT 1 FROM outbox
WHERE ref = :ref AND kind = :kind AND id < :before AND sent_at IS NULL AND failed_at IS NULL
  AND (:recipient IS NULL OR recipient = :recipient)
LIMIT 1
"""
OLDEST = """
SELECT min(created_at) AS oldest FROM outbox
WHERE sent_at IS NULL AND failed_at IS NULL AND priority = :priority
"""
COUNTS = """
SELECT count(*) AS waiting, min(created_at) AS oldest FROM outbox
WHERE sent_at IS NULL AND failed_at IS NULL
"""
COUNT_FAILED = """
SELECT count(*), coalesce(sum(priority = :urgent), 0) FROM outbox
WHERE failed_at IS NOT NULL AND failed_at >= :since
"""
