"""What people write to the line in plain words."""

from advicebot.workspace.driver.person import Person

Place = tuple[str, str]
"""Where a message stands: the channel and its timestamp."""


def a_question(number: int) -> str:
    """Return a question that needs nobody, unlike every other one."""
    return f"my set {number} keeps calling out and will not settle after lunch"


def a_danger(number: int) -> str:
    """Return words that call people."""
    return f"a pupil has brought a knife into room {number}"


def says(person: Person, words: str) -> Place:
    """Let somebody write to the line."""
    return person.dm, person.says(words)
