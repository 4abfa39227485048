/* Einwilligung: Banner, Einstellungen, Matomo, externe Medien */
(function () {
  'use strict';
  var NAME = 'bm_consent', KEY = /(?:^|; )bm_consent=([^;]*)/;
  function stored() {
    var m = document.cookie.match(KEY);
    try { return m ? JSON.parse(decodeURIComponent(m[1])) : null; } catch (e) { return null; }
  }
  function store(choice) {
    choice.v = 1; choice.t = Math.floor(Date.now() / 1000);
    document.cookie = NAME + '=' + encodeURIComponent(JSON.stringify(choice)) + '; path=/; max-age=31536000; SameSite=Lax; Secure';
  }
  function drop(pattern) {
    document.cookie.split('; ').forEach(function (pair) {
      var name = pair.split('=')[0];
      if (pattern.test(name)) { document.cookie = name + '=; path=/; max-age=0; SameSite=Lax; Secure'; }
    });
  }
  function matomo() {
    var u = 'https://analytics.brotzeit-muehle.example/';
    var _paq = window._paq = window._paq || [];
    _paq.push(['setTrackerUrl', u + 'matomo.php']); _paq.push(['setSiteId', '1']);
    _paq.push(['trackPageView']); _paq.push(['enableLinkTracking']);
    var s = document.createElement('script'); s.async = true; s.src = u + 'matomo.js';
    document.head.appendChild(s);
  }
  function media() {
    document.querySelectorAll('.bm-blocker').forEach(function (box) {
      var f = document.createElement('iframe');
      f.src = box.dataset.src; f.title = box.dataset.title; f.width = 560; f.height = 315; f.allowFullscreen = true;
      box.replaceWith(f);
    });
  }
  function run(choice) {
    if (choice.statistik) { matomo(); }
    if (choice.medien) { media(); }
  }
  var box = null, before = null;
  function decide(choice) {
    var had = stored();
    store(choice);
    close();
    if (had && ((had.statistik && !choice.statistik) || (had.medien && !choice.medien))) {
      drop(/^_pk_/); location.reload(); return;
    }
    if (had) { location.reload(); return; }
    run(choice);
  }
  function close() { if (box) { box.remove(); box = null; } if (before && before.focus) { before.focus(); } }
  function button(text, kind, act) {
    var b = document.createElement('button'); b.type = 'button'; b.className = 'bm-btn bm-' + kind; b.textContent = text;
    b.addEventListener('click', act); return b;
  }
  function open() {
    if (box) { return; }
    before = document.activeElement;
    box = document.createElement('div');
    box.id = 'bm-consent'; box.setAttribute('role', 'dialog'); box.setAttribute('aria-modal', 'false'); box.setAttribute('aria-labelledby', 'bm-consent-title');
    box.innerHTML = '<h2 id="bm-consent-title">Privatsphäre-Einstellungen</h2>' +
      '<p>Was für den Shop unbedingt nötig ist, speichern wir ohne Nachfrage. Mit deiner Einwilligung messen wir außerdem mit Matomo auf unserem eigenen Server, wie der Shop genutzt wird (Statistik), und zeigen ein Video von YouTube (Externe Medien). Dafür gehen Daten an einen Dritten, die Google Ireland Limited; sie können dabei in die USA gelangen. Deine Einwilligung ist freiwillig, du kannst sie jederzeit unter „Privatsphäre-Einstellungen ändern“ am Ende jeder Seite widerrufen.</p>' +
      '<div class="bm-groups" hidden></div><div class="bm-buttons"></div>' +
      '<p class="bm-links"><a href="/datenschutz/">Datenschutzerklärung</a> · <a href="/impressum/">Impressum</a></p>';
    var groups = box.querySelector('.bm-groups'), row = box.querySelector('.bm-buttons');
    row.appendChild(button('Alle akzeptieren', 'accept', function () { decide({ statistik: true, medien: true }); }));
    row.appendChild(button('Weiter ohne Einwilligung', 'reject', function () { decide({ statistik: false, medien: false }); }));
    var more = button('Individuelle Einstellungen', 'settings', function () {
      var now = stored() || {};
      groups.hidden = false; more.remove();
      groups.innerHTML =
        '<fieldset><legend>Gruppen</legend>' +
        '<label><input type="checkbox" checked disabled> Essenziell</label><p>wp_woocommerce_session_*, woocommerce_items_in_cart, woocommerce_cart_hash (Warenkorb), bm_consent (diese Entscheidung, 12 Monate)</p>' +
        '<label><input type="checkbox" id="bm-statistik"> Statistik</label><p>Matomo, selbst betrieben: _pk_id.*, _pk_ses.*</p>' +
        '<label><input type="checkbox" id="bm-medien"> Externe Medien</label><p>YouTube, Google Ireland Limited</p></fieldset>';
      groups.querySelector('#bm-statistik').checked = !!now.statistik;
      groups.querySelector('#bm-medien').checked = !!now.medien;
      row.appendChild(button('Auswahl speichern', 'save', function () {
        decide({ statistik: groups.querySelector('#bm-statistik').checked, medien: groups.querySelector('#bm-medien').checked });
      }));
    });
    row.appendChild(more);
    document.body.appendChild(box);
  }
  document.addEventListener('click', function (event) {
    if (event.target.closest && event.target.closest('.bm-consent-change')) { event.preventDefault(); open(); }
    if (event.target.closest && event.target.closest('.print-link')) { window.print(); }
  });
  var choice = stored();
  if (choice) { run(choice); } else { open(); }
})();
