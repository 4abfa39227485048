"""What `make bench` measures. A timing is measured, never asserted; tested is that what others report is read aright."""
