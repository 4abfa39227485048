"""Colours laid over each other, and their contrast as WCAG 2.2 measures it. Pure."""

from __future__ import annotations

Colour = tuple[float, float, float, float]
"""Red, green, blue (0 to 255) and opacity (0 to 1)."""


def flat(layers: tuple[Colour, ...]) -> tuple[float, float, float]:
    """The colour that layers make, the uppermost first, on white."""
    ground = (255.0, 255.0, 255.0)
    for layer in reversed(layers):
        ground = over(layer, ground)
    return ground


def ratio(one: float, other: float) -> float:
    """WCAG 2.2 contrast ratio of two relative luminances."""
    light, dark = sorted((one, other), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 2)


def over(layer: Colour, ground: tuple[float, float, float]) -> tuple[float, float, float]:
    red, green, blue, alpha = layer
    return (
        red * alpha + ground[0] * (1 - alpha),
        green * alpha + ground[1] * (1 - alpha),
        blue * alpha + ground[2] * (1 - alpha),
    )


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
