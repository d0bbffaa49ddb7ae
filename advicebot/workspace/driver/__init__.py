"""The workspace as tests and programs hold it: its people, what they see, and waiting for it."""
