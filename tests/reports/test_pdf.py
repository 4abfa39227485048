"""The PDF: an archive's and a screen reader's standard, the report inside, and nothing of the shop means anything."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from scanner.cli.output import write_stdout
from scanner.errors import RunFolderError, SiegelError, UsageError
from scanner.model.report import Report, encode_report
from scanner.model.verdict import Finding, Judgement, LeftOut, Text, Waived
from scanner.model.vocabulary import Severity, Verdict
from scanner.reports import pdf
from scanner.reports.formats import FORMATS, render_json
from scanner.reports.pdf import SIGNATURE_BOX, ink, render_pdf

from . import crowded, samples, seven

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

LANGS = ("en", "de")
LONG = "x" * 10_000
#: What would mean something to typst if it were source, or to a reader if it were drawn as it is.
ATTACKS = (
    '#eval("panic(1)")', "#panic()", '#read("/etc/passwd")', '#import "@preview/x:1.0.0": *', "#{while true {}}",
    '#image("/etc/passwd")', "$ x^2 $", "$", "\\", "@ref", "<label>", "<c0>", "= Heading", "*bold* _it_ `raw`", "```",
    "// gone", "/* gone", "]", ")", '"', "'", "#]", "https://evil.example/[", "~", "--- ... -?", "%s {name} {n}",
    "a\x00\x07\x1b[2J\x7f\x85", "a\n= Forged\n", "\u202egnp.exe\u202c", "\u2066x\u2069", "\u200b\u200d\ufeff",
    "\ud800", "\U000e0041", "\ufffe", "مزرعة الشوفان", "קוקי של מעקב", "燕麦片", "🥣👩‍👩‍👧🏽", "Ω ж ć ő ₿ ✓", "Z̷̢̛͔̳͎̗a̸̡̛͉l̶g̵o̶",
    LONG, f"https://{LONG}", "https://www.shop.example/" + "a/b?c=d&e" * 1_000, "\u0301" * 50, "W" * 120, "ﷺ" * 200,
)  # fmt: skip


def finding(n: int, said: str = "seen", *artifacts: bytes, where: str = samples.HOST) -> Finding:
    digests = tuple(hashlib.sha256(data).hexdigest() for data in artifacts)
    return Finding(Text(f"{said} {n}", f"{said} {n}"), where, "[]", digests, f"{n:032}")


def failed(id_: str, *findings: Finding, **rest: Any) -> Any:
    judgement = Judgement(Verdict.FAIL, findings, decided_by=Text("some", "einige"))
    return samples.control(id_, f"Title of {id_}", f"Titel von {id_}", judgement, **({"counted": True} | rest))


def rendered(report: Report, lang: str = "en", *rest: Any) -> bytes:
    return render_pdf(encode_report(report), lang, *rest)


def opened(data: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(data))


def run(*command: str, data: bytes, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(data)
    done = subprocess.run([part.replace("FILE", str(path)) for part in command], capture_output=True, check=True)
    return done.stdout.decode()


def text_of(data: bytes, folder: Path) -> str:
    """What the pages say, each run of blanks as one."""
    return " ".join(run("pdftotext", "FILE", "-", data=data, folder=folder).split())


def objects(data: bytes) -> Iterator[Any]:
    """Every dictionary and stream of a file."""
    reader = opened(data)
    for number in range(1, int(reader.trailer["/Size"])):
        try:
            found = reader.get_object(IndirectObject(number, 0, reader))
        except PdfReadError:  # a number that no object has
            continue
        if isinstance(found, DictionaryObject | StreamObject):
            yield found


def attached(data: bytes) -> Any:
    """What is said of the one file inside."""
    specs = opened(data).root["/AF"]
    assert len(specs) == 1
    return specs[0]


def words_on(page: int, data: bytes, folder: Path) -> list[tuple[float, float, float, float, str]]:
    """The words of a page with their boxes, in points from the upper left."""
    html = run("pdftotext", "-bbox", "-f", str(page), "-l", str(page), "FILE", "-", data=data, folder=folder)
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', html)
    return [(float(x1), float(y1), float(x2), float(y2), said) for x1, y1, x2, y2, said in found]


def png(width: int = 64, height: int = 40, shade: int = 90) -> bytes:
    """A picture of one shade."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\x00" + bytes([shade]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def kept(*pictures: bytes) -> dict[str, bytes]:
    return {hashlib.sha256(data).hexdigest(): data for data in pictures}


@pytest.fixture(scope="module")
def failing() -> dict[str, bytes]:
    return {lang: rendered(samples.FAILING, lang) for lang in LANGS}


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_for_archives_and_for_all(failing: dict[str, bytes], lang: str, tmp_path: Path) -> None:
    root = opened(failing[lang]).root
    xmp = root["/Metadata"].data.decode()
    assert re.search(r"<pdfaid:part>3<", xmp) and re.search(r"<pdfaid:conformance>A<", xmp)
    assert re.search(r"<pdfuaid:part>1<", xmp)
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root and "/Outlines" in root
    assert str(root["/Lang"]) == lang
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    said = run("pdfinfo", "FILE", data=failing[lang], folder=tmp_path)
    assert re.search(r"Tagged:\s+yes", said) and re.search(r"Page size:.*A4", said)
    assert "Müsli Beispiel GmbH" in said


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_travels_inside(failing: dict[str, bytes], lang: str, tmp_path: Path) -> None:
    run("pdfdetach", "-saveall", "-o", str(tmp_path), "FILE", data=failing[lang], folder=tmp_path)
    detached = (tmp_path / "report.json").read_bytes()
    assert detached == render_json(encode_report(samples.FAILING))
    spec = attached(failing[lang])
    assert spec["/AFRelationship"] == "/Source" and str(spec["/UF"]) == "report.json"
    assert spec["/EF"]["/F"].data == detached


def test_the_attachment_holds_what_is_hidden_from_the_pages(tmp_path: Path) -> None:
    data = rendered(samples.hostile())
    spec = attached(data)
    assert json.loads(spec["/EF"]["/F"].data) == encode_report(samples.hostile())


def test_it_says_everything_in_both_languages(failing: dict[str, bytes], tmp_path: Path) -> None:
    en, de = (text_of(failing[lang], tmp_path) for lang in LANGS)
    for said in ("FAILED", "Page 3 of", "TLS-001", "No legacy protocols", "Scope, method and limits", "Signature",
                 "Summary by area", "Waivers and baseline", "the app broke", "Security board", "All controls",
                 "no legal advice",
                 "source not seen", "tuned by the profile: the board wants a year", "SSLv3 on www.muesli.example:443",
                 "GDPR Art. 32", "https://eur-lex.europa.eu/eli/reg/2016/679/oj", "sslyze", "report.json"):  # fmt: skip
        assert said in en, said
    for said in ("NICHT BESTANDEN", "Seite 3 von", "Keine veralteten Protokolle", "Gegenstand, Verfahren und Grenzen",
                 "Unterschrift", "Überblick nach Bereichen", "Ausnahmen und Ausgangslage", "Alle Prüfungen",
                 "DSGVO Art. 32", "Quelle nicht eingesehen", "kein Zertifikat",
                 "keine Rechtsberatung", "akzeptiert: ja (soll: nein)"):  # fmt: skip
        assert said in de, said
    assert "Remedy" not in de and "Abhilfe" not in en


@pytest.mark.parametrize("report", [samples.PASSING, samples.UNSEEN, samples.hostile()])
@pytest.mark.parametrize("lang", LANGS)
def test_any_report_can_be_set(report: Report, lang: str) -> None:
    assert opened(rendered(report, lang)).root["/Pages"]["/Count"] > 2


def test_an_open_and_a_passed_gate_say_so(tmp_path: Path) -> None:
    assert "PASSED" in text_of(rendered(samples.PASSING), tmp_path)
    assert "NOTHING FETCHED" in text_of(rendered(samples.UNSEEN), tmp_path)


def test_the_same_report_gives_the_same_bytes() -> None:
    document = encode_report(crowded.crowded())
    shots = kept(png())
    first = render_pdf(document, "de", crowded.EVIDENCE, shots)
    assert first == render_pdf(json.loads(json.dumps(document)), "de", crowded.EVIDENCE, shots)


def test_its_date_is_the_reports(failing: dict[str, bytes], tmp_path: Path) -> None:
    for data in (failing["en"], rendered(replace(samples.FAILING, as_of="2019-02-03"))):
        said = run("pdfinfo", "-isodates", "FILE", data=data, folder=tmp_path)
        day = "2026-11-22" if data == failing["en"] else "2019-02-03"
        assert re.search(rf"CreationDate:\s+{day}T00:00:00", said)
    assert rendered(replace(samples.FAILING, as_of="0000-99-99"))


WORST = "W" * 200 + " " + LONG


def hostile_in_every_place(said: str) -> Report:
    both = Text(said, said)
    waived = Waived(until=said, because=said, approved_by=said)
    failure = failed("TLS-001", finding(1, said, where=said), tuned_because=both, waiver_detail=waived, baseline=True)
    gap = replace(samples.GAP, message=both, detail=said)
    verdicts = tuple(
        replace(verdict, title=both, remedy=both) for verdict in (failure, samples.unknown("TLS-002", gap))
    )
    reference = replace(samples.REFERENCES[0], title=both, provision=both, url=said, certainty=said, confirmed=said)
    return replace(
        samples.FAILING,
        shop=said, name=said, profile=said, as_of=said, verdicts=verdicts, references=(reference,),
        left_out=(LeftOut(said, both),), coverage_note=both,
        gate=replace(samples.FAILING.gate, because=(both,) * 9),
        run={**samples.RUN, "authorised_by": said, "notices": [said] * 3, "versions": {said: said},
             "vantage": {"system": said}},
    )  # fmt: skip


@pytest.mark.parametrize("said", ATTACKS, ids=range(len(ATTACKS)))
def test_nothing_that_anybody_said_means_anything(said: str, tmp_path: Path) -> None:
    data = rendered(hostile_in_every_place(said), "de")
    text = text_of(data, tmp_path)  # pdftotext itself puts U+202B and U+202C around what runs from right to left
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202d\u202e\u2066-\u2069\ufeff]", text)
    if said.isascii() and said.isprintable() and len(said) < 30:
        assert said.replace(" ", "") in text.replace(" ", "")
    assert "root:" not in text
    pages = int(opened(data).root["/Pages"]["/Count"])
    assert pages < 40
    for x1, _, x2, _, word in words_on(1, data, tmp_path):
        assert 0 <= x1 <= x2 <= 595.3, word


