"""Sealed runs: made, checked by Siegel and by others, and broken in every way that somebody could think of."""
