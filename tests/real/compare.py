"""What differs between the truth about a server and the evidence of a scan, one readable line per difference. Pure.

Truth is the mapping that `truth.load` gives:

    {"host": str,
     "facts": {KIND: {"rows": [row, …], "complete": bool, "keys": [field, …], "among": row}},
     "gaps": [{"kind": [KIND, …], "cause": [cause, …]}],
     "never": [{"kind": KIND, "row": row}]}

A truth row is compared with every evidence row that has the same key fields; fields the truth leaves out are not
compared. `complete` kinds may have no further rows that fit `among`, and no gap that concerns the host. A value may be
`{one_of: [value, …]}`, `{all_of: […], none_of: […]}` for a list, or `{unknown: true}` where not knowing is what is
true. Every gap listed must stand in the coverage with one of its causes, for one of its kinds. What fits a `never` row
with certainty is a difference.
"""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

Row = Mapping[str, object]

KEYS: Mapping[str, tuple[str, ...]] = {
    "endpoint": ("host", "port"),
    "tls_protocol": ("endpoint", "version"),
    "tls_cipher": ("endpoint", "version", "name"),
    "tls_group": ("endpoint", "name"),
    "tls_session": ("endpoint",),
    "tls_flaw": ("endpoint", "name"),
    "certificate": ("endpoint", "chain", "position"),
    "mail_server": ("host",),
    "redirect": ("from", "hop"),
    "header": ("url", "name"),
    "hsts": ("host",),
    "csp": ("url",),
}
_MISSING = object()
_URLS = frozenset({"url", "from", "to"})
_OF_LISTS = frozenset({"all_of", "none_of"})
_WORDS = _OF_LISTS | {"one_of", "unknown"}
_DAYS = frozenset({"not_before", "not_after"})


def differences(truth: Mapping[str, object], evidence: Mapping[str, object]) -> list[str]:
    """Every difference, an empty list if there is none. `evidence` is an evidence.json document (design § 6)."""
    host = str(truth["host"])
    facts = _mapping(evidence.get("facts", {}))
    coverage = [_mapping(cell) for cell in _list(evidence.get("coverage", []))]
    found: list[str] = []
    for kind, expected in _mapping(truth.get("facts", {})).items():
        found += _kind_differences(kind, _mapping(expected), _rows(facts, kind))
        if _mapping(expected).get("complete"):
            found += _gaps_in_complete(kind, host, coverage)
    for gap in _list(truth.get("gaps", [])):
        found += _missing_gap(_mapping(gap), coverage)
    for forbidden in _list(truth.get("never", [])):
        kind, row = str(_mapping(forbidden)["kind"]), _mapping(_mapping(forbidden)["row"])
        found += [f"{kind}: {_text(seen)} must never be said" for seen in _rows(facts, kind) if _fits(row, seen)]
    return found


def _kind_differences(kind: str, expected: Row, seen: list[Row]) -> Iterator[str]:
    keys = tuple(str(key) for key in _list(expected.get("keys", []))) or KEYS[kind]
    explained: set[int] = set()
    for row in (_mapping(row) for row in _list(expected["rows"])):
        key = {field: row[field] for field in keys if field in row}
        matching = [index for index, other in enumerate(seen) if _fits(key, other)]
        explained.update(matching)
        if not matching:
            yield f"{kind} {_text(key)}: no such row"
        for index in matching:
            yield from _field_differences(f"{kind} {_text(key)}", row, seen[index])
    if expected.get("complete"):
        among = _mapping(expected.get("among", {}))
        for index, other in enumerate(seen):
            if index not in explained and _could_fit(among, other):
                yield f"{kind}: a row too many, {_text(other)}"


def _field_differences(where: str, expected: Row, seen: Row) -> Iterator[str]:
    for field, value in expected.items():
        actual = seen.get(field, _MISSING)
        if _is_nested(value) and _is_nested(actual):
            yield from _field_differences(f"{where} {field}", _mapping(value), _mapping(actual))
        elif not _same(field, value, actual):
            told = "is missing" if actual is _MISSING else f"is {actual!r}"
            yield f"{where}: {field} {told}, expected {value!r}"


def _fits(template: Row, row: Row) -> bool:
    """Whether `row` certainly has all the values of `template`."""
    return not any(True for _ in _field_differences("", template, row))


