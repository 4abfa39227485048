(function () {
  'use strict';
  function get(name) { var m = document.cookie.match(new RegExp('(?:^|; )' + name + '=([^;]*)')); return m ? m[1] : null; }
  function set(name, value, days) { document.cookie = name + '=' + value + ';path=/;max-age=' + days * 86400 + ';SameSite=Lax;Secure'; }
  function drop(name, domain) { document.cookie = name + '=;path=/;max-age=0;SameSite=Lax;Secure' + (domain ? ';domain=' + domain : ''); }
  var bar = null, canvas = null;
  function apply(statistics, comfort) {
    var had = get('google-analytics-enabled');
    set('cookie-preference', '1', 184);
    if (comfort) { set('wishlist-enabled', '1', 30); } else { drop('wishlist-enabled'); }
    if (statistics) { set('google-analytics-enabled', '1', 30); window.rosenAnalytics(); } else {
      drop('google-analytics-enabled');
      document.cookie.split('; ').forEach(function (p) {
        var n = p.split('=')[0];
        if (/^_ga/.test(n)) { drop(n); drop(n, '.' + location.hostname.split('.').slice(-2).join('.')); }
      });
    }
    if (bar) { bar.remove(); bar = null; }
    if (canvas) { canvas.remove(); canvas = null; }
    if (had && !statistics) { location.reload(); }
  }
  function offcanvas() {
    if (canvas) { return; }
    canvas = document.createElement('div'); canvas.className = 'offcanvas offcanvas-start cookie-offcanvas'; canvas.setAttribute('role', 'dialog'); canvas.setAttribute('aria-label', 'Cookie-Einstellungen');
    canvas.innerHTML = '<div class="offcanvas-cookie"><h2 class="offcanvas-cookie-headline">Cookie-Einstellungen</h2><p class="offcanvas-cookie-description">Wählen Sie, was wir speichern dürfen. Näheres unter <a href="/cookies">Cookies</a> und <a href="/datenschutz">Datenschutz</a>.</p>' +
      '<div class="offcanvas-cookie-list"><div class="offcanvas-cookie-group"><input type="checkbox" class="offcanvas-cookie-input form-check-input" id="cookie_required" checked disabled><label for="cookie_required">Technisch erforderlich</label><p>session-, cookie-preference</p></div>' +
      '<div class="offcanvas-cookie-group"><input type="checkbox" class="offcanvas-cookie-input form-check-input" id="cookie_comfort"><label for="cookie_comfort">Komfortfunktionen</label><p>Merkzettel: wishlist-enabled</p></div>' +
      '<div class="offcanvas-cookie-group"><input type="checkbox" class="offcanvas-cookie-input form-check-input" id="cookie_stats"><label for="cookie_stats">Statistik</label><p>Google Analytics (Google Ireland Limited): _ga, _ga_*, google-analytics-enabled</p></div></div>' +
      '<button type="button" class="btn btn-primary js-offcanvas-cookie-submit">Speichern</button> <button type="button" class="btn btn-primary js-offcanvas-cookie-deny">Nur technisch erforderliche</button></div>';
    document.body.appendChild(canvas);
    var decided = get('cookie-preference');
    canvas.querySelector('#cookie_comfort').checked = decided ? !!get('wishlist-enabled') : true;
    canvas.querySelector('#cookie_stats').checked = !!get('google-analytics-enabled');
    canvas.querySelector('.js-offcanvas-cookie-submit').addEventListener('click', function () { apply(canvas.querySelector('#cookie_stats').checked, canvas.querySelector('#cookie_comfort').checked); });
    canvas.querySelector('.js-offcanvas-cookie-deny').addEventListener('click', function () { apply(false, false); });
  }
  document.addEventListener('click', function (e) { if (e.target.closest('.js-cookie-configuration, .js-cookie-configuration-button')) { offcanvas(); } });
  if (get('cookie-preference')) { if (get('google-analytics-enabled')) { window.rosenAnalytics(); } return; }
  bar = document.createElement('div'); bar.className = 'cookie-permission-container'; bar.setAttribute('role', 'region'); bar.setAttribute('aria-label', 'Cookie-Hinweis');
  bar.innerHTML = '<div class="cookie-permission-content">Wir speichern auf Ihrem Gerät, was der Shop technisch braucht. Mit Ihrer Einwilligung nutzen wir außerdem Komfortfunktionen (Merkzettel) und messen mit Google Analytics die Nutzung unserer Seiten (Statistik); Empfänger ist die Google Ireland Limited als Dritter, Daten können in die USA übermittelt werden. Ihre Einwilligung können Sie jederzeit über „Cookie-Einstellungen“ am Seitenende widerrufen. <a href="/datenschutz">Datenschutz</a> · <a href="/impressum">Impressum</a></div>' +
    '<div class="cookie-permission-buttons"><button type="button" class="btn btn-primary js-cookie-permission-button">Nur technisch notwendige</button> <button type="button" class="btn btn-primary js-cookie-configuration-button">Konfigurieren</button> <button type="button" class="btn btn-primary js-cookie-accept-all-button">Alle Cookies akzeptieren</button></div>';
  document.body.appendChild(bar);
  bar.querySelector('.js-cookie-permission-button').addEventListener('click', function () { apply(false, false); });
  bar.querySelector('.js-cookie-accept-all-button').addEventListener('click', function () { apply(true, true); });
})();
