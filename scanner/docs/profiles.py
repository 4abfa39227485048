"""The reference of the built-in profiles: what each holds a shop to, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scanner.docs.controls import levels_words
from scanner.docs.markdown import row, table
from scanner.model.facts import show
from scanner.policy.controls import Policy
from scanner.policy.differences import changes, settings
from scanner.policy.library import DEFAULT_PROFILE, SECTOR_PROFILES, Library
from scanner.policy.profile import Profile, Tuned


def profiles(library: Library) -> Iterator[str]:
    """Every profile, first side by side, then one by one."""
    found = [library.profile(name) for name in sorted(library.profiles)]
    yield "# Profiles"
    yield ""
    yield (
        "A profile says which controls a shop is held to, and how strictly. A scan takes the one that `--profile` "
        "names, else the shop file's `profile:`, else the one for its `facts: {sector: …}`, else "
        f"`{DEFAULT_PROFILE}`. The report says which it was, and why. `siegel policy explain PROFILE` says what stands "
        "here."
    )
    yield from ("", *table("profile", "title", "controls", "gate counts from", "taken for the sector"))
    sector_of = {name: sector.value for sector, name in SECTOR_PROFILES.items()}
    for one in found:
        link = f"[{one.name}](#{one.name})"
        yield row(link, one.title.en, str(len(one.controls)), one.fail_on.value, sector_of.get(one.name, ""))
    yield from _parameters(found, library.policies)
    yield from _controls(found)
    for one in found:
        yield from _profile(one, library.policies)


def _parameters(found: Sequence[Profile], policies: Mapping[str, Policy]) -> Iterator[str]:
    by_profile = [{setting.name: setting.values for setting in settings(one, policies)} for one in found]
    yield from ("", "## Parameters that differ", "", *table("parameter", "otherwise", *(one.name for one in found)))
    for policy in policies.values():
        for parameter in policy.parameters.values():
            name = f"{policy.name}.{parameter.name}"
            cells = [f"`{show(values[name])}`" if name in values else "" for values in by_profile]
            if any(cells):
                yield row(f"`{name}`", f"`{show(parameter.default)}`", *cells)


def _controls(found: Sequence[Profile]) -> Iterator[str]:
    yield from ("", "## Controls that differ", "", *table("control", *(one.name for one in found)))
    by_profile = [{tuned.control.id: tuned for tuned in one.controls} for one in found]
    for id_ in sorted({id_ for controls in by_profile for id_ in controls}):
        cells = [_how(controls.get(id_)) for controls in by_profile]
        if len(set(cells)) > 1:
            yield row(id_, *cells)


def _how(tuned: Tuned | None) -> str:
    return f"{tuned.severity}, {levels_words(tuned.levels)}" if tuned else "–"


def _profile(one: Profile, policies: Mapping[str, Policy]) -> Iterator[str]:
    yield from ("", f"## {one.name}", "", f"**{one.title.en}** (*{one.title.de}*)", "")
    if one.help.en:
        yield from (one.help.en, "")
    base = ", ".join(one.chain[:-1])
    yield f"{f'Based on {base}. ' if base else ''}The gate counts from {one.fail_on}."
    said = [
        *(f"`{s.name}` is `{show(s.values)}`. {s.parameter.help}" for s in settings(one, policies)),
        *(
            f"{change.control.id} is {change.severity or change.control.severity}, "
            f"{levels_words(change.levels or change.control.levels)}: {change.because.en}"
            for change in changes(one)
        ),
        *(f"{left.control} is left out: {left.because.en}" for left in one.left_out),
    ]
    yield from ("", *(f"- {line}" for line in said)) if said else ()
