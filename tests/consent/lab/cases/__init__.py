"""All cases of the lab: one tuple per kind of banner."""

from __future__ import annotations

from tests.consent.lab.cases import hard, klaro, orejime, osano, styles, tarteaucitron, tcf, vanilla
from tests.consent.lab.shops import Case

CASES: tuple[Case, ...] = (
    *klaro.CASES,
    *vanilla.CASES,
    *osano.CASES,
    *orejime.CASES,
    *tarteaucitron.CASES,
    *tcf.CASES,
    *styles.CASES,
    *hard.CASES,
)
