"""Truth by hand for the notice against what was seen; `python -m tests.reality.measure` prints precision and recall."""
