"""The signature within a PDF: as pdfsig sees it, and after every kind of change."""

from __future__ import annotations

import datetime as dt
import io
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from pyhanko.pdf_utils import embed, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from scanner.seal import pdf, pdf_child
from scanner.seal.checking import Trust
from scanner.seal.names import digest

from .conftest import Hand, hand

NOW = dt.datetime.now(dt.UTC)
PLACE = pdf.Place(0, (60, 60, 280, 130))
PAGES = """#set document(date: datetime(year: 2026, month: 11, day: 22))
#pdf.attach("report.json", bytes("{\\"schema\\": \\"siegel/report/1\\"}"),
  relationship: "data", mime-type: "application/json", description: "the report")
= Bericht
Müsli Beispiel GmbH
#pagebreak()
Zweite Seite"""


@pytest.fixture(scope="module")
def plain() -> bytes:
    made = typst.compile(PAGES.encode(), format="pdf", pdf_standards=["a-3b"], ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


@pytest.fixture(scope="module")
def signed(plain: bytes, audit: Hand) -> bytes:
    return pdf.sign(plain, audit.signer, NOW, PLACE, "de")


def said(data: bytes, trust: Trust) -> str:
    return "\n".join(f"{one.holds} {one.text.en}" for one in pdf.check(data, trust, NOW))


def test_it_holds_for_key_and_root_and_carries_the_report(signed: bytes, audit: Hand) -> None:
    for trust in (audit.trust, audit.by_root):
        told = said(signed, trust)
        assert "False" not in told
        assert "True the PDF is as it was signed" in told
        assert "nobody whom you named vouches for it" in told
    assert dict(pdf.attached(signed)) == {pdf.ATTACHED: b'{"schema": "siegel/report/1"}'}


def test_an_expired_certificate_is_said_to_be_expired_and_nothing_else(signed: bytes, audit: Hand) -> None:
    later = NOW + dt.timedelta(days=365 * 6)
    told = "\n".join(f"{one.holds} {one.text.en}" for one in pdf.check(signed, audit.by_root, later))
    assert "True the PDF is as it was signed" in told
    assert "but the certificate has expired on" in told


def test_pdfsig_calls_it_valid(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(signed)
    told = subprocess.run(["pdfsig", "report.pdf"], cwd=tmp_path, capture_output=True, check=False).stdout.decode()
    assert "Signature is Valid" in told
    assert "Signer Certificate Common Name: Audit GmbH" in told
    assert "Total document signed" in told


def test_it_is_to_be_seen_on_the_cover(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(signed)
    told = subprocess.run(
        ["pdftotext", "-f", "1", "-l", "1", "report.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    assert "Unterschrieben von" in told.stdout.decode()
    assert "Audit GmbH" in told.stdout.decode()


def test_somebody_else_s_signature_is_not_taken(plain: bytes, audit: Hand) -> None:
    theirs = pdf.sign(plain, hand("Audit GmbH").signer, NOW, PLACE, "en")
    assert "False signed by Audit GmbH, not with the key that you named" in said(theirs, audit.trust)
    assert "False signed by Audit GmbH, but its certificate leads to no root" in said(theirs, audit.by_root)


def test_no_signature_is_said_so(plain: bytes, audit: Hand) -> None:
    assert said(plain, audit.trust) == "False the PDF is not signed"


def with_a_page(data: bytes) -> bytes:
    more = IncrementalPdfFileWriter(io.BytesIO(data))
    extra = writer.PageObject(
        contents=more.add_object(writer.generic.StreamObject(stream_data=b"")), media_box=(0, 0, 99, 99)
    )
    more.insert_page(extra)
    return out_of(more)


def with_another_attachment(data: bytes) -> bytes:
    more = IncrementalPdfFileWriter(io.BytesIO(data))
    spec = embed.FileSpec(
        "other.json", embedded_data=embed.EmbeddedFileObject.from_file_data(more, b'{"passed": true}')
    )
    embed.embed_file(more, spec)
    return out_of(more)


def out_of(more: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    more.write(out)
    return out.getvalue()


def in_the_text(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[data.index(b"/MediaBox") + 12] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("change", [with_a_page, with_another_attachment, in_the_text, lambda data: data + b"\n% more"])
def test_whatever_is_changed_or_added_is_found(signed: bytes, audit: Hand, change: Callable[[bytes], bytes]) -> None:
    assert "False" in said(change(signed), audit.trust)


def test_flips_are_found(signed: bytes, audit: Hand) -> None:
    dice = random.Random(9)
    start, length, rest, _ = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures[0].byte_range
    inside = [at for at in range(len(signed)) if at < length or at >= rest]
    assert start == 0
    for at in dice.sample(inside, 150):
        changed = bytearray(signed)
        changed[at] ^= 1 << dice.randrange(8)
        assert "False" in said(bytes(changed), audit.trust), at


def test_rubbish_is_no_pdf(audit: Hand) -> None:
    for data in (b"%PDF-", b"%PDF-1.7\n" + b"x" * 500, b"%PDF-1.7\n1 0 obj\n<<" + b"/A <<" * 5000):
        assert "False" in said(data, audit.trust)


def test_a_pdf_that_takes_all_time_and_memory_ends_with_its_own_process(audit: Hand) -> None:
    loop = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Prev 9>>\nstartxref\n9\n%%EOF"
    checks, report = pdf_child.check(loop, audit.trust, NOW)
    assert [one.holds for one in checks] == [False]
    assert report is None


def test_the_child_says_what_the_parent_would(signed: bytes, audit: Hand) -> None:
    checks, report = pdf_child.check(signed, audit.by_root, NOW)
    assert [(one.holds, one.text) for one in checks] == [
        (one.holds, one.text) for one in pdf.check(signed, audit.by_root, NOW)
    ]
    assert report == digest(b'{"schema": "siegel/report/1"}')
