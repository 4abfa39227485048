"""Reads a shop file (design § 5): every mistake at once, each with its place."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from scanner.errors import NetworkError, SiegelError, UsageError
from scanner.model.facts import Shop, fields_of
from scanner.model.vocabulary import PageRole, Purpose
from scanner.network import ConnectTo, Nameserver
from scanner.network.addresses import parse_ip
from scanner.network.urls import canonical_host, parse_url
from scanner.policy.reading import Reader
from scanner.policy.schema import shop_schema, validate
from scanner.policy.types import read_day, read_value
from scanner.shop.declared import Authorisation, MailHints, OwnCa, ShopFile, parsed, shop_at, undeclared_facts
from scanner.shop.journey import read_identity, read_journey
from scanner.shop.scripts import read_scripts
from scanner.yamlfile import Mapped, Node, Problems, Sequence, read_file, shown

#: Keys that this version reads but does not act upon yet; a scan says so.
NOT_YET = (
    "auth",
    "viewport",
)
KEYS = (
    "shop",
    "name",
    "profile",
    "authorised_by",
    "connect_to",
    "ca",
    "hosts",
    "language",
    "vantage",
    "facts",
    "purposes",
    "waivers",
    "pages",
    "ports",
    "mail_domains",
    "mail",
    "resolver",
    "preview",
    "scripts",
    "test_identity",
    "journey",
    *NOT_YET,
)
#: Dot-separated labels (RFC 6376 § 3.1); underscores occur.
_SELECTOR = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,120}[A-Za-z0-9_])?")
#: A bundle of all public CAs has about 250,000 bytes.
_MOST_CA_BYTES = 10_000_000
_LAST_PORT = 65535


def read_shop_file(path: Path) -> ShopFile:
    """A shop from its file. InvalidInput with every mistake in it."""
    problems = Problems()
    node = read_file(path, problems)
    shop = _Reading(Reader(str(path), problems), path.parent).shop(node) if node is not None else None
    if node is not None:
        validate(node, shop_schema(), str(path), problems)
    problems.raise_if_any()
    assert shop is not None  # noqa: S101 - no problem was found
    return shop


def is_pem(path: Path) -> bool:
    """Whether a file holds a certificate as text, which is how a CA is given."""
    try:
        with path.open("rb") as file:
            return b"-----BEGIN CERTIFICATE-----" in file.read(_MOST_CA_BYTES)
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the keys of one shop file; paths in it are relative to its folder."""

    reader: Reader
    folder: Path

    def shop(self, node: Node) -> ShopFile | None:
        reader = self.reader
        found = reader.mapping(node, "a shop file", KEYS, ("shop",))
        if found is None or found.get("shop") is None:
            return None
        base = self._address(found.items["shop"])
        preview = self._given(found, "preview", lambda n: read_value(reader, n, bool, "preview"))
        read = {
            "name": self._given(found, "name", lambda n: reader.text(n, "name")),
            "profile": self._given(found, "profile", self._profile),
            "language": self._given(found, "language", lambda n: reader.text(n, "language")),
            "preview": bool(preview),
            "vantage": self._given(found, "vantage", lambda n: reader.text(n, "vantage")),
            "authorised": self._given(found, "authorised_by", self._authorised),
            "connect_to": self._given(found, "connect_to", self._connect_to) or (),
            "cas": self._given(found, "ca", self._cas) or (),
            "hosts": self._given(found, "hosts", self._hosts) or (),
            "facts": undeclared_facts(self._given(found, "facts", self._facts) or Shop()),
            "waivers": self._given(found, "waivers", self._waivers),
            "pages": self._given(found, "pages", lambda n: self._pages(n, base)) or (),
            "ports": self._given(found, "ports", self._ports) or (),
            "mail_domains": self._given(found, "mail_domains", self._mail_domains) or (),
            "mail": self._given(found, "mail", self._mail),
            "scripts": self._given(found, "scripts", lambda n: read_scripts(reader, n)) or (),
            "test_identity": self._given(found, "test_identity", lambda n: read_identity(reader, n)) or (),
            "journey": self._given(found, "journey", lambda n: read_journey(reader, n, base)) or (),
            **(self._given(found, "resolver", self._resolver) or {}),
            **(self._given(found, "purposes", self._purposes) or {}),
            "unused": tuple(key for key in NOT_YET if key in found.items),
        }
        if base is None:
            return None
        return replace(base, **{key: value for key, value in read.items() if value is not None})

    def _given(self, found: Mapped, key: str, read: Callable[[Node], Any]) -> Any:  # noqa: ANN401 - any part of a shop file
        node = found.get(key)
        return None if node is None else read(node)

    def _address(self, node: Node) -> ShopFile | None:
        text = self.reader.text(node, "shop")
        if text is None:
            return None
        parts, mistake = parsed(text)
        if parts is None:
            self.reader.wrong(node, f"shop is not the address of a shop: {mistake}", "like https://www.muesli.example")
            return None
        return shop_at(parts, parts.hostname or text)

    def _profile(self, node: Node) -> str | None:
        """A profile's name, or its file, which lies beside the shop file."""
        text = self.reader.text(node, "profile")
        if text is None or not (text.endswith((".yaml", ".yml")) or os.sep in text):
            return text
        path = self.folder / text
        if not path.is_file():
            self.reader.wrong(node, f"there is no file {str(path)!r}")
        return os.path.join(self.folder, text)  # noqa: PTH118 - keeps a leading ./, which marks it as a file

    def _authorised(self, node: Node) -> Authorisation | None:
        reader = self.reader
        if not isinstance(node, Mapped):
            text = reader.text(node, "authorised_by")
            return Authorisation(text) if text else None
        reader.mapping(node, "authorised_by", ("role", "name", "organisation", "on"))
        named = [reader.text(node.items[key], key) for key in ("name", "role", "organisation") if key in node.items]
        if not named:
            reader.wrong(node, "authorised_by names nobody", "give role and organisation")
        day = read_day(reader, node.items["on"], "on") if "on" in node.items else None
        return Authorisation(", ".join(text for text in named if text), day)

    def _connect_to(self, node: Node) -> tuple[ConnectTo, ...] | None:
        items = self.reader.items(node, "connect_to")
        return self.reader.all_of(items, self._one_connect_to) if items else None

    def _one_connect_to(self, node: Node) -> ConnectTo | None:
        text = self.reader.text(node, "connect_to")
        if text is None:
            return None
        try:
            return ConnectTo.parse(text)
        except SiegelError as error:
            self.reader.wrong(node, error.message, error.hint)
            return None

    def _cas(self, node: Node) -> tuple[OwnCa, ...] | None:
        items = node.items if isinstance(node, Sequence) else (node,)
        return self.reader.all_of(items, self._ca)

    def _ca(self, node: Node) -> OwnCa | None:
        reader = self.reader
        if not isinstance(node, Mapped):
            text = reader.text(node, "ca")
            return None if text is None else self._existing(node, text, public=False)
        reader.mapping(node, "ca", ("file", "as"), ("file",))
        file = reader.text(node.items["file"], "file") if "file" in node.items else None
        meant = reader.text(node.items["as"], "as") if "as" in node.items else "private"
        if meant not in {"public", "private", None}:
            reader.wrong(node.items["as"], "as is public or private")
        return None if file is None else self._existing(node.items["file"], file, public=meant == "public")

    def _existing(self, node: Node, text: str, *, public: bool) -> OwnCa | None:
        path = self.folder / text
        if not path.is_file():
            self.reader.wrong(node, f"there is no file {str(path)!r}")
            return None
        if not is_pem(path):
            self.reader.wrong(node, f"{str(path)!r} holds no certificate", "it begins with -----BEGIN CERTIFICATE-----")
            return None
        return OwnCa(path, public)

    def _hosts(self, node: Node) -> tuple[str, ...] | None:
        items = self.reader.items(node, "hosts")
        return self.reader.all_of(items, self._host) if items else None

    def _host(self, node: Node) -> str | None:
        text = self.reader.text(node, "hosts")
        if text is None:
            return None
        mistake = f"{shown(text)} is no host name"
        try:
            found = parse_url(f"https://{text}/")
        except NetworkError as error:
            found, mistake = None, error.message
        if found is None or found.target != "/" or "@" in text:
            self.reader.wrong(node, f"hosts: {mistake}", "like api.muesli.example, or with a port")
            return None
        return found.authority

    def _ports(self, node: Node) -> tuple[int, ...] | None:
        items = self.reader.items(node, "ports")
        read = self.reader.all_of(items, self._port) if items else None
        return tuple(sorted(set(read))) if read else None

    def _port(self, node: Node) -> int | None:
        text = self.reader.text(node, "ports")
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= _LAST_PORT):
            self.reader.wrong(node, f"ports: {shown(text)} is no TCP port", "a number from 1 to 65535, like 443")
            return None
        return int(text)

    def _mail_domains(self, node: Node) -> tuple[str, ...] | None:
        items = self.reader.items(node, "mail_domains")
        return self.reader.all_of(items, self._mail_domain) if items else None

    def _mail_domain(self, node: Node) -> str | None:
        text = self.reader.text(node, "mail_domains")
        if text is None:
            return None
        try:
            name = canonical_host(text)
        except NetworkError as error:
            self.reader.wrong(node, f"mail_domains: {error.message}", "like muesli.example")
            return None
        if parse_ip(name) is not None or "." not in name:
            self.reader.wrong(node, f"mail_domains: {shown(text)} is no domain", "like muesli.example")
            return None
        return name

    def _mail(self, node: Node) -> MailHints | None:
        """`{dkim_selectors: [s1], newsletter: FILE.eml, smtp: false}`."""
        reader = self.reader
        found = reader.mapping(node, "mail", ("dkim_selectors", "newsletter", "smtp"))
        if found is None:
            return None
        items = (
            reader.items(found.items["dkim_selectors"], "dkim_selectors") if "dkim_selectors" in found.items else None
        )
        selectors = reader.all_of(items, self._selector) if items else None
        file = reader.text(found.items["newsletter"], "newsletter") if "newsletter" in found.items else None
        path = None if file is None else self.folder / file
        if path is not None and not path.is_file():
            reader.wrong(found.items["newsletter"], f"there is no file {str(path)!r}")
        smtp = read_value(reader, found.items["smtp"], bool, "smtp") if "smtp" in found.items else True
        return MailHints(selectors or (), path, smtp=smtp is not False)

    def _selector(self, node: Node) -> str | None:
        text = self.reader.text(node, "dkim_selectors")
        if text is not None and not _SELECTOR.fullmatch(text):
            self.reader.wrong(
                node, f"{shown(text)} is no DKIM selector", "it is what stands before ._domainkey, like s1"
            )
            return None
        return text

    def _resolver(self, node: Node) -> dict[str, Any] | None:
        """An address, or `{address: …, trust_anchors: FILE}`."""
        reader = self.reader
        if not isinstance(node, Mapped):
            return {"resolver": self._nameserver(node)}
        reader.mapping(node, "resolver", ("address", "trust_anchors"))
        address = self._nameserver(node.items["address"]) if "address" in node.items else None
        file = reader.text(node.items["trust_anchors"], "trust_anchors") if "trust_anchors" in node.items else None
        path = None if file is None else self.folder / file
        if path is not None and not path.is_file():
            reader.wrong(node.items["trust_anchors"], f"there is no file {str(path)!r}")
        elif path is not None:
            self._anchors(node.items["trust_anchors"], path)
        return {"resolver": address, "trust_anchors": path}

    def _nameserver(self, node: Node) -> Nameserver | None:
        text = self.reader.text(node, "resolver")
        if text is None:
            return None
        try:
            return Nameserver.parse(text)
        except UsageError as error:
            self.reader.wrong(node, error.message, error.hint)
            return None

    def _anchors(self, node: Node, path: Path) -> None:
        # dnspython takes a tenth of a second to load, and few shop files name trust anchors.
        from scanner.probes.dns.anchors import read_anchors  # noqa: PLC0415

        try:
            read_anchors(path)
        except UsageError as error:
            self.reader.wrong(node, error.message, error.hint)

    def _purposes(self, node: Node) -> dict[str, tuple[tuple[str, Purpose], ...]]:
        """`{stored: {name: purpose}, sent: {host: purpose}}`: what the owner says that items and requests are for."""
        found = self.reader.mapping(node, "purposes", ("stored", "sent"))
        declared: dict[str, tuple[tuple[str, Purpose], ...]] = {}
        for key in ("stored", "sent"):
            inner = self.reader.mapping(found.items[key], key) if found and key in found.items else None
            words = (
                [(name, self.reader.word(word, name, Purpose)) for name, word in inner.items.items()] if inner else []
            )
            declared[key] = tuple((name, word) for name, word in words if word is not None)
        return declared

    def _pages(self, node: Node, base: ShopFile | None) -> tuple[tuple[PageRole, str], ...]:
        """`{role: path or address}`, as absolute addresses."""
        found = self.reader.mapping(node, "pages", tuple(PageRole))
        read: list[tuple[PageRole, str]] = []
        for role, place in found.items.items() if found else ():
            text = self.reader.text(place, role)
            if text is None or role not in tuple(PageRole) or base is None:
                continue
            parts, mistake = parsed(urljoin(base.url, text))
            if parts is None:
                self.reader.wrong(place, f"{role} is not a page: {mistake}", "like /warenkorb")
            else:
                read.append((PageRole(role), parts.geturl()))
        return tuple(read)

    def _waivers(self, node: Node) -> Path | None:
        text = self.reader.text(node, "waivers")
        if text is not None and not (self.folder / text).is_file():
            self.reader.wrong(node, f"there is no file {str(self.folder / text)!r}")
            return None
        return None if text is None else self.folder / text

    def _facts(self, node: Node) -> Shop | None:
        known = fields_of(Shop)
        found = self.reader.mapping(node, "facts", known)
        values: dict[str, Any] = {}
        for name, value in found.items.items() if found else ():
            leaf = known[name].leaf if name in known else None
            if leaf is not None:
                read = read_value(self.reader, value, leaf, name)
                values |= {} if read is None else {name: read}
        return Shop(**values)
