"""What everything else speaks of: facts, evidence, verdicts, reports. Frozen values; imports nothing of scanner."""
