"""The bot's own connections to Slack: two of them, watched, and replaced when they fall silent."""
