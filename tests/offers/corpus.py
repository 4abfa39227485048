"""Offers of our own with what a careful reader wrote down of them, before anything read them.

`truth` is a row of words, so that it can be written beside the page:

    price=6.90EUR   goods=food   vat   ship   link (the note on shipping leads to more)
    unit=1kg:ok | 1l:wrong | missing | ?       none: no unit price is asked for
    strike=9.99:rrp | lowest | former | plain  deliv=firm | vague | none
    legal (the EU's notice on the guarantee)   garan=5:label | 5:nolabel | 5
    safety=m,a,c[,eu|,noeu] | none             reviews=explained | plain
    trader=name,address,phone,email,register   age=stated | missing     green=backed | bare
    med=current | old | missing                food=ing,qty,op (ing-: no list is needed; op?: not to be told)
    allerg=ok | plain:milch,…                  nutr=ok | partial | missing       organic=CODE[:origin|:nologo] | nocode
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
#: Said of every page, unless its words say otherwise.
ELSE: dict[str, Any] = {
    "vat_note": False,
    "shipping_note": False,
    "unit_price.applies": False,
    "strike_price": None,
    "guarantee_notice": False,
    "durability.years": None,
    "safety.applies": False,
    "reviews.shown": False,
    "trader.applies": False,
    "age_check.applies": False,
    "green_claim.claimed": False,
    "medicine.applies": False,
    "food.applies": False,
    "allergens.applies": False,
    "nutrition.applies": False,
    "organic.claimed": False,
}
ANY = object()


@dataclass(frozen=True)
class Specimen:
    id: str
    url: str
    role: str
    document: bytes
    truth: dict[str, Any]


def specimens(folder: str) -> list[Specimen]:
    """Those of `pages` and `unseen`, which may be looked at, or of `held_out`, which are for measuring."""
    return sorted([*_compact(HERE / folder), *_whole(HERE / folder / "full")], key=lambda one: one.id)


def _compact(folder: Path) -> Iterator[Specimen]:
    for path in sorted(folder.glob("*.yaml")):
        for one in yaml.safe_load(path.read_text(encoding="utf-8")):
            document = (
                f'<html lang="{one.get("lang", "de")}"><title>{one["id"]}</title><body>{one["html"]}</body></html>'
            )
            role = one.get("role", "product")
            url = one.get("url", "https://www.laden.example/artikel")
            yield Specimen(
                one["id"], url, role, document.encode(), truth_of(one["truth"] or "", role, one.get("skip", ()))
            )


def _whole(folder: Path) -> Iterator[Specimen]:
    for path in sorted(folder.glob("*.shown.html")):
        name = path.name.removesuffix(".shown.html")
        said = re.search(r"<!-- truth: (.*?) -->", (folder / f"{name}.html").read_text(encoding="utf-8"))
        assert said, name
        url = f"https://www.{name.replace('_', '-')}.example/produkt"
        yield Specimen(name, url, "product", path.read_bytes(), truth_of(said[1], "product", ()))


def truth_of(text: str, role: str, skip: Any) -> dict[str, Any]:
    """The fields that the words speak of, with ANY where nobody can tell."""
    truth = dict(ELSE) if role == "product" else {"unit_price.applies": False}
    for word in text.split():
        key, _, value = word.partition("=")
        truth.update(_READ[key](value))
    return {field: value for field, value in truth.items() if field.partition(".")[0] not in skip and value is not ANY}


def _price(value: str) -> dict[str, Any]:
    return {"price": None if value == "none" else (float(value[:-3]), value[-3:])}


def _unit(value: str) -> dict[str, Any]:
    if value == "?":
        return {"unit_price.applies": ANY}
    if value == "missing":
        return {"unit_price.applies": True, "unit_price.shown": False}
    unit, _, right = value.partition(":")
    spaced = re.sub(r"(\d)([a-z])", r"\1 \2", unit, count=1)
    return {
        "unit_price.applies": True,
        "unit_price.shown": True,
        "unit_price.unit": spaced,
        "unit_price.right": right == "ok",
    }


def _strike(value: str) -> dict[str, Any]:
    if value == "none":
        return {"strike_price": None}
    amount, _, sort = value.partition(":")
    return {"strike_price": float(amount), "strike_explained": sort != "plain"}


def _delivery(value: str) -> dict[str, Any]:
    if value == "none":
        return {"delivery.stated": False}
    return {"delivery.stated": True, "delivery.firm": value == "firm"}


def _garan(value: str) -> dict[str, Any]:
    years, _, label = value.partition(":")
    found: dict[str, Any] = {"durability.years": float(years)}
    return {**found, "durability.over_two": bool(label), **({"durability.label": label == "label"} if label else {})}


def _safety(value: str) -> dict[str, Any]:
    parts = set(value.split(","))
    found: dict[str, Any] = {"safety.applies": True}
    for letter, field in (("m", "manufacturer"), ("a", "address"), ("c", "contact")):
        found[f"safety.{field}"] = letter in parts
    if parts & {"eu", "noeu"}:
        found["safety.eu_person"] = "eu" in parts
    return found


def _food(value: str) -> dict[str, Any]:
    found: dict[str, Any] = {"food.applies": True}
    parts = {part.rstrip("-?"): part[-1] for part in value.split(",")}
    for name, field in (("ing", "ingredients"), ("qty", "quantity"), ("op", "operator")):
        mark = parts.get(name)
        found[f"food.{field}"] = (
            False
            if mark is None
            else ANY
            if mark == "?"
            else None
            if mark == "-" and name == "ing"
            else (ANY if mark == "-" else True)
        )
    return found


def _allergens(value: str) -> dict[str, Any]:
    found: dict[str, Any] = {"allergens.applies": True, "allergens.emphasised": value == "ok"}
    plain = value.partition(":")[2]
    return {**found, "allergens.plain": set(plain.split(","))} if plain else found


def _nutrition(value: str) -> dict[str, Any]:
    return (
        {"nutrition.applies": ANY} if value == "?" else {"nutrition.applies": True, "nutrition.complete": value == "ok"}
    )


def _organic(value: str) -> dict[str, Any]:
    if value in {"none", ""}:
        return {"organic.claimed": False}
    code, _, more = value.partition(":")
    found: dict[str, Any] = {"organic.claimed": True, "organic.code": None if code == "nocode" else code}
    return {**found, "organic.origin": True} if more == "origin" else found


_READ: dict[str, Any] = {
    "price": _price,
    "goods": lambda value: {"goods": value, **({"shipping_note": None} if value in {"digital", "voucher"} else {})},
    "vat": lambda value: {"vat_note": ANY if value else True},
    "ship": lambda _: {"shipping_note": True},
    "link": lambda _: {"shipping_linked": True},
    "unit": _unit,
    "strike": _strike,
    "deliv": _delivery,
    "legal": lambda _: {"guarantee_notice": True},
    "garan": _garan,
    "safety": lambda value: _safety("" if value == "none" else value),
    "reviews": lambda value: {"reviews.shown": True, "reviews.explained": value == "explained"},
    "trader": lambda value: {
        "trader.applies": True,
        **{f"trader.{part}": part in value.split(",") for part in ("address", "phone", "email", "register")},
    },
    "age": lambda value: {"age_check.applies": True, "age_check.stated": value == "stated"},
    "green": lambda value: {"green_claim.claimed": True, "green_claim.backed": value == "backed"},
    "med": lambda value: {
        "medicine.applies": True,
        "medicine.present": value != "missing",
        **({} if value == "missing" else {"medicine.current": value == "current"}),
    },
    "food": _food,
    "allerg": _allergens,
    "nutr": _nutrition,
    "organic": _organic,
}
