"""What the files of a knowledge folder say of one another: names that must exist, ids that must not
repeat.
"""

from collections.abc import Iterator, Sequence

from advicebot.domain.knowledge import Offer
from advicebot.errors import Problem
from advicebot.library.first_lines import broken_first_lines
from advicebot.library.folder import Folder
from advicebot.library.places import YamlText
from advicebot.library.problems import unknown_word

_TAKEN = "the id “{}” is taken; give this one another"


def broken_links(folder: Folder) -> Iterator[Problem]:
    """Yield what names something that is not there, and every id that is taken already."""
    known = [source.id for source in folder.sources]
    for item in folder.strategies if folder.sources else ():
        for place, source in enumerate(item.strategy.sources):
            if source not in known:
                message = unknown_word(source, known, what="sources: the source")
                yield item.header.problem(("sources", place), f"{message} (see sources.yaml)")
    yield from _repeated(_ids_in(folder, "sources.yaml", (), known))
    signposts = [signpost.id for signpost in folder.signposts]
    yield from _repeated(_ids_in(folder, "signposts.yaml", (), signposts))
    yield from _unknown_pages(folder)
    if folder.first_lines:
        yaml = folder.files["first_lines.yaml"]
        yield from broken_first_lines(folder.first_lines, yaml, signposts=folder.signposts)
    schools = [school.id for school in folder.line.schools] if folder.line else []
    yield from _repeated(_ids_in(folder, "line.yaml", ("schools",), schools))


def _unknown_pages(folder: Folder) -> Iterator[Problem]:
    known = [item.strategy.id for item in folder.strategies]
    for place, first in enumerate(folder.first_pages):
        for n, page in enumerate(first.pages):
            if page not in known:
                message = unknown_word(page, known, what="pages: the strategy")
                yield folder.files["first_pages.yaml"].problem((place, "pages", n), message)


def _ids_in(
    folder: Folder, name: str, path: tuple[str, ...], ids: Sequence[str]
) -> list[tuple[str, Problem]]:
    return [
        (id_, folder.files[name].problem((*path, place, "id"), _TAKEN.format(id_)))
        for place, id_ in enumerate(ids)
    ]


def _repeated(placed: Sequence[tuple[str, Problem]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for id_, problem in placed:
        if id_ in seen:
            yield problem
        seen.add(id_)


def leave_out_repeated_offers(folder: Folder) -> None:
    """Keep the first offer of an id: a request must mean one offer only."""
    kept: dict[str, tuple[Offer, YamlText, int]] = {}
    for offer, yaml, place in folder.offers:
        if kept.setdefault(offer.id, (offer, yaml, place))[0] is not offer:
            message = _TAKEN.format(offer.id)
            folder.left_out.append(yaml.problem(("offers", place, "id"), message))
    folder.offers = list(kept.values())
