"""Word lists that belong to the rules are written as plain text; this reads them."""


def word_set(text: str) -> frozenset[str]:
    """The words of ``text``, parted by spaces."""
    return frozenset(text.split())
