"""What differs between the truth about a shop and the evidence of a scan, one sentence for each difference. Pure.

A value of the truth is compared with what the evidence says; a field that the truth leaves out is not. The truth may
say `{one_of: [value, …]}`. Where the evidence says that it can't tell, the sentence says so: that is less than wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

Row = Mapping[str, Any]
Part = Callable[[Row, Row], Iterator[str]]

HOST = "shop.example"
MISSING = object()


def pages(truth: Row, evidence: Row) -> Iterator[str]:
    yield from _pages(truth["pages"], evidence)
    known = _known_paths(truth)
    for row in rows(evidence, "page"):
        if path(row["url"]) not in known:
            yield f"page {path(row['url'])}: is said to be one ({said(row['role'])}), and no visitor would call it so"


def checkout(truth: Row, evidence: Row) -> Iterator[str]:
    """A basket that holds something, and the first page of the checkout: seen, with their forms and fields."""
    yield from _steps([one for one in truth["checkout"] if not one.get("beyond")], truth, evidence)


def beyond(truth: Row, evidence: Row) -> Iterator[str]:
    """The pages after it, which are reached by filling in and sending forms."""
    yield from _steps([one for one in truth["checkout"] if one.get("beyond")], truth, evidence)


def links(truth: Row, evidence: Row) -> Iterator[str]:
    """Every page leads to the legal pages as the truth says."""
    known = _known_paths(truth)
    for row in rows(evidence, "page"):
        if path(row["url"]) not in known:
            continue
        found = row.get("links", {})
        if unknown(found):
            yield f"links of {path(row['url'])}: it can't tell: {found['unknown']}"
            continue
        for role, wanted in truth["links"].items():
            yield from same(f"links of {path(row['url'])}: {role}", wanted, found.get(role, MISSING))


def forms(truth: Row, evidence: Row) -> Iterator[str]:
    yield from _forms_of(truth["pages"], truth, evidence)


def banner(truth: Row, evidence: Row) -> Iterator[str]:
    """The rows of the phase before any choice, one for each page looked at; there must be one at least."""
    found = [row for row in rows(evidence, "consent_banner") if row["phase"] == "before_choice"]
    if not found:
        yield "banner: no row, so nobody looked"
    for row in found:
        where = f"banner on {path(row['page']['url'])}" if not unknown(row["page"]) else "banner"
        for field, wanted in truth["banner"].items():
            yield from same(f"{where}: {field}", wanted, row.get(field, MISSING))


def stored(phase: str) -> Part:
    def part(truth: Row, evidence: Row) -> Iterator[str]:
        wanted: Row = truth["phases"][phase]["stored"]
        found = {row["name"]: row for row in rows(evidence, "stored_item") if row["phase"] == phase}
        roles = {said(row["page"].get("role")) for row in rows(evidence, "request") if row["phase"] == phase}
        for name, item in wanted.items():
            if name not in found and ("on" not in item or item["on"] in roles):
                yield f"{phase}: {name} is kept, and there is no row of it"
        for name, row in found.items():
            item = wanted.get(name) or (truth["known"].get(name) if name in truth["may_keep"] else None)
            if item is None:
                yield f"{phase}: {name} ({said(row['area'])}, {said(row['origin'])}) is said to be kept, and is not"
            else:
                yield from _item(f"{phase}: {name}", item, row)

    return part


def requests(phase: str) -> Part:
    def part(truth: Row, evidence: Row) -> Iterator[str]:
        wanted: Row = truth["phases"][phase]["hosts"]
        own = truth.get("own_hosts", (HOST,))
        found = [row for row in rows(evidence, "request") if row["phase"] == phase]
        hosts = {row["host"] for row in found if row["host"] not in own}
        yield from (f"{phase}: {host} is asked, and there is no row of it" for host in wanted if host not in hosts)
        yield from (f"{phase}: {host} is said to be asked, and is not" for host in sorted(hosts - wanted.keys()))
        told: set[str] = set()
        for row in found:
            for field, value in wanted.get(row["host"], {"party": "first"} if row["host"] in own else {}).items():
                told.update(same(f"{phase}: request to {row['host']}: {field}", value, row.get(field, MISSING)))
        yield from sorted(told)

    return part


def parts(phases: Iterable[str]) -> dict[str, Part]:
    """All there is to compare, by the name under which tests show it."""
    return {
        "pages": pages,
        "links": links,
        "forms": forms,
        "checkout": checkout,
        "checkout beyond": beyond,
        "consent_banner": banner,
        **{f"stored {phase}": stored(phase) for phase in phases},
        **{f"requests {phase}": requests(phase) for phase in phases},
    }


# ── pages and forms ──────────────────────────────────────────────────────────────────────────────────────────────────


def _known_paths(truth: Row) -> set[str]:
    known = (*truth["pages"], *truth.get("checkout", ()))
    return {one for page in known for one in (page["url"], *page.get("like", ()))}


def _steps(wanted: list[Row], truth: Row, evidence: Row) -> Iterator[str]:
    yield from _pages([one | {"must": True} for one in wanted], evidence)
    yield from _forms_of(wanted, truth, evidence)


def _pages(wanted: Iterable[Row], evidence: Row) -> Iterator[str]:
    """A page that must be seen may be stood in for by one like it."""
    found = {path(row["url"]): row for row in rows(evidence, "page")}
    for page in wanted:
        alike = [found[one] for one in (page["url"], *page.get("like", ())) if one in found]
        if not alike and page.get("must"):
            roles = _words(page["role"])
            yield f"page {page['url']}: not seen ({said(page['role'])}){_excuse(evidence, roles, None)}"
        for row in alike:
            for field in ("role", "status"):
                yield from same(f"page {path(row['url'])}: {field}", page[field], row.get(field, MISSING))


def _forms_of(wanted: Iterable[Row], truth: Row, evidence: Row) -> Iterator[str]:
    """Only of pages where the plan has forms to look for. That a page wasn't seen is told of the page."""
    looked = {cell["scope"].get("page.role") for cell in evidence["coverage"] if cell["kind"] == "form"}
    seen = {path(row["url"]): row["role"] for row in rows(evidence, "page")}
    for page in wanted:
        role = seen.get(page["url"])
        if not isinstance(role, str) or role not in looked:
            continue
        fields = [row for row in rows(evidence, "form_field") if path(row["form"]["page"]["url"]) == page["url"]]
        there = [row for row in rows(evidence, "form") if path(row["page"]["url"]) == page["url"]]
        explained: list[Row] = []
        for form in page["forms"]:
            where = f"form {said(form['purpose'])} on {page['url']}"
            mine = [row for row in fields if _called(row, form) and row not in explained]
            explained += mine
            rows_of = _rows_of(form, mine, there)
            if rows_of:
                yield from _form(where, form, rows_of)
                yield from _fields(where, form, mine)
            elif not form.get("optional"):
                yield f"{where}: no such form{_excuse(evidence, (role,), _words(form['purpose']))}"
        for row in fields:
            harmless = row["name"] in truth["hidden"] or row["asks_for"] in ("none", "quantity")
            if row not in explained and not harmless:
                what = f"field {said(row['name'])} is said to ask for {said(row['asks_for'])}"
                yield f"{page['url']}: {what}, and no visitor sees it"


