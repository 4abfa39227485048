"""Hand-made reports: a shop that fails, one that passes, one hardly seen, and one that attacks its reader."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scanner.model.report import ReferenceText, Report
from scanner.model.verdict import Blocker, ControlVerdict, Finding, Gate, Judgement, LeftOut, Place, Text, Waived
from scanner.model.vocabulary import Area, Certainty, GapCause, Level, Severity, Verdict

RUN: dict[str, Any] = {
    "started": "2026-11-22T01:14:03Z",
    "ended": "2026-11-22T01:14:17Z",
    "seconds": 14.24,
    "vantage": {"country": "DE", "system": "Linux"},
    "connections": 214,
    "requests": 31,
    "bytes_read": 1_482_113,
    "authorised_by": None,
    "incomplete": False,
    "notices": [
        {
            "en": "the shop file's journey is read, but this version does not act upon it yet",
            "de": "journey der Shop-Datei wird gelesen, aber diese Version richtet sich noch nicht danach",
        },
        "browser: the browser ran without its sandbox: Siegel runs as root",
    ],
    "settings": {"only": [], "deadline_s": 120.0, "fail_on": None, "strict": False, "require_complete": False},
    "versions": {"siegel": "0.1.0", "python": "3.11.7", "sslyze": "6.3.1"},
    "browser": {
        "name": "chromium-headless-shell",
        "version": "156.0.8078.79",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Siegel/0.1.0",
        "language": "de-DE",
        "viewport": {"width": 1280, "height": 900},
        "reached": {"www.muesli.example:443": ["192.0.2.7", "2001:db8::7"]},
        "phases": [
            {
                "phase": "rejected",
                "started": "2026-11-22T01:14:04.120Z",
                "ended": "2026-11-22T01:14:15.003Z",
                "counts_ms": [987, 10_766],
                "profile": "a new browser context",
            }
        ],
    },
    "logs": [
        {"phase": "rejected", "kind": "har", "artifact": "ab" * 32, "bytes": 188_140, "entries": 99, "cut": True},
        {"phase": "rejected", "kind": "storage", "artifact": "cd" * 32, "bytes": 9_591, "entries": 15, "cut": False},
    ],
    "folder": "siegel-runs/www.muesli.example-2026-11-22T011403Z",
}
REFERENCES = (
    ReferenceText(
        "bsi-tr-02102-2",
        Text("BSI TR-02102-2 (2026-01)", "BSI TR-02102-2 (2026-01)"),
        Text("TLS 1.2 and 1.3 only.", "Nur TLS 1.2 und 1.3."),
        "https://www.bsi.bund.de/dok/TR-02102",
        "standard",
        "source seen",
    ),
    ReferenceText(
        "gdpr-32",
        Text("GDPR Art. 32", "DSGVO Art. 32"),
        Text("Security appropriate to the risk.", "Dem Risiko angemessene Sicherheit."),
        "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
        "settled",
        "partly",
    ),
    ReferenceText(
        "rfc-8996",
        Text("RFC 8996", "RFC 8996"),
        Text("TLS 1.0 and 1.1 must not be used.", "TLS 1.0 und 1.1 dürfen nicht verwendet werden."),
        "https://www.rfc-editor.org/rfc/rfc8996",
        "standard",
        "from knowledge, unconfirmed",
    ),
)
HOST = "www.muesli.example:443"


def finding(en: str, de: str, where: str = HOST) -> Finding:
    return Finding(Text(en, de), where, en, (), "0" * 32)


def judged(verdict: Verdict, *findings: Finding, because: Text | None = None, **rest: Any) -> Judgement:
    return Judgement(
        verdict, findings, decided_by=because or Text("all 4 looked at fit", "alle 4 betrachteten passen"), **rest
    )


def control(id_: str, en: str, de: str, judgement: Judgement, **rest: Any) -> ControlVerdict:
    defaults: dict[str, Any] = {
        "area": Area.HTTP if id_.startswith("HTTP") else Area.TLS,
        "policy": Place("policies/http.yaml" if id_.startswith("HTTP") else "policies/tls.yaml", 41),
        "remedy": Text("Mend it.", "Beheben."),
        "severity": Severity.HIGH,
        "level": Level.ERROR,
        "certainty": Certainty.STANDARD,
        "references": ("bsi-tr-02102-2", "gdpr-32"),
    }
    return ControlVerdict(control=id_, title=Text(en, de), judgement=judgement, **(defaults | rest))


def version(name: str, host: str = HOST) -> Finding:
    return finding(
        f"{name} on {host}: accepted is true, expected false",
        f"{name} auf {host}: akzeptiert: ja (soll: nein)",
        host,
    )


def passed(id_: str) -> ControlVerdict:
    return control(id_, "A control that holds", "Eine eingehaltene Prüfung", judged(Verdict.PASS))


OLD_VERSIONS = control(
    "TLS-001",
    "No legacy protocols",
    "Keine veralteten Protokolle",
    judged(
        Verdict.FAIL,
        *(version(name) for name in ("SSLv3", "TLSv1.0", "TLSv1.1")),
        *(version(name, f"{sub}.muesli.example:8443") for sub in ("api", "muesli") for name in ("TLSv1.0", "TLSv1.1")),
        because=Text("7 of 15 do not fit", "7 von 15 passen nicht"),
    ),
    severity=Severity.CRITICAL,
    references=("bsi-tr-02102-2", "rfc-8996", "gdpr-32", "a-reference-we-lost"),
    remedy=Text(
        "nginx: `ssl_protocols TLSv1.2 TLSv1.3;` in the http block, so that every server block inherits it. Apache: "
        "`SSLProtocol -all +TLSv1.2 +TLSv1.3`.\nBehind a CDN or load balancer, set the minimum version there.",
        "nginx: `ssl_protocols TLSv1.2 TLSv1.3;` im http-Block, damit jeder server-Block es erbt. Apache: "
        "`SSLProtocol -all +TLSv1.2 +TLSv1.3`.\nHinter einem CDN oder Lastverteiler die Mindestversion dort setzen.",
    ),
    counted=True,
)
NO_HSTS = control(
    "HTTP-002",
    "HSTS keeps browsers on https",
    "HSTS hält Browser bei https",
    judged(
        Verdict.FAIL,
        finding(
            "HSTS of www.muesli.example: max_age is 300, expected at least 15552000",
            "HSTS von www.muesli.example: max-age in Sekunden: 300 (soll: mindestens 15552000)",
            "https://www.muesli.example/ein/sehr/langer/weg/durch/den/shop/der/nicht/umbrochen/werden/darf?und=noch&mehr=davon",
        ),
    ),
    certainty=Certainty.GUIDANCE,
    counted=True,
    tuned_because=Text("the board wants a year", "der Vorstand will ein Jahr"),
    waiver_detail=Waived("2026-10-31", "the app broke", "Security board", counts_again=True),
)
EXPIRES_SOON = control(
    "TLS-014.soon",
    "No certificate expires within a month",
    "Kein Zertifikat läuft binnen eines Monats ab",
    judged(
        Verdict.FAIL,
        *(
            finding(
                f"certificate {n}: days_left is 12, expected at least 30",
                f"Zertifikat {n}: Tage bis zum Ablauf: 12 (soll: mindestens 30)",
            )
            for n in range(3)
        ),
        because=Text("3 of 3 do not fit", "3 von 3 passen nicht"),
    ),
    severity=Severity.MEDIUM,
    level=Level.WARNING,
)
A_NOTE = control(
    "HTTP-005.note",
    "A note",
    "Ein Hinweis",
    judged(Verdict.FAIL, finding("header x: forbidden", "Header x: nicht erlaubt")),
    severity=Severity.LOW,
    level=Level.NOTE,
    certainty=Certainty.CONTESTED,
    references=(),
)
GAP = Blocker(
    Text(
        "tls_cipher (endpoint.host api.muesli.example) could not be seen",
        "Cipher-Suites (Host api.muesli.example) waren nicht zu sehen",
    ),
    GapCause.TIMEOUT,
    "no answer within 10 s",
)


def unknown(id_: str, *blockers: Blocker, **rest: Any) -> ControlVerdict:
    because = Text("what was seen does not decide it", "was zu sehen war, entscheidet es nicht")
    judgement = Judgement(Verdict.UNKNOWN, blockers=blockers, decided_by=because)
    return control(id_, "Only ciphers that hold", "Nur Verfahren, die halten", judgement, **rest)


def by_choice(id_: str, *causes: GapCause, counted: bool = False) -> ControlVerdict:
    en, de = "{} could not be seen", "{} waren nicht zu sehen"
    blockers = (Blocker(Text(en.format(cause), de.format(cause)), cause, "nobody looked") for cause in causes)
    return unknown(id_, *blockers, not_assessed=True, counted=counted)


FAILING = Report(
    shop="https://www.muesli.example",
    name="Müsli Beispiel GmbH",
    profile="baseline-de-shop",
    as_of="2026-11-22",
    run=RUN,
    verdicts=(
        A_NOTE,
        NO_HSTS,
        EXPIRES_SOON,
        OLD_VERSIONS,
        unknown("TLS-004", GAP, counted=True),
        unknown("TLS-005", GAP, counted=True),
        unknown(
            "TLS-010",
            *(Blocker(Text(f"key {n} could not be told", f"Schlüssel {n} unklar"), None, f"r{n}") for n in range(5)),
            severity=Severity.LOW,
        ),
        by_choice("NET-001", GapCause.NOT_AUTHORISED),
        by_choice("NET-002", GapCause.NOT_AUTHORISED),
        by_choice("PAY-001", GapCause.FACT_MISSING, GapCause.NEEDS_TEST_IDENTITY),
        passed("TLS-002"),
        passed("TLS-003"),
        control("TLS-015", "x", "x", judged(Verdict.NOT_APPLICABLE)),
        control(
            "TLS-020",
            "Post-quantum key exchange is offered",
            "Quantensicherer Schlüsseltausch wird angeboten",
            judged(
                Verdict.NOT_APPLICABLE, because=Text("in force from 2031-01-01", "gilt ab 2031-01-01"), upcoming=True
            ),
        ),
        replace(A_NOTE, control="HTTP-006", level=Level.ERROR, certainty=Certainty.SETTLED),
        replace(
            EXPIRES_SOON,
            control="HTTP-007",
            level=Level.ERROR,
            severity=Severity.HIGH,
            waiver_detail=Waived("2026-12-31", "the CDN changes", "Security board"),
        ),
        replace(EXPIRES_SOON, control="HTTP-008", level=Level.ERROR, severity=Severity.HIGH, baseline=True),
    ),
    left_out=(
        LeftOut("TLS-003.strict", Text("our payment provider can't yet", "unser Zahlungsdienst kann es noch nicht")),
    ),
    gate=Gate(
        False,
        1,
        Severity.HIGH,
        (
            Text(
                "2 failed: HTTP-002 (high), TLS-001 (critical)",
                "2 nicht bestanden: HTTP-002 (hoch), TLS-001 (kritisch)",
            ),
            Text("2 unknown: TLS-004 (high), TLS-005 (high)", "2 unbekannt: TLS-004 (hoch), TLS-005 (hoch)"),
        ),
    ),
    references=REFERENCES,
    coverage_note=Text(
        "41 of 46 planned cells were seen, 5 gaps; 3 hosts, 1 pages",
        "41 von 46 geplanten Zellen gesehen, 5 Lücken; 3 Hosts, 1 Seiten",
    ),
)
PASSING = replace(
    FAILING,
    verdicts=tuple(passed(f"TLS-{n:03}") for n in range(1, 31)),
    left_out=(),
    gate=Gate(
        True,
        0,
        Severity.HIGH,
        (
            Text(
                "no control of level error and at least high failed or stayed unknown",
                "keine Prüfung der Stufe Fehler und der Schwere hoch oder höher ist nicht bestanden oder unbekannt",
            ),
        ),
    ),
    run={"seconds": 3, "authorised_by": {"role": "CISO", "organisation": "Müsli Beispiel GmbH", "on": "2026-11-01"}},
    coverage_note=Text("46 of 46 planned cells were seen", "46 von 46 geplanten Zellen gesehen"),
)
UNSEEN = replace(
    FAILING,
    name="",
    verdicts=(
        *(unknown(f"TLS-{n:03}", replace(GAP, cause=GapCause.UNREACHABLE), counted=True) for n in range(1, 5)),
        by_choice("HTTP-001", GapCause.NOT_REQUESTED),
        by_choice("PAY-001", GapCause.FACT_MISSING, counted=True),
    ),
    left_out=(),
    gate=Gate(
        False,
        6,
        Severity.HIGH,
        (Text("no page of the shop could be fetched", "keine Seite des Shops ließ sich abrufen"),),
    ),
    run={**RUN, "incomplete": True, "notices": []},
    coverage_note=Text("0 of 46 planned cells were seen, 46 gaps", "0 von 46 geplanten Zellen gesehen, 46 Lücken"),
)
INCONCLUSIVE = replace(
    UNSEEN, gate=Gate(False, 4, Severity.HIGH, (Text("4 unknown: TLS-001, …", "4 unbekannt: TLS-001, …"),)), run={}
)

#: What a shop could say to make a terminal, a log or a reader believe something else.
ATTACKS = (
    "\x1b[2J\x1b[1;1H\x1b[32mPASSED\x1b[0m",
    "\n::error file=x::forged\n##[group]forged\n%0A::error::forged",
    "::error::forged ##[error]forged ##vso[task.complete result=Succeeded]forged ##teamcity[buildStatus]",
    "\r\nPASSED: the gate is passed\u2028PASSED\u2029PASSED\x85PASSED",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \ufeff\u200b\u200d\U000e0041\U000e007f \ue000 \ud800",
    "\x00\x07\x08\x7f\x9b31m",
    "a" + "\u0301" * 12 + " [bold red]markup[/bold red] :warning: [link=https://evil.example]link[/link]",
    " ".join(["padding"] * 12) + " " * 90 + "PASSED",
    "PASSED" * 20,
)


def hostile() -> Report:
    """The failing report with an attack wherever the shop, or a stored file, can put its text."""

    def text(n: int) -> Text:
        return Text(ATTACKS[n % len(ATTACKS)], ATTACKS[(n + 1) % len(ATTACKS)])

    def attack(n: int) -> str:
        return ATTACKS[n % len(ATTACKS)]

    findings = tuple(Finding(text(n), attack(n + 3), attack(n), (), attack(n)) for n in range(5))
    failing = replace(
        OLD_VERSIONS,
        control=attack(2),
        title=text(1),
        remedy=text(4),
        policy=Place(attack(0), 1),
        judgement=Judgement(Verdict.FAIL, findings, decided_by=text(0)),
        references=(attack(1), "gdpr-32"),
        tuned_because=text(3),
    )
    return replace(
        FAILING,
        shop=attack(2),
        name=attack(0),
        profile=attack(1),
        as_of=attack(3),
        verdicts=(
            failing,
            replace(failing, counted=False, waiver_detail=Waived(attack(1), attack(2), attack(0))),
            unknown(attack(1), *(Blocker(text(n), None) for n in range(len(ATTACKS)))),
            by_choice(attack(5), GapCause.FACT_MISSING),
            replace(passed("TLS-001"), control=attack(7)),
            control(attack(2), attack(1), attack(1), judged(Verdict.NOT_APPLICABLE, because=text(0), upcoming=True)),
        ),
        left_out=(LeftOut(attack(1), text(2)),),
        gate=Gate(False, 1, Severity.HIGH, tuple(text(n) for n in range(len(ATTACKS)))),
        references=(replace(REFERENCES[1], title=text(1), confirmed=attack(1)),),
        run={
            **RUN,
            "notices": list(ATTACKS),
            "vantage": {attack(1): attack(2)},
            "folder": attack(1),
            "authorised_by": attack(1),
            "versions": {attack(1): attack(1)},
            "browser": {
                "name": attack(0),
                "version": attack(1),
                "user_agent": attack(2),
                "language": attack(3),
                "viewport": {"width": -1, "height": 2**50},
                "reached": {attack(n): [attack(n + 1)] for n in range(len(ATTACKS))},
                "phases": [{"phase": "accepted", "started": attack(0), "ended": attack(1)}],
            },
            "logs": [
                {"phase": "rejected", "kind": one, "artifact": one, "bytes": -1, "entries": 1, "cut": True}
                for one in ATTACKS
            ],
        },
        coverage_note=text(1),
    )
