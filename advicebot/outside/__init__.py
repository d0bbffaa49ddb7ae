"""What leaves for anywhere but Slack: pages by webhook or e-mail, and the heartbeat.

Slack is one single point of failure, so a page for a person must have a second way out. Everything
here is quiet until it is configured, carries no detail of a pupil, and never tells a secret.
"""
