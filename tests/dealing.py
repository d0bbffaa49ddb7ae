"""How the tests are dealt out to the workers of pytest-xdist. No test is known by name here."""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/end_to_end": "processes and browsers",
    "tests/workspace": "processes and browsers",
    "tests/faults": "faults",
}
"""Folders whose tests work with processes, sockets and a browser and wait for them in real time,
with the worker's load that they make up: of those with the same one, one runs at a time."""
APART = ("tests/simulation",)
"""Folders in which each test takes long and shares nothing with the next."""


def load_of(nodeid: str) -> str:
    """Return what a test is dealt out with: its file, unless its folder says otherwise."""
    file = nodeid.partition("::")[0]
    folder = "/".join(file.split("/")[:2])
    return nodeid if folder in APART else TOGETHER.get(folder, file)


def place(nodeid: str) -> int:
    """Return where a test comes, lowest first: what waits most begins first, what can fill the
    gap at the end comes last.
    """
    folder = "/".join(nodeid.partition("::")[0].split("/")[:2])
    if folder in TOGETHER:
        return list(TOGETHER).index(folder)
    return len(TOGETHER) + (folder not in APART)


class Dealing(LoadScopeScheduling):
    """Gives a worker one load after another, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return load_of(nodeid)