def test_nothing_runs_and_links_lead_to_the_web_only() -> None:
    shop = "javascript:alert(1)"
    verdict = failed("A-001", finding(1, where="file:///etc/passwd"), finding(2, where="https://www.shop.example/a"))
    data = rendered(replace(samples.FAILING, shop=shop, verdicts=(verdict,)))
    uris: set[str] = set()
    for found in objects(data):
        assert not {"/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch"} & set(found)
        action = found.get("/A")
        if isinstance(action, DictionaryObject) and "/URI" in action:
            uris.add(str(action["/URI"]))
    assert "https://www.shop.example/a" in uris
    assert all(uri.startswith("https://") for uri in uris)


def test_only_the_fonts_of_typst_are_in_it(failing: dict[str, bytes]) -> None:
    names = {str(found["/FontName"]) for found in objects(failing["de"]) if "/FontName" in found}
    assert names
    assert all(re.search(r"Libertinus|NewCM|DejaVu", name) for name in names), names


def test_every_character_of_the_table_can_be_drawn() -> None:
    source = b'#set document(title: "x")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n'
    source += b"#let all = for c in json(bytes(sys.inputs.data)).drawn [#c ]\n"
    source += (
        b'#all #strong(all) #emph(all) #strong(emph(all)) #text(font: "DejaVu Sans Mono")[#all #strong(all) #emph(all)]'
    )
    chars = [f"a{char}a" for char in ink.drawn()]
    assert pdf._compile(source, {"drawn": chars}, pdf.day_of(samples.FAILING))
    assert set(ink.drawn(plain=True)) < set(ink.drawn())


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("Müsli", "Müsli"),
        ("Mu\u0308sli", "Müsli"),
        ("Q\u0308", r"Q\u0308"),
        ("燕", r"\u71d5"),
        ("🥣", r"\U0001f963"),
        ("a\u202eb", r"a\u202eb"),
        ("x" * 40, ["x" * 12, "x" * 12, "x" * 12, "x" * 4]),
        ("Datenschutzerklärungen", "Datenschutzerklärungen"),
        ("https://www.shop.example/a-b/c?d", "https://www.shop.example/a-b/c?d"),
        ("a=bcdefghijklm&c=defghijklmn", ["a=", "bcdefghijklm&", "c=", "defghijklmn"]),
    ],
)
def test_ink_escapes_what_no_font_has_and_breaks_what_no_line_breaks(said: str, drawn: object) -> None:
    assert ink.ink(said) == drawn


