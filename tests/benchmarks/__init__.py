"""What `make bench` measures. Nothing here is a test: a timing is measured, never asserted."""
