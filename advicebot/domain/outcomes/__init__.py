"""What became of pupils: follow-ups, outcomes, honest counts, and when records are blanked."""
