"""The pages of a shop, as visitors see them in a browser."""

from __future__ import annotations

from scanner.collect.means import Means, ProbeRun, public_cas
from scanner.model.evidence import Cell
from scanner.model.vocabulary import Area, Phase
from scanner.plan import PERSONAL, PHASES, ROLES, SHOPPING, shopping_cells


def probes(means: Means, *, quick: bool) -> list[ProbeRun]:
    """The browser, where the plan asks for pages."""
    plan = means.plan
    if not plan.browses:
        return []
    # Playwright is not needed for TLS and HTTP.
    from scanner.probes.browser import probe as browser  # noqa: PLC0415
    from scanner.probes.browser import window as of_browser  # noqa: PLC0415

    def cell(kind: str, **fixed: object) -> Cell | None:
        return next((c for c in plan.cells if c.kind == kind and dict(c.scope) == fixed), None)

    pages = {role: found for role in ROLES if (found := cell("page", role=role)) is not None}
    by_phase = {
        kind: {phase: found for phase in PHASES if (found := cell(kind, phase=phase)) is not None}
        for kind in ("stored_item", "request")
    }
    forms = {
        role: (form, fields)
        for role in ROLES
        if (form := cell("form", **{"page.role": role})) and (fields := cell("form_field", **{"form.page.role": role}))
    }
    window = of_browser.Window(
        url=plan.shop.url,
        stored=by_phase["stored_item"],
        sent=by_phase["request"],
        banner=cell("consent_banner", phase=Phase.BEFORE_CHOICE),
        listed=cell("listed_item"),
        pages=pages,
        forms=forms,
        shopping={role: shopping_cells(role) for role in SHOPPING} if Area.FORMS in plan.areas else {},
        resources={role: found for role in ROLES if (found := cell("resource", **{"page.role": role}))},
        caching={role: found for role in PERSONAL if (found := cell("caching", **{"page.role": role}))},
        hints=dict(plan.shop.pages),
        ca_files=public_cas(plan),
        language=of_browser.language(plan.shop.language),
        watch_s=of_browser.QUICK_WATCH_S if quick else of_browser.WATCH_S,
        authorised=means.authorised,
    )
    return [("browser", browser.look(means.network, means.notebook, window), window.cells)]
