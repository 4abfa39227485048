"""Snippets that shops paste in to use a third party, as plain scripts and as data for a banner that loads them."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Tag:
    key: str
    title: str
    src: str
    inline: str
    purpose: str  # statistics or marketing
    cookies: tuple[str, ...]  # as the shop's banner deletes them: names, or regular expressions that begin with ^


def ga(name: str = "G-R0SEN7K2LX", days: int | None = 390, *, flags: bool = True) -> Tag:
    """Google Analytics 4; without `days` its cookies live two years, without `flags` they have no attributes."""
    options: dict[str, object] = {}
    if days is not None:
        options["cookie_expires"] = days * 86400
    if flags:
        options["cookie_flags"] = "SameSite=Lax;Secure"
    return Tag(
        "ga",
        "Google Analytics",
        f"https://www.googletagmanager.com/gtag/js?id={name}",
        "window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments);}window.gtag=gtag;"
        f"gtag('js',new Date());gtag('config','{name}',{json.dumps(options)});",
        "statistics",
        ("_ga", "^_ga_.*"),
    )


def gtm(name: str) -> Tag:
    return Tag(
        "gtm",
        "Google Tag Manager",
        f"https://www.googletagmanager.com/gtm.js?id={name}",
        "window.dataLayer=window.dataLayer||[];dataLayer.push({'gtm.start':Date.now(),event:'gtm.js'});",
        "marketing",
        ("_ga", "^_ga_.*", "_fbp", "_uetsid", "_uetvid"),
    )


META = Tag(
    "meta",
    "Meta Pixel",
    "https://connect.facebook.net/en_US/fbevents.js",
    "window.fbq=window.fbq||function(){(window.fbq.queue=window.fbq.queue||[]).push(arguments);};"
    "fbq('init','604417201993');fbq('track','PageView');",
    "marketing",
    ("_fbp",),
)
BING = Tag(
    "bing",
    "Microsoft Advertising",
    "https://bat.bing.com/bat.js",
    "window.uetTag='187004412';",
    "marketing",
    ("_uetsid", "_uetvid"),
)
HOTJAR = Tag(
    "hotjar",
    "Hotjar",
    "https://static.hotjar.com/c/hotjar-3380117.js?sv=6",
    "window._hjSettings={hjid:3380117,hjsv:6};",
    "statistics",
    ("^_hj.*",),
)
TIKTOK = Tag(
    "tiktok",
    "TikTok Pixel",
    "https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=C9K2LAB7TT&lib=ttq",
    "window.ttq=window.ttq||[];ttq.push(['page']);",
    "marketing",
    ("_ttp", "_tt_enable_cookie"),
)
PINTEREST = Tag(
    "pinterest",
    "Pinterest Tag",
    "https://s.pinimg.com/ct/core.js",
    "window.pinTag='2613889004';",
    "marketing",
    ("_pin_unauth",),
)
MATOMO = Tag(
    "matomo",
    "Matomo Cloud",
    "https://cdn.matomo.cloud/stats.matomo.cloud/matomo.js",
    "window._paq=window._paq||[];_paq.push(['trackPageView']);_paq.push(['setTrackerUrl',"
    "'https://stats.matomo.cloud/matomo.php']);"
    "_paq.push(['setSiteId','7']);",
    "statistics",
    ("^_pk_.*",),
)
ADNETZ = Tag(
    "adnetz",
    "Adnetz Mitte",
    "https://cdn.adnetz-mitte.example/tag.js?s=a-2231",
    "window.anmSite='a-2231';",
    "marketing",
    ("_anm_vid",),
)
KUNDENBLICK = Tag(
    "kundenblick", "Kundenblick", "https://t.kundenblick.example/kb.js", "window.kbSite=90412;", "statistics", ()
)


SYNC = Tag("sync", "Gebotshaus", "https://match.gebotshaus.example/sync.js", "window.ghShop=55;", "marketing", ())


def plain(*tags: Tag) -> str:
    """The snippets as a shop pastes them, without any banner in between."""
    return "".join(f'<script>{tag.inline}</script><script async src="{tag.src}"></script>' for tag in tags)


def loader(*tags: Tag) -> str:
    """A script that defines loadTag(key) and dropCookies(): what self-made banners use."""
    data = {tag.key: {"src": tag.src, "inline": tag.inline} for tag in tags}
    names = [name for tag in tags for name in tag.cookies]
    return (
        f"<script>window.shopTags={json.dumps(data)};window.shopTagCookies={json.dumps(names)};</script>"
        '<script src="/own/loader.js"></script>'
    )


def titles(*tags: Tag) -> tuple[str, ...]:
    return tuple(tag.title for tag in tags)


def inject(*tags: Tag) -> str:
    """JavaScript that puts the snippets into the page."""
    return "".join(
        f"{tag.inline}(function(){{var s=document.createElement('script');s.async=true;s.src={json.dumps(tag.src)};"
        f"document.head.appendChild(s);}})();"
        for tag in tags
    )
