"""What contracts an instruction is about, and so what can be asked of it (annex 1 to EGBGB Art. 246a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scanner.derive.legal.found import first
from scanner.derive.legal.patterns import data, expression, phrases
from scanner.derive.legal.text import LegalPage, Line


@dataclass(frozen=True, slots=True)
class Scope:
    """Why an item of the kind may be left out; empty where nothing speaks for it.

    anything  whatever is not there     goods  what is said of goods sent back     period  until when they are sent
    """

    anything: str = ""
    goods: str = ""
    period: str = ""


def scope_of(page: LegalPage, unsure: str) -> Scope:
    """By the page's own words; `unsure`: why nothing can be said of it at all."""
    anything = unsure or _no_right(page.sentences) or _outside(page.sentences)
    goods = anything or ("" if _of_goods(page.lines) else "the instruction speaks of services or digital content alone")
    return Scope(anything, goods, goods or _fetched(page.sentences))


def _of_goods(lines: Sequence[Line]) -> bool:
    """Whether goods are spoken of, or at least nothing else is: of services and downloads nothing is sent back."""
    rules = data()["withdrawal"]
    goods, others = expression(rules["goods"]), expression(rules["no_goods"])
    # The model form names goods and services both, whatever is sold.
    text = [line.flat for line in lines if not first([line], phrases("withdrawal", "model_form_text"))]
    return any(goods.search(flat) for flat in text) or not any(others.search(flat) for flat in text)


def _fetched(text: Sequence[Line]) -> str:
    fetched = expression(data()["withdrawal"]["fetched"])
    return "the seller says to fetch the goods" if any(fetched.search(line.flat) for line in text) else ""


def _no_right(text: Sequence[Line]) -> str:
    """That nobody can withdraw, with a reason of BGB § 312g(2), where nothing else grants the right."""
    rules = data()["withdrawal"]
    denied, because = expression(rules["no_right"]), expression(rules["no_right_because"])
    said = next((line for line in text if denied.search(line.flat) and because.search(line.flat)), None)
    if said is None or any(_grants(line) for line in text if line is not said):
        return ""
    return "the page says that for what is sold there is no right of withdrawal"


def _grants(line: Line) -> bool:
    rules = data()["withdrawal"]
    return first([line], phrases("withdrawal", "instruction")) is not None and not expression(rules["no_right"]).search(
        line.flat
    )


def _outside(text: Sequence[Line]) -> str:
    rules = data()["withdrawal"]
    alone, others = expression(rules["outside_only"]), expression(rules["outside_but"])
    said = any(alone.search(line.flat) and not others.search(line.flat) for line in text)
    return "goods are sent to a country outside the Union alone, where other rules hold" if said else ""
