"""A series of sealed runs, each of which names the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.model.text import visible
from scanner.seal.checking import Check, Seen, bad


def series(seen: Sequence[tuple[str, Seen]]) -> Iterator[Check]:
    """Whether these bundles, by name, follow one another without a gap: each names the manifest of the one before."""
    known = {one.manifest_digest: name for name, one in seen if one.manifest_digest}
    firsts = [name for name, one in seen if not one.previous]
    after: dict[str, list[str]] = {}
    for name, one in seen:
        if one.previous:
            after.setdefault(one.previous, []).append(name)
        if one.previous and one.previous not in known:
            yield bad(
                f"gap: {visible(name)} follows a run that is not here (manifest {one.previous[:16]}…)",
                f"Lücke: {visible(name)} folgt auf einen Lauf, der nicht hier ist (Manifest {one.previous[:16]}…)",
            )
    if len(known) < len(seen):
        yield bad(
            "a run is here twice, or has no seal that can be read", "ein Lauf ist doppelt oder ohne lesbares Siegel"
        )
    for follower in after.values():
        if len(follower) > 1:
            names = visible(", ".join(sorted(follower)))
            yield bad(
                f"fork: several runs follow the same one: {names}",
                f"Gabelung: mehrere Läufe folgen auf denselben: {names}",
            )
    if len(firsts) > 1:
        names = visible(", ".join(sorted(firsts)))
        yield bad(f"several runs name none before them: {names}", f"mehrere Läufe nennen keinen Vorgänger: {names}")
    yield from _one_shop(seen)
    times = {one.manifest_digest: one.sealed_at for _, one in seen}
    for name, one in seen:
        if one.previous in times and one.sealed_at < times[one.previous]:
            yield bad(
                f"{visible(name)} was sealed before the run that it follows",
                f"{visible(name)} wurde vor dem Lauf gesiegelt, auf den er folgt",
            )


def _one_shop(seen: Sequence[tuple[str, Seen]]) -> Iterator[Check]:
    shops = {str(one.statement.predicate.get("shop")) for _, one in seen if one.statement}
    if len(shops) > 1:
        named = visible(", ".join(sorted(shops)))
        yield bad(f"runs of several shops: {named}", f"Läufe mehrerer Shops: {named}")
