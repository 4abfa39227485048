"""All cases of the lab: one tuple per kind of banner."""

from __future__ import annotations

from tests.consent.lab.cases import klaro
from tests.consent.lab.shops import Case

CASES: tuple[Case, ...] = (*klaro.CASES,)
