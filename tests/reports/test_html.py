"""report.html: one page that says everything, asks nothing of anybody, and in which no text of the shop runs."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scanner.errors import RunFolderError
from scanner.model.report import Report, encode_report
from scanner.model.verdict import Blocker, Finding, Judgement, LeftOut, Place, Text, Waived
from scanner.model.vocabulary import Area, GapCause, Level, Severity, Verdict
from scanner.reports import words as common
from scanner.reports.full import prose
from scanner.reports.full.tables import TABLES
from scanner.reports.html import render_html, safe

from . import crowded, samples
from .opened import Opened, in_chromium

EVIDENCE: dict[str, Any] = {
    "schema": "siegel/evidence/1",
    "shop": "https://www.muesli.example",
    "plan": [],
    "facts": {
        "tls_protocol": [
            {
                "endpoint": {"host": "www.muesli.example", "address": "127.0.0.1", "port": 443},
                "version": "TLSv1.0",
                "accepted": True,
                "seen": [{"page": None, "phase": None, "at": "2026-11-22T01:14:05Z", "artifact": None}],
            }
        ],
        "header": [
            {"url": "https://www.muesli.example/", "name": "server", "present": True, "values": ["<script>alert(1)"]},
            {"url": "https://www.muesli.example/", "name": "x-absent", "present": False, "values": []},
        ],
    },
    "coverage": [{"kind": "hsts", "scope": {}, "status": "gap", "cause": "timeout", "reason": "no answer <b>"}],
}
ROW = '["tls_protocol", ["www.muesli.example", "127.0.0.1", 443], "TLSv1.0"]'
VOID = {"meta", "link", "input", "br", "img", "rect", "circle"}


class Page(HTMLParser):
    """What stands on a page: every element with its attributes, in order, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self._open):
            self.texts.append(data)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.elements if tag in tags]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.texts))

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.elements if "id" in attrs]


def rendered(report: Report, lang: str = "en") -> bytes:
    return render_html(encode_report(report), lang, HOSTILE_EVIDENCE)


def page(report: Report, lang: str = "en", evidence: object | None = None) -> Page:
    return Page(render_html(encode_report(report), lang, evidence).decode())


def with_findings(*findings: Finding, **rest: Any) -> Report:
    judgement = Judgement(Verdict.FAIL, findings, decided_by=Text("some", "einige"))
    verdict = replace(samples.OLD_VERSIONS, judgement=judgement, **rest)
    return replace(samples.FAILING, verdicts=(verdict,))


SCRIPT = "window.pwned = true"
ATTACKS = (
    f"<script>{SCRIPT}</script>",
    f"</title></style></script><script>{SCRIPT}</script>",
    f'"><img src="http://127.0.0.1:9/a" onerror="{SCRIPT}">',
    f"' onfocus='{SCRIPT}' autofocus tabindex=1 x='",
    f"javascript:{SCRIPT}",
    f"java\tscript:{SCRIPT}",
    f" javascript:{SCRIPT}",
    f"data:text/html,<script>{SCRIPT}</script>",
    f"<svg/onload={SCRIPT}><a xlink:href='javascript:{SCRIPT}'>x</a></svg>",
    '<base href="http://127.0.0.1:9/"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">',
    "<link rel=stylesheet href=http://127.0.0.1:9/x.css><style>@import 'http://127.0.0.1:9/y.css';</style>",
    "x;background:url(http://127.0.0.1:9/b)}*{background:url(http://127.0.0.1:9/c)",
    "<!--", "]]>", "{{ 7 * 7 }}{% include '/etc/passwd' %}{# x", "`<img src=x onerror=1>`", "\\x3cscript\\x3e",
    "\u202egnp.exe\u202c\u2066x\u2069\u200b\x00\x1b[2J\ud800",
    "<form id=filter><input name=elements></form>",
    "outcome", "filter", "../../../etc/passwd", "https://user@127.0.0.1:9/", 'https://127.0.0.1:9/" onclick="x',
    f"<iframe srcdoc='<script>parent.{SCRIPT}</script>'>", "A" * 100_000, "<b>" * 30_000,
)  # fmt: skip


