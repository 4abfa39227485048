"""Stand-ins for third parties: what the real ones answer, the cookies they set, the requests their scripts send."""

# ruff: noqa: E501 - the scripts stand as their services write them

from __future__ import annotations

import json
import secrets
from functools import cache
from pathlib import Path

from tests.whole.engine import Answer, Request

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

GTAG = """(function(){
var id='__ID__',dl=window.dataLayer=window.dataLayer||[];
function read(n){var m=document.cookie.match(new RegExp('(?:^|; )'+n.replace(/[.$]/g,'\\\\$&')+'=([^;]*)'));return m?m[1]:null}
var conf={},consent={};
for(var i=0;i<dl.length;i++){var a=dl[i];
 if(a[0]==='config')conf=a[2]||conf;
 if(a[0]==='consent')for(var k in a[2])consent[k]=a[2][k];}
if(consent.analytics_storage==='denied')return;
var age=conf.cookie_expires||63072000,flags=conf.cookie_flags?';'+conf.cookie_flags:'';
var domain=';domain=.'+location.hostname.split('.').slice(-2).join('.');
var now=Math.floor(Date.now()/1000),ga=read('_ga');
if(!ga){ga='GA1.1.'+Math.floor(Math.random()*2147483647)+'.'+now}
document.cookie='_ga='+ga+';path=/;max-age='+age+domain+flags;
document.cookie='_ga_'+id.slice(2)+'=GS2.1.s'+now+'$o1$g0$t'+now+'$j60$l0$h0;path=/;max-age='+age+domain+flags;
var q='v=2&tid='+id+'&gtm=45je6b4&_p='+Date.now()+'&gcs=G111&cid='+ga.slice(6)+'&ul='+navigator.language
 +'&sr='+screen.width+'x'+screen.height+'&en=page_view&dl='+encodeURIComponent(location.href)
 +'&dt='+encodeURIComponent(document.title);
fetch('https://region1.google-analytics.com/g/collect?'+q,{method:'POST',mode:'no-cors',keepalive:true}).catch(function(){});
})();"""

FBEVENTS = """(function(){
var f=window.fbq;if(!f)return;
function read(n){var m=document.cookie.match(new RegExp('(?:^|; )'+n+'=([^;]*)'));return m?m[1]:null}
var fbp=read('_fbp')||'fb.1.'+Date.now()+'.'+Math.floor(Math.random()*1e18);
document.cookie='_fbp='+fbp+';path=/;max-age=7776000;SameSite=Lax;Secure;domain=.'+location.hostname.split('.').slice(-2).join('.');
var pixel='';
f.callMethod=function(){var a=arguments;if(a[0]==='init'){pixel=a[1]}
 if(a[0]==='track'){new Image().src='https://www.facebook.com/tr/?id='+pixel+'&ev='+a[1]+'&dl='+encodeURIComponent(location.href)
  +'&rl='+encodeURIComponent(document.referrer)+'&if=false&ts='+Date.now()+'&fbp='+fbp+(a[2]?'&cd[content_name]='+encodeURIComponent(a[2].content_name||''):'')}};
(f.queue||[]).forEach(function(a){f.callMethod.apply(f,a)});
})();"""

MATOMO = """(function(){
var q=window._paq||[],url='',site='1',age=33955200,trackers=[];
function read(n){var m=document.cookie.match(new RegExp('(?:^|; )'+n.replace(/[.]/g,'\\\\.')+'=([^;]*)'));return m?m[1]:null}
q.forEach(function(a){if(a[0]==='setTrackerUrl')url=a[1];if(a[0]==='setSiteId')site=a[1];
 if(a[0]==='setVisitorCookieTimeout')age=a[1]});
var name='_pk_id.'+site+'.91c4',ses='_pk_ses.'+site+'.91c4',id=read(name);
if(!id){var b=new Uint8Array(8);crypto.getRandomValues(b);id=Array.from(b).map(function(x){return x.toString(16).padStart(2,'0')}).join('')+'.'+Math.floor(Date.now()/1000)+'.'}
document.cookie=name+'='+id+';path=/;max-age='+age+';SameSite=Lax;Secure';
document.cookie=ses+'=1;path=/;max-age=1800;SameSite=Lax;Secure';
var data='action_name='+encodeURIComponent(document.title)+'&idsite='+site+'&rec=1&r='+Math.floor(Math.random()*1e6)+'&url='+encodeURIComponent(location.href)
 +'&_id='+id.slice(0,16)+'&send_image=0&res='+screen.width+'x'+screen.height;
navigator.sendBeacon?navigator.sendBeacon(url+'?'+data):(new Image().src=url+'?'+data);
})();"""

