"""What a phase recorded becomes rows: one per thing, nothing that was only deleted or refused."""

from __future__ import annotations

from scanner.model.evidence import merged
from scanner.model.facts import StoredItem
from scanner.model.vocabulary import Phase, RequestType, SameSite, StorageArea
from scanner.probes.browser.facts import requests, stored_items
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.records import (
    CookieSet,
    KeptItem,
    Moment,
    SentRequest,
    SetHow,
    Source,
    StorageWrite,
)
from scanner.probes.browser.texts import readable
from scanner.probes.browser.veil import Veil

PAGE = "https://www.shop.example/"
WHEN = Moment(Phase.BEFORE_CHOICE, 1, PAGE, 10)
VEIL = Veil(lambda value: value)


def cookie(name: str, **more: object) -> CookieSet:
    values: dict[str, object] = {
        "when": WHEN,
        "how": SetHow.HTTP,
        "name": name,
        "domain": "www.shop.example",
        "host_only": True,
        "path": "/",
        "digest": "d",
        "size": 1,
        "lifetime_s": None,
        "deletes": False,
        "secure": True,
        "http_only": True,
        "same_site": SameSite.LAX,
        "partitioned": False,
        "set_by": PAGE,
        "url": PAGE,
    }
    return CookieSet(**{**values, **more})  # type: ignore[arg-type]


def recorded(*cookies: CookieSet, writes: tuple[StorageWrite, ...] = ()) -> Recorder:
    recorder = Recorder(Phase.BEFORE_CHOICE, lambda value: value)
    recorder.cookies_set.extend(cookies)
    recorder.writes.extend(writes)
    return recorder


def items(recorder: Recorder, *kept: KeptItem) -> tuple[StoredItem, ...]:
    return merged(stored_items(Phase.BEFORE_CHOICE, recorder, kept))


def test_a_cookie_that_was_set_and_is_in_the_jar_is_one_row_with_its_setter() -> None:
    in_jar = KeptItem(
        area=StorageArea.COOKIE, origin="www.shop.example", name="sid", path="/", secure=True, http_only=True,
        same_site=SameSite.LAX,
    )  # fmt: skip
    (row,) = items(recorded(cookie("sid")), in_jar)
    assert (row.origin, row.lifetime_days, row.set_by, row.secure) == ("www.shop.example/", None, PAGE, True)


def test_a_cookie_that_a_consent_tool_deleted_again_was_there_all_the_same() -> None:
    (row,) = items(recorded(cookie("_ga", lifetime_s=63_072_000.0), cookie("_ga", deletes=True)))
    # Two years were asked for; a browser keeps it for 400 days.
    assert (row.name, row.lifetime_days) == ("_ga", 400)


def test_a_cookie_the_browser_refused_is_none() -> None:
    assert items(recorded(cookie("x", blocked=("SecureOnly",)))) == ()


def test_a_begun_day_counts() -> None:
    (row,) = items(recorded(cookie("short", lifetime_s=1.0)))
    assert row.lifetime_days == 1


def test_other_storage_is_stored_too() -> None:
    written = StorageWrite(when=WHEN, area=StorageArea.LOCAL_STORAGE, origin="https://www.shop.example", name="cart")
    database = KeptItem(area=StorageArea.INDEXEDDB, origin="https://www.shop.example", name="db")
    rows = items(recorded(writes=(written,)), database)
    assert [(row.area, row.name, row.secure) for row in rows] == [
        ("local_storage", "cart", None),
        ("indexeddb", "db", None),
    ]


def request(path: str, scheme: str = "https") -> SentRequest:
    return SentRequest(
        when=WHEN, source=Source.PAGE, frame=PAGE, type=RequestType.IMAGE, method="GET", scheme=scheme,
        host="t.example", port=443, path=path, query="id=1",
    )  # fmt: skip


def test_requests_are_counted_by_page_host_and_path_and_keep_no_query() -> None:
    rows = tuple(requests([request("/a"), request("/a"), request("/b"), request("x", scheme="data")], VEIL))
    assert [(row.host, row.path, row.method) for row in rows] == [
        ("t.example", "/a", "GET"),
        ("t.example", "/b", "GET"),
    ]
    assert "id=1" not in repr(rows)


def test_a_kept_text_has_words_and_structure_and_nothing_that_identifies() -> None:
    html = (
        '<h1 id="t-4711">Datenschutz</h1><p data-token="4711">Art. 13 &amp; 14</p><a href="/x?sid=4711">mehr</a>'
        '<form><input value="4711"></form><script>var id = "4711"</script><br>'
    )
    assert readable(html) == b'<h1>Datenschutz</h1><p>Art. 13 &amp; 14</p><a href="/x">mehr</a><form></form><br>'


def test_a_document_without_end_is_read_all_the_same() -> None:
    assert readable("<p>a<script>b") == b"<p>a"