def attacked() -> Report:
    """Every attack in every place that a shop, a policy or a stored file can fill."""

    def text(n: int) -> Text:
        return Text(ATTACKS[n % len(ATTACKS)], ATTACKS[(n + 1) % len(ATTACKS)])

    def attack(n: int) -> str:
        return ATTACKS[n % len(ATTACKS)]

    verdicts = []
    for n in range(len(ATTACKS)):
        found = tuple(
            Finding(text(n + i), attack(n + i), attack(n), (attack(n), "0" * 64), attack(n)) for i in range(8)
        )
        about: dict[str, Any] = {
            "remedy": text(n + 2),
            "policy": Place(attack(n + 3), n),
            "references": (attack(n), attack(n + 1)),
            "tuned_because": text(n + 4),
            "waiver": attack(n + 5),
            "waiver_detail": Waived(attack(n + 6), attack(n + 7), attack(n + 8)),
        }
        failed = Judgement(Verdict.FAIL, found, decided_by=text(n))
        open_ = Judgement(Verdict.UNKNOWN, blockers=(Blocker(text(n), GapCause.TIMEOUT), Blocker(text(n + 1), None)))
        verdicts += [
            samples.control(attack(n), "", "", failed, **about, counted=n % 2 == 0),
            samples.control(attack(n), "", "", open_, **about),
            samples.control(attack(n), "", "", Judgement(Verdict.PASS, decided_by=text(n)), **about),
        ]
    return replace(
        samples.FAILING,
        shop=attack(2),
        name=attack(1),
        profile=attack(0),
        as_of=attack(3),
        verdicts=tuple(replace(verdict, title=text(n)) for n, verdict in enumerate(verdicts)),
        left_out=tuple(LeftOut(attack(n), text(n)) for n in range(len(ATTACKS))),
        gate=replace(samples.FAILING.gate, because=tuple(text(n) for n in range(len(ATTACKS)))),
        references=tuple(
            replace(
                samples.REFERENCES[0],
                id=attack(n),
                title=text(n),
                url=attack(n),
                provision=text(n),
                confirmed=attack(n),
            )
            for n in range(len(ATTACKS))
        ),
        run={
            **samples.RUN,
            "started": attack(0),
            "notices": list(ATTACKS),
            "vantage": {attack(n): attack(n) for n in range(5)},
            "authorised_by": attack(2),
            "versions": {"siegel": attack(0), attack(1): attack(2)},
        },
        coverage_note=text(0),
    )


HOSTILE_EVIDENCE: dict[str, Any] = {
    **EVIDENCE,
    "facts": {
        "header": [
            {"url": attack, "name": attack, "present": True, "values": [attack]}
            for attack in ATTACKS
            if "\ud800" not in attack  # no evidence holds one
        ]
    },
}
REPORTS = {
    "failing": samples.FAILING,
    "passing": samples.PASSING,
    "unseen": samples.UNSEEN,
    "inconclusive": samples.INCONCLUSIVE,
    "hostile": samples.hostile(),
    "attacked": attacked(),
}


@pytest.fixture(params=[(name, lang) for name in REPORTS for lang in ("en", "de")], ids=lambda p: f"{p[0]}-{p[1]}")
def any_page(request: pytest.FixtureRequest) -> Page:
    name, lang = request.param
    return page(REPORTS[name], lang, EVIDENCE)


# ── the page as markup ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_loads_nothing_and_carries_no_handler_and_no_inline_style(any_page: Page) -> None:
    for tag, attrs in any_page.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "video", "audio", "image", "use"}
        assert not {"src", "srcset", "action", "formaction", "style", "xlink:href", "ping", "background"} & set(attrs)
        assert not [name for name in attrs if name.startswith("on")]
        assert "href" not in attrs or tag == "a"


def test_links_lead_within_the_page_to_http_or_to_an_artifact(any_page: Page) -> None:
    ids = set(any_page.ids)
    for link in any_page.all("a"):
        href = str(link["href"])
        if href.startswith("#"):
            assert href[1:] in ids
        else:
            assert re.fullmatch(r"https?://[!-~]+|artifacts/[0-9a-f]{64}", href)
            assert link["rel"] == "noopener noreferrer"


def test_ids_are_unique_and_harmless(any_page: Page) -> None:
    assert len(any_page.ids) == len(set(any_page.ids))
    assert all(re.fullmatch(r"[A-Za-z0-9._:-]+", id_) for id_ in any_page.ids)


