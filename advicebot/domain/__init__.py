"""Pure rules: no I/O, no environment, no current time, no randomness."""