def test_ink_is_bounded_and_loses_nothing_but_length() -> None:
    for said in (
        *ATTACKS,
        "Ein Satz mit https://www.shop.example/sehr/lang?utm_source=x&utm_medium=yyyyyyyyyyyyyyyyyy.",
    ):
        drawn = ink.ink(said, 200)
        whole = drawn if isinstance(drawn, str) else "".join(drawn)
        assert len(whole) <= 200
        assert set(whole) <= set(ink.drawn()) | {"…"}


def test_a_picture_is_shown_with_words_for_who_cannot_see_it(tmp_path: Path) -> None:
    shots = (png(), png(shade=10))
    verdicts = (failed("A-001", finding(1, "a", *shots)), failed("A-002", finding(2, "b", shots[0])))
    data = rendered(replace(samples.FAILING, verdicts=verdicts), "en", None, kept(*shots))
    images = [found for found in objects(data) if found.get("/Subtype") == "/Image"]
    assert len(images) == 2
    alts = [str(found["/Alt"]) for found in objects(data) if "/Alt" in found]
    assert sum(alt.startswith("Screenshot of") for alt in alts) == 2
    text = text_of(data, tmp_path)
    assert "Screenshot 1:" in text and "Screenshot 2:" in text
    assert "See Screenshot 1" in text  # where it is used a second time


