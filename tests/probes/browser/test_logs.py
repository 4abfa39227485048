"""Every phase leaves its raw logs: valid, named in the notebook, and without a value that tells the visitor apart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scanner.derive import Context, derive
from scanner.derive.purposes import Declared
from scanner.errors import NetworkError
from scanner.model.codec import encode_evidence
from scanner.model.evidence import Cell, scope
from scanner.model.facts import Form
from scanner.model.storage import storage_schema
from scanner.model.vocabulary import FormPurpose, PageRole, Phase
from scanner.probes.browser.logs import logged_phase
from scanner.probes.browser.session import Browser
from scanner.probes.notebook import Notebook

from .conftest import Answer, Serve
from .har_schema import HAR
from .raw_samples import CANARY
from .scenes import network_to, run
from .test_phases import PHASES, seen, shop, site

#: In a query, a path, a cookie of both kinds, a header field, a body, a store, a beacon, a worker's address.
TELLING = f"""<script src="/app.js?id={CANARY}"></script><link rel=stylesheet href="/{CANARY}/s.css?id={CANARY}">
<form action="/search/{CANARY}?id={CANARY}" id="f-{CANARY}"><input type=hidden name=token value="{CANARY}">
<input type=email name=email value="{CANARY}"><button>Newsletter abonnieren</button></form>
<iframe src="/frame?id={CANARY}" width=400 height=300></iframe>"""
APP = f"""
document.cookie = 'uid={CANARY};path=/;max-age=9999';
localStorage.setItem('uid', '{CANARY}'); sessionStorage.setItem('gone', '{CANARY}'); sessionStorage.removeItem('gone');
new Image().src = 'http://tracker.example/p?id={CANARY}';
fetch('/p/{CANARY}/collect?{CANARY}', {{
  method: 'POST', body: 'id={CANARY}', headers: {{'X-Visitor': '{CANARY}', 'Authorization': 'Bearer {CANARY}'}},
}});
navigator.sendBeacon('/beacon?id={CANARY}', '{CANARY}');
"""


def telling() -> dict[str, Answer]:
    """The small shop, whose pages tell everybody who the visitor is."""
    pages = {
        path: page.replace("/kontakt", f"/kontakt?sid={CANARY}") if isinstance(page, str) else page
        for path, page in shop().items()
    }
    cookies = [("Set-Cookie", f"sid={CANARY}; HttpOnly; Path=/"), ("ETag", CANARY), ("Location", f"/x?id={CANARY}")]
    told: dict[str, Answer] = {
        path: (200, cookies, page + TELLING) if path.startswith("/") and isinstance(page, str) else page
        for path, page in pages.items()
    }
    return told | {
        "/app.js": APP,
        f"/p/{CANARY}/collect": (200, cookies, "ok"),
        "/beacon": "ok",
        "/frame": "<form><input name=email></form>",
    }


def log_of(notebook: Notebook, phase: Phase, kind: str) -> Any:
    [log] = [log for log in notebook.logs if (log.phase, log.kind) == (phase.value, kind)]
    assert log.bytes == len(notebook.artifacts[log.artifact]) and not log.cut
    return json.loads(notebook.artifacts[log.artifact])


def test_an_identifier_stands_in_no_artifact_no_row_and_no_notice(serve: Serve) -> None:
    roles = (PageRole.HOME, PageRole.CONTACT, PageRole.CART, PageRole.PRIVACY)
    forms = {
        role: (Cell("form", scope({"page.role": role})), Cell("form_field", scope({"form.page.role": role})))
        for role in roles
    }
    resources = {role: Cell("resource", scope({"page.role": role})) for role in roles}
    notebook = seen(serve, telling(), forms=forms, resources=resources).notebook
    rows = notebook.evidence("http://shop.example/", "2026-11-22T00:00:00Z", {})
    forms_of_contact = [
        row for row in derive(rows, Context(notebook.artifacts, Declared())).rows("form") if isinstance(row, Form)
    ]
    purposes = {row.purpose for row in forms_of_contact if "sid=~" in str(row.page)}
    assert FormPurpose.NEWSLETTER in purposes and all(isinstance(purpose, FormPurpose) for purpose in purposes)
    evidence = json.dumps(encode_evidence(rows))
    assert "/collect" in evidence and '"form"' in evidence and '"resource"' in evidence
    assert CANARY not in evidence
    assert not [digest for digest, data in notebook.artifacts.items() if CANARY.encode() in data]
    assert CANARY not in repr((notebook.notices, notebook.logs, notebook.browser, notebook.visitors))
    requests = log_of(notebook, Phase.ACCEPTED, "har")["log"]["entries"]
    stored = log_of(notebook, Phase.ACCEPTED, "storage")["events"]
    [digest] = {event["digest"] for event in stored if event["name"] == "sid"}
    sent = [entry for entry in requests if entry["request"]["url"].startswith("http://tracker.example/p?id=")]
    assert {entry["request"]["queryString"][0]["value"] for entry in sent} == {digest}, "the cookie comes back"
    [collect] = [entry for entry in requests if entry["request"]["url"].endswith(f"/p/{digest}/collect?{digest}")][:1]
    assert {"name": "sid", "value": digest} in collect["request"]["cookies"]
    assert "Authorization" in {field["name"] for field in collect["request"]["headers"]}


def test_every_phase_has_a_valid_har_and_a_storage_log_and_says_what_counts(serve: Serve) -> None:
    notebook = seen(serve, shop()).notebook
    assert {(log.phase, log.kind) for log in notebook.logs} == {
        (phase.value, kind) for phase in PHASES for kind in ("har", "storage")
    }
    for phase in PHASES:
        document = log_of(notebook, phase, "har")
        Draft202012Validator(HAR).validate(document)
        Draft202012Validator(storage_schema()).validate(log_of(notebook, phase, "storage"))
        entries = document["log"]["entries"]
        assert {entry["_phase"] for entry in entries} == {phase.value}
        assert {entry["serverIPAddress"] for entry in entries if entry["response"]["status"]} == {"127.0.0.1"}
        assert any(entry["_counts"] for entry in entries)
        assert {entry["request"]["httpVersion"] for entry in entries if entry["response"]["status"]} == {"HTTP/1.1"}
    early = [entry for entry in log_of(notebook, Phase.REJECTED, "har")["log"]["entries"] if not entry["_counts"]]
    assert early and early[0]["request"]["url"] == "http://shop.example/"
    names = [event["name"] for event in log_of(notebook, Phase.ACCEPTED, "storage")["events"]]
    assert names[:2] == ["choice", "_ga"]
    assert {visitor["phase"] for visitor in notebook.visitors} == {phase.value for phase in PHASES}
    assert notebook.browser["reached"] == {"shop.example:80": ["127.0.0.1"]}
    assert notebook.browser["name"].startswith("chromium") and notebook.browser["viewport"]["width"] == 1280


def test_a_phase_whose_choice_fails_leaves_its_logs_too_and_nothing_of_it_counts(serve: Serve) -> None:
    notebook = seen(serve, shop(reject="")).notebook
    log = log_of(notebook, Phase.REJECTED, "har")["log"]
    assert log["entries"] and not any(entry["_counts"] for entry in log["entries"])
    assert log["_times"]["counts_ms"] is None
    assert log_of(notebook, Phase.REJECTED, "storage")["kept_known"] is False


def test_a_phase_that_is_broken_off_leaves_its_logs(serve: Serve) -> None:
    notebook = Notebook(())

    async def broken_off(url: str, browser: Browser) -> None:
        async with logged_phase(browser, notebook, Phase.BEFORE_CHOICE, url) as phase, phase.tab() as tab:
            await tab.visit(url)
            raise NetworkError("timeout", "the scan's deadline was over")

    async def scene() -> None:
        with serve(site("")) as there:
            async with Browser.open(network_to(there.port)) as browser:
                with pytest.raises(NetworkError):
                    await broken_off(there.url(), browser)

    run(scene)
    assert [log.kind for log in notebook.logs] == ["har", "storage"]
    assert log_of(notebook, Phase.BEFORE_CHOICE, "har")["log"]["entries"]
