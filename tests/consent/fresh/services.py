"""Stand-ins for the third parties that only this set uses; the others are those of the two earlier sets kept aside."""

from __future__ import annotations

from tests.consent.held_out import services
from tests.consent.unseen import services as earlier

REDDIT = """
var r=put('_rdt_uuid',Date.now()+'.'+rnd(36),7776000);
pixel('https://alb.reddit.com/rp.gif?id=t2_7xk2&event=PageVisit&uuid='+r);
"""

TABOOLA = """
try{localStorage.setItem('taboola global:user-id',rnd(32))}catch(e){}
pixel('https://trc.taboola.com/1440221/log/3/unip?en=page_view&item-url='+encodeURIComponent(location.href));
"""

VWO = """
var v=put('_vwo_uuid','D'+rnd(31),31536000);put('_vwo_ds','3%3At_0%2Ca_0%3A0%24'+now(),2592000);
pixel('https://dev.visualwebsiteoptimizer.com/v.gif?a=651&u='+v+'&random='+Math.random());
"""

HUBSPOT = """
var h=put('hubspotutk',rnd(32),15552000);put('__hstc','20.'+h+'.'+now()+'.1',15552000);put('__hssrc','1',1800);
pixel('https://track.hubspot.com/__ptq.gif?k=1&sd='+screen.width+'x'+screen.height+'&vi='+h+'&pu='+encodeURIComponent(location.href));
"""

AMPLITUDE = """
var a=put('AMP_4be1c90d22',btoa(JSON.stringify({deviceId:rnd(36),sessionId:Date.now()})),31536000);
var e={api_key:'4be1c90d22',events:[{event_type:'page view',device_id:a}]};
beacon('https://api.eu.amplitude.com/2/httpapi',JSON.stringify(e));
"""

OUTBRAIN = """
try{localStorage.setItem('outbrain_cid_fetch','true')}catch(e){}
pixel('https://tr.outbrain.com/unifiedPixel?marketerId=00c2&name=PAGE_VIEW&dl='+encodeURIComponent(location.href)+'&r='+rnd(20));
"""

SCRIPTS: dict[tuple[str, str], str] = {
    ("www.redditstatic.com", "/ads/pixel.js"): REDDIT,
    ("cdn.taboola.com", "/libtrc/unip/1440221/tfa.js"): TABOOLA,
    ("dev.visualwebsiteoptimizer.com", "/j.php"): VWO,
    ("js.hs-scripts.com", "/8820417.js"): HUBSPOT,
    ("cdn.eu.amplitude.com", "/script/4be1c90d22.js"): AMPLITUDE,
    ("amplify.outbrain.com", "/cp/obtp.js"): OUTBRAIN,
}

THIRD_PARTY_COOKIES: dict[tuple[str, str], list[tuple[str, str, int]]] = {
    ("trc.taboola.com", "/1440221/log/3/unip"): [("t_gid", "taboola.com", 365)],
    ("tr.outbrain.com", "/unifiedPixel"): [("obuid", "outbrain.com", 90)],
}

SERVICES: dict[str, dict[str, object]] = {
    "reddit": {"src": "https://www.redditstatic.com/ads/pixel.js", "cookies": ["_rdt_uuid"]},
    "taboola": {"src": "https://cdn.taboola.com/libtrc/unip/1440221/tfa.js", "local": ["taboola global:user-id"]},
    "vwo": {"src": "https://dev.visualwebsiteoptimizer.com/j.php?a=651", "cookies": ["_vwo_uuid", "_vwo_ds"]},
    "hubspot": {"src": "https://js.hs-scripts.com/8820417.js", "cookies": ["hubspotutk", "__hstc", "__hssrc"]},
    "amplitude": {"src": "https://cdn.eu.amplitude.com/script/4be1c90d22.js", "cookies": ["AMP_4be1c90d22"]},
    "outbrain": {"src": "https://amplify.outbrain.com/cp/obtp.js", "local": ["outbrain_cid_fetch"]},
}


def add() -> None:
    """Lets the server and the pages know these services, too."""
    earlier.add()
    services.SCRIPTS.update(SCRIPTS)
    services.THIRD_PARTY_COOKIES.update(THIRD_PARTY_COOKIES)
    services.SERVICES.update(SERVICES)