def test_the_policy_allows_this_style_and_this_script_and_nothing_else() -> None:
    html = render_html(encode_report(samples.FAILING)).decode()
    policy = next(m["content"] for m in Page(html).all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    digest = {
        tag: base64.b64encode(hashlib.sha256(re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[0].encode()).digest())
        for tag in ("style", "script")
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest['style'].decode()}'; "
        f"script-src 'sha256-{digest['script'].decode()}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_a_screen_reader_finds_its_way(any_page: Page) -> None:
    assert [tag for tag, _ in any_page.elements if tag in {"header", "nav", "main", "footer"}] == [
        "header",
        "nav",
        "main",
        "footer",
    ]
    levels = [int(tag[1]) for tag, _ in any_page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    assert all("scope" in head for head in any_page.all("th"))
    named = {str(attrs["aria-labelledby"]) for _, attrs in any_page.elements if "aria-labelledby" in attrs}
    assert named <= set(any_page.ids)
    assert all("aria-labelledby" in section for section in any_page.all("section"))
    assert all(svg.get("aria-hidden") == "true" for svg in any_page.all("svg"))
    assert any_page.all("html")[0]["lang"] in {"en", "de"}


def test_what_hides_or_reorders_is_seen() -> None:
    html = render_html(encode_report(attacked()), "de", HOSTILE_EVIDENCE).decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", html)
    assert r"\u202egnp.exe" in html
    assert len(html) < 3_000_000  # of 100 kB strings, in some 2,000 places, a few lines each


def test_the_same_report_gives_the_same_bytes() -> None:
    document = encode_report(samples.FAILING)
    assert render_html(document, "de", EVIDENCE) == render_html(document, "de", EVIDENCE)


def test_what_is_no_report_or_no_evidence_is_refused() -> None:
    with pytest.raises(RunFolderError):
        render_html({"schema": "siegel/report/2"})
    with pytest.raises(RunFolderError, match="evidence is broken"):
        render_html(encode_report(samples.FAILING), "en", {"schema": "siegel/evidence/1", "facts": {"header": [7]}})


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_outcome_stands_first_with_why_and_in_both_languages() -> None:
    assert "Failed the gate is not passed. 2 failed: HTTP-002 (high), TLS-001 (critical)" in page(samples.FAILING).text
    german = page(samples.UNSEEN, "de").text
    assert "keine Seite des Shops ließ sich abrufen" in german
    assert german.index("Nichts abgerufen") < german.rindex("Worauf das beruht")


def test_every_control_has_its_place_and_its_link() -> None:
    seen = page(samples.FAILING)
    for verdict in samples.FAILING.verdicts:
        assert seen.ids.count(verdict.control) == 1
        assert {"class": "id", "href": f"#{verdict.control}"} in seen.all("a")
    assert "TLS-003.strict" in seen.ids


def test_a_finding_has_a_link_that_lasts_from_run_to_run() -> None:
    one, other = (Finding(Text(m, m), "x:443", "[]", (), m * 32) for m in "ab")
    assert f"TLS-001-{'b' * 12}" in page(with_findings(one, other)).ids
    assert f"TLS-001-{'b' * 12}" in page(with_findings(other)).ids


def test_a_failure_says_where_what_why_and_how_to_mend_it() -> None:
    text = page(samples.FAILING, "de").text
    assert "TLSv1.0 auf www.muesli.example:443: akzeptiert: ja (soll: nein)" in text
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
    assert "policies/tls.yaml:41" in text
    assert "DSGVO Art. 32 (zum Teil eingesehen)" in re.sub(
        r"Art\. 32 +zum Teil eingesehen", "Art. 32 (zum Teil eingesehen)", text
    )
    assert "vom Profil angepasst: der Vorstand will ein Jahr" in text


def test_references_are_marked_explained_and_counted() -> None:
    text = page(samples.FAILING).text
    assert "Of 4 provisions cited, 2 are from knowledge alone and 1 were seen in part." in text
    assert "TLS 1.0 and 1.1 must not be used." in text
    assert "a-reference-we-lost the report does not say what this is" in text


def test_what_does_not_count_says_why_and_who_waived_it() -> None:
    waived = Waived("2026-12-31", "the CDN changes", "Jo of IT")
    quiet: dict[str, Any] = {"level": Level.ERROR, "severity": Severity.HIGH, "counted": False, "waiver": "x"}
    finding = samples.version("TLSv1.0")
    text = page(with_findings(finding, **quiet, waiver_detail=waived)).text
    assert "1 waived: TLS-001" in text
    assert "waived until 2026-12-31 by Jo of IT: the CDN changes" in text
    partly = page(with_findings(finding, **{**quiet, "counted": True}, waiver_detail=waived)).text
    assert "waived in part until 2026-12-31 by Jo of IT" in partly
    ended = replace(waived, counts_again=True)
    assert "so it counts again" in page(with_findings(finding, **{**quiet, "counted": True}, waiver_detail=ended)).text
    below = page(with_findings(finding, **{**quiet, "severity": Severity.LOW}, waiver_detail=waived)).text
    assert "1 below the threshold: TLS-001" in below


def test_limits_are_said() -> None:
    text = page(samples.FAILING).text
    assert "no certificate and no legal advice" in text
    assert "passive looking only; nobody authorised more" in text
    assert "41 of 46 planned cells were seen" in text
    assert "The profile leaves out: TLS-003.strict" in text
    assert "our payment provider can't yet" in text
    asked = replace(samples.FAILING, run={**samples.RUN, "settings": {"strict": True, "only": ["tls", "<b>", 7]}})
    assert "Warnings count too (--strict)." in page(asked).text
    assert "Only these areas were asked for: TLS and certificates." in page(asked).text


def test_the_run_names_its_browser_its_visitors_and_its_raw_logs_with_their_hashes() -> None:
    seen = page(samples.FAILING)
    assert "chromium-headless-shell 156.0.8078.79, 1280 × 900, de-DE" in seen.text
    assert "after rejecting: a clean browser profile, 22 November 2026, 01:14:04 UTC" in seen.text
    assert "www.muesli.example:443: 192.0.2.7, 2001:db8::7" in seen.text
    assert "after rejecting: everything sent (HAR 1.2), 99 entries, 188.1 kB, not all of it had room" in seen.text
    assert {f"artifacts/{'ab' * 32}", f"artifacts/{'cd' * 32}"} <= {str(a["href"]) for a in seen.all("a")}
    assert "nach dem Ablehnen: alles Gespeicherte, 15 Einträge" in page(samples.FAILING, "de").text


def test_a_run_of_a_version_that_kept_no_logs_is_shown_without() -> None:
    older = {key: value for key, value in samples.RUN.items() if key not in {"browser", "logs"}}
    text = page(replace(samples.FAILING, run=older)).text
    assert "Raw logs" not in text and "Visitors" not in text and "Tools" in text


def test_many_observations_are_folded_and_all_there() -> None:
    many = page(with_findings(*(samples.finding(f"seen {n}", f"gesehen {n}") for n in range(1_000))))
    text = many.text
    assert "995 more observations" in text
    assert all(f"seen {n} " in text for n in range(1_000))
    assert "more observations" not in page(with_findings(*(samples.finding("x", "x") for _ in range(6)))).text


def test_an_artifact_is_linked_by_its_digest_only() -> None:
    digest = "ab" * 32
    seen = page(with_findings(Finding(Text("x", "x"), "x", "[]", (digest, "../../etc/passwd"), "f")))
    linked = {str(a["href"]) for a in seen.all("a") if str(a["href"]).startswith("artifacts/")}
    logs = {f"artifacts/{log['artifact']}" for log in samples.RUN["logs"]}
    assert linked - logs | {f"artifacts/{digest}"} == {f"artifacts/{digest}"}
    assert "../../etc/passwd" in seen.text


def test_evidence_gives_inventories_gaps_and_the_row_behind_a_finding() -> None:
    finding = Finding(Text("old", "alt"), "www.muesli.example:443", ROW, (), "f")
    seen = page(with_findings(finding), "en", EVIDENCE)
    assert "What could not be seen 1" in seen.text
    assert "hsts everything no answer in time ( no answer <b> )" in seen.text
    assert "<script>alert(1)" in seen.text
    assert "x-absent" not in seen.text
    assert "version TLSv1.0 accepted yes" in seen.text
    assert "22 November 2026, 01:14:05 UTC" in seen.text
    assert "What was seen" not in page(with_findings(finding)).text


def test_tables_speak_in_words_count_what_is_alike_and_leave_out_what_nobody_says() -> None:
    german = page(samples.FAILING, "de", crowded.EVIDENCE)
    assert {attrs.get("data-head") for attrs in german.all("td")} >= {"Betreiber", "Fragt nach", "Gesehen"}
    assert "vor der Wahl" in german.text
    assert "before_choice" not in german.text
    services = german.text[german.text.index("Dienste Dritter 1") : german.text.index("Reste von Vorlagen 1")]
    assert "Tracker Long" in services
    assert "Zweck" not in services  # which no row speaks of
    assert "Max Mustermann" in german.text and "Musterperson" in german.text


def test_a_reason_is_said_in_the_readers_language_and_what_happened_in_english() -> None:
    seen = page(samples.FAILING, "de")
    assert "waren nicht zu sehen: es kam keine rechtzeitige Antwort ( no answer within 10 s )" in seen.text
    details = [attrs for tag, attrs in seen.elements if attrs.get("class") == "detail"]
    assert details and all(attrs["lang"] == "en" for attrs in details)
    said = [attrs.get("lang") for tag, attrs in seen.elements if tag == "dd"]
    assert said.count("en") == 1  # a notice that is in English only
    assert "could not be seen: no answer came in time ( no answer within 10 s )" in page(samples.FAILING).text


def test_every_table_names_fields_that_exist() -> None:
    from scanner.model.facts import KINDS, field_at  # noqa: PLC0415 - for this test alone

    assert all(field_at(KINDS[spec.kind], column.path) for spec in TABLES for column in spec.columns)
    assert all(field_at(KINDS[spec.kind], spec.only[0]) for spec in TABLES if spec.only)


def test_every_area_and_cause_has_its_words() -> None:
    assert set(common.AREA) == set(Area)
    assert set(common.CAUSE) == set(common.WHY_UNSEEN) == set(GapCause)


# ── the pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://shop.example/a?b=c&d=%20#e", "https://shop.example/a?b=c&d=%20#e"),
        ("HTTP://shop.example", "HTTP://shop.example"),
        ("https://müsli.example/ü", "https://m%C3%BCsli.example/%C3%BC"),
        ("https://[::1]:8443/x", "https://[::1]:8443/x"),
        ("https://shop.example/'\"<>`", "https://shop.example/%27%22%3C%3E%60"),
        ("javascript:alert(1)", ""),
        ("javascript://shop.example/%0aalert(1)", ""),
        ("//shop.example", ""),
        ("https:shop.example", ""),
        ("https://", ""),
        ("https://user:pass@shop.example", ""),
        ("https://[::1", ""),
        ("https://shop.example/\u202e", ""),
        (" https://shop.example", ""),
        ("shop.example:443", ""),
        ("https://shop.example/" + "a" * 2_000, ""),
    ],
)
def test_only_plain_http_urls_are_linked(url: str, href: str) -> None:
    assert prose.link(url) == href


