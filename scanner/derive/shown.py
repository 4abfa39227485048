"""Pages as their visitor saw them, for the derivations that read texts; see `scanner.model.shown`."""

from __future__ import annotations

from scanner.model.shown import Anchor, Image, Line, Run, Shown, read_shown

__all__ = ["Anchor", "Image", "Line", "Run", "Shown", "read_shown"]