HOTJAR = """(function(){
var id=(window._hjSettings||{}).hjid;
function read(n){var m=document.cookie.match(new RegExp('(?:^|; )'+n+'=([^;]*)'));return m?m[1]:null}
function uid(){return crypto.randomUUID()}
var domain=';domain=.'+location.hostname.split('.').slice(-2).join('.');
var user=read('_hjSessionUser_'+id)||btoa(JSON.stringify({id:uid(),created:Date.now(),existing:false}));
document.cookie='_hjSessionUser_'+id+'='+user+';path=/;max-age=31536000;SameSite=None;Secure'+domain;
document.cookie='_hjSession_'+id+'='+btoa(JSON.stringify({id:uid(),c:Date.now(),s:0}))+';path=/;max-age=1800;SameSite=None;Secure'+domain;
fetch('https://content.hotjar.io/?site='+id,{method:'POST',mode:'no-cors',body:JSON.stringify({url:location.href,w:innerWidth,h:innerHeight})}).catch(function(){});
})();"""

KLARNA = """(function(){
document.querySelectorAll('klarna-placement').forEach(function(p){
 var cents=+p.dataset.purchaseAmount;
 p.textContent='Ab '+(cents/600).toFixed(2).replace('.',',')+' € pro Monat in 6 Raten mit Klarna.';
});
fetch('https://eu.klarnaevt.com/v1/osm/impression?client='+encodeURIComponent((document.currentScript||{dataset:{}}).dataset.clientId||''),{mode:'no-cors'}).catch(function(){});
})();"""

ETRACKER = """(function(){
var me=document.getElementById('_etLoader')||{dataset:{}};
function read(n){var m=document.cookie.match(new RegExp('(?:^|; )'+n+'=([^;]*)'));return m?m[1]:null}
var id=read('_et_coid')||Array.from(crypto.getRandomValues(new Uint8Array(16))).map(function(x){return x.toString(16).padStart(2,'0')}).join('');
document.cookie='_et_coid='+id+';path=/;max-age=33696000;SameSite=Lax;Secure';
document.cookie='isSdEnabled=true;path=/;max-age=86400;SameSite=Lax;Secure';
new Image().src='https://www.etracker.de/cntcookie.php?et='+encodeURIComponent(me.dataset.secureCode||'')+'&coid='+id+'&et_pagename='+encodeURIComponent(me.dataset.pagename||document.title)+'&swidth='+screen.width+'&sheight='+screen.height;
})();"""

NETZLAGE = """(function(){
var box=document.getElementById('netzlage');
if(box)box.textContent='Alle Dienste sind verfügbar.';
})();"""

PINTEREST = """(function(){
var q=window.pintrk;if(!q)return;
function read(n){var m=document.cookie.match(new RegExp('(?:^|; )'+n+'=([^;]*)'));return m?m[1]:null}
var id=read('_pin_unauth')||btoa('uid='+crypto.randomUUID());
document.cookie='_pin_unauth='+id+';path=/;max-age=31536000;SameSite=None;Secure;domain=.'+location.hostname.split('.').slice(-2).join('.');
var tid='';
q.call=function(a){if(a[0]==='load'){tid=a[1]}
 var ev=a[0]==='page'?'pagevisit':a[0]==='track'?a[1]:'init';
 new Image().src='https://ct.pinterest.com/v3/?event='+ev+'&tid='+tid+'&pd='+encodeURIComponent(JSON.stringify({np:'gtm'}))
  +'&ad='+encodeURIComponent(JSON.stringify({loc:location.href,ref:document.referrer,sh:screen.height,sw:screen.width}))+'&cb='+Date.now()};
(q.queue||[]).forEach(function(a){q.call(a)});q.queue={push:function(a){q.call(a)}};
})();"""

