(function () {
  'use strict';
  var HALF_YEAR = 15897600, root = '.' + location.hostname.split('.').slice(-2).join('.');
  function get(n) { var m = document.cookie.match(new RegExp('(?:^|; )' + n + '=([^;]*)')); return m ? m[1] : null; }
  function add(src) { var s = document.createElement('script'); s.async = true; s.src = src; document.head.appendChild(s); }
  function grants() { try { return JSON.parse(localStorage.getItem('ff_grants')) || {}; } catch (e) { return {}; } }
  var started = {};
  window.dataLayer = window.dataLayer || [];
  window.gtag = function () { window.dataLayer.push(arguments); };
  gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' });
  function pinterest() {
    window.pintrk = function () { window.pintrk.queue.push(Array.prototype.slice.call(arguments)); };
    window.pintrk.queue = []; window.pintrk.version = '3.0';
    add('https://s.pinimg.com/ct/core.js'); pintrk('load', '2613740917402'); pintrk('page');
  }
  function load(g) {
    if (g.statistics && !started.statistics) {
      started.statistics = true;
      gtag('consent', 'update', { analytics_storage: 'granted' });
      gtag('js', new Date()); gtag('config', 'G-FF0RMF4DEN', { cookie_expires: 33696000, cookie_flags: 'SameSite=Lax;Secure' });
      add('https://www.googletagmanager.com/gtag/js?id=G-FF0RMF4DEN');
      add('https://www.clarity.ms/tag/p4f0rm7x2');
    }
    if (g.marketing && !started.marketing) { started.marketing = true; add('https://static.klaviyo.com/onsite/js/klaviyo.js?company_id=FaForm'); }
  }
  function decide(statistics, marketing) {
    var word = statistics && marketing ? 'all' : statistics || marketing ? 'some' : 'deny';
    document.cookie = 'ff_consent=' + word + ';path=/;max-age=' + HALF_YEAR + ';SameSite=Lax;Secure';
    document.querySelectorAll('.consent,.consent-settings').forEach(function (e) { e.remove(); });
    if (word === 'deny') {
      document.cookie = '_pin_unauth=;path=/;max-age=0;Secure;domain=' + root;
      location.reload();
      return;
    }
    localStorage.setItem('ff_grants', JSON.stringify({ statistics: statistics, marketing: marketing }));
    load(grants());
  }
  function settings() {
    if (document.querySelector('.consent-settings')) { return; }
    var box = document.createElement('div'), g = grants();
    box.className = 'consent-settings'; box.setAttribute('role', 'dialog'); box.setAttribute('aria-label', 'Cookie-Einstellungen');
    box.innerHTML = '<h2>Cookie-Einstellungen</h2><p><input type="checkbox" id="c-necessary" checked disabled> <label for="c-necessary">Notwendig: Warenkorb (__Host-ff_cart) und deine Auswahl (ff_consent, ff_grants)</label></p>' +
      '<p><input type="checkbox" id="c-statistics"> <label for="c-statistics">Statistik: Google Analytics</label></p><p><input type="checkbox" id="c-marketing"> <label for="c-marketing">Marketing: Pinterest, Klaviyo</label></p>' +
      '<p><a href="/recht/cookies">Alle Cookies</a> · <a href="/recht/datenschutz">Datenschutz</a> · <a href="/recht/impressum">Impressum</a></p>' +
      '<div class="consent-row"><button type="button" class="btn consent-reject">Alle ablehnen</button><button type="button" class="btn consent-save">Auswahl speichern</button><button type="button" class="btn consent-accept">Alle akzeptieren</button></div>';
    document.body.appendChild(box);
    box.querySelector('#c-statistics').checked = !!g.statistics; box.querySelector('#c-marketing').checked = !!g.marketing;
    box.querySelector('.consent-reject').onclick = function () { decide(false, false); };
    box.querySelector('.consent-accept').onclick = function () { decide(true, true); };
    box.querySelector('.consent-save').onclick = function () { decide(box.querySelector('#c-statistics').checked, box.querySelector('#c-marketing').checked); };
  }
  document.addEventListener('click', function (e) { if (e.target.closest('.consent-open')) { settings(); } });
  if (get('ff_consent') !== 'deny') { pinterest(); }
  load(grants());
  if (get('ff_consent')) { return; }
  var bar = document.createElement('div');
  bar.className = 'consent'; bar.setAttribute('role', 'dialog'); bar.setAttribute('aria-label', 'Cookies');
  bar.innerHTML = '<h2>Wir mögen Cookies, du entscheidest</h2><p>Notwendige Cookies braucht der Shop. Mit deiner Einwilligung nutzen wir und drei Partner (Google, Pinterest, Klaviyo) weitere für Statistik und Marketing; dabei können Daten in die USA gelangen. Du kannst deine Einwilligung jederzeit unter „Cookie-Einstellungen“ am Seitenende widerrufen. <a href="/recht/datenschutz">Datenschutz</a> · <a href="/recht/impressum">Impressum</a></p>' +
    '<div class="consent-row"><button type="button" class="btn consent-reject">Alle ablehnen</button><button type="button" class="btn consent-more">Einstellungen</button><button type="button" class="btn consent-accept">Alle akzeptieren</button></div>';
  document.body.appendChild(bar);
  bar.querySelector('.consent-reject').onclick = function () { decide(false, false); };
  bar.querySelector('.consent-accept').onclick = function () { decide(true, true); };
  bar.querySelector('.consent-more').onclick = settings;
})();
