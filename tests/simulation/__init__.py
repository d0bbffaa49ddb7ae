"""Whole lives of handoffs under a virtual clock: the real services, the real sender, real SQLite.

Slack is the only stand-in. Everything random comes from the seed of the night, so that a night that
fails can be read step by step: ``python -m tests.simulation --replay SEED``.
"""
