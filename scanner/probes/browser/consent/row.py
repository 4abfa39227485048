"""The row of evidence that a banner makes: what it offers, how evenly, and what it says. Pure; sees no page."""

from __future__ import annotations

from scanner.model.facts import ConsentBanner, Page
from scanner.model.facts.consent import Choice, Prominence
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent.banner import NOT_OPENED, Banner, Found
from scanner.probes.browser.consent.sight import Control
from scanner.probes.browser.consent.words import Role, folded, language_of, words

ON_A_PICTURE = Unknown("the words stand on a picture or a gradient")
COVERED = Unknown("something else lies over it")


def prominence(accept: Control | None, reject: Control | None) -> Prominence | None:
    """Of reject against accept on the first layer; None where one of them is missing."""
    if accept is None or reject is None:
        return None
    return Prominence(
        area_ratio=round(reject.box.area / accept.box.area, 3) if accept.box.area else None,
        contrast_accept=ON_A_PICTURE if accept.contrast is None else accept.contrast,
        contrast_reject=ON_A_PICTURE if reject.contrast is None else reject.contrast,
        same_kind=accept.kind == reject.kind,
    )


def consent_banner(
    banner: Banner | None, page: Page, phase: Phase, clicks_to_reject: int | None = None, in_vain: str = ""
) -> ConsentBanner:
    """The row of evidence, also where there is no banner. How consent is withdrawn is not looked at here.

    `clicks_to_reject`: as many as it took; else as many as it takes where no switch moves another.
    `in_vain`: why a rejection that was tried did not work; then nobody knows how to reject.
    """
    if banner is None:
        return ConsentBanner(
            page=page, phase=phase, present=False, tool=None, language=None, accept=None, reject=None, settings=None,
            preticked=False, prominence=None, blocks_legal=False, wall=False, names_purposes=False,
        )  # fmt: skip
    text = banner.first.candidate.text
    return ConsentBanner(
        page=page,
        phase=phase,
        present=True,
        tool=banner.tool,
        language=language_of(text) or Unknown("the banner's words are too few to tell its language"),
        accept=_or_unclear(_choice(banner.accept, 1, 1), banner.first),
        reject=Unknown(in_vain) if in_vain and banner.reject is not None else _reject(banner, clicks_to_reject),
        settings=_or_unclear(_choice(banner.settings, 1, 1), banner.first),
        preticked=banner.preticked,
        prominence=prominence(banner.accept, banner.first.best(Role.REJECT)),
        blocks_legal=banner.blocks_legal,
        wall=banner.wall,
        names_purposes=words().purposes.search(folded(text)) is not None,
    )


def _choice(control: Control | None, layer: int, clicks: int) -> Choice | None:
    return None if control is None else Choice(label=control.label, layer=layer, clicks=clicks, kind=control.kind)


def _reject(banner: Banner, clicks: int | None) -> Maybe[Choice | None]:
    """Where the first layer has none and the settings were not opened, one may stand there: on layer 2 or deeper.

    Where a control of the first layer is not understood, it may be the one that rejects.
    """
    found = banner.reject
    if found is not None and (found[1] == 1 or banner.first.unclear is None):
        control, layer, estimate = found
        return _choice(control, layer, clicks or estimate)
    if banner.first.unclear is not None:
        return _or_unclear(None, banner.first)
    if banner.second is not None:
        return _or_unclear(None, banner.second)
    return None if banner.settings is None else NOT_OPENED


def _or_unclear(choice: Choice | None, layer: Found) -> Maybe[Choice | None]:
    if choice is not None or layer.unclear is None:
        return choice
    return Unknown(f"the banner has a control that is not understood: “{layer.unclear.label}”")
