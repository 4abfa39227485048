"""Stand-ins for third parties: each sets the cookies that the real service sets, and sends what the real one sends.

A script finds out by itself where it runs. Identifiers are random per visitor. Nothing here talks to a real host.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

DAY = 86400

# Shared by all scripts: cookies on the broadest domain (as the real ones do), random identifiers, a beacon.
HELPERS = """
var H=location.hostname.split('.').slice(-2).join('.');
function rnd(n){var s='';while(s.length<n)s+=Math.random().toString(36).slice(2);return s.slice(0,n)}
function num(){return String(Math.floor(1e9+Math.random()*9e9))}
function now(){return Math.floor(Date.now()/1000)}
function get(n){
  var m=document.cookie.split('; ').filter(function(c){return c.indexOf(n+'=')===0})[0];
  return m?m.slice(n.length+1):null;
}
function put(n,v,age,flags){
  var o=get(n)||v;
  document.cookie=n+'='+o+'; domain='+H+'; path=/; max-age='+age+(flags===undefined?'; SameSite=Lax; Secure':flags);
  return o;
}
function pixel(u){(new Image(1,1)).src=u}
function beacon(u,b){if(!(navigator.sendBeacon&&navigator.sendBeacon(u,b||'')))pixel(u)}
"""


@dataclass(frozen=True)
class Answer:
    """What a third-party host answers for one path."""

    body: str = ""
    kind: str = "text/javascript"
    cookies: list[str] = field(default_factory=list)
    status: int = 200


def _script(body: str) -> Answer:
    return Answer(f"(function(){{{HELPERS}{body}}})();")


def _third(name: str, domain: str, days: int) -> str:
    value = "".join(random.choices("0123456789ABCDEF", k=32))
    return f"{name}={value}; Domain={domain}; Path=/; Max-Age={days * DAY}; Secure; SameSite=None"


GA4 = """
var cfg={},id='G-0000000000';(window.dataLayer||[]).forEach(function(a){if(a&&a[0]==='config'){id=a[1];cfg=a[2]||{}}});
var flags=cfg.cookie_flags?'; '+cfg.cookie_flags:'',age=cfg.cookie_expires||63072000;
var cid=put('_ga','GA1.1.'+num()+'.'+now(),age,flags).split('.').slice(-2).join('.');
put('_ga_'+id.slice(2),'GS2.1.s'+now()+'$o1$g0$t'+now(),age,flags);
beacon('https://www.google-analytics.com/g/collect?v=2&tid='+id+'&cid='+cid+'&en=page_view&dl='+encodeURIComponent(location.href));
"""

GA3 = """
var cid=put('_ga','GA1.2.'+num()+'.'+now(),33696000);put('_gid','GA1.2.'+num()+'.'+now(),86400);put('_gat','1',60);
beacon('https://www.google-analytics.com/j/collect?v=1&t=pageview&tid=UA-3310-1&cid='+cid);
"""

FACEBOOK = """
var fbp=put('_fbp','fb.1.'+Date.now()+'.'+num(),7776000);
pixel('https://www.facebook.com/tr/?id=7730012&ev=PageView&dl='+encodeURIComponent(location.href)+'&fbp='+fbp);
"""

BING = """
var s=put('_uetsid',rnd(32),86400),v=put('_uetvid',rnd(32),33696000);
try{localStorage.setItem('_uetvid',v);localStorage.setItem('_uetsid',s)}catch(e){}
pixel('https://bat.bing.com/action/0?ti=4400911&Ver=2&mid='+rnd(36)+'&sid='+s+'&vid='+v+'&evt=pageLoad');
"""

HOTJAR = """
var u=put('_hjSessionUser_3120','eyJpZCI6Ij'+rnd(40),31536000,'; SameSite=None; Secure');
put('_hjSession_3120','eyJpZCI6Ij'+rnd(40),1800,'; SameSite=None; Secure');
beacon('https://metrics.hotjar.io/?v=7',JSON.stringify({site:3120,user:u}));
"""

TIKTOK = """
var t=put('_ttp',rnd(27),33696000);
try{sessionStorage.setItem('tt_sessionId',rnd(20))}catch(e){}
beacon('https://analytics.tiktok.com/api/v2/pixel',JSON.stringify({event:'Pageview',ttp:t,url:location.href}));
"""

PINTEREST = """
var p=put('_pin_unauth',rnd(60),31536000);
pixel('https://ct.pinterest.com/v3/?event=pagevisit&tid=261&pd='+p);
"""

MATOMO = """
var id=put('_pk_id.1.7c2e',rnd(16)+'.'+now(),33955200).split('.')[0];put('_pk_ses.1.7c2e','1',1800);
pixel('https://SHOP.matomo.cloud/matomo.php?idsite=1&rec=1&_id='+id+'&url='+encodeURIComponent(location.href));
"""

CLARITY = """
var k=put('_clck',rnd(12)+'|2|fx1|0|1890',31536000);put('_clsk',rnd(7)+'|'+Date.now()+'|1|1',86400);
beacon('https://k.clarity.ms/collect',JSON.stringify({e:k,u:location.href}));
"""

KLAVIYO = """
put('__kla_id',btoa(JSON.stringify({cid:rnd(32)})),63072000);
beacon('https://a.klaviyo.com/client/events/?company_id=Q2',JSON.stringify({url:location.href}));
"""

CRITEO = """
var b=put('cto_bundle',rnd(80),33696000);
pixel('https://sslwidget.criteo.com/event?a=81&v=5.23&bundle='+b);
"""

ETRACKER = """
var c=put('et_coid',rnd(32),33696000);put('et_oi_v2',rnd(20),3600);
pixel('https://www.etracker.de/cnt_js.php?et=H8rk&coid='+c+'&et_url='+encodeURIComponent(location.href));
"""

ADSCOPE = """
var a=put('asc_vid',rnd(24),15552000);
pixel('https://pixel.adscope-media.example/i.gif?v='+a+'&r='+Math.random());
"""

PIXELFORGE = """
var q=indexedDB.open('pf_store',1);
q.onupgradeneeded=function(){q.result.createObjectStore('kv')};
q.onsuccess=function(){
  var t=q.result.transaction('kv','readwrite').objectStore('kv'),r=t.get('visitor');
  r.onsuccess=function(){
    var a=r.result||rnd(24);t.put(a,'visitor');
    beacon('https://ingest.pixelforge.example/v1/events',JSON.stringify({visitor:a,page:location.pathname}));
  };
};
"""

GCS_PING = """
window.google_tag_manager=window.google_tag_manager||{};
beacon('https://www.google-analytics.com/g/collect?v=2&tid=G-7QK20&gcs=G100&cid='+num()+'&en=page_view');
"""

GIF = (
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    "\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)

SCRIPTS: dict[tuple[str, str], str] = {
    ("www.googletagmanager.com", "/gtag/js"): GA4,
    ("www.googletagmanager.com", "/gtm.js"): GCS_PING,
    ("www.google-analytics.com", "/analytics.js"): GA3,
    ("connect.facebook.net", "/en_US/fbevents.js"): FACEBOOK,
    ("bat.bing.com", "/bat.js"): BING,
    ("static.hotjar.com", "/c/hotjar-3120.js"): HOTJAR,
    ("analytics.tiktok.com", "/i18n/pixel/events.js"): TIKTOK,
    ("s.pinimg.com", "/ct/core.js"): PINTEREST,
    ("cdn.matomo.cloud", "/SHOP.matomo.cloud/matomo.js"): MATOMO,
    ("www.clarity.ms", "/tag/k3xq1"): CLARITY,
    ("static.klaviyo.com", "/onsite/js/klaviyo.js"): KLAVIYO,
    ("dynamic.criteo.com", "/js/ld/ld.js"): CRITEO,
    ("code.etracker.com", "/code/e.js"): ETRACKER,
    ("cdn.adscope-media.example", "/as.js"): ADSCOPE,
    ("js.pixelforge.example", "/pf.min.js"): PIXELFORGE,
}

THIRD_PARTY_COOKIES: dict[tuple[str, str], list[tuple[str, str, int]]] = {
    ("bat.bing.com", "/action/0"): [("MUID", "bing.com", 390)],
    ("analytics.tiktok.com", "/api/v2/pixel"): [("_ttp", "tiktok.com", 390)],
    ("ct.pinterest.com", "/v3/"): [("ar_debug", "pinterest.com", 360)],
    ("sslwidget.criteo.com", "/event"): [("uid", "criteo.com", 390)],
    ("pixel.adscope-media.example", "/i.gif"): [("asc_uid", "adscope-media.example", 180)],
}

# What a shop loads: the script, what goes before it, and what a shop that revokes consent clears.
SERVICES: dict[str, dict[str, object]] = {
    "ga4": {
        "src": "https://www.googletagmanager.com/gtag/js?id=G-H4K2M9QX1T",
        "config": {"cookie_expires": 33696000, "cookie_flags": "SameSite=Lax;Secure"},
        "cookies": ["_ga", "_ga_H4K2M9QX1T"],
    },
    "ga4default": {
        "src": "https://www.googletagmanager.com/gtag/js?id=G-H4K2M9QX1T",
        "config": {},
        "cookies": ["_ga", "_ga_H4K2M9QX1T"],
    },
    "ga3": {"src": "https://www.google-analytics.com/analytics.js", "cookies": ["_ga", "_gid", "_gat"]},
    "gtm": {"src": "https://www.googletagmanager.com/gtm.js?id=GTM-5R7W2K"},
    "facebook": {"src": "https://connect.facebook.net/en_US/fbevents.js", "cookies": ["_fbp"]},
    "bing": {
        "src": "https://bat.bing.com/bat.js",
        "cookies": ["_uetsid", "_uetvid"],
        "local": ["_uetsid", "_uetvid"],
    },
    "hotjar": {
        "src": "https://static.hotjar.com/c/hotjar-3120.js?sv=6",
        "cookies": ["_hjSessionUser_3120", "_hjSession_3120"],
    },
    "tiktok": {
        "src": "https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=C1&lib=ttq",
        "cookies": ["_ttp"],
        "session": ["tt_sessionId"],
    },
    "pinterest": {"src": "https://s.pinimg.com/ct/core.js", "cookies": ["_pin_unauth"]},
    "matomo": {
        "src": "https://cdn.matomo.cloud/SHOP.matomo.cloud/matomo.js",
        "cookies": ["_pk_id.1.7c2e", "_pk_ses.1.7c2e"],
    },
    "clarity": {"src": "https://www.clarity.ms/tag/k3xq1", "cookies": ["_clck", "_clsk"]},
    "klaviyo": {"src": "https://static.klaviyo.com/onsite/js/klaviyo.js?company_id=Q2", "cookies": ["__kla_id"]},
    "criteo": {"src": "https://dynamic.criteo.com/js/ld/ld.js?a=81", "cookies": ["cto_bundle"]},
    "etracker": {"src": "https://code.etracker.com/code/e.js", "cookies": ["et_coid", "et_oi_v2"]},
    "adscope": {"src": "https://cdn.adscope-media.example/as.js", "cookies": ["asc_vid"]},
    "pixelforge": {"src": "https://js.pixelforge.example/pf.min.js"},
}

EMBEDS: dict[tuple[str, str], Answer] = {
    ("fonts.googleapis.com", "/css2"): Answer(
        "@font-face{font-family:'Lora';font-style:normal;font-weight:400;font-display:swap;"
        "src:url(https://fonts.gstatic.com/s/lora/v35/regular.woff2) format('woff2')}",
        "text/css",
    ),
}


def answer(host: str, path: str) -> Answer:
    """What `host` answers for `path`; a pixel for whatever is not a script."""
    if host.endswith(".matomo.cloud") and host != "cdn.matomo.cloud":
        return Answer(GIF, "image/gif")
    key = (host, path)
    if host == "cdn.matomo.cloud" and path.endswith("/matomo.js"):
        return _script(MATOMO.replace("SHOP", path.split("/")[1].split(".", maxsplit=1)[0]))
    if key in SCRIPTS:
        return _script(SCRIPTS[key])
    if key in EMBEDS:
        return EMBEDS[key]
    if path.endswith(".woff2"):
        return Answer("", "font/woff2", status=404)
    return Answer(GIF, "image/gif", [_third(*c) for c in THIRD_PARTY_COOKIES.get(key, [])])
