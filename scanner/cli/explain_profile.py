"""What `siegel policy explain` says of profiles: whom one is for, what it sets, changes and leaves out, and why."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.facts import show
from scanner.model.verdict import Text
from scanner.model.vocabulary import Level, Severity
from scanner.model.words import word
from scanner.policy.controls import Control, Levels
from scanner.policy.differences import Setting, change_of, changes, settings, settings_of
from scanner.policy.library import SECTOR_PROFILES, Library
from scanner.policy.profile import Profile

_INSTEAD = Text("{values} instead of {default}", "{values} statt {default}")
_FROM = Text("from", "ab")


def profile_sections(profile: Profile, library: Library, lang: str) -> Iterator[tuple[str, list[str]]]:
    """Headings with what stands under them; what a profile doesn't do has no lines."""
    say = Text.to
    sector = next((sector for sector, name in SECTOR_PROFILES.items() if name == profile.name), None)
    taken = Text(
        f"taken by itself for a shop whose file says `facts: {{sector: {sector}}}` and names no profile",
        f"wird von selbst genommen, wenn die Shop-Datei `facts: {{sector: {sector}}}` sagt und kein Profil nennt",
    )
    yield say(Text("For whom", "Für wen"), lang), [profile.help.to(lang), *([taken.to(lang)] if sector else [])]
    yield say(Text("Based on", "Beruht auf"), lang), [", ".join(profile.chain[:-1])]
    gate = Text(
        f"failures of level {word(Level.ERROR, 'en')} count from {word(profile.fail_on, 'en')}",
        f"Nichtbestandenes der Stufe {word(Level.ERROR, 'de')} zählt ab Schwere „{word(profile.fail_on, 'de')}“",
    )
    yield say(Text("The gate", "Das Gate"), lang), [gate.to(lang)]
    before = {tuned.control.id for name in profile.chain[:-1] for tuned in library.profile(name).controls}
    added = [tuned.control for tuned in profile.controls if tuned.control.id not in before]
    yield say(Text("Adds", "Fügt hinzu"), lang), [f"{one.id} ({one.title.to(lang)})" for one in added if before]
    used = {setting: _users(setting, profile, library) for setting in settings(profile, library.policies)}
    set_ = [f"{_setting(setting, lang)} ({', '.join(ids)})" for setting, ids in used.items()]
    yield say(Text("Sets", "Setzt"), lang), set_
    changed = [
        f"{change.control.id} ({change.control.title.to(lang)}): {_how_bad(change.severity, change.levels, lang)}. "
        f"{change.because.to(lang)}"
        for change in changes(profile)
    ]
    yield say(Text("Changes", "Ändert"), lang), changed
    left_out = [f"{left.control}: {left.because.to(lang)}" for left in profile.left_out]
    yield say(Text("Leaves out", "Lässt aus"), lang), left_out
    ids = Text(
        f"{len(profile.controls)}, see `siegel policy list --profile {profile.name}`",
        f"{len(profile.controls)}, siehe `siegel policy list --profile {profile.name}`",
    )
    yield say(Text("Controls", "Prüfungen"), lang), [ids.to(lang)]
    yield say(Text("Where it stands", "Wo es steht"), lang), [f"{profile.place.file}:{profile.place.line}"]


def in_profiles(control: Control, library: Library, lang: str) -> Iterator[str]:
    """The profiles that a control is in, and how those that change it do."""
    everywhere = ((name, tuned) for name in sorted(library.profiles) for tuned in library.profile(name).controls)
    found = {name: tuned for name, tuned in everywhere if tuned.control.id == control.id}
    yield ", ".join(found)
    for name, tuned in found.items():
        change = change_of(tuned)
        said = [_how_bad(change.severity, change.levels, lang)] if change else []
        said += [_setting(setting, lang) for setting in settings_of(tuned, library.policies)]
        if said:
            because = f" ({change.because.to(lang)})" if change else ""
            yield f"{name}: {'; '.join(said)}{because}"


def _users(setting: Setting, profile: Profile, library: Library) -> list[str]:
    """The controls that a parameter acts on."""
    controls = library.policies[setting.policy].controls
    mine = [tuned.control for tuned in profile.controls if tuned.control in controls]
    return [control.id for control in mine if setting.parameter.name in control.parameters()]


def _setting(setting: Setting, lang: str) -> str:
    values, default = show(setting.values, lang), show(setting.parameter.default, lang)
    return f"{setting.name}: {_INSTEAD.to(lang).format(values=values, default=default)}"


def _how_bad(severity: Severity | None, levels: Levels | None, lang: str) -> str:
    stages = [f"{word(stage.level, lang)} {_FROM.to(lang)} {stage.start}" for stage in levels.stages] if levels else []
    fixed = [word(levels.fixed, lang)] if levels and levels.fixed else []
    return ", ".join([*([word(severity, lang)] if severity else []), *fixed, *stages])
