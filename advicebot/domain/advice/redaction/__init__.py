"""Takes personal data out of a teacher's message before anything stores it."""

from advicebot.domain.advice.redaction.model import Lesson, NameLists, Redacted, Redaction
from advicebot.domain.advice.redaction.redactor import Redactor

__all__ = ["Lesson", "NameLists", "Redacted", "Redaction", "Redactor"]
