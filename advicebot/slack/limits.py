"""Slack's size limits, as documented in its Block Kit and Web API reference, and our own budgets
within them.
"""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
SECTION_TEXT = 3000
HEADER_TEXT = 150
BUTTON_TEXT = 75
OPTION_TEXT = 75
OPTIONS = 100
VIEW_TITLE = 24
PRIVATE_METADATA = 3000
INPUT_TEXT = 3000

MESSAGE_BUDGET = 10_000
"""Characters in all blocks of one message: Slack refuses near 13,200 without documenting it."""
CONTEXT_TEXT = 600
TITLE_TEXT = 120
FALLBACK_TEXT = 1500
"""The plain text beside the blocks, which screen readers and notifications read."""
