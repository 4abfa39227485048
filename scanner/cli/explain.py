"""`siegel policy explain`: what a control asks, why, by which provision, how sure that is, how to mend a failure.

What it says of profiles stands in `explain_profile.py`.
"""

from __future__ import annotations

import datetime as dt
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from scanner.cli.explain_profile import in_profiles, profile_sections
from scanner.cli.options import lang_option
from scanner.errors import UsageError
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.model.vocabulary import Certainty
from scanner.model.words import kind_word, word
from scanner.policy.conditions import bind
from scanner.policy.controls import Claim, Control, Rows
from scanner.policy.library import Library, with_files
from scanner.yamlfile import suggest

_MOST_COLUMNS = 100

_CERTAINTY = {
    Certainty.SETTLED: Text(
        "settled: a clear statute or a highest-court decision",
        "gesichert: klares Gesetz oder höchstrichterlich entschieden",
    ),
    Certainty.GUIDANCE: Text(
        "guidance: authorities or a line of lower courts say so",
        "Leitlinie: Behörden oder eine Linie der Instanzgerichte",
    ),
    Certainty.CONTESTED: Text(
        "contested: open or disputed, so it never blocks", "umstritten: offen oder strittig, blockiert deshalb nie"
    ),
    Certainty.STANDARD: Text(
        "standard: binds through GDPR Art. 32, a contract or one's own policy",
        "Norm: bindet über Art. 32 DSGVO, Vertrag oder eigene Vorgabe",
    ),
}
_CONFIRMED = {
    "source seen": Text("source seen", "Quelle gesehen"),
    "partly": Text("partly confirmed", "teilweise bestätigt"),
    "from knowledge, unconfirmed": Text("not confirmed", "nicht bestätigt"),
}


@click.command(short_help="Say what a control or a profile asks, and why.")
@click.argument("name", metavar="ID|PROFILE")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE|FOLDER]…")
@lang_option
def explain(name: str, paths: tuple[Path, ...], lang: str) -> int:
    """Say what the control ID asks, why, by which provision and how sure that is, how a failure looks and is mended.

    Or say whom PROFILE is for, what it sets and changes, and why.
    """
    library = with_files(paths, shadow=True)
    library.problems.raise_if_any()
    control = library.controls().get(name) or library.controls().get(name.upper())
    profile = library.profile(name) if name in library.profiles else None
    if control is not None:
        title, sections = f"{control.id}  {control.title.to(lang)}", _sections(control, library, lang)
    elif profile is not None:
        title, sections = f"{profile.name}  {profile.title.to(lang)}", profile_sections(profile, library, lang)
    else:
        near = suggest(name.upper(), library.controls()) or suggest(name.lower(), library.profiles)
        raise UsageError(f"there is no control or profile {name!r}", near or "see `siegel policy list`")
    width = min(shutil.get_terminal_size((_MOST_COLUMNS, 24)).columns, _MOST_COLUMNS)
    click.echo(title)
    for line in _lines(sections, width):
        click.echo(line)
    return 0


def _lines(sections: Iterable[tuple[str, list[str]]], width: int) -> Iterator[str]:
    for heading, texts in sections:
        if not any(texts):
            continue
        yield ""
        yield heading
        for text in texts:
            yield from textwrap.wrap(visible(text, most=2000), width, initial_indent="  ", subsequent_indent="    ")


def _sections(control: Control, library: Library, lang: str) -> Iterator[tuple[str, list[str]]]:
    from scanner.rehearsal import example  # noqa: PLC0415 - not needed for --help

    say = Text.to
    level = control.levels.fixed
    stages = ", ".join(f"{word(stage.level, lang)} {say(_FROM, lang)} {stage.start}" for stage in control.levels.stages)
    yield say(Text("What", "Was"), lang), list(_claims(control, library, lang))
    yield say(Text("Why", "Warum"), lang), [control.why.to(lang)]
    how_bad = f"{word(control.severity, lang)}, {word(level, lang) if level else stages}"
    yield say(Text("How bad", "Wie schwer"), lang), [how_bad]
    yield say(Text("How sure", "Wie sicher"), lang), [_CERTAINTY[control.certainty].to(lang)]
    if control.in_force or control.until:
        since = f"{say(_FROM, lang)} {control.in_force}" if control.in_force else ""
        until = f"{say(Text('until', 'bis'), lang)} {control.until}" if control.until else ""
        yield say(Text("In force", "In Kraft"), lang), [" ".join(part for part in (since, until) if part)]
    yield say(Text("Provision", "Grundlage"), lang), [_provision(library, id_, lang) for id_ in control.references]
    yield say(Text("How to mend it", "Abhilfe"), lang), [control.remedy.to(lang)]
    finding = example(library, control.id)
    yield (
        say(Text("A finding looks like this", "So sieht ein Befund aus"), lang),
        [finding.message.to(lang)] if finding else [],
    )
    yield say(Text("In the profiles", "In den Profilen"), lang), list(in_profiles(control, library, lang))
    yield say(Text("Where it stands", "Wo sie steht"), lang), [f"{control.place.file}:{control.place.line}"]


_FROM = Text("from", "ab")


def _claims(control: Control, library: Library, lang: str) -> Iterator[str]:
    from scanner.judge.words import claim_words, condition_words  # noqa: PLC0415 - not needed for --help

    policy = next(p for p in library.policies.values() if control in p.controls)
    values = {name: parameter.default for name, parameter in policy.parameters.items()}
    today = dt.datetime.now(dt.UTC).date()

    def bound(rows: Rows) -> Rows:
        return Rows(rows.kind, bind(rows.where, values, today))

    for rows in control.applies_when:
        where = condition_words(bound(rows).where, rows.kind).to(lang)
        yield Text(f"if there is a {rows.kind}", f"falls es gibt: {kind_word(rows.kind, 'de')}").to(lang) + (
            f" ({where})" if where else ""
        )
    for claim in control.claims:
        whole = Claim(claim.quantifier, bound(claim.rows), bind(claim.expect, values, today), claim.count)
        yield claim_words(whole).to(lang)


def _provision(library: Library, id_: str, lang: str) -> str:
    reference = library.references[id_]
    text = f": {reference.provision.to(lang)}" if reference.provision.en else ""
    return f"{reference.title.to(lang)}{text} [{_CONFIRMED[reference.confirmed].to(lang)}] {reference.url}"
