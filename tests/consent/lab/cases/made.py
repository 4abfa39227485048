"""What self-made banners share: html and a map of its controls become a case; js/consent.js does the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.consent.lab import tags
from tests.consent.lab.shops import Case, Lang, Steps
from tests.consent.lab.tags import Tag

PURPOSES = ("statistics", "marketing")


def made(  # noqa: PLR0913 - what a shop may set is named here
    name: str,
    host: str,
    lang: Lang,
    stock: str,
    chosen: Sequence[Tag],
    *,
    html: str,
    style: str,
    controls: Mapping[str, str],
    names: Mapping[str, str],
    banner: str,
    steps: Steps,
    again: str = "",
    revoke: str = "",
    head: str = "",
    early: str = "",
    late: str = "",
    more: Mapping[str, Any] | None = None,
    case: Mapping[str, Any] | None = None,
) -> Case:
    """A shop with a banner of its own.

    `controls`: selector to action; `names`: cookie to purpose, or * for the whole choice;
    `again` and `revoke`: labels in the footer; `early` and `late`: JavaScript before and after the banner's;
    `more`: further settings of js/consent.js; `case`: further fields of the case.
    """
    purposes = [purpose for purpose in PURPOSES if any(tag.purpose == purpose for tag in chosen)] or ["statistics"]
    config = {
        "html": html.replace("{partners}", ", ".join(tags.titles(*chosen))),
        "banner": banner,
        "on": controls,
        "names": names,
        "days": 180,
        "purposes": purposes,
        "tags": {tag.key: tag.purpose for tag in chosen},
        **(more or {}),
    }
    inner = style if "shadow" not in config else ""
    if "shadow" in config:
        config["html"] = style + str(config["html"])
    links = f'<a href="#" id="again" data-consent-again>{again}</a>' if again else ""
    links += f'<a href="#" id="revoke" data-consent-revoke>{revoke}</a>' if revoke else ""
    text = json.dumps(config, ensure_ascii=False).replace("</", "<\\/")
    fields: dict[str, Any] = {"uses": tags.titles(*chosen), **(case or {})}
    return Case(
        name,
        host,
        lang,
        stock,
        steps,
        head=inner + head,
        foot=f"{tags.loader(*chosen)}<script>window.consentConfig={text};{early}</script><script "
        f'src="/own/consent.js"></script>' + (f"<script>{late}</script>" if late else ""),
        withdraw_link=links,
        **fields,
    )
