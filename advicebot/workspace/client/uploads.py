"""The files that a person puts into a message."""

from advicebot.workspace.client.act import Act
from advicebot.workspace.errors import ActError

MOST_FILES = 10


def chosen(act: Act) -> list[str]:
    """Return the ids of the files that come with a message; raises ActError."""
    given = act.given.get("files") or []
    if not isinstance(given, list) or len(given) > MOST_FILES:
        raise ActError("too_many_files", f"A message has at most {MOST_FILES} files.")
    for file_id in given:
        file = act.state.files.find(file_id)
        if file is None or file.user != act.user or file.is_deleted:
            raise ActError("file_not_found", "A file of this message is no longer there.")
    return given
