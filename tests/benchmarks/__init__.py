"""What `make bench` measures. A timing is measured, never asserted; only how others' reports are read is tested."""
