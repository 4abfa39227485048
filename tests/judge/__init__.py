"""Tests of scanner/judge."""
