"""What the demo shop sells: six invented mueslis, with everything German food law wants to see on their pages."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf. `slug` is the last step of its address."""

    slug: str
    name: str
    teaser: str


CATEGORIES = (
    Category("fruchtig", "Fruchtig", "Mit getrockneten Beeren und Äpfeln."),
    Category("nussig", "Nussig", "Mit langsam gerösteten Nüssen und Mandeln."),
    Category("schokoladig", "Schokoladig", "Mit dunkler Schokolade und Kakao."),
)


@dataclass(frozen=True, slots=True)
class Product:
    """One muesli. The price is in cents, VAT included; in `ingredients` stars enclose allergens, which must stand out.

    `nutrition` is per 100 g, in the order and wording of Regulation (EU) 1169/2011 annex XV.
    """

    slug: str
    category: str
    name: str
    teaser: str
    story: str
    grams: int
    cents: int
    ingredients: str
    nutrition: dict[str, str]

    @property
    def path(self) -> str:
        return f"/muesli/{self.slug}"

    @property
    def price(self) -> str:
        """Like 6,90 €, with a no-break space."""
        return euros(self.cents)

    @property
    def unit_price(self) -> str:
        """Per kilogram, rounded half up to the cent (PAngV § 4, § 5)."""
        return f"{euros((self.cents * 1000 * 2 + self.grams) // (2 * self.grams))}/kg"

    @property
    def unit_price_100(self) -> str:
        """Per 100 g, as it was allowed until 2022."""
        return euros((self.cents * 100 * 2 + self.grams) // (2 * self.grams))

    @property
    def ingredient_pieces(self) -> tuple[tuple[str, bool], ...]:
        """The ingredients in order, each piece with whether it has to stand out (Art. 21(1)(b) of the Regulation)."""
        return tuple((piece, bool(odd % 2)) for odd, piece in enumerate(self.ingredients.split("*")) if piece)


def euros(cents: int) -> str:
    """Like 6,90 €, with a no-break space."""
    return f"{cents // 100},{cents % 100:02d}\u00a0€"


@cache
def products() -> tuple[Product, ...]:
    """All products, in the order of the shelf."""
    text = (files("scanner.demo") / "pages" / "products.json").read_text(encoding="utf-8")
    return tuple(Product(**entry) for entry in json.loads(text))


def product(slug: str) -> Product | None:
    """The product of that name in addresses."""
    return next((one for one in products() if one.slug == slug), None)


def of_category(slug: str) -> tuple[Product, ...]:
    """What stands on a shelf."""
    return tuple(one for one in products() if one.category == slug)


def found_by(words: str) -> tuple[Product, ...]:
    """The products in whose texts every word begins some word; none for no word at all."""
    wanted = _words(words)[:10]
    if not wanted:
        return ()
    return tuple(
        one
        for one in products()
        if all(
            any(word.startswith(want) for word in _words(f"{one.name} {one.teaser} {one.story} {one.ingredients}"))
            for want in wanted
        )
    )


def _words(text: str) -> list[str]:
    """Lower case, without accents: Müsli is musli."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"\w+", plain)
