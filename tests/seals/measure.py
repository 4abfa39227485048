"""Reads the specimens of signs, and compares what is found with what stands there."""

from __future__ import annotations

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


def specimens(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))["specimens"])


def found(specimen: dict[str, Any]) -> list[Sign]:
    shop = specimen.get("shop", SHOP)
    html = f'<html lang="de"><title>x</title><body>{specimen["html"]}</body></html>'
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
