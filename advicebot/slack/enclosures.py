"""What goes out with a digest: its pictures, and its table in the thread.

The numbers matter more than the pictures: a digest whose pictures Slack does not take, or will not
show, is posted with the same numbers in words.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from advicebot.domain.delivery import Claimed, Effect, Posted
from advicebot.domain.outcomes import digest_json
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest_csv import as_csv
from advicebot.errors import SlackDeliveryError
from advicebot.service.desk import Desk
from advicebot.slack.calls import DEAD_TOKEN
from advicebot.slack.draw import Artist
from advicebot.slack.files import Files
from advicebot.slack.gateway import Gateway
from advicebot.slack.lease import Lease
from advicebot.slack.screens import digest as screens
from advicebot.slack.screens.when import day_words

MOST_TRIES = 8
"""About two minutes: a file that Slack cannot show by then will not be waited for."""
SETTLES = 1.5
"""Seconds that Slack is given for a file that it has just taken, before the next step."""


class Enclosures:
    """Pictures and tables on their way. Without ``files`` no file is sent at all."""

    def __init__(
        self, desk: Desk, gateway: Gateway, artist: Artist, files: Files | None = None
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._artist = artist
        self._files = files

    def post_digest(self, claimed: Claimed, channel: str, lease: Lease) -> Posted:
        """Post a digest once its pictures are with Slack.

        One picture is handed over for each try, so that a lease outlasts the calls of one.

        Raises:
            SlackDeliveryError: it must be tried again; a picture that is with Slack stays there.
        """
        self._hand_over(claimed)
        try:
            return self._post(claimed.effect, channel, lease)
        except SlackDeliveryError as error:
            # Slack refuses blocks with a picture that it has not looked through yet.
            if error.reason != "invalid_blocks" or claimed.attempts < MOST_TRIES:
                raise
        data = {**claimed.effect.data, "pictures": False}
        return self._post(replace(claimed.effect, data=data), channel, lease)

    def put_table(self, claimed: Claimed, lease: Lease) -> None:
        """Put the table of a digest into its thread, unless it is there.

        Raises:
            SlackDeliveryError: it must be tried again; permanent when that was done often enough.
        """
        try:
            self._put_table(claimed, lease)
        except SlackDeliveryError as error:
            if error.is_permanent or claimed.attempts < MOST_TRIES or error.reason in DEAD_TOKEN:
                raise
            raise SlackDeliveryError(
                error.reason, is_permanent=True, method=error.method
            ) from error

    def _post(self, effect: Effect, channel: str, lease: Lease) -> Posted:
        message = self._artist.message(effect)
        lease.check()
        return self._gateway.post(channel, message, key=effect.key, thread_ts=None)

    def _hand_over(self, claimed: Claimed) -> None:
        effect, monday = claimed.effect, date.fromisoformat(claimed.effect.ref)
        with self._desk.work.read() as unit:
            charts = unit.digests.list_charts(effect.team_id, monday)
        chart = next((each for each in charts if each.file_id is None), None)
        if chart is None:
            return
        try:
            file_id = self._upload(chart, monday)
        except SlackDeliveryError as error:
            if error.is_permanent or claimed.attempts >= MOST_TRIES:
                return
            raise
        with self._desk.work.write() as unit:
            unit.digests.save_file(effect.team_id, monday, chart.name, file_id)
        raise SlackDeliveryError("not_posted_yet", retry_after=SETTLES)

    def _upload(self, chart: Chart, monday: date) -> str:
        title = chart.alt.partition(". ")[0]
        return self._with_files().upload(f"{chart.name}-{monday}.png", chart.png, title=title)

    def _put_table(self, claimed: Claimed, lease: Lease) -> None:
        effect, monday = claimed.effect, date.fromisoformat(claimed.effect.ref)
        with self._desk.work.read() as unit:
            stored = unit.digests.find(effect.team_id, monday)
            root = unit.outbox.find_posted(f"digest:{effect.team_id}:{effect.ref}")
        if stored is None:
            raise SlackDeliveryError("digest_gone", is_permanent=True)
        if root is None:
            raise SlackDeliveryError("not_posted_yet", retry_after=SETTLES)
        title = screens.FILE_TITLE.format(day=day_words(monday))
        if claimed.attempts > 1 and self._is_there(root, title):
            return
        table = as_csv(digest_json.load(stored.body)).encode()
        files = self._with_files()
        file_id = files.stage(f"digest-{monday}.csv", table)
        lease.check()
        files.share(
            file_id,
            title=title,
            channel=root.channel_id,
            thread_ts=root.ts,
            comment=screens.FILE_COMMENT,
        )

    def _is_there(self, root: Posted, title: str) -> bool:
        said = self._gateway.replies(root.channel_id, root.ts)
        return any(_is_table(message, title) for message in said)

    def _with_files(self) -> Files:
        if self._files is None:
            raise SlackDeliveryError("files_are_off", is_permanent=True)
        return self._files


def _is_table(message: dict[str, Any], title: str) -> bool:
    """True for a message with a file of this title, or with the words that come with it."""
    titles = [each.get("title") for each in message.get("files") or []]
    return title in titles or message.get("text") == screens.FILE_COMMENT