def _could_fit(template: Row, row: Row) -> bool:
    """Like `_fits`, but an Unknown in the row could be any value."""
    certain = {field: value for field, value in template.items() if not _is_unknown(row.get(field))}
    return _fits(certain, row)


def _same(field: str, expected: object, actual: object) -> bool:
    if isinstance(expected, Mapping) and "one_of" in expected:
        return any(_same(field, value, actual) for value in _list(expected["one_of"]))
    if isinstance(expected, Mapping) and "unknown" in expected:
        return _is_unknown(actual)
    if isinstance(expected, Mapping) and _OF_LISTS & expected.keys():
        return isinstance(actual, list) and _holds(expected, {str(item).lower() for item in actual})
    if actual is _MISSING or type(expected) is not type(actual):
        return False
    return _normal(field, expected) == _normal(field, actual)


def _holds(expected: Row, items: set[str]) -> bool:
    wanted, unwanted = ({str(item).lower() for item in _list(expected.get(word, []))} for word in ("all_of", "none_of"))
    return wanted <= items and not unwanted & items


def _normal(field: str, value: object) -> object:
    """The same thing may be written in several ways: URLs, days, the names of hashes and headers, a list of names."""
    if field == "names" and isinstance(value, list):
        return sorted(str(name).lower() for name in value)
    if not isinstance(value, str):
        return value
    if field in _URLS:
        return _normal_url(value)
    if field in _DAYS:
        return value[:10]
    if field == "signature_hash":
        return value.lower().replace("-", "").replace("_", "")
    return value.lower() if field == "name" and not value.startswith("TLS_") else value


def _normal_url(url: str) -> str:
    """RFC 3986 § 6.2.2.1 and § 6.2.3: case of scheme and host, default port, empty path."""
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    place = place.lower()
    default = {"http": ":80", "https": ":443"}.get(parts.scheme)
    if default and place.endswith(default):
        place = place.removesuffix(default)
    return parts._replace(netloc=f"{user}{at}{place}", path=parts.path or "/").geturl()


def _gaps_in_complete(kind: str, host: str, coverage: Iterable[Row]) -> Iterator[str]:
    for cell in coverage:
        if cell.get("kind") != kind or cell.get("status") != "gap" or not _concerns(host, cell.get("scope")):
            continue
        # What `--only mail` leaves out of the shop's own TLS is no miss of a mail server's.
        if cell.get("cause") != "not_requested" or "endpoint.role" not in cell.get("scope", {}):
            yield f"{kind}: a gap where all can be seen, {cell.get('cause')}: {cell.get('reason')}"


def _missing_gap(gap: Row, coverage: Iterable[Row]) -> Iterator[str]:
    kinds = [str(kind) for kind in _list(gap["kind"])]
    causes = [str(cause) for cause in _list(gap["cause"])]
    seen = {str(cell.get("cause")) for cell in coverage if cell.get("kind") in kinds and cell.get("status") == "gap"}
    if not seen.intersection(causes):
        told = f"only of {', '.join(sorted(seen))}" if seen else "none"
        yield f"{' or '.join(kinds)}: no gap of cause {' or '.join(causes)} in the coverage, {told}"


def _concerns(host: str, scope: object) -> bool:
    """A scope that names hosts concerns those; one that names none concerns all."""
    hosts = {name for text in _texts(scope) if (name := _host_in(text))}
    return not hosts or host in hosts


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)


def _host_in(text: str) -> str | None:
    """The host in a URL, in `host:port` or in a bare name with a dot; IP addresses are none."""
    host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    is_name = "." in host and not host.replace(".", "").isdigit() and not host.startswith(("tlsv", "sslv"))
    return host if is_name else None


def _is_unknown(value: object) -> bool:
    return isinstance(value, Mapping) and "unknown" in value


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping) and not _WORDS & value.keys()


def _text(row: Row) -> str:
    return " ".join(f"{field}={_text(value) if isinstance(value, Mapping) else value}" for field, value in row.items())


def _rows(facts: Row, kind: str) -> list[Row]:
    return [_mapping(row) for row in _list(facts.get(kind, []))]


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping), f"expected a mapping, not {value!r}"
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list), f"expected a list, not {value!r}"
    return value