CLARITY = """(function(){
function read(n){var m=document.cookie.match(new RegExp('(?:^|; )'+n+'=([^;]*)'));return m?m[1]:null}
var domain=';domain=.'+location.hostname.split('.').slice(-2).join('.');
var user=read('_clck')||crypto.randomUUID().slice(0,8)+'|2|g1a|0|2155';
document.cookie='_clck='+user+';path=/;max-age=31536000;SameSite=Lax;Secure'+domain;
document.cookie='_clsk='+crypto.randomUUID().slice(0,8)+'|'+Date.now()+'|1|1|k.clarity.ms/collect;path=/;max-age=86400;SameSite=Lax;Secure'+domain;
function send(kind){fetch('https://k.clarity.ms/collect',{method:'POST',mode:'no-cors',keepalive:true,
 body:JSON.stringify({e:['0.8.42',1,'__ID__',user.slice(0,8)],k:kind,u:location.href,n:document.getElementsByTagName('*').length})}).catch(function(){})}
send('page');
var push=history.pushState;history.pushState=function(){push.apply(history,arguments);setTimeout(function(){send('spa')},50)};
document.addEventListener('click',function(){send('click')},true);
})();"""

KLAVIYO = """(function(){
function read(n){var m=document.cookie.match(new RegExp('(?:^|; )'+n+'=([^;]*)'));return m?m[1]:null}
var kla=read('__kla_id')||btoa(JSON.stringify({cid:crypto.randomUUID()}));
document.cookie='__kla_id='+kla+';path=/;max-age=33696000;SameSite=Lax;Secure;domain=.'+location.hostname.split('.').slice(-2).join('.');
fetch('https://a.klaviyo.com/client/events/?company_id=__ID__',{method:'POST',mode:'no-cors',keepalive:true,
 body:JSON.stringify({data:{type:'event',attributes:{metric:'Active on Site',properties:{page:location.href},cid:kla}}})}).catch(function(){});
})();"""

YOUTUBE = """<!doctype html><html lang="de"><head><title>Video - YouTube</title><style>body{margin:0;background:#000}
img{width:100%;height:100%;object-fit:cover}</style></head>
<body><img src="https://i.ytimg.com/vi/__ID__/hqdefault.jpg" alt=""></body></html>"""

