"""Real servers with known settings, and what is true of them, written by hand."""
