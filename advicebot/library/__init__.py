"""Reads and checks the curated knowledge folder."""

from advicebot.library.loader import load_for_running, load_knowledge

__all__ = ["load_for_running", "load_knowledge"]
