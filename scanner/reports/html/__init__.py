"""One self-contained page: report.html asks nothing of anybody, and no text of the shop runs in it.

Everything printed goes through `safe.shown` and is then escaped. A Content-Security-Policy lets nothing load, and lets
run only the style and the script that stand here, by their hashes.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from scanner.model.text import visible
from scanner.model.vocabulary import Purpose
from scanner.model.words import word
from scanner.reports import words as common
from scanner.reports.full import form_words, notice_words, prose, state_words, tls_words, words
from scanner.reports.full.basis import basis, speaker
from scanner.reports.full.endpoints import panels
from scanner.reports.full.form_pictures import numbers
from scanner.reports.full.forms import forms
from scanner.reports.full.inventory import inventory, read_evidence
from scanner.reports.full.notice import Notice, notice
from scanner.reports.full.pictures import album
from scanner.reports.full.view import view
from scanner.reports.html import safe
from scanner.reports.html.raw import raw
from scanner.reports.read import read_report, read_run

#: Characters of one observation or reason: a few lines.
MOST_OBSERVED = 600
#: Characters of the place that observations stand under. The link leads to the whole.
MOST_PLACE = 240
#: Characters of the name of something stored, of a host, and of what was clicked.
MOST_NAME = 160


def render_html(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """A report document as one HTML file in UTF-8, in `en` or `de`. The same input gives the same bytes.

    With the run's `evidence` document also tables of what was seen, and the row behind every finding; with its
    artifacts, by their SHA-256, also the pictures among them. RunFolderError if report or evidence is broken.
    """
    report = read_report(document)
    run = read_run(report)
    known = read_evidence(evidence)
    shown, seen = view(report), inventory(report, known)
    read = notice(report, known, artifacts)
    page = _template().render(
        report=report,
        run=run,
        view=shown,
        inventory=seen,
        panels=panels(report, known),
        forms=forms(report, known, artifacts),
        notice=read,
        notice_date=_dated(read, lang),
        anchors={item.id: item.anchor for items in shown.items.values() for item in items},
        listed=numbers,
        capital=prose.capital,
        album=album(shown, seen.shows, artifacts, film=(frame.picture for frame in seen.film)),
        lang=lang,
        basis=basis(report, run, lang),
        raw=raw(run, lang),
        every_purpose=tuple(Purpose),
        says_phases=lambda phases: ", ".join(word(phase, lang) for phase in phases),
        csp=_policy(),
        style=Markup(_style()),  # noqa: S704 - our own files
        script=Markup(_file("script.js")),  # noqa: S704 - our own file
        to=speaker(lang),
    )
    return f"{page.strip()}\n".encode()


def _dated(read: Notice, lang: str) -> str:
    """The day that the notice gives as its version; empty where it gives none, or that is not known."""
    version = read.row.version_date if read.row else None
    return prose.day(version.isoformat(), lang) if isinstance(version, dt.date) else ""


@cache
def _file(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text("utf-8")


def _style() -> str:
    return _file("style.css") + _file("states.css") + _file("forms.css") + _file("notice.css")


def _policy() -> str:
    """What the page may do: show itself, in its own style and script."""
    style, script = (
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in (_style(), _file("script.js"))
    )
    ours = f"style-src {style}; script-src {script}; img-src data:"
    return f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        finalize=safe.shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "link": prose.link,
        "artifact": safe.artifact_link,
        "address": safe.address,
        "pieces": prose.pieces,
        "paragraphs": prose.paragraphs,
        "short": lambda text: prose.folded(visible(text, MOST_OBSERVED)),
        "name": lambda text: prose.folded(visible(text, MOST_NAME)),
        "where": lambda text: prose.folded(visible(text, prose.MOST_URL), MOST_PLACE),
        "day": prose.day,
        "moment": prose.moment,
        "percent": lambda value: f"{value:.3f}%",
    }
    environment.globals |= {
        "w": words,
        "c": common,
        "t": tls_words,
        "s": state_words,
        "f": form_words,
        "nt": notice_words,
        "said": word,
    }
    return environment.get_template("report.html.jinja")
