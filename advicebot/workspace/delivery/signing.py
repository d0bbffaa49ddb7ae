"""Signatures by which an app knows that a request is Slack's.

As in https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

import hashlib
import hmac

VERSION = "v0"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of ``X-Slack-Signature`` for a body sent at ``timestamp`` (Unix seconds)."""
    signed = b":".join((VERSION.encode(), timestamp.encode(), body))
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"{VERSION}={digest}"


def signed_headers(secret: str, timestamp: str, body: bytes) -> dict[str, str]:
    """Return the headers that prove where a request comes from."""
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(secret, timestamp, body),
    }
