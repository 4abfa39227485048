(function () {
  function cookie(n) { var m = document.cookie.match(new RegExp('(?:^|; )' + n + '=([^;]*)')); return m ? m[1] : null; }
  function video() {
    document.querySelectorAll('[data-youtube]').forEach(function (box) {
      if (cookie('lumen_consent') === 'deny') { box.innerHTML = '<p>Das Video ist nach deiner Ablehnung ausgeblendet.</p>'; return; }
      box.innerHTML = '<iframe class="js-youtube" width="640" height="360" src="https://www.youtube.com/embed/' + box.dataset.youtube + '?rel=0" title="Zu Besuch in der Glashütte" allowfullscreen></iframe>';
    });
  }
  var el = null;
  function decide(value) {
    document.cookie = 'lumen_consent=' + value + ';path=/;max-age=15897600;SameSite=Lax;Secure';
    if (value === 'deny') {
      document.cookie.split('; ').forEach(function (p) {
        var n = p.split('=')[0];
        if (/^(_ga|_fbp|_shopify_)/.test(n)) {
          document.cookie = n + '=;path=/;max-age=0'; document.cookie = n + '=;path=/;max-age=0;domain=.' + location.hostname.split('.').slice(-2).join('.');
        }
      });
      location.reload();
    }
    if (el) { el.remove(); el = null; }
  }
  function settings() {
    if (el) { el.remove(); }
    el = document.createElement('div'); el.className = 'cc-preferences'; el.setAttribute('role', 'dialog'); el.setAttribute('aria-label', 'Cookie-Einstellungen');
    el.innerHTML = '<h2>Cookie-Einstellungen</h2><p><label><input type="checkbox" checked disabled> Notwendig</label> Warenkorb und deine Auswahl</p><p><label><input type="checkbox" id="cc-stat"> Statistik</label></p><p><label><input type="checkbox" id="cc-mark"> Marketing und Videos</label></p><p><button type="button" class="button cc-deny">Alle ablehnen</button> <button type="button" class="button cc-save">Auswahl speichern</button></p><p><a href="/policies/privacy-policy">Datenschutzerklärung</a> · <a href="/policies/legal-notice">Impressum</a></p>';
    document.body.appendChild(el);
    el.querySelector('.cc-deny').onclick = function () { decide('deny'); };
    el.querySelector('.cc-save').onclick = function () { decide(el.querySelector('#cc-stat').checked || el.querySelector('#cc-mark').checked ? 'allow' : 'deny'); };
  }
  document.addEventListener('click', function (e) { if (e.target.closest('.js-cookie-settings')) { e.preventDefault(); settings(); } });
  video();
  if (cookie('lumen_consent')) { return; }
  el = document.createElement('div'); el.className = 'cc-banner'; el.setAttribute('role', 'dialog'); el.setAttribute('aria-label', 'Cookies');
  el.innerHTML = '<p>Wir und unsere Partner Google und Meta nutzen Cookies für Statistik und Werbung; dabei können Daten in die USA gelangen. Du kannst deine Einwilligung jederzeit unter „Cookie-Einstellungen“ im Footer widerrufen. <a href="/policies/privacy-policy">Datenschutzerklärung</a> · <a href="/policies/legal-notice">Impressum</a></p><div><button type="button" class="button cc-accept">Alles klar, akzeptieren</button> <button type="button" class="button button--secondary cc-settings">Einstellungen</button></div>';
  document.body.appendChild(el);
  el.querySelector('.cc-accept').onclick = function () { decide('allow'); };
  el.querySelector('.cc-settings').onclick = settings;
})();
