"""Files that the app uploads: on their way, complete, shared, deleted. Kept in memory."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from advicebot.workspace.blocks.walk import Block, pictures_in
from advicebot.workspace.ids import new_id, new_secret
from advicebot.workspace.state.media import Media, media_of

SHOWN_IN_BLOCKS = frozenset({"png", "jpg", "gif"})
NAMED_IN_URL = re.compile(r"/[A-Z0-9]+-(F[A-Z0-9]+)/|/files/[A-Z0-9]+/(F[A-Z0-9]+)/")

Place = tuple[str, str]
"""The conversation and the timestamp of a message."""


@dataclass(slots=True, kw_only=True)
class File:
    """A file of the app.

    ``content`` is None until its bytes have come, ``ready_at`` until the upload was completed: from
    then on, by the machine's clock, it can be shown. ``places`` are the messages it was shared in,
    ``shown_to`` the people who have it in a modal or at their home.
    """

    id: str
    name: str
    title: str
    size: int
    alt_text: str
    user: str
    created: int
    content: bytes | None = None
    ready_at: float | None = None
    is_deleted: bool = False
    places: list[Place] = field(default_factory=list)
    shown_to: set[str] = field(default_factory=set)

    @property
    def media(self) -> Media:
        """Return what kind of file it is, by its bytes and its name."""
        return media_of(self.name, self.content or b"")


class FileStore:
    """Every file of a workspace, by id, and the addresses that wait for bytes.

    ``processing`` is how many seconds a completed file takes until it can be shown.
    """

    def __init__(
        self, *, processing: float = 0.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.processing = processing
        self._monotonic = monotonic
        self._all: dict[str, File] = {}
        self._uploads: dict[str, File] = {}

    def begin(self, **known: Any) -> tuple[File, str]:
        """Return a new file without content, and the secret part of its upload address."""
        file = File(id=new_id("F"), **known)
        token = new_secret()
        self._all[file.id] = self._uploads[token] = file
        return file, token

    def receive(self, token: str, content: bytes) -> File | None:
        """Take the bytes sent to an upload address; None when it is unknown or was used."""
        file = self._uploads.pop(token, None)
        if file is not None:
            file.content = content
        return file

    def awaited(self, token: str) -> File | None:
        """Return the file that an upload address waits for."""
        return self._uploads.get(token)

    def find(self, file_id: object) -> File | None:
        """Return a file by its id, whatever has become of it."""
        return self._all.get(file_id) if isinstance(file_id, str) else None

    def __iter__(self) -> Iterator[File]:
        """Yield every file, oldest first."""
        return iter(self._all.values())

    def complete(self, file: File) -> None:
        """Note that an upload is finished; its processing begins."""
        file.ready_at = self._monotonic() + self.processing

    def is_ready(self, file: File) -> bool:
        """Return whether a file can be shown now."""
        is_processed = file.ready_at is not None and self._monotonic() >= file.ready_at
        return is_processed and not file.is_deleted

    def delete(self, file: File) -> None:
        """Forget a file's content for good."""
        file.is_deleted = True
        file.content = b""

    def share(
        self, ids: Sequence[str], blocks: Sequence[Block] | None, *, channel: str, ts: str
    ) -> None:
        """Note that a message shows files: whoever sees the message may see them."""
        for file in self._named(ids, blocks):
            if (channel, ts) not in file.places:
                file.places.append((channel, ts))

    def reveal(self, blocks: Sequence[Block], user: str) -> None:
        """Note that somebody has files in a modal or at their home."""
        for file in self._named((), blocks):
            file.shown_to.add(user)

    def _named(self, ids: Sequence[str], blocks: Sequence[Block] | None) -> Iterator[File]:
        wanted = [self.find(file_id) for file_id in ids]
        wanted += [self.in_picture(picture) for _, picture in pictures_in(blocks or ())]
        return (file for file in wanted if file is not None)

    def in_picture(self, picture: Block) -> File | None:
        """Return the file that a picture's ``slack_file`` names, by id or by address."""
        named = picture.get("slack_file") or {}
        in_url = NAMED_IN_URL.search(str(named.get("url") or ""))
        return self.find(named.get("id") or (in_url and (in_url[1] or in_url[2])))

    def can_show(self, file: File) -> bool:
        """Return whether a file is there, ready, and a picture that blocks can show."""
        return self.is_ready(file) and file.media.kind in SHOWN_IN_BLOCKS
