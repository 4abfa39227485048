"""What the demo shop sells: three invented mueslis, with everything German food law wants to see on their pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Product:
    """One muesli. The price is in cents, VAT included; in `ingredients` stars enclose allergens, which must stand out.

    `nutrition` is per 100 g, in the order and wording of Regulation (EU) 1169/2011 annex XV.
    """

    slug: str
    name: str
    teaser: str
    story: str
    grams: int
    cents: int
    ingredients: str
    nutrition: dict[str, str]

    @property
    def price(self) -> str:
        """Like 6,90 €, with a no-break space."""
        return _euros(self.cents)

    @property
    def unit_price(self) -> str:
        """Per kilogram, rounded half up to the cent (PAngV § 4, § 5)."""
        return f"{_euros((self.cents * 1000 * 2 + self.grams) // (2 * self.grams))}/kg"


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}\u00a0€"


def read_products() -> tuple[Product, ...]:
    """All products, in the order of the shelf."""
    text = (files("scanner.demo") / "pages" / "products.json").read_text(encoding="utf-8")
    return tuple(Product(**entry) for entry in json.loads(text))
