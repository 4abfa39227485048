"""Stand-ins for the third parties that only this set uses; the others are those of the other set kept aside."""

from __future__ import annotations

from tests.consent.held_out import services

GOOGLE_ADS = """
var g=put('_gcl_au','1.1.'+num()+'.'+now(),7776000);
pixel('https://googleads.g.doubleclick.net/pagead/viewthroughconversion/98712/?auid='+g+'&url='+encodeURIComponent(location.href));
"""

LINKEDIN = """
var l=put('li_fat_id',rnd(36),2592000);
pixel('https://px.ads.linkedin.com/collect?v=2&fmt=js&pid=51811&li_fat_id='+l+'&url='+encodeURIComponent(location.href));
"""

SNAP = """
var s=put('_scid',rnd(36),33696000);
beacon('https://tr.snapchat.com/p',JSON.stringify({ev:'PAGE_VIEW',u_scid:s,pl:location.href}));
"""

MOUSEFLOW = """
var m=put('mf_user',rnd(32),7776000);put('mf_5c1b','1|'+rnd(16),1800);
beacon('https://o2.mouseflow.com/init?v=17&w=5c1b&u='+m,location.href);
"""

AWIN = """
var a=put('_aw_m_19038',rnd(30),31536000);
pixel('https://www.awin1.com/sread.img?tt=ns&merchant=19038&id='+a);
"""

ABTASTY = """
var t=put('ABTasty','uid='+rnd(16)+'&fst='+Date.now(),33696000);put('ABTastySession','mrasn=&sen=1',1800);
beacon('https://ariane.abtasty.com/',JSON.stringify({cid:'7f1c',vid:t,dl:location.href}));
"""

ECONDA = """
var v=put('emos_jcvid',rnd(24),31536000);put('emos_jcsid',rnd(24),1800);
pixel('https://www.econda-monitor.de/els/logging?emkey=9d1&vid='+v+'&url='+encodeURIComponent(location.href));
"""

PLAUSIBLE = """
beacon('https://plausible.io/api/event',JSON.stringify({n:'pageview',u:location.href,d:H}));
"""

SCRIPTS: dict[tuple[str, str], str] = {
    ("www.googleadservices.com", "/pagead/conversion_async.js"): GOOGLE_ADS,
    ("snap.licdn.com", "/li.lms-analytics/insight.min.js"): LINKEDIN,
    ("sc-static.net", "/scevent.min.js"): SNAP,
    ("cdn.mouseflow.com", "/projects/5c1b.js"): MOUSEFLOW,
    ("www.dwin1.com", "/19038.js"): AWIN,
    ("try.abtasty.com", "/7f1c.js"): ABTASTY,
    ("www.econda-monitor.de", "/els/em.js"): ECONDA,
    ("plausible.io", "/js/script.js"): PLAUSIBLE,
}

THIRD_PARTY_COOKIES: dict[tuple[str, str], list[tuple[str, str, int]]] = {
    ("googleads.g.doubleclick.net", "/pagead/viewthroughconversion/98712/"): [("IDE", "doubleclick.net", 390)],
    ("px.ads.linkedin.com", "/collect"): [("bcookie", "linkedin.com", 365), ("li_gc", "linkedin.com", 180)],
    ("tr.snapchat.com", "/p"): [("sc_at", "snapchat.com", 390)],
    ("www.awin1.com", "/sread.img"): [("bId", "awin1.com", 365)],
}

SERVICES: dict[str, dict[str, object]] = {
    "gads": {"src": "https://www.googleadservices.com/pagead/conversion_async.js", "cookies": ["_gcl_au"]},
    "linkedin": {"src": "https://snap.licdn.com/li.lms-analytics/insight.min.js", "cookies": ["li_fat_id"]},
    "snap": {"src": "https://sc-static.net/scevent.min.js", "cookies": ["_scid"]},
    "mouseflow": {"src": "https://cdn.mouseflow.com/projects/5c1b.js", "cookies": ["mf_user", "mf_5c1b"]},
    "awin": {"src": "https://www.dwin1.com/19038.js", "cookies": ["_aw_m_19038"]},
    "abtasty": {"src": "https://try.abtasty.com/7f1c.js", "cookies": ["ABTasty", "ABTastySession"]},
    "econda": {"src": "https://www.econda-monitor.de/els/em.js", "cookies": ["emos_jcvid", "emos_jcsid"]},
    "plausible": {"src": "https://plausible.io/js/script.js"},
    "own": {"src": "/t/core.js", "cookies": ["vuid"]},
}


def add() -> None:
    """Lets the server and the pages know these services, too."""
    services.SCRIPTS.update(SCRIPTS)
    services.THIRD_PARTY_COOKIES.update(THIRD_PARTY_COOKIES)
    services.SERVICES.update(SERVICES)
