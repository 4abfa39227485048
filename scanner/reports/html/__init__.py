"""One self-contained page: report.html asks nothing of anybody, and no text of the shop runs in it.

Everything printed goes through `safe.shown` and is then escaped. A Content-Security-Policy lets nothing load, and lets
run only the style and the script that stand here, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.reports import words as common
from scanner.reports.html import safe, words
from scanner.reports.html.excuses import asked_for
from scanner.reports.html.inventory import inventory
from scanner.reports.html.pictures import album
from scanner.reports.html.raw import raw
from scanner.reports.html.view import view
from scanner.reports.read import RunNotes, read_report, read_run

#: Characters of one observation or reason: a few lines.
MOST_OBSERVED = 600
#: Characters of the place that observations stand under. The link leads to the whole.
MOST_PLACE = 240


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
    shown, seen = view(report), inventory(report, evidence)
    page = _template().render(
        report=report,
        run=run,
        view=shown,
        inventory=seen,
        album=album(shown, seen.shows, artifacts),
        lang=lang,
        basis=_basis(report, run, lang),
        raw=raw(run, lang),
        csp=_policy(),
        style=Markup(_file("style.css")),  # noqa: S704 - our own file
        script=Markup(_file("script.js")),  # noqa: S704 - our own file
        to=_speaker(lang),
    )
    return f"{page.strip()}\n".encode()


@cache
def _file(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text("utf-8")


def _policy() -> str:
    """What the page may do: show itself, in its own style and script."""
    style, script = (
        f"'sha256-{base64.b64encode(hashlib.sha256(_file(name).encode()).digest()).decode()}'"
        for name in ("style.css", "script.js")
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
        "link": safe.link,
        "artifact": safe.artifact_link,
        "pieces": safe.pieces,
        "paragraphs": safe.paragraphs,
        "short": lambda text: safe.folded(visible(text, MOST_OBSERVED)),
        "where": lambda text: safe.folded(visible(text, safe.MOST_URL), MOST_PLACE),
        "day": safe.day,
        "moment": safe.moment,
        "percent": lambda value: f"{value:.3f}%",
    }
    environment.globals |= {"w": words, "c": common}
    return environment.get_template("report.html.jinja")


def _speaker(lang: str) -> Callable[..., str]:
    def to(text: Text | str, **named: object) -> str:
        """A text in the page's language, with what stands in its braces."""
        said = text.to(lang) if isinstance(text, Text) else text
        return said.format(**named) if named else said

    return to


def _basis(report: Report, run: RunNotes, lang: str) -> dict[str, list[str]]:
    """What was asked for and what counts, sentence by sentence."""
    to = _speaker(lang)
    asked = asked_for(report)
    counts = [to(words.COUNTS_AT, fail_on=to(common.SEVERITY[report.gate.fail_on]))]
    counts += [to(words.WARNINGS_TOO)] if asked.get("strict") is True else []
    counts += [to(words.COMPLETE_TOO)] if asked.get("require_complete") is True else []
    seen = [to(report.coverage_note)]
    only = asked.get("only")
    named = [to(said) for area, said in common.AREA.items() if isinstance(only, list) and area.value in only]
    seen += [to(words.ONLY, areas=", ".join(named))] if named else []
    seen += [to(common.INCOMPLETE)] if run.incomplete else []
    times = [safe.moment(time, lang) for time in (run.started, run.ended) if time]
    took = [f"{to(common.TOOK)} {common.number(run.seconds, lang)} s"] if run.seconds is not None else []
    named_vantage = ((common.VANTAGE.get(name, common.same(name)), said) for name, said in run.vantage.items())
    vantage = (f"{to(name)} {said}".strip() for name, said in named_vantage)
    amounts = ((run.connections, common.CONNECTIONS), (run.requests, common.REQUESTS))
    traffic = [f"{n} {to(what)}" for n, what in amounts if n is not None]
    traffic += [f"{common.amount(run.bytes_read, lang)} {to(common.READ)}"] if run.bytes_read is not None else []
    tools = [f"{tool} {version}" for tool, version in run.versions.items()]
    return {
        "profile": [f"{report.profile}: {to(run.profile_because)}"] if run.profile_because else [],
        "traffic": [", ".join(traffic)] if traffic else [],
        "tools": [", ".join(tools)] if tools else [],
        "counts": counts,
        "seen": seen,
        "when": [" – ".join(dict.fromkeys(times)), *took] if times else took,
        "whence": [said] if (said := ", ".join(vantage)) else [],
        "authority": [run.authorised_by or to(common.NOBODY)] if run.says_authority else [],
    }
