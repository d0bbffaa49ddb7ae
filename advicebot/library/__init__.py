"""Reads and checks the curated knowledge folder."""

from advicebot.library.loader import load_knowledge

__all__ = ["load_knowledge"]
