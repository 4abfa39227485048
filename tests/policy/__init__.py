"""Tests of scanner/policy."""
