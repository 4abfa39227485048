"""Every format a report can be rendered to, now or again later from a stored report.json."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scanner.reports import console
from scanner.reports.read import read_report


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a report down. `suffix` is the file's, with its dot.

    `render` takes a report document and a language (`en`, `de`) and gives the file's bytes, in UTF-8 if it `is_text`;
    RunFolderError if the document is no report. `with_evidence` takes the evidence document too, for its inventories,
    and the run's artifacts by their SHA-256, for its pictures. What `is_text` may be printed on a terminal.
    """

    name: str
    suffix: str
    render: Callable[[object, str], bytes]
    with_evidence: Callable[[object, str, object, Mapping[str, bytes]], bytes] | None = None
    is_text: bool = True

    def write(
        self,
        document: object,
        lang: str,
        evidence: object | None = None,
        artifacts: Mapping[str, bytes] = MappingProxyType({}),
    ) -> bytes:
        """The file's bytes, with inventories and pictures where the format has them and these are at hand."""
        if self.with_evidence is None or evidence is None:
            return self.render(document, lang)
        return self.with_evidence(document, lang, evidence, artifacts)


#: What JSON allows in a string but a terminal or a CI runner would obey or hide: DEL, C1 controls, bidi, zero-width and
#: tag characters, separators, surrogates, and the second `#` of `##[command]`.
_ESCAPED = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufe00-\ufe0d\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e01ef]"
    r"|(?<=#)#(?=\w{0,40}\[)"
)


def render_json(document: object, _lang: str = "en") -> bytes:
    """The document itself, both languages in it, one value a line; harmless to print as it is."""
    read_report(document)
    return harmless_json(document)


def harmless_json(document: object) -> bytes:
    """Any document, one value a line, with nothing in it that a terminal or a CI runner would obey."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return (_ESCAPED.sub(_escape, text) + "\n").encode()


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    return "\\u0023" if char == "#" else json.dumps(char)[1:-1]


def render_console(document: object, lang: str = "en") -> bytes:
    """The summary as plain text, 100 columns wide."""
    return console.render(document, lang).encode()


def _render_html(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    from scanner.reports.html import render_html  # noqa: PLC0415 - the template engine, for this format alone

    return render_html(document, lang, evidence, artifacts)


def _render_sarif(document: object, lang: str = "en") -> bytes:
    from scanner.reports.sarif import render_sarif  # noqa: PLC0415 - each format is read in when it is asked for

    return render_sarif(document, lang)


def _render_junit(document: object, lang: str = "en") -> bytes:
    from scanner.reports.junit import render_junit  # noqa: PLC0415

    return render_junit(document, lang)


def _render_markdown(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    from scanner.reports.markdown import render_markdown  # noqa: PLC0415

    return render_markdown(document, lang, evidence, artifacts)


def _render_pdf(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    from scanner.reports.pdf import render_pdf  # noqa: PLC0415 - the typesetter, for this format alone

    return render_pdf(document, lang, evidence, artifacts)


def _render_tables(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    from scanner.reports.tables import render_tables  # noqa: PLC0415

    return render_tables(document, lang, evidence, artifacts)


def _render_scripts(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    from scanner.reports.scripts import render_scripts  # noqa: PLC0415

    return render_scripts(document, lang, evidence, artifacts)


FORMATS: tuple[Format, ...] = (
    Format("json", ".json", render_json),
    Format("console", ".txt", render_console),
    Format("html", ".html", _render_html, _render_html),
    Format("pdf", ".pdf", _render_pdf, _render_pdf, is_text=False),
    Format("sarif", ".sarif", _render_sarif),
    Format("junit", ".junit.xml", _render_junit),
    Format("markdown", ".md", _render_markdown, _render_markdown),
    Format("csv", ".csv.zip", _render_tables, _render_tables, is_text=False),
    Format("scripts", ".scripts.yaml", _render_scripts, _render_scripts),
)