def test_a_broken_picture_is_left_out_and_said(tmp_path: Path) -> None:
    whole = png()
    at = whole.index(b"IDAT") + 6
    broken = whole[:at] + b"\x00\xff\x00" + whole[at + 3 :]
    verdict = failed("A-001", finding(1, "a", broken, whole))
    data = rendered(replace(samples.FAILING, verdicts=(verdict,)), "en", None, kept(broken, whole))
    assert len([found for found in objects(data) if found.get("/Subtype") == "/Image"]) == 1
    assert "Screenshots that could not be read are left out" in text_of(data, tmp_path)


def test_pictures_are_bounded_and_what_is_missing_is_said(tmp_path: Path) -> None:
    shots = [png(shade=n) for n in range(40)]
    verdicts = tuple(failed(f"A-{n:03}", finding(n, "a", shot)) for n, shot in enumerate(shots))
    data = rendered(replace(samples.FAILING, verdicts=verdicts), "en", None, kept(*shots))
    assert len([found for found in objects(data) if found.get("/Subtype") == "/Image"]) == 24
    assert "16 screenshots had no room in this file" in text_of(data, tmp_path)


def test_evidence_stands_beside_a_finding_and_in_tables(tmp_path: Path) -> None:
    text = text_of(rendered(crowded.crowded(), "de", crowded.EVIDENCE), tmp_path)
    for said in ("Bestandsaufnahme", "Auf dem Gerät gespeichert (5)", "Angefragte Hosts (1)",
                 "Formulare und wonach sie fragen", "Seitenart: Produkt", "Fingerabdruck:",
                 "4 Seiten des Shops", "nach dem Ablehnen", "der Dienstleister stellt um"):  # fmt: skip
        assert said in text, said
    assert "Die Nachweise lagen beim Schreiben dieser Datei nicht vor" in text_of(
        rendered(samples.FAILING, "de"), tmp_path
    )


@pytest.mark.parametrize("lang", LANGS)
def test_states_of_consent_stand_side_by_side_with_their_pictures(lang: str, tmp_path: Path) -> None:
    shots = (png(400, 300, 1), png(400, 300, 2), png(400, 300, 3))
    kept_ = {seven.digest(data): data for data in shots}
    data = rendered(samples.FAILING, lang, seven.evidence(*shots), kept_)
    text = text_of(data, tmp_path)
    said = {
        "en": ("1. before any choice", "Settings “Einstellungen”", "rejected", "the owner", "_hjSession_~"),
        "de": (
            "1. vor der Wahl",
            "Einstellungen „Einstellungen“",
            "GPC",
            "vom Betreiber",
            "muesli.sc.omtrdc",
        ),
    }
    for piece in said[lang]:
        assert piece in text, piece
    assert len(run("pdfimages", "-list", "FILE", data=data, folder=tmp_path).splitlines()) == 2 + 7


def test_states_of_consent_say_nothing_that_typst_obeys_and_have_an_end(tmp_path: Path) -> None:
    text = text_of(rendered(samples.FAILING, "en", seven.hostile()), tmp_path)
    assert "and 34 more" in text  # of forty steps six are printed
    rows = [row for n in range(400) for row in seven.item(f"cookie{n}", ("accepted",))]
    many = rendered(samples.FAILING, "en", seven.evidence(facts={"stored_item": rows}))
    assert "150 of 400 rows are shown" in text_of(many, tmp_path)


def test_what_is_cut_is_said(tmp_path: Path) -> None:
    many = tuple(failed(f"A-{n:04}", finding(n)) for n in range(220))
    one = failed("B-0001", *(finding(n) for n in range(300)), severity=Severity.CRITICAL)
    text = text_of(rendered(replace(samples.FAILING, verdicts=(one, *many))), tmp_path)
    assert "275 more stand in the attachment report.json." in text
    assert "21 more failed controls have no room here" in text
    rows = [{**crowded.EVIDENCE["facts"]["page"][0], "url": f"https://www.shop.example/{n}"} for n in range(90)]
    evidence = {**crowded.EVIDENCE, "facts": {"page": rows}}
    assert "60 of 90 rows are shown" in text_of(rendered(samples.FAILING, "en", evidence), tmp_path)


