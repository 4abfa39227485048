"""Banners put together from building blocks: where they stand, what their controls are, how one rejects, and when.

Whatever the blocks, a page keeps in the cookie `choice` what real clicks have chosen: `all`, `none`, or the purposes
that were on; `untrusted` where no visitor clicked, `bad` where something was clicked that no probe may.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

WORDS = {
    "de": ("Wir verwenden Cookies für Statistik und Marketing. Dürfen wir?", "Alle akzeptieren", "Alle ablehnen",
           "Einstellungen", "Auswahl speichern", "Statistik", "Marketing", "Notwendig"),
    "en": ("We use cookies for analytics and marketing. May we use your data?", "Accept all", "Reject all",
           "Settings", "Save selection", "Analytics", "Marketing", "Strictly necessary"),
    "fr": ("Nous utilisons des cookies pour mesurer l'audience et pour la publicité, avec nos partenaires.",
           "Tout accepter", "Continuer sans accepter", "Paramétrer", "Enregistrer mes choix", "Mesure d'audience",
           "Publicité", "Nécessaires"),
    "nl": ("Wij gebruiken cookies voor statistieken en advertenties. Uw gegevens gaan naar onze partners.",
           "Alles accepteren", "Weigeren", "Voorkeuren aanpassen", "Voorkeuren opslaan", "Statistieken",
           "Advertenties", "Noodzakelijk"),
    "es": ("Utilizamos cookies para analizar tus datos y mostrarte publicidad en este sitio.", "Aceptar todo",
           "Rechazar todo", "Configurar", "Guardar selección", "Estadísticas", "Publicidad", "Necesarias"),
    "it": ("Utilizziamo i cookie per statistiche e pubblicità su questo sito, con i nostri partner.",
           "Accetta tutti", "Rifiuta tutti", "Personalizza", "Salva preferenze", "Statistiche", "Pubblicità",
           "Necessari"),
    "pl": ("Używamy plików cookie do statystyk i reklam na tej stronie. Twoje dane trafiają do naszych partnerów.",
           "Akceptuję wszystkie", "Odrzuć wszystkie", "Ustawienia", "Zapisz wybór", "Statystyka", "Reklama",
           "Niezbędne"),
}  # fmt: skip

STYLE = """.pill{display:inline-block;width:46px;height:22px;border-radius:11px;background:#999;cursor:pointer;
position:relative;vertical-align:middle}.pill i{position:absolute;left:2px;top:2px;width:18px;height:18px;
border-radius:9px;background:#fff}.pill.s-1 i{left:26px}.sw{display:inline-block;width:44px;height:22px;background:#48c;
border-radius:11px;cursor:pointer}.row{padding:4px}.c{display:inline-block;padding:8px 14px;margin:4px;background:#247;
color:#fff;border:0;font:inherit;cursor:pointer;text-decoration:none}"""

# `scope` is the document or shadow root in which the banner stands.
KIT = """function keep(value, trusted) {
  document.cookie = 'choice=' + (trusted ? value : 'untrusted') + ';path=/';
  for (const one of document.querySelectorAll('.consent-part')) one.remove();
  document.body.style.overflow = '';
}
function kit(scope) {
  const all = (what) => [...scope.querySelectorAll(what)];
  const on = (el) => el.matches('fieldset') ? el.querySelector('input').checked
    : el.type === 'checkbox' ? el.checked : el.getAttribute('role') === 'switch' ? el.getAttribute('aria-checked') === 'true'
    : el.dataset.v === '1' || el.classList.contains('s-1');
  const act = {
    yes: (e) => window.keep('all', e.isTrusted),
    no: (e) => window.keep('none', e.isTrusted),
    ask: (e) => { if (e.isTrusted) { all('.one').forEach((n) => n.hidden = true); all('.sure').forEach((n) => n.hidden = false); } },
    more: (e) => { if (e.isTrusted) { all('.one').forEach((n) => n.hidden = true); all('.two').forEach((n) => n.hidden = false); } },
    save: (e) => { const got = all('[data-p]').filter(on).map((n) => n.dataset.p); window.keep(got.length > 1 ? 'all' : got.join() || 'none', e.isTrusted); },
    pill: (e, el) => { if (e.isTrusted) el.classList.toggle('s-1'); },
    flip: (e, el) => { if (e.isTrusted) el.setAttribute('aria-checked', String(el.getAttribute('aria-checked') !== 'true')); },
    set1: (e, el) => { if (e.isTrusted) { el.parentElement.dataset.v = '1'; [...el.parentElement.children].forEach((n) => n.hasAttribute('aria-pressed') && n.setAttribute('aria-pressed', String(n === el))); } },
    set0: (e, el) => { if (e.isTrusted) { el.parentElement.dataset.v = '0'; [...el.parentElement.children].forEach((n) => n.hasAttribute('aria-pressed') && n.setAttribute('aria-pressed', String(n === el))); } },
  };
  for (const el of all('[data-do]')) el.addEventListener('click', (e) => { if (el.matches('a')) e.preventDefault(); act[el.dataset.do](e, el); });
}"""  # noqa: E501 - scripts


@dataclass(frozen=True)
class Blocks:
    """A page. `preticked`: the switches start as on. `beside`: another popup that is no consent banner."""

    place: str = "bottom"
    element: str = "button"
    way: str = "first"
    language: str = "de"
    when: str = "now"
    preticked: bool = False
    beside: str = ""

    @property
    def name(self) -> str:
        parts = [self.language, self.place, self.element, self.way, self.when, self.beside, "on" * self.preticked]
        return "-".join(part for part in parts if part and part != "now")

    @property
    def documents(self) -> dict[str, str]:
        """The page and what it loads, by path, or by host and path."""
        return {"/": self._page(), **self._others()}

    # -- the banner itself

    def _control(self, label: str, act: str) -> str:  # noqa: PLR0911 - one for each kind of element
        do = f'data-do="{act}"'
        match self.element:
            case "anchor":
                return f'<a class=c href="#" {do}>{label}</a>'
            case "anchor_js":
                return f'<a class=c href="javascript:void(0)" {do}>{label}</a>'
            case "plain_anchor":
                return f"<a class=c {do}>{label}</a>"
            case "div":
                return f"<div class=c {do}>{label}</div>"
            case "role":
                return f"<span class=c role=button tabindex=0 {do}><b>{label}</b></span>"
            case "input":
                return f'<input class=c type=button value="{label}" {do}>'
            case "icon":
                return f'<button class=c aria-label="{label}" {do}><svg width=20 height=20><circle r=9 cx=10 cy=10 /></svg></button>'  # noqa: E501
            case "image":
                return f'<button class=c {do}><img width=90 height=20 alt="{label}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></button>'  # noqa: E501
            case "nested":
                return f"<button class=c {do}><span><span>{label[:1]}</span>{label[1:]}</span></button>"
            case _:
                return f"<button class=c {do}>{label}</button>"

    def _switch(self, purpose: str, label: str) -> str:
        on = self.preticked
        match self.way:
            case "switch":
                return f'<div class=row><span>{label}</span> <div class=sw role=switch tabindex=0 aria-checked={json.dumps(on)} aria-label="{label}" data-p={purpose} data-do=flip></div></div>'  # noqa: E501
            case "slider":
                return f'<div class=row><span>{label}</span> <div class="pill s-{int(on)}" data-p={purpose} data-do=pill><i></i></div></div>'  # noqa: E501
            case "radio":
                yes, no = ("checked", "") if on else ("", "checked")
                return f"<fieldset data-p={purpose}><legend>{label}</legend><label><input type=radio name={purpose} {yes}> An</label> <label><input type=radio name={purpose} {no}> Aus</label></fieldset>"  # noqa: E501
            case "pair":
                return f"<div class=row><span>{label}</span> <span data-p={purpose} data-v={int(on)}><button data-do=set1 aria-pressed={json.dumps(on)}>An</button><button data-do=set0 aria-pressed={json.dumps(not on)}>Aus</button></span></div>"  # noqa: E501
            case "silent_pair":
                return f"<div class=row><span>{label}</span> <span data-p={purpose} data-v={int(on)}><button data-do=set1>An</button><button data-do=set0>Aus</button></span></div>"  # noqa: E501
            case "hidden_box":
                return f'<div class=row><label><input type=checkbox style="position:absolute;opacity:0" data-p={purpose} {"checked" if on else ""}><span class=sw></span> {label}</label></div>'  # noqa: E501
            case _:
                return f"<div class=row><label><input type=checkbox data-p={purpose} {'checked' if on else ''}> {label}</label></div>"  # noqa: E501

    @property
    def inner(self) -> str:
        """The banner's content."""
        text, yes, no, settings, save, one, two, needed = WORDS[self.language]
        accept = self._control(yes, "yes")
        switches = f"<div class=row><label><input type=checkbox checked disabled> {needed}</label></div>"
        switches += self._switch("a", one) + self._switch("b", two)
        legal = '<a href="/datenschutz">Datenschutzerklärung</a> <a href="/impressum">Impressum</a>'
        style = f"<style>{STYLE}</style>"
        if self.way == "first":
            return f"{style}<div class=one><p>{text}</p>{self._control(no, 'no')} {accept} {legal}</div>"
        if self.way == "confirm":
            sure = {
                "de": "Möchten Sie wirklich ohne Cookies fortfahren?",
                "en": "Do you really want to reject cookies?",
            }
            go_on, back = {"de": ("Ja, weiter", "Zurück"), "en": ("Yes, continue", "Back")}[self.language]
            return (
                f"{style}<div class=one><p>{text}</p>{self._control(no, 'ask')} {accept}</div><div class=sure hidden>"
                f"<p>{sure[self.language]}</p>{self._control(go_on, 'no')} {self._control(back, 'yes')}</div>"
            )
        if self.way == "toggles":
            return f"{style}<div class=one><p>{text}</p>{switches}{self._control(save, 'save')} {accept}</div>"
        if self.way == "one_radio":
            return (
                f"{style}<div class=one><p>{text}</p><fieldset data-p=a><label><input type=radio name=w checked> Alle Cookies zulassen"  # noqa: E501
                f"</label><label><input type=radio name=w> Nur notwendige Cookies</label></fieldset>{self._control(save, 'save')}</div>"  # noqa: E501
            )
        if self.way == "page":
            return f'{style}<div class=one><p>{text}</p>{accept} <a href="/cookie-einstellungen">{settings}</a></div>'
        second = self._control(no, "no") if self.way == "layer" else switches + self._control(save, "save")
        return (
            f"{style}<div class=one><p>{text}</p>{accept} {self._control(settings, 'more')} {legal}</div>"
            f"<div class=two hidden><h3>{settings}</h3>{second}</div>"
        )

    # -- where it stands

    def _shown(self) -> str:  # noqa: PLR0911 - one for each place
        inner = _quoted(self.inner)
        fixed = "position:fixed;left:0;right:0;bottom:0;background:#fff;border-top:2px solid;padding:16px;z-index:99"
        make = "const b=document.createElement('div');b.className='consent-part';"
        match self.place:
            case "modal":
                return f"{make}b.style.cssText='position:fixed;inset:0;background:#0009;z-index:999';b.innerHTML='<div style=\"background:#fff;width:600px;margin:90px auto;padding:20px\"></div>';b.firstChild.innerHTML={inner};document.body.append(b);document.body.style.overflow='hidden';kit(b);"  # noqa: E501
            case "dialog":
                return f"const b=document.createElement('dialog');b.className='consent-part';b.innerHTML={inner};document.body.append(b);b.showModal();kit(b);"  # noqa: E501
            case "popover":
                return f"{make}b.popover='manual';b.innerHTML={inner};document.body.append(b);b.showPopover();kit(b);"
            case "absolute":
                return f"{make}b.style.cssText='position:absolute;top:150px;left:200px;width:600px;background:#ffd;padding:16px;z-index:5';b.innerHTML={inner};document.body.append(b);kit(b);"  # noqa: E501
            case "inline":
                return f"{make}b.style.cssText='width:560px;background:#ffd;padding:16px';b.innerHTML={inner};document.querySelector('main').insertBefore(b,document.querySelector('#goods'));kit(b);"  # noqa: E501
            case "closed":
                return f"{make}document.body.append(b);const r=b.attachShadow({{mode:'closed'}});r.innerHTML='<div style=\"{fixed}\"></div>';r.firstChild.innerHTML={inner};kit(r);"  # noqa: E501
            case "nested_closed":
                return f"{make}document.body.append(b);const o=b.attachShadow({{mode:'closed'}});o.innerHTML='<section style=\"{fixed}\"><x-in></x-in></section>';const r=o.querySelector('x-in').attachShadow({{mode:'closed'}});r.innerHTML={inner};kit(r);"  # noqa: E501
            case "slotted":
                return f"{make}b.innerHTML={inner};document.body.append(b);const r=b.attachShadow({{mode:'closed'}});r.innerHTML='<div style=\"{fixed}\"><slot></slot></div>';kit(b);"  # noqa: E501
            case "frame" | "cross" | "sandbox":
                where = f"http://cmp.example/{self.name}" if self.place != "frame" else f"/{self.name}"
                more = "b.sandbox='allow-scripts allow-same-origin';" if self.place == "sandbox" else ""
                return f"const b=document.createElement('iframe');b.className='consent-part';{more}b.src='{where}';b.style.cssText='position:fixed;left:50px;bottom:20px;width:800px;height:330px;background:#fff;border:1px solid;z-index:99';document.body.append(b);addEventListener('message',(e)=>{{const [v,t]=e.data.split(' ');keep(v,t==='true');}});"  # noqa: E501
            case _:
                return f"{make}b.style.cssText='{fixed}';b.innerHTML={inner};document.body.append(b);kit(b);"

    def _page(self) -> str:
        if self.place == "replaced":
            return (
                f"<!doctype html><html lang={self.language}><meta charset=utf-8><title>Müsli</title><body><script>{KIT}"
                "if (document.cookie.includes('choice=')) document.write('<main><h1>Müsli</h1></main>');"
                "else { document.write('<div id=w></div>'); const w = document.getElementById('w'); w.className='consent-part';"  # noqa: E501
                f"w.innerHTML={_quoted(self.inner)}; kit(w); }}</script>"
            )
        start = {
            "now": "show();",
            "never": "",
            "late": "setTimeout(show, 5500);",
            "scroll": "addEventListener('scroll', show, {once: true});",
            "mouse": "addEventListener('mousemove', show, {once: true});",
            "slow": "const later = kit; window.kit = (s) => setTimeout(() => later(s), 900); show();",
        }[self.when]
        return (
            f"<!doctype html><html lang={self.language}><meta charset=utf-8><title>Müsli Beispiel</title>"
            f'<body style="margin:0;font:16px sans-serif"><header><a href="/">Müsli</a> <a href="/warenkorb">Warenkorb</a></header>'  # noqa: E501
            f'<main style="min-height:1800px"><h1>Müsli</h1><p>Haferflocken, Nüsse und Rosinen.</p><section id=goods>'
            "<button onclick=\"document.cookie='bad=1;path=/'\">In den Warenkorb</button></section></main>"
            f'<footer style="padding-bottom:420px"><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></footer>'  # noqa: E501
            f"{BESIDE.get(self.beside, '')}<script>{KIT}\nlet shown = false; function show() {{ if (shown) return; shown = true; {self._shown()} }}\n"  # noqa: E501
            f"if (!document.cookie.includes('choice=')) {{ {start} }}</script></body></html>"
        )

    def _others(self) -> dict[str, str]:
        frame = (
            f"<!doctype html><meta charset=utf-8><body style='background:#fff'><div id=f></div><script>{KIT}"
            "window.keep = (v, t) => parent.postMessage(v + ' ' + t, '*');"
            f"f.innerHTML = {_quoted(self.inner)}; kit(f);</script>"
        )
        _, _, _, settings, save, one, two, _ = WORDS[self.language]
        own = (
            f"<!doctype html><html lang={self.language}><meta charset=utf-8><title>{settings}</title><body>"
            f'<style>{STYLE}</style><header><a href="/">Müsli</a></header>'
            f"<main id=m><h1>Cookie-{settings}</h1><p>Cookies, Daten.</p>"
            f"{self._switch('a', one)}{self._switch('b', two)}<button class=c data-do=save>{save}</button></main><script>{KIT}"  # noqa: E501
            "window.keep = (v, t) => { document.cookie = 'choice=' + (t ? v : 'untrusted') + ';path=/';"
            "m.innerHTML = '<p>Gespeichert.</p>'; }; kit(m);</script>"
        )
        return {f"/{self.name}": frame, f"cmp.example/{self.name}": frame, "/cookie-einstellungen": own}


def _quoted(html: str) -> str:
    """For a script within a document."""
    return json.dumps(html).replace("</", "<\\/")


_BAD = "document.cookie='bad=1;path=/'"
_POPUP = "position:fixed;top:40px;left:60px;width:420px;background:#fff;border:1px solid;padding:20px;z-index:50"
BESIDE = {
    "age": f'<div style="{_POPUP}"><h2>Altersprüfung</h2><p>Sind Sie 18 Jahre alt?</p><button onclick="{_BAD}">Ja</button> <button onclick="{_BAD}">Nein</button></div>',  # noqa: E501
    "newsletter": f'<div style="{_POPUP}"><h2>Newsletter abonnieren</h2><p>Jetzt anmelden und 10 % Rabatt sichern.</p><input type=email><button onclick="{_BAD}">Anmelden</button> <button onclick="{_BAD}">Ja, gern</button></div>',  # noqa: E501
    "country": f'<div style="{_POPUP}"><p>Wählen Sie Ihr Land</p><select><option>Deutschland<option>France</select><button onclick="{_BAD}">Weiter</button></div>',  # noqa: E501
    "chat": f'<div style="{_POPUP}"><p>Wie können wir helfen? Der Chat nutzt Cookies.</p><button onclick="{_BAD}">Chat starten</button><button onclick="{_BAD}">OK</button></div>',  # noqa: E501
    "login": f'<div style="{_POPUP}"><p>Anmelden</p><input type=email><input type=password><button onclick="{_BAD}">Anmelden</button></div>',  # noqa: E501
    "app": f'<div style="{_POPUP}"><p>Unsere App installieren: app herunterladen</p><button onclick="{_BAD}">Zulassen</button></div>',  # noqa: E501
    "wheel": f'<div style="{_POPUP}"><p>Drehen Sie das Glücksrad und gewinnen Sie 20 % Rabatt auf alles</p><button onclick="{_BAD}">Drehen</button><button onclick="{_BAD}">Nein, danke</button></div>',  # noqa: E501
    "delivery": f'<div style="{_POPUP}"><p>Wir liefern in 2 Tagen. Alles klar?</p><button onclick="{_BAD}">OK</button></div>',  # noqa: E501
}
