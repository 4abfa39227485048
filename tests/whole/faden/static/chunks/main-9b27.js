(function () {
  'use strict';
  var app = document.getElementById('__next'), html = document.documentElement, catalogue = null, turn = 0, chosen = {}, held = {}, popupSeen = false;
  var STEPS = { kontakt: 'Kontakt', adresse: 'Adresse', versand: 'Versand', zahlung: 'Zahlung', pruefen: 'Prüfen' };
  var PAYMENT = { paypal: 'PayPal', klarna: 'Klarna Rechnung (30 Tage)', klarna_rate: 'Klarna Ratenkauf (6 Monate)', vorkasse: 'Vorkasse per Überweisung' };
  function esc(t) { return String(t == null ? '' : t).replace(/[&<>"]/g, function (c) { return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[c]; }); }
  function money(cents) { return (cents / 100).toLocaleString('de-DE', { minimumFractionDigits: 2, maximumFractionDigits: 2 }) + '\u00a0€'; }
  function ask(path) { return fetch('/api/' + path, { headers: { accept: 'application/json' } }).then(function (r) { return r.json(); }); }
  function send(path, body) { return fetch('/api/' + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).then(function (r) { return r.json(); }); }
  function $(s, from) { return (from || document).querySelector(s); }
  function all(s, from) { return Array.prototype.slice.call((from || document).querySelectorAll(s)); }
  function fields(form) { var found = {}; new FormData(form).forEach(function (v, k) { found[k] = v; }); return found; }
  function count(n) { var c = $('.cart-count'); if (c) { c.textContent = n; } }

  /* --- shell --- */
  function shell() {
    app.innerHTML = '<a class="sr skip" href="#main">Zum Inhalt springen</a><header class="site-header"><a class="logo" href="/">FADEN &amp; FORM</a><nav aria-label="Hauptnavigation"><ul>' +
      catalogue.categories.map(function (c) { return '<li><a href="/kollektion/' + c.slug + '">' + esc(c.name) + '</a></li>'; }).join('') + '</ul></nav>' +
      '<form class="search" role="search" action="/suche" method="get"><label class="sr" for="q">Suchbegriff</label><input type="search" id="q" name="q" placeholder="Suchen"><button class="btn" type="submit">Suchen</button></form>' +
      '<a href="/konto/anmelden">Konto</a> <a href="/warenkorb">Warenkorb (<span class="cart-count">0</span>)</a></header><main id="main" tabindex="-1"></main>' +
      '<footer class="site-footer"><section><h2>Post von uns</h2><form data-api="newsletter" method="post" action="/api/forms/newsletter"><p>Neue Teile und Rabatte, zweimal im Monat. Du bestätigst die Anmeldung über einen Link in einer E-Mail (Double-Opt-in) und kannst dich jederzeit über den Link in jeder Ausgabe abmelden.</p><p class="field"><label for="nl-email">E-Mail *</label><input type="email" id="nl-email" name="email" autocomplete="email" required aria-required="true"></p><p class="note">* Pflichtfeld. Mehr in der <a href="/recht/datenschutz">Datenschutzerklärung</a>.</p><button class="btn" type="submit">Anmelden</button><p class="reply" role="status"></p></form></section>' +
      '<nav aria-label="Service und Rechtliches"><ul><li><a href="/kontakt">Kontakt</a></li><li><a href="/hilfe/groessen">Größen</a></li><li><a href="/hilfe/versand">Versand</a></li><li><a href="/hilfe/zahlung">Zahlung</a></li><li><a href="/recht/agb">AGB</a></li><li><a href="/recht/widerruf">Widerrufsbelehrung</a></li><li><a href="/vertrag-widerrufen">Vertrag widerrufen</a></li><li><a href="/recht/gewaehrleistung">Gewährleistung</a></li><li><a href="/recht/datenschutz">Datenschutz</a></li><li><a href="/recht/cookies">Cookies</a></li><li><a href="/recht/impressum">Impressum</a></li><li><a href="/recht/barrierefreiheit">Barrierefreiheit</a></li><li><button type="button" class="consent-open">Cookie-Einstellungen</button></li><li><a href="https://www.instagram.com/fadenundform/" rel="noopener">Instagram</a></li></ul></nav><p class="note">© 2026 Faden &amp; Form GmbH, Leipzig</p></footer>' +
      '<button type="button" class="chat-bubble" aria-expanded="false">Fragen? Chat</button><div id="layer"></div>';
  }
  function price(p) { return '<p class="price">' + (p.was ? '<s>' + money(p.was) + '</s> ' : '') + money(p.price) + '</p>'; }
  function card(p) { return '<li><a href="/produkt/' + p.slug + '"><img src="/media/' + p.slug + '.jpg" width="300" height="300" alt="' + esc(p.name) + '"></a><h3><a href="/produkt/' + p.slug + '">' + esc(p.name) + '</a></h3>' + price(p) + '<p class="note">inkl. MwSt., zzgl. <a href="/hilfe/versand">Versand</a></p></li>'; }
  function grid(list) { return '<ul class="grid">' + list.map(card).join('') + '</ul>'; }

  /* --- pages --- */
  function home() { return ['Kleider, Strick, Hosen', '<section class="hero"><h1>Gut geschnitten, lange getragen</h1><p>Genäht in kleinen Serien in Leipzig und Porto.</p><a class="btn" href="/kollektion/kleider">Zu den Kleidern</a></section><h2>Neu und reduziert</h2>' + grid(catalogue.products)]; }
  function category(slug) {
    var c = catalogue.categories.find(function (x) { return x.slug === slug; });
    return [c.name, '<h1>' + esc(c.name) + '</h1><p>' + esc(c.text) + '</p>' + grid(catalogue.products.filter(function (p) { return p.categories.indexOf(slug) >= 0; }))];
  }
  function search() {
    var q = new URLSearchParams(location.search).get('q') || '', hits = catalogue.products.filter(function (p) { return (p.name + ' ' + p.teaser).toLowerCase().indexOf(q.toLowerCase()) >= 0; });
    return ['Suche', '<h1>' + hits.length + ' Treffer für „' + esc(q) + '“</h1>' + grid(hits)];
  }
  function product(slug) {
    return ask('products/' + slug).then(function (p) {
      held = p; chosen = {};
      var stars = p.reviews.length ? p.reviews.reduce(function (a, r) { return a + r.stars; }, 0) / p.reviews.length : 0;
      return [p.name, '<div class="product"><div class="gallery"><img src="/media/' + p.slug + '.jpg" width="600" height="600" alt="' + esc(p.name) + '"></div><div><h1>' + esc(p.name) + '</h1>' + price(p) +
        '<p class="note">inkl. MwSt., zzgl. <a href="/hilfe/versand">Versand</a></p><p>' + esc(p.teaser) + '</p>' +
        '<fieldset class="swatches"><legend>Farbe</legend>' + p.colours.map(function (c) { return '<input type="radio" name="farbe" id="farbe-' + c.key + '" value="' + c.key + '"><label for="farbe-' + c.key + '">' + esc(c.name) + '</label>'; }).join('') + '</fieldset>' +
        '<p id="size-label">Größe <button type="button" class="btn plain open-sizes">Größentabelle</button></p><div class="sizes" role="radiogroup" aria-labelledby="size-label">' + p.sizes.map(function (s) { return '<button type="button" role="radio" aria-checked="false" data-size="' + s + '">' + s + '</button>'; }).join('') + '</div>' +
        '<p class="error" role="alert"></p><button type="button" class="btn add-to-cart">In den Warenkorb</button><p class="note">Lieferzeit: ' + esc(p.time) + '. Kostenloser Versand ab 79 €.</p>' +
        '<details open><summary>Material und Pflege</summary><p>' + esc(p.material) + '</p></details><details open><summary>Produktsicherheit (GPSR)</summary><p>Hersteller: Faden &amp; Form GmbH, Karl-Heine-Straße 212, 04229 Leipzig, Deutschland, hallo@faden-und-form.example<br>Modell: ' + esc(p.model) + '<br>Sicherheitshinweise: ' + esc(p.warning) + '</p></details><p><a href="/recht/gewaehrleistung">Mitteilung der EU zum gesetzlichen Gewährleistungsrecht</a></p></div></div>' +
        (p.reviews.length ? '<section class="reviews"><h2>Bewertungen</h2><p>' + stars.toFixed(1).replace('.', ',') + ' von 5 Sternen, ' + p.reviews.length + (p.reviews.length === 1 ? ' Bewertung' : ' Bewertungen') + '</p><p class="note">So prüfen wir die Echtheit: Bewerten kann nur, wer das Teil bei uns gekauft hat. Der Link zur Bewertung kommt nach der Lieferung per E-Mail und gilt einmal. Wir veröffentlichen alle Bewertungen, gute und schlechte.</p><ul>' + p.reviews.map(function (r) { return '<li class="review">' + '★'.repeat(r.stars) + ' ' + esc(r.text) + ' – ' + esc(r.name) + ', ' + esc(r.date) + '</li>'; }).join('') + '</ul></section>' : '')];
    });
  }
  function sums(c) {
    var t = c.totals;
    return '<table class="sums"><tbody><tr><th scope="row">Zwischensumme</th><td>' + money(t.goods) + '</td></tr>' + (t.discount ? '<tr><th scope="row">Gutschein ' + esc(c.voucher) + '</th><td>−' + money(t.discount) + '</td></tr>' : '') +
      (t.extra ? '<tr><th scope="row">Versandschutz</th><td>' + money(t.extra) + '</td></tr>' : '') + '<tr><th scope="row">Versand</th><td>' + (t.shipping ? money(t.shipping) : 'kostenlos') + '</td></tr><tr><th scope="row">Gesamt inkl. ' + money(t.vat) + ' MwSt.</th><td><strong>' + money(t.total) + '</strong></td></tr></tbody></table>';
  }
  function express() { return '<section aria-label="Express-Kauf"><p>Express-Kauf</p><div class="express"><button type="button" class="pp" data-express="paypal">Mit PayPal kaufen</button><button type="button" class="az" data-express="amazon">Mit Amazon Pay kaufen</button></div></section>'; }
  function cart() {
    return ask('cart').then(function (c) {
      count(c.count);
      if (!c.count) { return ['Warenkorb', '<h1>Warenkorb</h1><p>Hier ist noch nichts drin. <a href="/kollektion/kleider">Zu den Kleidern</a></p>']; }
      return ['Warenkorb', '<h1>Warenkorb</h1><ul class="lines">' + c.lines.map(function (l) {
        return '<li><a href="/produkt/' + l.slug + '">' + esc(l.name) + '</a>, ' + esc(l.colour) + ', Größe ' + esc(l.size) + ' <label class="sr" for="n-' + l.id + '">Anzahl ' + esc(l.name) + '</label><select id="n-' + l.id + '" data-line="' + l.id + '">' + [0, 1, 2, 3, 4, 5].map(function (n) { return '<option' + (n === l.quantity ? ' selected' : '') + '>' + n + '</option>'; }).join('') + '</select> ' + money(l.sum) + '</li>';
      }).join('') + '</ul><p class="field"><label for="voucher">Gutscheincode</label><input type="text" id="voucher" autocomplete="off"> <button type="button" class="btn plain use-voucher">Einlösen</button> <span class="reply" role="status"></span></p>' +
        '<p class="field inline"><input type="checkbox" id="extra"' + (c.extra ? ' checked' : '') + '> <label for="extra">Versandschutz: Ersatz bei Verlust oder Schaden auf dem Weg (1,95 €)</label></p>' + sums(c) +
        '<p class="note">Wir liefern nach Deutschland und Österreich. Zahlung mit PayPal, Klarna (Rechnung, Ratenkauf), Amazon Pay oder Vorkasse, ohne Aufpreis: <a href="/hilfe/zahlung">Zahlung</a>, <a href="/hilfe/versand">Versand</a></p><p><a class="btn to-checkout" href="/checkout/kontakt">Zur Kasse</a></p>' + express()];
    });
  }
  function input(id, label, auto, data, type, optional) { return '<p class="field"><label for="' + id + '">' + label + (optional ? '' : ' *') + '</label><input type="' + (type || 'text') + '" id="' + id + '" name="' + id + '" autocomplete="' + auto + '" value="' + esc(data[id]) + '"' + (optional ? '' : ' required aria-required="true"') + '></p>'; }
  var PRIVACY = '<p class="note">Was wir mit deinen Angaben machen: <a href="/recht/datenschutz">Datenschutzerklärung</a></p>';
  function checkout(step) {
    if (step === 'danke') { count(0); return ['Danke', '<h1>Danke für deine Bestellung</h1><p>Die Bestätigung ist per E-Mail unterwegs.</p>']; }
    return ask('checkout').then(function (c) {
      var d = c.data, keys = Object.keys(STEPS), early = keys.slice(0, keys.indexOf(step)).find(function (k) { return c.done.indexOf(k) < 0; });
      count(c.cart.count);
      if (!c.cart.count) { return { to: '/warenkorb' }; }
      if (early) { return { to: '/checkout/' + early }; }
      var form = {
        kontakt: function () { return express() + '<h2>Als Gast bestellen</h2><p>Ohne Konto. Du hast eins? <a href="/konto/anmelden">Anmelden</a></p>' + input('email', 'E-Mail', 'email', d, 'email') + '<p class="field inline"><input type="checkbox" id="news" name="news" value="1"> <label for="news">Schickt mir zweimal im Monat den Newsletter, abmelden kann ich mich jederzeit.</label></p>'; },
        adresse: function () {
          return input('firstName', 'Vorname', 'given-name', d) + input('lastName', 'Nachname', 'family-name', d) + input('address1', 'Straße und Hausnummer', 'street-address', d) + '<ul class="suggestions" hidden></ul>' + input('postalCode', 'Postleitzahl', 'postal-code', d) + input('city', 'Ort', 'address-level2', d) +
            '<p class="field"><label for="country">Land *</label><select id="country" name="country" autocomplete="country" required aria-required="true"><option value="DE">Deutschland</option><option value="AT">Österreich</option></select></p>' + input('phone', 'Telefon (freiwillig, für Rückfragen zur Lieferung)', 'tel', d, 'tel', true);
        },
        versand: function () { return '<fieldset><legend>Versandart</legend>' + Object.keys(c.ways).map(function (k, n) { var w = c.ways[k]; return '<p class="field inline"><input type="radio" id="way-' + k + '" name="shippingMethod" value="' + k + '"' + ((d.shippingMethod || 'standard') === k ? ' checked' : '') + '> <label for="way-' + k + '">' + esc(w.name) + ', ' + esc(w.time) + ', ' + money(w.price) + (w.free ? ', ab 79 € kostenlos' : '') + '</label></p>'; }).join('') + '</fieldset>'; },
        zahlung: function () { return '<fieldset><legend>Zahlungsart</legend>' + Object.keys(PAYMENT).map(function (k) { return '<p class="field inline"><input type="radio" id="pay-' + k + '" name="payment" value="' + k + '"' + ((d.payment || 'paypal') === k ? ' checked' : '') + '> <label for="pay-' + k + '">' + PAYMENT[k] + '</label></p>'; }).join('') + '</fieldset>'; }
      };
      var head = '<ol class="steps">' + keys.map(function (k) { return '<li' + (k === step ? ' aria-current="step"' : '') + '>' + STEPS[k] + '</li>'; }).join('') + '</ol><h1>' + STEPS[step] + '</h1>';
      var goods = '<ul>' + c.cart.lines.map(function (l) { return '<li>' + l.quantity + ' × ' + esc(l.name) + ', ' + esc(l.colour) + ', Größe ' + esc(l.size) + ': ' + money(l.sum) + '<br><span class="note">Lieferzeit ' + esc(l.time) + '</span></li>'; }).join('') + '</ul>' + sums(c.cart);
      if (step === 'pruefen') {
        return ['Prüfen', head + '<p>' + esc(d.email) + '<br>' + esc(d.firstName) + ' ' + esc(d.lastName) + ', ' + esc(d.address1) + ', ' + esc(d.postalCode) + ' ' + esc(d.city) + ' <a href="/checkout/adresse">Ändern</a></p><p>' + PAYMENT[d.payment] + ' <a href="/checkout/zahlung">Ändern</a></p><p>Es gelten unsere <a href="/recht/agb">AGB</a> und die <a href="/recht/widerruf">Widerrufsbelehrung</a>, außerdem die <a href="/recht/datenschutz">Datenschutzerklärung</a>.</p><h2>Deine Bestellung</h2>' + goods + '<button type="button" class="btn" id="place-order">Bestellung abschließen</button>'];
      }
      return [STEPS[step], '<div class="checkout"><div>' + head + '<form data-step="' + step + '" method="post" novalidate><p>Felder mit * sind Pflichtfelder.</p>' + form[step]() + PRIVACY + '<p class="error" role="alert"></p><button type="submit" class="btn step-next">Weiter</button></form></div><aside><h2>Deine Teile</h2>' + goods + '</aside></div>'];
    });
  }
  function confirm() {
    var w = held.withdrawal || {};
    return ['Widerruf bestätigen', '<h1>Widerruf bestätigen</h1><p>Bestellung ' + esc(w.orderNumber) + ', ' + esc(w.name) + ', Eingangsbestätigung an ' + esc(w.email) + '.</p><form data-api="withdrawal-confirm" method="post" action="/api/forms/withdrawal-confirm"><input type="hidden" name="orderNumber" value="' + esc(w.orderNumber) + '"><input type="hidden" name="name" value="' + esc(w.name) + '"><input type="hidden" name="email" value="' + esc(w.email) + '"><button type="submit" class="btn">Widerruf bestätigen</button>' + PRIVACY + '<p class="reply" role="status"></p></form>'];
  }
  function text(path) { return ask('pages?path=' + encodeURIComponent(path)).then(function (p) { return p.html ? [p.title, '<article><h1>' + esc(p.title) + '</h1>' + p.html + '</article>'] : missing(); }); }
  function missing() { return ['Nicht gefunden', '<h1>Seite nicht gefunden</h1><p><a href="/">Zur Startseite</a></p>']; }
  function view(path) {
    var m;
    if (path === '/') { return home(); }
    if ((m = path.match(/^\/kollektion\/([\w-]+)$/)) && catalogue.categories.some(function (c) { return c.slug === m[1]; })) { return category(m[1]); }
    if ((m = path.match(/^\/produkt\/([\w-]+)$/)) && catalogue.products.some(function (p) { return p.slug === m[1]; })) { return product(m[1]); }
    if (path === '/suche') { return search(); }
    if (path === '/warenkorb') { return cart(); }
    if ((m = path.match(/^\/checkout\/(\w+)$/)) && (STEPS[m[1]] || m[1] === 'danke')) { return checkout(m[1]); }
    if (path === '/vertrag-widerrufen/bestaetigen') { return confirm(); }
    if (/^\/(recht|hilfe|konto|kontakt|vertrag-widerrufen)/.test(path)) { return text(path); }
    return missing();
  }
  function render(first) {
    var mine = ++turn;
    html.dataset.ready = '0';
    return Promise.resolve(view(location.pathname)).then(function (found) {
      if (mine !== turn) { return; }
      if (found.to) { history.replaceState({}, '', found.to); return render(first); }
      document.title = found[0] + ' – Faden & Form';
      var main = $('#main');
      main.innerHTML = found[1];
      $('#layer').innerHTML = '';
      if (!first) { scrollTo(0, 0); main.focus(); }
      html.dataset.ready = '1';
    });
  }
  function go(to) { history.pushState({}, '', to); return render(false); }

  /* --- what visitors do --- */
  function drawer(c) {
    count(c.count);
    $('#layer').innerHTML = '<div class="drawer" role="dialog" aria-label="Im Warenkorb"><button type="button" class="close" aria-label="Schließen">×</button><h2>Im Warenkorb</h2><ul>' + c.lines.map(function (l) { return '<li>' + l.quantity + ' × ' + esc(l.name) + ', ' + esc(l.colour) + ', ' + esc(l.size) + '</li>'; }).join('') + '</ul><p>Zwischensumme ' + money(c.totals.goods) + '</p><p><a class="btn plain to-cart" href="/warenkorb">Warenkorb ansehen</a></p><p><a class="btn to-checkout" href="/checkout/kontakt">Zur Kasse</a></p></div>';
  }
  function offered() {
    all('.sizes button').forEach(function (b) { b.setAttribute('aria-disabled', String(held.sold_out.indexOf(chosen.colour + '-' + b.dataset.size) >= 0)); b.setAttribute('aria-checked', String(b.dataset.size === chosen.size)); });
    if (chosen.colour && chosen.size) { history.replaceState({}, '', location.pathname + '?variant=' + held.id + '-' + chosen.colour + '-' + chosen.size); }
  }
  function sizes() { ask('pages?path=/hilfe/groessen').then(function (p) { $('#layer').innerHTML = '<div class="drawer" role="dialog" aria-label="Größentabelle"><button type="button" class="close" aria-label="Schließen">×</button><h2>Größen</h2>' + p.html + '</div>'; }); }
  function chat(bubble) {
    var open = $('.chat-panel');
    bubble.setAttribute('aria-expanded', String(!open));
    if (open) { open.remove(); return; }
    var box = document.createElement('div');
    box.className = 'chat-panel'; box.setAttribute('role', 'dialog'); box.setAttribute('aria-label', 'Chat');
    box.innerHTML = '<div class="chat-log" aria-live="polite"><p><strong>Mia</strong>: Hallo, ich bin Mia aus dem Service-Team! Was kann ich für dich tun?</p></div><form data-api="chat" method="post" action="/api/forms/chat"><label for="chat-text">Deine Nachricht</label><input type="text" id="chat-text" name="text" autocomplete="off"> <button class="btn" type="submit">Senden</button><p class="note"><a href="/recht/datenschutz">Datenschutz</a></p></form>';
    document.body.appendChild(box);
  }
  function popup() {
    if (popupSeen || !/^\/(kollektion|produkt|suche)|^\/$/.test(location.pathname)) { return; }
    popupSeen = true;
    var box = document.createElement('div');
    box.className = 'popup'; box.setAttribute('role', 'dialog'); box.setAttribute('aria-label', 'Newsletter');
    box.innerHTML = '<button type="button" class="close" aria-label="Schließen">×</button><h2>10 % auf dein erstes Teil</h2><form data-api="newsletter" method="post" action="/api/forms/newsletter"><p>Melde dich zum Newsletter an. Du bekommst einen Bestätigungslink per E-Mail (Double-Opt-in), abmelden geht jederzeit.</p><p class="field"><label for="pop-email">E-Mail *</label><input type="email" id="pop-email" name="email" autocomplete="email" required aria-required="true"></p><p class="note">* Pflichtfeld</p><button class="btn" type="submit">10 % sichern</button><p class="reply" role="status"></p></form>';
    document.body.appendChild(box);
  }
  document.addEventListener('click', function (e) {
    var t = e.target, a = t.closest('a[href]'), b;
    if (a && a.origin === location.origin && !e.ctrlKey && !e.metaKey && a.getAttribute('href').charAt(0) === '/') { e.preventDefault(); go(a.getAttribute('href')); return; }
    if ((b = t.closest('[data-size]'))) { if (b.getAttribute('aria-disabled') !== 'true') { chosen.size = b.dataset.size; offered(); } return; }
    if (t.closest('.add-to-cart')) {
      if (!chosen.colour || !chosen.size) { $('.product .error').textContent = !chosen.colour ? 'Bitte wähle eine Farbe.' : 'Bitte wähle eine Größe.'; return; }
      $('.product .error').textContent = ''; html.dataset.ready = '0';
      send('cart/add', { id: held.id + '-' + chosen.colour + '-' + chosen.size, quantity: 1 }).then(function (c) { drawer(c); html.dataset.ready = '1'; });
    } else if (t.closest('.open-sizes')) { sizes(); } else if (t.closest('.popup .close')) { $('.popup').remove(); } else if (t.closest('.drawer .close')) { $('#layer').innerHTML = ''; } else if ((b = t.closest('.chat-bubble'))) { chat(b); } else if ((b = t.closest('[data-express]'))) {
      send('express/' + b.dataset.express, {}).then(function (r) { location.href = r.url; });
    } else if (t.closest('.use-voucher')) {
      send('cart/voucher', { code: $('#voucher').value }).then(function (r) { if (r.error) { $('#main .reply').textContent = r.error; } else { render(true); } });
    } else if (t.closest('#place-order')) { html.dataset.ready = '0'; send('checkout/complete', {}).then(function (r) { go(r.next); }); }
  });
  document.addEventListener('change', function (e) {
    if (e.target.name === 'farbe') { chosen.colour = e.target.value; offered(); }
    if (e.target.id === 'extra') { send('cart/extra', { on: e.target.checked ? '1' : '0' }).then(function () { render(true); }); }
    if (e.target.dataset.line) { send('cart/change', { id: e.target.dataset.line, quantity: e.target.value }).then(function () { render(true); }); }
  });
  var waiting = 0;
  document.addEventListener('input', function (e) {
    if (e.target.id !== 'address1') { return; }
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      if (e.target.value.length < 3) { return; }
      fetch('https://api.addressy.com/Capture/Interactive/Find/v1.10/json3.ws?Key=FF42-KW19-TT88-ZR31&Countries=DEU,AUT&Language=de&Text=' + encodeURIComponent(e.target.value)).then(function (r) { return r.json(); }).then(function (r) {
        var list = $('.suggestions'); if (!list) { return; }
        list.hidden = !r.Items.length; list.innerHTML = r.Items.map(function (i) { return '<li>' + esc(i.Text) + ', ' + esc(i.Description) + '</li>'; }).join('');
      }).catch(function () {});
    }, 300);
  });
  document.addEventListener('submit', function (e) {
    var form = e.target, got = fields(form);
    e.preventDefault();
    if (form.getAttribute('role') === 'search') { go('/suche?q=' + encodeURIComponent(got.q)); return; }
    html.dataset.ready = '0';
    if (form.dataset.step) {
      send('checkout/' + form.dataset.step, got).then(function (r) {
        if (r.errors) { $('.error', form).textContent = 'Bitte fülle alle Pflichtfelder aus.'; html.dataset.ready = '1'; } else { go(r.next); }
      });
      return;
    }
    send('forms/' + form.dataset.api, got).then(function (r) {
      html.dataset.ready = '1';
      if (r.next) { held = { withdrawal: got }; go(r.next); return; }
      if (form.dataset.api === 'chat') { $('.chat-log').insertAdjacentHTML('beforeend', '<p><strong>Du</strong>: ' + esc(got.text) + '</p><p><strong>Mia</strong>: ' + esc(r.message) + '</p>'); form.reset(); return; }
      $('.reply', form).textContent = r.message;
    });
  });
  addEventListener('popstate', function () { render(false); });
  ask('catalogue').then(function (c) { catalogue = c; shell(); return Promise.all([render(true), ask('cart').then(function (k) { count(k.count); })]); });
  setTimeout(popup, 5000);
})();
