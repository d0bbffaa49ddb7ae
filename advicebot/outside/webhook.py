"""Pages by webhook: one signed JSON message to any service that rings, texts or shows it."""

import hashlib
import hmac
import json
import ssl

from advicebot.outside.pager import OutsidePage
from advicebot.outside.web import call

SIGNATURE_HEADER = "X-Advicebot-Signature"


class Webhook:
    """Posts pages to one address."""

    name = "webhook"

    def __init__(
        self,
        url: str,
        *,
        secret: str = "",
        timeout: float = 5.0,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """``secret`` "" means unsigned; ``trust`` None means the usual certificate authorities."""
        self._url = url
        self._secret = secret
        self._timeout = timeout
        self._trust = trust

    def send(self, page: OutsidePage, key: str) -> None:
        """The other side has taken the page with a 2xx answer.

        ``key`` is in the body and in ``Idempotency-Key``: a page that is sent again has the same.

        Raises:
            OutsideError: it has not, or nobody can know.
        """
        body = _body(page, key)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "User-Agent": "advicebot",
        }
        if self._secret:
            headers[SIGNATURE_HEADER] = signature(self._secret, body)
        call(
            self._url,
            channel=self.name,
            timeout=self._timeout,
            method="POST",
            headers=headers,
            body=body,
            trust=self._trust,
        )


def signature(secret: str, body: bytes) -> str:
    """Return what the signature header holds: HMAC-SHA256 over the body as it is sent, in hex."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _body(page: OutsidePage, key: str) -> bytes:
    return json.dumps(
        {
            "key": key,
            "text": page.text,
            "urgency": page.urgency,
            "reference": page.reference,
            "at": page.sent_at,
        }
    ).encode()
