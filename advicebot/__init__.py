"""An advice line in Slack for school staff at a point of crisis."""

__version__ = "0.1.0"
