"""Reads and checks the curated knowledge folder."""

from advicebot.library.loader import Loaded, load_for_running, load_knowledge, load_line

__all__ = ["Loaded", "load_for_running", "load_knowledge", "load_line"]
