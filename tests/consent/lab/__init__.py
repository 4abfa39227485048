"""Shops with real and hand-made consent banners, and the truth about each."""