def test_a_long_run_is_folded_and_its_ends_stay() -> None:
    url = f"https://shop.example/{'x' * 500}/end"
    assert prose.folded(f"a {url} b", 40) == f"a {url[:29]}…xxxxxx/end b"
    assert len(prose.folded(url, 40)) == 40
    assert prose.folded("short enough") == "short enough"


def test_what_we_did_not_mean_to_print_is_not_printed() -> None:
    for value in (None, True, 1.5, object(), {"a": 1}):
        with pytest.raises(TypeError):
            safe.shown(value)


def test_dates_are_written_as_people_do() -> None:
    assert prose.day("2026-11-22", "en") == "22 November 2026"
    assert prose.day("2026-03-01", "de") == "1. März 2026"
    assert prose.moment("2026-11-22T01:14:03Z", "de") == "22. November 2026, 01:14:03 UTC"
    assert prose.moment("<b>", "de") == "<b>"


def _luminance(colour: str) -> float:
    full = colour * 2 if len(colour) == 3 else colour
    channels = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)] if len(colour) == 6 else []
    channels = channels or [int(c * 2, 16) / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_text_stands_out_by_4_5_to_1_in_light_and_dark() -> None:
    """WCAG 2.2, 1.4.3."""
    css = (Path(safe.__file__).parent / "style.css").read_text()
    schemes = [
        dict(re.findall(r"--(\w+): #([0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    assert len(schemes) == 2
    for scheme in schemes:
        for text in ("ink", "soft", "link", "bad", "warn", "good"):
            for ground in ("paper", "wash"):
                light, dark = sorted((_luminance(scheme[text]), _luminance(scheme[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


# ── the page in a browser ────────────────────────────────────────────────────────────────────────────────────────────


@in_chromium
@pytest.mark.parametrize("lang", ["en", "de"])
def test_no_attack_runs_loads_navigates_or_changes_the_title(chromium: Any, tmp_path: Path, lang: str) -> None:
    opened = Opened(chromium, tmp_path, rendered(attacked(), lang))
    opened.page.click("button[data-open]")
    opened.page.mouse.move(100, 400)
    for key in ("Tab", "Tab", "Enter", "Tab"):
        opened.page.keyboard.press(key)
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.evaluate("window.pwned") is None
    assert opened.page.title().startswith("Siegel report on " if lang == "en" else "Siegel-Bericht über ")
    assert opened.elsewhere() == []
    assert [said for said in opened.said if not said.startswith("download")] == []
    assert opened.page.url.partition("#")[0] == opened.url
    assert opened.page.evaluate("document.querySelectorAll('script, style, form').length") == 3
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


@in_chromium
def test_the_policy_would_stop_a_script_and_a_style_that_got_in(chromium: Any, tmp_path: Path) -> None:
    opened = Opened(chromium, tmp_path, rendered(samples.FAILING))
    opened.page.evaluate(
        """() => {
          const script = document.createElement('script'); script.textContent = 'window.pwned = true';
          const image = new Image(); image.src = 'http://127.0.0.1:9/';
          const style = document.createElement('style'); style.textContent = 'body { color: rgb(1, 2, 3) }';
          document.body.append(script, image, style);
        }"""
    )
    assert opened.page.evaluate("window.pwned") is None
    assert opened.page.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)"
    assert sum("Content Security Policy" in said for said in opened.said) == 3


@in_chromium
def test_without_scripts_everything_is_there_to_read_and_to_print(chromium: Any, tmp_path: Path) -> None:
    report = with_findings(*(samples.finding(f"seen {n}", "x") for n in range(9)))
    opened = Opened(chromium, tmp_path, rendered(report), java_script_enabled=False)
    assert not opened.page.locator("#filter").is_visible()
    assert not opened.page.locator("bdi:text-is('seen 8')").is_visible()
    opened.page.emulate_media(media="print", color_scheme="dark")
    assert opened.page.locator("bdi:text-is('seen 8')").is_visible()
    assert opened.page.locator("dl.evidence").last.is_visible()
    assert not opened.page.locator("nav").is_visible()
    assert (
        opened.page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(255, 255, 255)"
    )


@in_chromium
def test_filters_narrow_what_is_shown_and_a_link_into_the_page_wins(chromium: Any, tmp_path: Path) -> None:
    opened = Opened(chromium, tmp_path, rendered(samples.FAILING))
    seen = opened.page
    assert seen.locator("output").inner_text() == "17 of 17 shown"
    seen.select_option("select[name=severity]", "critical")
    assert seen.locator("output").inner_text() == "1 of 17 shown"
    assert seen.locator("#TLS-001").is_visible()
    assert not seen.locator("#passed").is_visible()
    seen.goto(f"{opened.url}#TLS-002")
    assert seen.locator("#TLS-002").is_visible()
    assert seen.locator("output").inner_text() == "17 of 17 shown"
    seen.fill("input[name=text]", "authorised_by")
    assert seen.locator("[id='NET-001']").is_visible()
    assert not seen.locator("#TLS-001").is_visible()
    seen.emulate_media(media="print")
    assert seen.locator("#TLS-001").is_visible()


@in_chromium
def test_a_link_to_a_folded_finding_opens_it(chromium: Any, tmp_path: Path) -> None:
    findings = [Finding(Text(f"seen {n}", "x"), "x:443", "[]", (), f"{n:032}") for n in range(100, 120)]
    opened = Opened(chromium, tmp_path, rendered(with_findings(*findings)))
    folded = opened.page.locator("bdi:text-is('seen 119')")
    assert not folded.is_visible()
    opened.page.goto(f"{opened.url}#{folded.locator('xpath=ancestor::li[1]').get_attribute('id')}")
    assert folded.is_visible()
