(function () {
  'use strict';
  var tage = 86400, kasten = null, auswahl = null;
  function lies(n) { var m = document.cookie.match(new RegExp('(?:^|; )' + n + '=([^;]*)')); return m ? m[1] : null; }
  function setze(n, w, d) { document.cookie = n + '=' + w + ';path=/;max-age=' + d * tage + ';SameSite=Lax;Secure'; }
  function weg(n) { document.cookie = n + '=;path=/;max-age=0;SameSite=Lax;Secure'; document.cookie = n + '=;path=/;max-age=0;Secure;domain=.' + location.hostname.split('.').slice(-2).join('.'); }
  // Variante der Startseite für den Seitentest
  function test() { if (lies('nd_consent') !== 'keine' && !lies('nd_ab')) { setze('nd_ab', Math.random() < 0.5 ? 'A' : 'B', 90); } document.documentElement.dataset.variante = lies('nd_ab') || 'A'; }
  function statistik() {
    if (window.ndSeite.antrag || window.ndSeite.banking || document.getElementById('_etLoader')) { return; }
    var s = document.createElement('script'); s.id = '_etLoader'; s.async = true; s.src = 'https://code.etracker.com/code/e.js'; s.dataset.secureCode = 'N0rdL1'; s.dataset.pagename = document.title; document.head.appendChild(s);
  }
  function fertig() { [kasten, auswahl].forEach(function (e) { if (e) { e.remove(); } }); kasten = auswahl = null; }
  function entscheide(wert) {
    var vorher = lies('nd_consent');
    setze('nd_consent', wert, 184);
    if (wert === 'statistik') { statistik(); } else { ['nd_ab', '_et_coid', 'isSdEnabled'].forEach(weg); }
    fertig();
    if (vorher === 'statistik' && wert === 'keine') { location.reload(); }
  }
  function zeigeAuswahl() {
    if (auswahl) { return; }
    auswahl = document.createElement('div'); auswahl.className = 'nd-auswahl'; auswahl.setAttribute('role', 'dialog'); auswahl.setAttribute('aria-label', 'Cookie-Einstellungen');
    auswahl.innerHTML = '<h2>Cookie-Einstellungen</h2><div class="gruppe"><input type="checkbox" id="nd-notwendig" checked disabled> <label for="nd-notwendig"><strong>Notwendig</strong></label><p>Anmeldung und Antrag (__Host-NDBSESSION), Ihre Auswahl (nd_consent).</p></div>' +
      '<div class="gruppe"><input type="checkbox" id="nd-statistik"> <label for="nd-statistik"><strong>Statistik</strong></label><p>etracker GmbH, Hamburg: zählt, welche Seiten besucht werden (_et_coid, isSdEnabled).</p></div>' +
      '<p><a href="/cookies">Alle Cookies</a> · <a href="/datenschutz">Datenschutz</a> · <a href="/impressum">Impressum</a></p><div class="reihe"><button type="button" class="nd-keine">Alle ablehnen</button> <button type="button" class="nd-speichern">Auswahl speichern</button> <button type="button" class="nd-alle-zwei">Alle akzeptieren</button></div>';
    document.body.appendChild(auswahl);
    auswahl.querySelector('#nd-statistik').checked = lies('nd_consent') === 'statistik';
    auswahl.querySelector('.nd-keine').onclick = function () { entscheide('keine'); };
    auswahl.querySelector('.nd-alle-zwei').onclick = function () { entscheide('statistik'); };
    auswahl.querySelector('.nd-speichern').onclick = function () { entscheide(auswahl.querySelector('#nd-statistik').checked ? 'statistik' : 'keine'); };
  }
  document.addEventListener('click', function (e) { if (e.target.closest('.nd-einstellungen')) { zeigeAuswahl(); } });
  test();
  if (lies('nd_consent')) { if (lies('nd_consent') === 'statistik') { statistik(); } return; }
  kasten = document.createElement('div'); kasten.id = 'nd-hinweis'; kasten.setAttribute('role', 'dialog'); kasten.setAttribute('aria-label', 'Cookies');
  kasten.innerHTML = '<h2>Ihre Entscheidung über Cookies</h2><p>Notwendige Cookies brauchen wir für Anmeldung und Antrag. Mit Ihrer Einwilligung messen wir außerdem, wie unsere Seiten genutzt werden (Statistik); Empfänger ist ein Dritter, die etracker GmbH in Hamburg. In Länder außerhalb der EU werden dabei keine Daten übermittelt. Ihre Einwilligung können Sie jederzeit über „Cookie-Einstellungen“ am Ende jeder Seite widerrufen. <a href="/datenschutz">Datenschutz</a> · <a href="/impressum">Impressum</a></p>' +
    '<div><button type="button" class="nd-alle">Alle akzeptieren</button> <button type="button" class="nd-mehr">Einstellungen</button> <span role="button" tabindex="0" class="nd-ablehnen">Alle ablehnen</span></div>';
  document.body.appendChild(kasten);
  kasten.querySelector('.nd-alle').onclick = function () { entscheide('statistik'); };
  kasten.querySelector('.nd-mehr').onclick = zeigeAuswahl;
  var nein = kasten.querySelector('.nd-ablehnen');
  nein.onclick = function () { entscheide('keine'); };
  nein.onkeydown = function (e) { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); entscheide('keine'); } };
})();
