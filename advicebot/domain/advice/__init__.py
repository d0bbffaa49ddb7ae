"""From a teacher's words to advice: redaction, triage, ranking, confidence."""
