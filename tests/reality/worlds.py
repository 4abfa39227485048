"""Small worlds out of a few lines: a notice, other pages, what was stored and sent, and what is derived of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import yaml

from scanner.derive import Context, derive
from scanner.model.evidence import Coverage, Evidence, Seen, Status, scope
from scanner.model.facts import Endpoint, Page, Request, StoredItem, TlsCipher, TlsProtocol
from scanner.model.facts.base import Fact
from scanner.model.vocabulary import (
    EndpointRole,
    PageRole,
    Phase,
    RequestType,
    StorageArea,
    TlsVersion,
)

SHOP = "https://www.shop.example/"
NOTICE = f"{SHOP}datenschutz"
TRUTH = Path(__file__).parent / "truth"


def truth(name: str) -> dict[str, Any]:
    """A file of truth: `shown` and `held`."""
    loaded: dict[str, Any] = yaml.safe_load((TRUTH / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def html(text: str) -> str:
    """Lines to a page: `# ` a heading, else a paragraph."""
    lines = (line.strip() for line in text.splitlines() if line.strip())
    return "".join(f"<h2>{escape(one[2:])}</h2>" if one.startswith("# ") else f"<p>{escape(one)}</p>" for one in lines)


def world(
    notice: str,
    pages: Mapping[str, str] | None = None,
    stored: Sequence[Sequence[Any]] = (),
    sent: Sequence[Sequence[str]] = (),
    ciphers: Sequence[Sequence[Any]] = (),
    versions: Mapping[str, bool] | None = None,
    more: Sequence[Fact] = (),
    gaps: Sequence[Coverage] = (),
) -> Evidence:
    """The evidence, derived. All phases were looked at, unless `gaps` says otherwise."""
    artifacts: dict[str, bytes] = {}
    rows: list[Fact] = [_page(NOTICE, PageRole.PRIVACY, notice, artifacts)]
    for role, text in (pages or {}).items():
        rows.append(_page(f"{SHOP}{role}", PageRole(role), text, artifacts))
    home = next((row for row in rows if isinstance(row, Page) and row.role is PageRole.HOME), None)
    at = home or Page(url=SHOP, role=PageRole.HOME)
    rows += [] if home else [at]
    rows += [_item(*one) for one in stored]
    rows += [_request(at, *one) for one in sent]
    here = Endpoint(host="www.shop.example", address="192.0.2.1", port=443, role=EndpointRole.SHOP)
    rows += [
        TlsCipher(endpoint=here, version=TlsVersion.TLSV1_3, name=name, bits=bits, accepted=True)
        for name, bits in ciphers
    ]
    rows += [
        TlsProtocol(endpoint=here, version=TlsVersion(version), accepted=accepted)
        for version, accepted in (versions or {}).items()
    ]
    rows += more
    facts: dict[str, tuple[Fact, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    return derive(Evidence(SHOP, facts, (*_coverage(facts), *gaps)), Context(artifacts))


def _page(url: str, role: PageRole, text: str, artifacts: dict[str, bytes]) -> Page:
    document = f"<html><head><title>x</title></head><body>{text}</body></html>".encode()
    digest = hashlib.sha256(document).hexdigest()
    artifacts[digest] = document
    return Page(url=url, role=role, seen=(Seen(page=url, artifact=digest),))


def _item(name: str, phase: str, days: int | str, host: str = "www.shop.example") -> StoredItem:
    return StoredItem(
        area=StorageArea.COOKIE,
        origin=f"{host}/",
        name=name,
        partition=None,
        phase=Phase(phase),
        lifetime_days=None if days == "session" else int(days),
        identifier=days != "session",
        set_by=None,
        left_over=False,
    )


def _request(page: Page, address: str, phase: str) -> Request:
    host, _, path = address.partition("/")
    return Request(
        phase=Phase(phase), page=page, host=host, path=f"/{path}", type=RequestType.SCRIPT, carries=(), cname=None
    )


def _coverage(facts: Mapping[str, tuple[Fact, ...]]) -> list[Coverage]:
    entries = [Coverage("page", scope({"role": role}), Status.SEEN) for role in (PageRole.HOME, PageRole.PRIVACY)]
    for kind in ("stored_item", "request"):
        entries += [Coverage(kind, scope({"phase": phase}), Status.SEEN) for phase in Phase]
    entries.append(Coverage("listed_item", (), Status.ABSENT))
    entries += [Coverage(kind, (), Status.SEEN) for kind in facts if kind.startswith("tls_")]
    return entries
