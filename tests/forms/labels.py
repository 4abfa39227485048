"""How well single labels, boxes and headings are understood: `python -m tests.forms.labels [--half kept]`.

`labels.yaml` is split by chance, with a fixed seed, into a half on which rules are developed (`seen`, the default; with
`--mistakes`) and one that only measures.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from scanner.derive.forms import read_form
from scanner.derive.forms.signals import BareField, BareForm
from scanner.model.values import Unknown

Half = Literal["seen", "kept"]
_FILE = Path(__file__).with_name("labels.yaml")
_SEED = 20
_SECTIONS = ("fields", "boxes", "purposes")
_CARD = BareField(label="Kartennummer", autocomplete="cc-number")
_EMAIL, _NAME = BareField(label="E-Mail", kind="email"), BareField(label="Name", name="name")
_TEXT = BareField(label="", kind="textarea", name="message")
_ORDER = BareField(label="Order number", name="order_number")
_ADDRESS = (
    BareField(label="", name="street"),
    BareField(label="", name="zip"),
    BareField(label="", name="city"),
)
_PASSWORD = BareField(label="Password", kind="password", name="password")
#: What forms of each purpose ask for usually.
_USUAL: dict[str, Sequence[BareField]] = {
    "newsletter": (_EMAIL,),
    "contact": (_NAME, _EMAIL, _TEXT),
    "registration": (_NAME, _EMAIL, _PASSWORD),
    "login": (_EMAIL, _PASSWORD),
    "account_data": (_EMAIL,),
    "guest_checkout": (_EMAIL, _NAME, *_ADDRESS),
    "checkout_contact": (_EMAIL,),
    "checkout_address": (_NAME, *_ADDRESS),
    "order": (BareField(label="Ich akzeptiere die AGB", kind="checkbox"),),
    "review": (BareField(kind="radio", options=("1", "2", "3", "4", "5"), label="Rating"), _TEXT, _NAME),
    "return": (_ORDER, _EMAIL, BareField(kind="select", label="Reason", options=("Too big", "Too small"))),
    "withdrawal": (_NAME, _ORDER, _EMAIL),
    "cancellation": (_NAME, BareField(label="Kundennummer"), _EMAIL),
    "prescription": (_NAME, BareField(label="Geburtsdatum"), BareField(kind="file", label="Datei"), _EMAIL),
    "stock_alert": (_EMAIL,),
    "coupon": (BareField(label="Code", name="code"),),
    "chat": (_NAME, _EMAIL, _TEXT),
    "search": (BareField(label="", name="term"),),
}
#: What stands beside a field of that meaning, where its form has to be a special one.
_BESIDE: dict[str, tuple[BareField, ...]] = {"cc-exp": (_CARD,), "cc-csc": (_CARD,), "cc-name": (_CARD,)}


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to be understood. `form`: what it stands in; `at`: which of its fields is asked about, -1: the form."""

    section: str
    wanted: str
    language: str
    text: str
    form: BareForm
    at: int


def all_asked() -> Iterator[Asked]:
    """Everything in the file."""
    data: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), Loader=yaml.CBaseLoader)
    for section in _SECTIONS:
        for wanted, languages in data[section].items():
            for language, held in languages.items():
                for one in held:
                    yield (
                        _purpose(wanted, language, one)
                        if section == "purposes"
                        else _field(section, wanted, language, one)
                    )


def _field(section: str, wanted: str, language: str, given: str | dict[str, Any]) -> Asked:
    held = {"l": given} if isinstance(given, str) else given
    kind = held.get("k") or ("checkbox" if section == "boxes" else "text")
    field = BareField(
        label=held.get("l") or held.get("p") or "",
        label_from="label" if held.get("l") else "placeholder",
        placeholder=held.get("p") or "",
        name=held.get("n") or "",
        kind=kind,
        options=tuple(held.get("o") or ()),
    )
    beside = _BESIDE.get(wanted, (_EMAIL, *_ADDRESS))
    form = BareForm(fields=(*beside, field), page="https://shop.example/", buttons=("Weiter",))
    return Asked(section, wanted, language, str(given), form, len(beside))


def _purpose(wanted: str, language: str, given: str) -> Asked:
    place, _, text = given.partition(": ")
    fields = _USUAL.get(wanted) or _other(text)
    more = {"h": {"headings": (text,)}, "b": {"buttons": (text,)}, "t": {"text": text}}[place]
    form = BareForm(fields=tuple(fields), page="https://shop.example/", **more)  # type: ignore[arg-type]
    return Asked("purposes", wanted, language, given, form, -1)


def _other(text: str) -> Sequence[BareField]:
    """Of forms that the vocabulary has no word for: what stands in them is told by what they are called."""
    low = text.lower()
    if any(
        word in low for word in ("track", "verfolgen", "find my", "commande", "bestelling", "pedido", "ordine", "zam")
    ):
        return (_ORDER, _EMAIL)
    if any(word in low for word in ("friend", "freunde", "share", "teilen", "prize", "gewinn")):
        return (_NAME, _EMAIL)
    return (BareField(kind="select", label="", name="opt", options=("A", "B")),)


def half(which: Half) -> list[Asked]:
    """A half of the file."""
    chance = random.Random(_SEED)
    return [one for one in all_asked() if (chance.random() < 0.5) == (which == "seen")]


def read(one: Asked) -> str:
    """What is read there; `?` for an abstention."""
    reading = read_form(one.form)
    told = reading.purpose.purpose if one.at < 0 else reading.fields[one.at].meaning.asks_for
    return "?" if isinstance(told, Unknown) else str(told)


def shares(which: Half) -> dict[str, tuple[int, int]]:
    """(right, all) by section."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for one in half(which):
        total[one.section] += 1
        right[one.section] += read(one) == one.wanted
    return {section: (right[section], total[section]) for section in _SECTIONS}


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.forms.labels")
    parser.add_argument("--half", choices=["seen", "kept"], default="seen")
    parser.add_argument("--mistakes", action="store_true", help="of the half that is developed on only")
    asked = parser.parse_args()
    for section, (right, total) in shares(asked.half).items():
        print(f"{section:10}{right:6}/{total:<6}{right / total:.3f}")  # noqa: T201 - this is what it is for
    if asked.mistakes and asked.half == "seen":
        for one in half("seen"):
            if (got := read(one)) != one.wanted:
                print(f"{one.section[:4]} {one.language} {one.wanted} → {got}: {one.text}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
