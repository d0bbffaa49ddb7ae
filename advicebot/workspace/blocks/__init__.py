"""Block Kit: Slack's limits, generated ids, and the values of inputs."""
