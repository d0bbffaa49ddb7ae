"""Identifiers shaped like Slack's."""

import hashlib
import secrets
import string
import uuid

ALPHABET = string.ascii_uppercase + string.digits
SHORT = string.ascii_letters + string.digits


def new_id(prefix: str) -> str:
    """Return a new identifier such as ``V7Q2M0ZK41P``."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(10))


def short_id() -> str:
    """Return five characters, as Slack gives to blocks and elements without an id."""
    return "".join(secrets.choice(SHORT) for _ in range(5))


def conversation_id(prefix: str, members: frozenset[str]) -> str:
    """Return the same id for the same people in every run, so that an app's notes stay valid."""
    digest = hashlib.sha256("|".join(sorted(members)).encode()).hexdigest()
    return prefix + digest[:10].upper()


def new_uuid() -> str:
    """Return a random UUID in text."""
    return str(uuid.uuid4())


def new_secret() -> str:
    """Return an unguessable word that is safe in an address."""
    return secrets.token_urlsafe(24)
