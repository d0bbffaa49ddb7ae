"""Files to Slack, in its three steps: an address, the bytes, the end. None is ever read.

The address that Slack gives out takes a file without any other proof, so it is logged nowhere, and
nothing is sent to a host that is not Slack's own or that of the configured Web API.
"""

import ssl
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient

from advicebot.errors import SlackDeliveryError
from advicebot.slack.calls import DEAD_TOKEN, Calls

if TYPE_CHECKING:
    import httpx

SLACK_HOSTS = (".slack.com", ".slack-gov.com")
PASSING = frozenset(
    {"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"}
)
"""What Slack's own trouble is called; any other refusal would be the same the next time."""


class Files:
    """Hands over files. Every error is a SlackDeliveryError.

    ``is_permanent`` means that this file will not be taken: no scope, files switched off, a kind
    that is not allowed. No alternative text is sent along: with it Slack keeps files, but does not
    always show them where they were shared (github.com/slackapi/python-slack-sdk/issues/1818). A
    picture has its text in the block that shows it.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._calls = Calls(client)

    def upload(self, name: str, data: bytes, *, title: str) -> str:
        """Return the id of a file that only we can see, until a message of ours shows it.

        After an uncertain error there may be a file that nobody ever sees; trying again is safe.
        """
        file_id = self.stage(name, data)
        self._call("files.completeUploadExternal", {"files": [{"id": file_id, "title": title}]})
        return file_id

    def stage(self, name: str, data: bytes) -> str:
        """Return the id of a file whose bytes Slack has; it is nowhere until ``share``."""
        given = {"filename": name, "length": len(data)}
        answer = self._call("files.getUploadURLExternal", given)
        self._send(str(answer["upload_url"]), data)
        return str(answer["file_id"])

    def share(
        self, file_id: str, *, title: str, channel: str, thread_ts: str, comment: str
    ) -> None:
        """Show a staged file in a thread, below ``comment``.

        After an uncertain error it may stand there: look before you try again.
        """
        self._call(
            "files.completeUploadExternal",
            {
                "files": [{"id": file_id, "title": title}],
                "channel_id": channel,
                "thread_ts": thread_ts,
                "initial_comment": comment,
            },
        )

    def _call(self, method: str, values: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._calls.call(method, values)
        except SlackDeliveryError as error:
            if error.is_uncertain or error.reason in PASSING | DEAD_TOKEN:
                raise
            raise SlackDeliveryError(error.reason, is_permanent=True, method=method) from error

    def _send(self, address: str, data: bytes) -> None:
        """Slack has the bytes. A redirect is not followed, and what is answered is not read.

        ``httpx`` is imported at the first call: it takes a sixth of a second. Its transport is used
        without its client, because the client logs whole addresses.
        """
        import httpx

        request = _request(address, data, api=self._client.base_url)
        request.extensions = {"timeout": httpx.Timeout(self._client.timeout).as_dict()}
        trust = self._client.ssl or ssl.create_default_context()
        try:
            with httpx.HTTPTransport(verify=trust, proxy=self._client.proxy) as transport:
                answer = transport.handle_request(request)
                answer.close()
        except httpx.TransportError as error:
            raise SlackDeliveryError(f"upload_{type(error).__name__}") from None
        if answer.status_code != 200:
            raise SlackDeliveryError(f"upload_http_{answer.status_code}")


def _request(address: str, data: bytes, *, api: str) -> "httpx.Request":
    import httpx

    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise SlackDeliveryError("upload_address_unreadable", is_permanent=True) from None
    if not _is_slacks(url, httpx.URL(api)):
        raise SlackDeliveryError("upload_address_refused", is_permanent=True)
    headers = {"Content-Type": "application/octet-stream"}
    return httpx.Request("POST", url, content=data, headers=headers)


def _is_slacks(url: "httpx.URL", api: "httpx.URL") -> bool:
    """True for Slack's own hosts over TLS, and for where the Web API is."""
    if (url.scheme, url.host, url.port) == (api.scheme, api.host, api.port):
        return True
    return url.scheme == "https" and url.port is None and url.host.endswith(SLACK_HOSTS)
