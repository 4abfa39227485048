"""Siegel: policy-as-code for the trust layer of an online shop."""

__version__ = "0.1.0"
