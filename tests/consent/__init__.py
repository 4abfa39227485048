"""Consent banners with truth written by people who had not seen the code, and what holds Siegel against it."""
