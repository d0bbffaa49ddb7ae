"""Lets ``python -m advicebot`` do what the ``advicebot`` command does."""

from advicebot.cli import main

main()
