"""The knowledge folder as an option: the same words and default on every command that reads it."""

from pathlib import Path

import click

_CHECKOUT = Path(__file__).resolve().parents[2] / "knowledge"


def default_folder() -> str:
    """Return the ``knowledge`` folder beside this program, or of the directory one stands in."""
    return str(_CHECKOUT if _CHECKOUT.is_dir() else Path("knowledge"))


knowledge_option = click.option(
    "--knowledge",
    "folder",
    type=click.Path(path_type=Path),
    envvar="ADVICEBOT_KNOWLEDGE",
    default=default_folder,
    metavar="FOLDER",
    help="The curated folder (default: ADVICEBOT_KNOWLEDGE, else the folder beside the program).",
)