REGISTER = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Versandhandels-Register</title></head><body>
<h1>Versandhandels-Register</h1><p>Bundesinstitut für Arzneimittel und Medizinprodukte (BfArM)</p>
<table><tr><th>Nummer</th><td>05-31874</td></tr><tr><th>Name</th><td>Rosen-Apotheke, Inhaberin Dr. Katharina Ahlers e. Kfr.</td></tr>
<tr><th>Anschrift</th><td>Severinstraße 118, 50678 Köln</td></tr>
<tr><th>Internetadressen</th><td>www.rosen-apotheke-versand.example</td></tr>
<tr><th>Erlaubnis zum Versandhandel</th><td>erteilt, gültig</td></tr></table></body></html>"""

SCRIPTS = {
    "code.etracker.com": ETRACKER,
    "status.netzlage.example": NETZLAGE,
    "s.pinimg.com": PINTEREST,
    "www.clarity.ms": CLARITY,
    "static.klaviyo.com": KLAVIYO,
}


@cache
def font() -> bytes:
    """Any font that is on this machine; without one, what no browser can read."""
    found = sorted(Path("/usr/share/fonts").rglob("*.ttf"))
    return found[0].read_bytes() if found else b"wOF2"


def script(text: str) -> Answer:
    return Answer(text.encode(), "text/javascript; charset=utf-8", headers=[("Cache-Control", "private, max-age=900")])


def nothing() -> Answer:
    return Answer(status=204, kind="text/plain")


def answer(request: Request) -> Answer:  # noqa: C901, PLR0911, PLR0912 - a table of hosts
    """What the third party behind a host answers."""
    host, path, query = request.host, request.path, request.query
    if host == "www.googletagmanager.com":
        return script(GTAG.replace("__ID__", query.get("id", "G-0000000000")))
    if host == "connect.facebook.net":
        return script(FBEVENTS)
    if host == "www.facebook.com" and path.startswith("/tr"):
        return Answer(GIF, "image/gif")
    if host.endswith("google-analytics.com") or host in ("content.hotjar.io", "eu.klarnaevt.com"):
        return nothing()
    if host.startswith("analytics.") and path.endswith(".js"):
        return script(MATOMO)
    if host.startswith("analytics."):
        return nothing()
    if host == "static.hotjar.com":
        return script(HOTJAR)
    if host == "js.klarna.com":
        return script(KLARNA)
    if host in SCRIPTS:
        return script(SCRIPTS[host].replace("__ID__", query.get("company_id") or path.rsplit("/", 1)[1]))
    if host in ("ct.pinterest.com", "www.etracker.de"):
        return Answer(GIF, "image/gif")
    if host in ("k.clarity.ms", "a.klaviyo.com"):
        return nothing()
    if host == "api.addressy.com":
        found = {
            "Items": [{"Id": "DE|1", "Type": "Street", "Text": query.get("Text", ""), "Description": "Deutschland"}]
        }
        return Answer(json.dumps(found).encode(), "application/json")
    if host == "use.typekit.net" and path.endswith(".css"):
        css = (
            '@import url("https://p.typekit.net/p.css?s=1&k=kvq4fad&ht=tk&f=39496&a=91274118&app=typekit&e=css");'
            "@font-face{font-family:'sofia-pro';font-style:normal;font-weight:400;font-display:swap;"
            "src:url(https://use.typekit.net/af/5855b2/00000000000000007735f990/30/l) format('truetype');}"
        )
        return Answer(css.encode(), "text/css; charset=utf-8")
    if host == "use.typekit.net":
        return Answer(font(), "font/ttf")
    if host == "p.typekit.net":
        return Answer(b"", "text/css; charset=utf-8")
    if host == "fonts.googleapis.com":
        css = "".join(
            f"@font-face{{font-family:'{family}';font-style:normal;font-weight:400;font-display:swap;"
            f"src:url(https://fonts.gstatic.com/s/{family.lower()}/v24/a.ttf) format('truetype');}}"
            for family in ("Jost", "Karla")
        )
        return Answer(css.encode(), "text/css; charset=utf-8")
    if host == "fonts.gstatic.com":
        return Answer(font(), "font/ttf")
    if host in ("www.youtube.com", "www.youtube-nocookie.com") and path.startswith("/embed/"):
        page = Answer(YOUTUBE.replace("__ID__", path.rsplit("/", 1)[1]).encode())
        if host == "www.youtube.com":
            tail = "Domain=.youtube.com; Path=/; Secure; HttpOnly; SameSite=None"
            page.headers += [
                ("Set-Cookie", f"YSC={secrets.token_urlsafe(8)}; {tail}"),
                ("Set-Cookie", f"VISITOR_INFO1_LIVE={secrets.token_urlsafe(8)}; Max-Age=15552000; {tail}"),
            ]
        return page
    if host == "i.ytimg.com":
        return Answer(GIF, "image/gif")
    if host == "versandhandel.dimdi.de":
        return Answer(REGISTER.encode())
    if path == "/robots.txt":
        return Answer(b"User-agent: *\nAllow: /\n", "text/plain")
    return Answer(f"<!doctype html><html lang=en><title>{host}</title><h1>{host}</h1></html>".encode())
