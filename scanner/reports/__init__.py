"""From a report to bytes, once per format. Sees nothing but the model: whatever is rendered stands in the report."""

from scanner.reports.console import render, summary_lines
from scanner.reports.formats import FORMATS, Format
from scanner.reports.read import RunNotes, read_report, read_run

__all__ = ["FORMATS", "Format", "RunNotes", "read_report", "read_run", "render", "summary_lines"]
