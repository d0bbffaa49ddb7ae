"""What kind of file some bytes are, and how large a picture is."""

import mimetypes
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath

PRETTY = {"csv": "CSV", "png": "PNG", "jpg": "JPEG", "gif": "GIF", "text": "Plain Text"}
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"GIF8", "gif", "image/gif"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A kind of file. ``width`` and ``height`` are pixels, None where they are not known."""

    kind: str
    mimetype: str
    width: int | None = None
    height: int | None = None

    @property
    def is_picture(self) -> bool:
        """Return whether a browser may show it without any danger."""
        return self.kind in ("png", "jpg", "gif")

    @property
    def pretty(self) -> str:
        """Return the kind as people say it."""
        return PRETTY.get(self.kind, self.kind.upper())


def media_of(name: str, content: bytes) -> Media:
    """Return the kind: of a picture by its bytes, whatever it is called; else by its name."""
    for mark, kind, mimetype in PICTURES:
        if content.startswith(mark):
            width, height = _size(kind, content)
            return Media(kind=kind, mimetype=mimetype, width=width, height=height)
    suffix = PurePosixPath(name).suffix.removeprefix(".").lower()
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if guessed.startswith("image/"):
        return Media(kind="binary", mimetype="application/octet-stream")
    return Media(kind="text" if suffix in ("", "txt") else suffix, mimetype=guessed)


def _size(kind: str, content: bytes) -> tuple[int | None, int | None]:
    if kind == "png" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if kind == "gif" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return None, None
