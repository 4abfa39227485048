(function () {
  'use strict';
  var form = document.getElementById('rechner');
  if (!form) { return; }
  function euro(z) { return z.toLocaleString('de-DE', { minimumFractionDigits: 2, maximumFractionDigits: 2 }) + ' €'; }
  function rechne() {
    var betrag = Math.min(50000, Math.max(2500, +form.betrag.value || 10000)), monate = +form.laufzeit.value, effektiv = monate > 60 ? 0.0699 : 0.0649;
    var i = Math.pow(1 + effektiv, 1 / 12) - 1, rate = Math.round(betrag * i / (1 - Math.pow(1 + i, -monate)) * 100) / 100;
    document.getElementById('ergebnis').textContent = 'Monatliche Rate ' + euro(rate) + ', ' + monate + ' Raten, Gesamtbetrag ' + euro(rate * monate) + ', gebundener Sollzinssatz ' + (i * 1200).toFixed(2).replace('.', ',') + ' % p. a., effektiver Jahreszins ' + (effektiv * 100).toFixed(2).replace('.', ',') + ' %';
  }
  form.addEventListener('input', rechne);
  form.addEventListener('submit', function (e) { e.preventDefault(); rechne(); });
  rechne();
})();
