"""The row of evidence that a banner makes: what it offers, how evenly, and what it says. Pure; sees no page."""

from __future__ import annotations

import re
from dataclasses import replace

from scanner.model.facts import ConsentBanner, Page
from scanner.model.facts.consent import Choice, Prominence
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent.banner import NOT_OPENED, Banner, Found, Surroundings, to_switch_on
from scanner.probes.browser.consent.sight import Control
from scanner.probes.browser.consent.words import Role, folded, language_of, words

ON_A_PICTURE = Unknown("the words stand on a picture or a gradient")
VAGUE = Unknown("nobody can tell by their looks which switches are on, and so how many have to be switched off")
COVERED = Unknown("something else lies over it")
#: So many known words of its language tell that of a page; names of goods are in many.
_FEWEST_WORDS = 4


def prominence(accept: Control | None, reject: Control | None) -> Prominence | None:
    """Of reject against accept on the first layer; None where one of them is missing."""
    if accept is None or reject is None:
        return None
    return Prominence(
        area_ratio=round(reject.box.area / accept.box.area, 3) if accept.box.area else None,
        font_ratio=round(reject.font / accept.font, 3) if accept.font and reject.font else None,
        contrast_accept=ON_A_PICTURE if accept.contrast is None else accept.contrast,
        contrast_reject=ON_A_PICTURE if reject.contrast is None else reject.contrast,
        ground_accept=ON_A_PICTURE if accept.ground is None else accept.ground,
        ground_reject=ON_A_PICTURE if reject.ground is None else reject.ground,
        ground_ratio=_ground_ratio(accept, reject),
        same_kind=accept.kind == reject.kind,
        in_view=COVERED if reject.state == "covered" else reject.state == "free",
    )


def _ground_ratio(accept: Control, reject: Control) -> Maybe[float]:
    if accept.ground is None or reject.ground is None:
        return ON_A_PICTURE
    return round(reject.ground / accept.ground, 3)


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
            names_recipients=False, names_third_countries=False, names_withdrawal=False, close=None, close_accepts=None,
            scroll_accepts=None, same_language=None, recognised_service=False,
        )  # fmt: skip
    text = banner.first.candidate.text
    return ConsentBanner(
        page=page,
        phase=phase,
        present=True,
        tool=banner.tool,
        language=language_of(text) or Unknown("the banner's words are too few to tell its language"),
        accept=_accept(banner),
        reject=Unknown(in_vain) if in_vain and banner.reject is not None else _reject(banner, clicks_to_reject),
        settings=_or_unclear(_choice(banner.settings, 1, 1), banner.first),
        preticked=banner.preticked,
        prominence=prominence(banner.accept, banner.first.best(Role.REJECT)),
        blocks_legal=banner.blocks_legal,
        wall=banner.wall,
        names_purposes=_names(words().purposes, text),
        names_recipients=_names(words().recipients, text, words().recipients_hint),
        names_third_countries=_names(words().third_countries, text),
        names_withdrawal=_names(words().withdrawal, text, words().withdrawal_hint),
        close=_choice(banner.close, 1, 1),
        close_accepts=None if banner.close is None else words().closing_consents.search(folded(text)) is not None,
        scroll_accepts=None,
        same_language=_same_language(language_of(text), banner.around),
        recognised_service=words().recognised.search(folded(f"{text} {banner.second_text}")) is not None,
    )


def _names(what: re.Pattern[str], text: str, hint: re.Pattern[str] | None = None) -> Maybe[bool]:
    """Whether the text speaks of it. That it does not is said of German and English alone, which are read surely.

    `hint`: words beside which it may be said in other words.
    """
    if what.search(folded(text)):
        return True
    if hint is not None and (found := hint.search(folded(text))):
        return Unknown(f"“{found[0]}” may say so")
    return False if language_of(text) in {"de", "en"} else Unknown("its language is not read well enough to miss it")


def _same_language(own: str | None, around: Surroundings) -> Maybe[bool]:
    """Where the page says one language in its markup and another in its words, nobody knows which is meant."""
    stated, spoken = around.lang[:2].lower() or None, language_of(around.words, fewest=_FEWEST_WORDS)
    if own is None:
        return Unknown("the banner's words are too few to tell its language")
    if stated is None and spoken is None:
        return Unknown("the page does not say its language, and its words are too few to tell it")
    if stated and spoken and stated != spoken:
        return Unknown(f"the page says that its language is {stated}, and its words are {spoken}")
    return own == (spoken or stated)


def _choice(control: Control | None, layer: int, clicks: int) -> Choice | None:
    return None if control is None else Choice(label=control.label, layer=layer, clicks=clicks, kind=control.kind)


def _accept(banner: Banner) -> Maybe[Choice | None]:
    """A control for it; else all switches of the first layer on, and saved."""
    save = banner.first.best(Role.SAVE)
    if banner.accept is None and save is not None and banner.first.toggles and not banner.first.other_switches:
        return _choice(save, 1, 1 + len(to_switch_on(banner.first.toggles)))
    return _or_unclear(_choice(banner.accept, 1, 1), banner.first)


def _reject(banner: Banner, clicks: int | None) -> Maybe[Choice | None]:
    """Where the first layer has none and the settings were not opened, one may stand there: on layer 2 or deeper.

    Where a control of the first layer is not understood, it may be the one that rejects.
    """
    found = banner.reject
    if found is not None and (found[1] == 1 or banner.first.unclear is None):
        control, layer, estimate = found
        choice = _choice(control, layer, clicks or estimate)
        vague = control.role is Role.SAVE and any(toggle.checked is None for toggle in _of(banner, layer).toggles)
        return replace(choice, clicks=VAGUE) if choice and vague else choice
    if banner.first.unclear is not None:
        return _or_unclear(None, banner.first)
    if banner.second is not None:
        return _or_unclear(None, banner.second)
    return None if banner.settings is None else NOT_OPENED


def _of(banner: Banner, layer: int) -> Found:
    return banner.first if layer == 1 or banner.second is None else banner.second


def _or_unclear(choice: Choice | None, layer: Found) -> Maybe[Choice | None]:
    if choice is not None or layer.unclear is None:
        return choice
    return Unknown(f"the banner has a control that is not understood: “{layer.unclear.label}”")