def _rows_of(wanted: Row, fields: list[Row], there: list[Row]) -> list[Row]:
    """The form's own row, found by its fields; that of a form without any, by its purpose."""
    if wanted["fields"]:
        ordinals = [row["form"]["ordinal"] for row in fields]
        return [row for row in there if row["ordinal"] in ordinals]
    return [row for row in there if not list(same("", wanted["purpose"], row["purpose"]))]


def _excuse(evidence: Row, roles: Iterable[str], purposes: Iterable[str] | None) -> str:
    """What the coverage says of a page or form that isn't there, if it says that it could not be seen."""
    for cell in evidence["coverage"]:
        scope = cell["scope"]
        purpose = scope.get("purpose")
        fits = scope.get("role", scope.get("page.role")) in roles and (
            None in (purpose, purposes) or purpose in purposes
        )
        if cell["kind"] in ("page", "form") and cell["status"] == "gap" and fits:
            return f": it can't tell ({cell['cause']}: {cell['reason']})"
    return ""


def _words(value: Any) -> tuple[str, ...]:
    return tuple(value["one_of"]) if isinstance(value, Mapping) else (value,)


def _form(where: str, wanted: Row, found: list[Row]) -> Iterator[str]:
    for row in found:
        for field in ("purpose", "method", "secure", "same_site", "links_notice", "guest_possible"):
            if field in wanted:
                yield from same(f"{where}: {field}", wanted[field], row.get(field, MISSING))
        if "action" in wanted:
            yield from _action(where, wanted["action"], row)


