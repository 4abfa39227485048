"""Whether an address or number is somebody else's: another company's, a carrier's, a chamber's, a mediator's."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.derive.legal.companies import is_of_another
from scanner.derive.legal.contacts import Address
from scanner.derive.legal.patterns import data, expression, pattern
from scanner.derive.legal.text import Line
from scanner.derive.legal.text import line as shown_line

#: Signs before a number or address in which a carrier counts: parcels go with one to the seller's own address.
_NEAR = 50
_BY = (" mit", " per", " via", " durch", " by", " with")
#: Those in which an office counts.
_FAR = 200
#: What ends a sentence, and no abbreviation.
_END = r"[a-z0-9)]{3}[.!;]\s+(?:[A-Z(]|$)|\?\s"


def is_anothers(line: Line, shown: str, seller: str | None) -> bool:
    """Whether what is shown on this line is said of another company or office, named before it in its sentence."""
    at = line.flat.find(shown.lower())
    if at < 0:
        return False
    said = _sentence_before(line, at)
    company = _names_another(said, seller) and not expression(data()["imprint"]["serves"]).search(said.lower())
    return company or _is_office(said, seller) or _is_carrier(said, seller)


def is_elsewhere(lines: Sequence[Line], place: Address, seller: str | None) -> bool:
    """The same of an address: by the words before it on its line, or by who stands right above it."""
    line, start = lines[place.line], lines[place.line].plain.find((place.street or place.place).split(",")[0])
    said = _sentence_before(line, start) if start > 0 else place.above
    return _names_another(said, seller) or _is_office(said, seller)


def _sentence_before(line: Line, at: int) -> str:
    before = line.plain[:at]
    return before[max([0, *(match.end() - 1 for match in pattern(_END).finditer(before))]) :]


def _names_another(said: str, seller: str | None) -> bool:
    return is_of_another(shown_line(said), seller)


def _is_office(said: str, seller: str | None) -> bool:
    """Whether an office or bank is named, and the seller is not called so itself."""
    found = expression(data()["imprint"]["offices"]).search(said[-_FAR:].lower())
    return found is not None and found[0].strip() not in (seller or "").lower()


def _is_carrier(said: str, seller: str | None) -> bool:
    """Whether a carrier is named, and is not just the way in which parcels go to the seller."""
    near = said[-_NEAR:].lower()
    return any(
        match[0].strip() not in (seller or "").lower() and not near[: match.start()].rstrip().endswith(_BY)
        for match in expression(data()["imprint"]["carriers"]).finditer(near)
    )
