"""Tests of scanner/model."""
