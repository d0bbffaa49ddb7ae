"""The Events API by HTTP: everything for an app is posted to its request URL.

Rules as in https://docs.slack.dev/apis/events-api/: an answer of 2xx in time, at most two
redirects, and a word for each way to fail.
"""

import asyncio
import ssl
import time
from collections.abc import Callable

import httpx

from advicebot.workspace.addresses import is_of_this_machine
from advicebot.workspace.config import AppConfig
from advicebot.workspace.delivery import Delivery, Record
from advicebot.workspace.delivery.http_body import answer_in, challenge_in, challenge_of, request_of
from advicebot.workspace.delivery.parcels import Failure, Parcel
from advicebot.workspace.ids import new_secret
from advicebot.workspace.traffic import Way

MOST_REDIRECTS = 2
VERIFIED_AGAIN_AFTER = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
LONGEST_WAIT = 60.0


class _StrayError(Exception):
    """The app led away: to too many addresses, or to one that is not allowed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.words)
        self.failure = failure


class HttpCarrier:
    """The way to an app with a request URL."""

    late_reason = "http_timeout"
    connections = 0

    def __init__(
        self,
        *,
        app: AppConfig,
        delivery: Delivery,
        record: Record,
        ack_within: float,
        is_down: Callable[[], bool],
    ) -> None:
        self._app = app
        self._url = app.request_url or ""
        self._delivery = delivery
        self._record = record
        self._ack_within = ack_within
        self._is_down = is_down
        self._client: httpx.AsyncClient | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._verifying: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Verify the address, and go on trying in the background until the app is there."""
        self._verifying = asyncio.get_running_loop().create_task(self._verify())

    def send(self, parcel: Parcel) -> bool:
        """Post a parcel; False during an outage."""
        if self._is_down():
            return False
        task = asyncio.get_running_loop().create_task(self._carry(parcel))
        self._tasks[parcel.id] = task
        return True

    def forget(self, parcel_id: str) -> None:
        """Stop waiting for the answer to a parcel."""
        task = self._tasks.pop(parcel_id, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def close(self) -> None:
        """Stop everything that is on its way."""
        tasks = [*self._tasks.values(), *([self._verifying] if self._verifying else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _carry(self, parcel: Parcel) -> None:
        body, headers = request_of(self._app, parcel)
        try:
            response = await self._post(body, headers)
        except _StrayError as stray:
            self._delivery.fail(parcel.id, stray.failure)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = _reason(error)
            words = f"could not be reached: {reason} ({error or type(error).__name__})"
            self._delivery.fail(parcel.id, Failure(reason=reason, words=words))
        else:
            self._take(parcel, response)

    def _take(self, parcel: Parcel, response: httpx.Response) -> None:
        if response.is_success:
            self._delivery.settle(parcel.id, answer_in(response.content))
            return
        failure = Failure(
            reason="http_error",
            words=f"answered {response.status_code}",
            is_final=response.headers.get("x-slack-no-retry") == "1",
        )
        self._delivery.fail(parcel.id, failure)

    async def _post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """Return the answer that is no redirect; raises _StrayError or httpx's own errors."""
        client = self._opened()
        request = client.build_request("POST", self._url, content=body, headers=headers)
        for _ in range(MOST_REDIRECTS + 1):
            response = await client.send(request)
            following = response.next_request
            if following is None:
                return response
            if not self._app.is_elsewhere and not is_of_this_machine(str(following.url)):
                words = f"redirected to {following.url}, which is not on this machine"
                raise _StrayError(Failure(reason="unknown_error", words=words))
            request = following
        words = f"redirected more than {MOST_REDIRECTS} times"
        raise _StrayError(Failure(reason="too_many_redirects", words=words))

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:  # the limit of time is the delivery's
            self._client = httpx.AsyncClient(timeout=None, trust_env=False)  # noqa: S113
        return self._client

    async def _verify(self) -> None:
        """Send a challenge until it comes back. The traffic has the first failure and the end."""
        waits, is_told = iter(VERIFIED_AGAIN_AFTER), False
        while True:
            began = time.monotonic()
            problem = await self._challenge()
            if not (problem and is_told):
                self._note_verification(problem, began)
            if not problem:
                return
            is_told = True
            await asyncio.sleep(next(waits, LONGEST_WAIT))

    async def _challenge(self) -> str:
        """Return what is wrong with the request URL, empty when it gave the challenge back."""
        challenge = new_secret()
        body, headers = challenge_of(self._app, challenge)
        try:
            async with asyncio.timeout(self._ack_within):
                response = await self._post(body, headers)
        except TimeoutError:
            return f"did not answer in {self._ack_within:g} seconds"
        except (_StrayError, httpx.HTTPError, httpx.InvalidURL) as error:
            return f"could not be reached: {error!r}"
        if not response.is_success:
            return f"answered {response.status_code}"
        is_same = challenge_in(response.content) == challenge
        return "" if is_same else "did not give the challenge back"

    def _note_verification(self, problem: str, began: float) -> None:
        self._record(
            way=Way.TO_APP,
            kind="event",
            name="url_verification",
            body={"type": "url_verification", "url": self._url},
            answer=None if problem else {},
            began=began,
            note=f"{self._url} {problem}" if problem else "",
        )


def _reason(error: Exception) -> str:
    """Return Slack's word for what kept a request from being answered."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "ssl_error"
        cause = cause.__cause__ or cause.__context__
    return "connection_failed" if isinstance(error, httpx.TransportError) else "unknown_error"
