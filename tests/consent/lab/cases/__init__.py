"""All cases of the lab: one tuple per kind of banner."""

from __future__ import annotations

from tests.consent.lab.cases import klaro, orejime, osano, tarteaucitron, vanilla
from tests.consent.lab.shops import Case

CASES: tuple[Case, ...] = (*klaro.CASES, *vanilla.CASES, *osano.CASES, *orejime.CASES, *tarteaucitron.CASES)