@pytest.mark.parametrize("report", [samples.FAILING, crowded.crowded(), hostile_in_every_place(WORST)])
@pytest.mark.parametrize("lang", LANGS)
def test_the_place_for_a_signature_is_empty(report: Report, lang: str, tmp_path: Path) -> None:
    data = rendered(report, lang)
    x1, y1, x2, y2 = SIGNATURE_BOX
    assert abs((x2 - x1) - 80 * 72 / 25.4) < 1 and abs((y2 - y1) - 25 * 72 / 25.4) < 1
    top, bottom = 841.89 - y2, 841.89 - y1
    words = words_on(1, data, tmp_path)
    for left, above, right, below, word in words:
        assert right < x1 or left > x2 or below < top or above > bottom, word
    [caption] = [word for word in words if word[4] == ("Unterschrift" if lang == "de" else "Signature")]
    assert bottom < caption[1] < bottom + 20 and abs(caption[0] - x1) < 3


def test_a_signature_field_fits_into_that_place(failing: dict[str, bytes]) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(failing["de"]))
    append_signature_field(writer, SigFieldSpec("Siegel", box=SIGNATURE_BOX))
    out = BytesIO()
    writer.write(out)
    [field] = PdfFileReader(out).root["/AcroForm"]["/Fields"]
    assert [float(side) for side in field.get_object()["/Rect"]] == list(SIGNATURE_BOX)
    assert out.getvalue().startswith(failing["de"])


def test_the_box_is_drawn_where_the_program_says(failing: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(failing["en"])
    command = ["pdftoppm", "-r", "72", "-gray", "-f", "1", "-l", "1", "-singlefile", "report.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True)
    magic, size, _, rest = (tmp_path / "page.pgm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    assert magic == b"P5"
    x1, y1, x2, y2 = SIGNATURE_BOX
    middle_x, middle_y = round((x1 + x2) / 2), round(height - (y1 + y2) / 2)

    def dark(x: float, y: float) -> bool:
        return min(rest[(round(y) + dy) * width + round(x) + dx] for dx in (-1, 0, 1) for dy in (-1, 0, 1)) < 200

    assert dark(x1, middle_y) and dark(x2, middle_y) and dark(middle_x, height - y1) and dark(middle_x, height - y2)
    assert not dark(middle_x, middle_y)


@pytest.mark.parametrize("source", [b"#panic()", b"#(", b"#let x = sys.inputs.none", b'#read("/etc/passwd")'])
def test_what_typst_cannot_do_is_an_error_with_a_hint(monkeypatch: pytest.MonkeyPatch, source: bytes) -> None:
    monkeypatch.setattr(pdf, "_template", lambda: source)
    with pytest.raises(SiegelError, match="the PDF could not be set") as caught:
        rendered(samples.FAILING)
    assert "html" in caught.value.hint


def test_what_is_no_report_or_evidence_is_refused() -> None:
    with pytest.raises(RunFolderError):
        render_pdf({"schema": "other"})
    with pytest.raises(RunFolderError):
        rendered(samples.FAILING, "en", {"schema": "other"})


def test_it_is_one_of_the_formats() -> None:
    [format_] = [format_ for format_ in FORMATS if format_.name == "pdf"]
    assert format_.suffix == ".pdf"
    assert format_.write(encode_report(samples.PASSING), "de").startswith(b"%PDF-1.7")


def test_it_goes_into_a_file_never_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = TextIOWrapper(BytesIO())
    monkeypatch.setattr("sys.stdout", shown)
    document = encode_report(samples.PASSING)
    write_stdout(document, "pdf", "en", None, {})
    assert shown.buffer.getvalue().startswith(b"%PDF-1.7")  # type: ignore[attr-defined]
    monkeypatch.setattr(shown, "isatty", lambda: True, raising=False)
    with pytest.raises(UsageError, match="not for a terminal"):
        write_stdout(document, "pdf", "en", None, {})


def test_what_the_fonts_cannot_draw_after_all_is_written_in_latin(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compiled, tried = pdf._compile, []

    def once(*args: Any) -> bytes:
        tried.append(args)
        if len(tried) == 1:
            raise pdf._CannotSetError("the text could not be displayed")
        return compiled(*args)

    monkeypatch.setattr(pdf, "_compile", once)
    text = text_of(rendered(replace(samples.FAILING, name="Müsli Ω")), tmp_path)
    assert r"Müsli \u03a9" in text and "Screenshots that could not be read" not in text
