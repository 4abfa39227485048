"""The pages of a shop, as visitors see them in a browser."""

from __future__ import annotations

from scanner.collect.means import Means, ProbeRun, public_cas
from scanner.collect.seals import cells as seal_cells
from scanner.collect.seals import follow_seals
from scanner.model.evidence import Cell
from scanner.model.values import Unknown
from scanner.model.vocabulary import Area, GapCause, PageRole, Phase
from scanner.plan import (
    FORM_ROLES,
    FORMS,
    ON_THE_WAY,
    PERSONAL,
    PHASES,
    QUICK_PHASES,
    ROLES,
    SHOPPING,
    TYPING_PHASES,
    TYPING_ROLES,
    Plan,
    leak_cell,
    payment_cells,
    shopping_cells,
)


def probes(means: Means, *, quick: bool) -> list[ProbeRun]:
    """The browser, where the plan asks for pages."""
    plan = means.plan
    if not plan.browses:
        return []
    # Playwright is not needed for TLS and HTTP.
    from scanner.collect.forms import meaning_of_form  # noqa: PLC0415
    from scanner.probes.browser import probe as browser  # noqa: PLC0415
    from scanner.probes.browser import window as of_browser  # noqa: PLC0415

    def cell(kind: str, **fixed: object) -> Cell | None:
        return next((c for c in plan.cells if c.kind == kind and dict(c.scope) == fixed), None)

    def by_phase(kind: str) -> dict[Phase, Cell]:
        phases = QUICK_PHASES if quick else PHASES
        return {phase: found for phase in phases if (found := cell(kind, phase=phase)) is not None}

    if quick:
        for left in _left_out(plan):
            means.notebook.gap(left, GapCause.NOT_REQUESTED, "a quick look (--quick) leaves this phase out")
    typing = {phase: {role: leak_cell(phase, role) for role in TYPING_ROLES} for phase in TYPING_PHASES}
    if quick and Area.FORMS in plan.areas:
        for left in (one for by_role in typing.values() for one in by_role.values()):
            means.notebook.gap(left, GapCause.NOT_REQUESTED, "a quick look (--quick) types into no form")
    pages = {role: found for role in ROLES if (found := cell("page", role=role)) is not None}
    forms = {
        role: (form, fields)
        for role in FORM_ROLES
        if (form := cell("form", **{"page.role": role})) and (fields := cell("form_field", **{"form.page.role": role}))
    }
    window = of_browser.Window(
        url=plan.shop.url,
        stored=by_phase("stored_item"),
        sent=by_phase("request"),
        banners=by_phase("consent_banner"),
        prints=by_phase("fingerprinting"),
        tcf=by_phase("tcf_signal"),
        consent_mode=by_phase("consent_mode"),
        listed=cell("listed_item"),
        pages=pages,
        forms=forms,
        shopping=_on_the_way(plan),
        resources={role: found for role in ROLES if (found := cell("resource", **{"page.role": role}))},
        caching={role: found for role in PERSONAL if (found := cell("caching", **{"page.role": role}))},
        barriers=_barriers(means, quick=quick),
        leaks=typing if Area.FORMS in plan.areas and not quick else {},
        hints=dict(plan.shop.pages),
        ca_files=public_cas(plan),
        language=of_browser.language(plan.shop.language),
        watch_s=of_browser.QUICK_WATCH_S if quick else of_browser.WATCH_S,
        authorised=means.authorised,
        way=_way(plan),
        identity=dict(plan.shop.test_identity),
        journey=plan.shop.journey,
        reader=meaning_of_form,
        pictures=not quick,
        samples=0 if quick else of_browser.SAMPLES,
        after_choice=of_browser.QUICK_AFTER_CHOICE if quick else None,
    )

    async def look() -> None:
        await browser.look(means.network, means.notebook, window)
        await _names_behind(means)
        await follow_seals(means)

    return [("browser", look(), (*window.cells, *seal_cells(means)))]


def _barriers(means: Means, *, quick: bool) -> dict[PageRole, Cell]:
    """The pages that are tested for barriers; none in a quick look."""
    cells = {cell for cell in means.plan.cells if cell.kind == "accessibility_issue"}
    found = {role: cell for cell in cells if isinstance(role := dict(cell.scope).get("page.role"), PageRole)}
    for cell in found.values() if quick else ():
        means.notebook.gap(cell, GapCause.NOT_REQUESTED, "a quick look (--quick) does not test for barriers")
    return {} if quick else found


def _on_the_way(plan: Plan) -> dict[PageRole, tuple[Cell, ...]]:
    """What is looked at with something in the cart, by role of page."""
    paying = Area.PAYMENT in plan.areas
    return (
        {role: (*shopping_cells(role), *(payment_cells(role) if paying else ())) for role in SHOPPING}
        if plan.areas & FORMS
        else {}
    )


async def _names_behind(means: Means) -> None:
    """Who stands behind the hosts of the shop's own that its pages asked: known only once they are seen."""
    from scanner.probes.dns import cnames  # noqa: PLC0415 - as above

    shop = means.plan.shop
    because = Unknown("a preview has no DNS of its own", GapCause.NOT_REQUESTED) if shop.preview else None
    asked = cnames.Asked(
        means.network, (shop.host, *shop.hosts), shop.resolver is not None, {80, 443, shop.port}, because
    )
    await cnames.look(asked, means.notebook)


def _way(plan: Plan) -> dict[str, Cell]:
    """The cells of the way to the order button, by kind."""
    return {cell.kind: cell for cell in plan.cells if cell.kind in (*ON_THE_WAY, "button")}


def _left_out(plan: Plan) -> list[Cell]:
    """The cells of phases that a quick look leaves out."""
    return [cell for cell in plan.cells if dict(cell.scope).get("phase", Phase.BEFORE_CHOICE) not in QUICK_PHASES]
