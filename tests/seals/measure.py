"""Reads the specimens of signs, and compares what is found with what stands there.

`worked_on` was looked at while the rules were written, `kept_aside` never. `unseen` was written later, by somebody
who had not seen the rules: of its 40 pieces 35 were read right at first; its misses were then listed and mended.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import Any

import yaml

from scanner.derive.party import Site
from scanner.derive.seals.names import host_of
from scanner.derive.seals.signs import Sign, signs_of
from scanner.derive.shown import read_shown
from scanner.model.values import Unknown
from scanner.model.vocabulary import PageRole

HERE = Path(__file__).parent
SHOP = "https://www.muesli.example"
_DRAWING = re.compile(r"<svg\b([^>]*)>(.*?)</svg>", re.DOTALL)
_WORDS = (re.compile(r'\baria-label="([^"]*)"'), re.compile(r"<title>([^<]*)</title>"))


def specimens(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))["specimens"])


def as_kept(html: str) -> str:
    """Drawings as a page keeps them (`probes/browser/shown_tree.py`): pictures with their words, else nothing."""
    return _DRAWING.sub(_picture, html)


def _picture(drawing: re.Match[str]) -> str:
    said = next((told[1] for words in _WORDS if (told := words.search(drawing[0]))), "")
    return f'<img src="" alt="{escape(unescape(said))}">' if said else ""


def found(specimen: dict[str, Any]) -> list[Sign]:
    shop = specimen.get("shop", SHOP)
    html = f'<html lang="de"><title>x</title><body>{as_kept(specimen["html"])}</body></html>'
    return signs_of(read_shown(html.encode()), PageRole(specimen.get("page", "home")), f"{shop}/", Site.of(shop))


def leads(sign: Sign) -> str:
    if isinstance(sign.link, Unknown):
        return "unknown"
    if sign.link is None:
        return "none"
    return "issuer" if sign.issuer and sign.issuer.owns(host_of(sign.link)) else "foreign"


def wrong(specimen: dict[str, Any]) -> list[str]:
    """What is missing, and what is there in excess, in words."""
    expected = sorted(
        f"{one['issuer'] if one['known'] else 'nobody known'}: {one['kind']}, leads {one['leads']}"
        for one in specimen["seals"]
    )
    seen = sorted(
        f"{sign.issuer.name if sign.issuer else 'nobody known'}: {sign.vouches.value}, leads {leads(sign)}"
        for sign in found(specimen)
    )
    return [f"- {one}" for one in expected if one not in seen] + [f"+ {one}" for one in seen if one not in expected]