def _action(where: str, wanted: str, row: Row) -> Iterator[str]:
    """As written in the page or as the browser resolves it."""
    actual = row.get("action")
    if unknown(actual) or not isinstance(actual, str) or not actual.endswith(wanted):
        yield f"{where}: action is {said(actual)}, and it is {wanted}"


def _fields(where: str, form: Row, found: list[Row]) -> Iterator[str]:
    by_name = {_called(row, form): row for row in found}
    for name, wanted in form["fields"].items():
        if name not in by_name:
            yield f"{where}: field {name} is not there"
            continue
        for field, value in wanted.items():
            yield from same(f"{where}: field {name}: {field}", value, by_name[name].get(field, MISSING))


def _called(row: Row, form: Row) -> str | None:
    """The field of the form that the row is about: by its name, or by its label where it has none."""
    if isinstance(row["name"], str):
        return row["name"] if row["name"] in form["fields"] else None
    label = row["label"]
    return next((name for name in form["fields"] if isinstance(label, str) and _plain(name) == _plain(label)), None)


def _plain(label: str) -> str:
    return " ".join(label.split()).rstrip("* ").casefold()


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _item(where: str, wanted: Row, row: Row) -> Iterator[str]:
    for field in ("area", "party", "purpose", "secure", "http_only", "same_site"):
        yield from same(f"{where}: {field}", wanted[field], row.get(field, MISSING))
    origin = row["origin"]
    domain = None if unknown(origin) else (urlsplit(origin if "://" in origin else f"//{origin.lstrip('.')}").hostname)
    if domain != wanted["domain"]:
        yield f"{where}: origin is {said(origin)}, and it is {wanted['domain']}"
    if "days" in wanted:
        yield from _days(where, wanted["days"], row.get("lifetime_days", MISSING))


def _days(where: str, wanted: int | None, actual: Any) -> Iterator[str]:
    """A day more or less is the time between the answer and the look."""
    if not (isinstance(actual, int) and isinstance(wanted, int) and abs(actual - wanted) <= 1):
        yield from same(f"{where}: lifetime_days", wanted, actual)


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def same(where: str, wanted: Any, actual: Any) -> Iterator[str]:
    if isinstance(wanted, Mapping) and "one_of" in wanted:
        if unknown(actual) or all(list(same("", value, actual)) for value in wanted["one_of"]):
            yield _told(where, actual, wanted)
    elif isinstance(wanted, Mapping) and isinstance(actual, Mapping) and not unknown(actual):
        for field, value in wanted.items():
            yield from same(f"{where}: {field}", value, actual.get(field, MISSING))
    elif isinstance(wanted, str) and isinstance(actual, str):
        if " ".join(wanted.split()).casefold() != " ".join(actual.split()).casefold():
            yield _told(where, actual, wanted)
    elif type(wanted) is not type(actual) or wanted != actual:
        yield _told(where, actual, wanted)


def _told(where: str, actual: Any, wanted: Any) -> str:
    if actual is MISSING:
        return f"{where} is missing, and it is {said(wanted)}"
    if unknown(actual):
        return f"{where}: it can't tell ({actual['unknown']}), and it is {said(wanted)}"
    return f"{where} is {said(actual)}, and it is {said(wanted)}"


def said(value: Any) -> str:
    if unknown(value):
        return f"unknown ({value['unknown']})"
    if isinstance(value, Mapping) and "one_of" in value:
        return " or ".join(said(one) for one in value["one_of"])
    return "none" if value is None else f"“{value}”" if isinstance(value, str) and " " in value else str(value)


def unknown(value: Any) -> bool:
    return isinstance(value, Mapping) and "unknown" in value


def path(url: Any) -> str:
    return urlsplit(url).path if isinstance(url, str) else said(url)


def rows(evidence: Row, kind: str) -> list[Row]:
    return list(evidence.get("facts", {}).get(kind, ()))
