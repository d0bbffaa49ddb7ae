"""What stands in a request to an app's request URL, and in its answer."""

import json
import time
from urllib.parse import urlencode

from advicebot.workspace import strict_json
from advicebot.workspace.config import AppConfig
from advicebot.workspace.delivery.parcels import COMMAND, EVENT, Parcel
from advicebot.workspace.delivery.signing import signed_headers
from advicebot.workspace.state import Json

USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def request_of(app: AppConfig, parcel: Parcel) -> tuple[bytes, dict[str, str]]:
    """Return body and headers that bring a parcel to an app, signed at this moment."""
    if parcel.kind == EVENT:
        body, kind = _json(parcel.payload), JSON
    elif parcel.kind == COMMAND:
        body, kind = urlencode(parcel.payload).encode(), FORM
    else:
        body, kind = urlencode({"payload": _json(parcel.payload)}).encode(), FORM
    return body, headers_for(app, body, kind) | _retry_headers(parcel)


def challenge_of(app: AppConfig, challenge: str) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the request by which a URL proves that it is the app's."""
    body = _json(
        {"token": app.verification_token, "challenge": challenge, "type": "url_verification"}
    )
    return body, headers_for(app, body, JSON)


def headers_for(app: AppConfig, body: bytes, kind: str) -> dict[str, str]:
    """Return the headers of a request with this body."""
    signed = signed_headers(app.signing_secret, str(int(time.time())), body)
    return {"Content-Type": kind, "User-Agent": USER_AGENT, "Accept": "*/*"} | signed


def answer_in(body: bytes) -> Json:
    """Return what an app answered as Socket Mode would have it: a plain text is a message's."""
    text = body.decode(errors="replace").strip()
    try:
        said = strict_json.loads(text)
    except strict_json.JsonError:
        return {"text": text} if text else {}
    return said if isinstance(said, dict) else {"text": text}


def challenge_in(body: bytes) -> str:
    """Return the challenge that an app gave back: as JSON, in a form, or as it is."""
    said = answer_in(body)
    return str(said.get("challenge") or said.get("text", "")).removeprefix("challenge=")


def _retry_headers(parcel: Parcel) -> dict[str, str]:
    event = parcel.event
    if event is None or not event.attempt:
        return {}
    return {"X-Slack-Retry-Num": str(event.attempt), "X-Slack-Retry-Reason": event.reason}


def _json(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
