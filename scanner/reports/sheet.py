"""One report on one page in one language: what every section of the summary is written with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scanner.model.report import ReferenceText, Report
from scanner.model.text import visible
from scanner.model.verdict import Blocker, ControlVerdict, Text
from scanner.model.vocabulary import Severity
from scanner.reports import words
from scanner.reports.page import Marks, Page

SEVERITY_STYLE = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
#: Characters of one observation.
MOST_OBSERVED = 500
#: Columns that ids are aligned in; a longer one moves its own line only.
_WIDEST_ID = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with the report it is about.

    `references` are its provisions by id, `id_width` the columns its ids are aligned in; `daggers` gathers the marks
    that need a legend.
    """

    report: Report
    lang: str
    page: Page
    references: Mapping[str, ReferenceText]
    id_width: int
    daggers: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, report: Report, lang: str, page: Page) -> Sheet:
        """An empty sheet."""
        widest = max((len(verdict.control) for verdict in report.verdicts), default=0)
        references = {reference.id: reference for reference in report.references}
        return cls(report, lang, page, references, min(widest, _WIDEST_ID))

    @property
    def marks(self) -> Marks:
        """What lines begin with."""
        return self.page.marks

    @property
    def bar(self) -> str:
        """What a line begins with that belongs to the one before."""
        return f"{self.page.marks.bar}  "

    def to(self, text: Text) -> str:
        """A text in the language of the sheet."""
        return text.to(self.lang)

    def short(self, text: Text) -> str:
        """What was observed, cut to a few lines; the whole stands in the report."""
        return visible(text.to(self.lang), MOST_OBSERVED)

    def reason(self, blocker: Blocker) -> str:
        """What keeps a verdict unknown, with what exactly happened; that stands in English in the evidence."""
        detail = f" ({blocker.detail})" if blocker.detail else ""
        return visible(f"{self.to(words.why_open(blocker))}{detail}", MOST_OBSERVED)

    def heading(self, text: Text, count: int | None = None) -> None:
        """A section begins; `count`: how many things it is about."""
        self.page.blank()
        self.page.ours(self.to(text) + (f" ({count})" if count is not None else ""), "bold underline")

    def title(self, mark: str, verdict: ControlVerdict, style: str) -> None:
        """The line of a control: id, severity, title."""
        severity = self.to(words.SEVERITY[verdict.severity])
        id_ = verdict.control.ljust(self.id_width)
        spans = ((id_, "bold"), (f" {severity:<9} ", style), (self.to(verdict.title), "bold"))
        self.page.line(f"{mark} ", *spans, style=style)

    def named(self, mark: str, verdicts: Iterable[ControlVerdict], style: str = "") -> None:
        """Controls by their ids alone."""
        self.page.line(f"{mark} ", (", ".join(verdict.control for verdict in verdicts), ""), style=style)
