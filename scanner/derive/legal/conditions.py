"""What pages on shipping, payment and accessibility say, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanner.derive.legal.found import Found, by_phrases, doubtful, first, missing, shown
from scanner.derive.legal.patterns import data, expression, phrases
from scanner.derive.legal.text import LegalPage, Line
from scanner.model.vocabulary import LegalDetail as Item

#: Words of terms that are worth storing; less is a heading with a link.
_FEW_WORDS = 80
_SEVERAL = 2


def read_shipping(page: LegalPage) -> Mapping[Item, Found]:
    """Where is delivered to, for how much, and how fast."""
    why = {
        Item.DELIVERY_RESTRICTIONS: "it is not said where goods are delivered to",
        Item.SHIPPING_COSTS: "no shipping costs are named",
        Item.DELIVERY_TIME: "no delivery time is named",
    }
    found = {
        item: by_phrases(page.sentences, phrases("shipping", item.value), page.unsure, reason)
        for item, reason in why.items()
    }
    if found[Item.SHIPPING_COSTS].present is False and (later := first(page.sentences, phrases("shipping", "later"))):
        found[Item.SHIPPING_COSTS] = doubtful("the costs are said to be shown before ordering", later[0])
    return found


def read_payment(page: LegalPage) -> Mapping[Item, Found]:
    """Which ways of paying there are, and what they cost."""
    methods = _methods(page.sentences)
    names, unsure = ", ".join(methods), page.unsure
    dear = {method for line in _charged(page.sentences) for method in _methods([line])}
    free = [method for method in methods if method not in dear]
    says_free = first(page.sentences, phrases("payment", "free"))
    listed = next(iter(methods.values()), None)
    return {
        Item.PAYMENT_METHODS: shown(listed, names) if listed else missing(unsure, "no way of paying is named"),
        Item.SEVERAL_METHODS: shown(listed, names)
        if listed and len(methods) >= _SEVERAL
        else missing(unsure, f"{'only one' if methods else 'no'} way of paying is named"),
        Item.FREE_METHOD: shown(says_free[0] if says_free else methods[free[0]], free[0] if free else None)
        if says_free or free
        else missing(unsure, "every way that is named is charged for" if methods else "no way of paying is named"),
        Item.SURCHARGE: _surcharge(page),
    }  # fmt: skip


def _methods(lines: Sequence[Line]) -> dict[str, Line]:
    """The ways of paying that are named, each with the first line that does."""
    found: dict[str, Line] = {}
    for name, words in data()["payment"]["methods"].items():
        cue = expression(words)
        line = next((line for line in lines if cue.search(line.flat)), None)
        if line:
            found[name] = line
    return found


def _charges(line: Line) -> bool:
    return first([line], phrases("payment", "surcharge")) is not None


def _charged(lines: Sequence[Line]) -> list[Line]:
    """The lines that charge for a way of paying, also with a price alone in a list under "Gebühr je Zahlungsart:"."""
    below, price = expression(data()["payment"]["charged_below"]), expression("<preis>")
    found, listed = list[Line](), False
    for line in lines:
        if below.search(line.flat):
            listed = True
            continue
        listed = listed and not line.heading and bool(_methods([line]))
        if _charges(line) or (listed and price.search(line.flat)):
            found.append(line)
    return found


def _surcharge(page: LegalPage) -> Found:
    """A charge for cards, direct debit or transfer (BGB § 270a); what a carrier takes is another matter."""
    heading: Line | None = None
    charged = {id(line) for line in _charged(page.sentences)}
    for line in page.sentences:
        heading = line if line.heading else heading
        named = _methods([line]) or (_methods([heading]) if heading else {})
        if id(line) in charged and (barred := [name for name in named if name in data()["payment"]["never_charged"]]):
            return shown(line, ", ".join(barred))
    return missing(page.unsure, "no charge is named for cards, direct debit or transfer")


def read_accessibility(page: LegalPage) -> Mapping[Item, Found]:
    """The information of BFSG annex 3."""
    perhaps = phrases("accessibility", "how_met_perhaps")
    why = {
        Item.SERVICE_DESCRIPTION: "the service is not described",
        Item.HOW_MET: "it is not said how the requirements are met",
        Item.MARKET_SURVEILLANCE: "the market surveillance authority is not named",
    }
    found = {
        item: by_phrases(page.sentences, phrases("accessibility", item.value), page.unsure, reason)
        for item, reason in why.items()
    }
    if found[Item.HOW_MET].present is False and (tool := first(page.sentences, perhaps)):
        found[Item.HOW_MET] = doubtful("a tool is named, and not what it makes of the requirements", tool[0])
    heading = next((line for line in page.lines if line.heading), page.lines[0] if page.lines else None)
    statement = shown(heading) if heading else missing(page.unsure, "nothing stands on the page")
    return {Item.STATEMENT: statement, **found}


def read_terms(page: LegalPage) -> Mapping[Item, Found]:
    """Whether the terms can be read and kept: as an ordinary page, or as a document to download."""
    words = sum(len(line.text.split()) for line in page.lines)
    document = next(((href, label) for href, label in page.links if href.lower().endswith(".pdf")), None)
    there = next((line for line in page.lines if line.heading), page.lines[0] if page.lines else None)
    if words >= _FEW_WORDS and there:
        return {Item.RETRIEVABLE: shown(there), Item.STORABLE: Found(True, there.quote, "page")}
    if document:
        return {item: Found(True, document[1] or document[0], "pdf") for item in (Item.RETRIEVABLE, Item.STORABLE)}
    links = [href for line in page.lines for href in line.hrefs if "#" not in href and href.startswith("http")]
    elsewhere = "the terms may stand behind a link of the page" if links else ""
    unsure = page.unsure or elsewhere
    return {
        item: missing(unsure, "the page that is called terms holds none") for item in (Item.RETRIEVABLE, Item.STORABLE)
    }
