"""Slack's Web API: one module for each noun, joined in ``handler``."""
