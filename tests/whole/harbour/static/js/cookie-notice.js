(function () {
  function cookie(n) { var m = document.cookie.match(new RegExp('(?:^|; )' + n + '=([^;]*)')); return m ? m[1] : null; }
  var choice = cookie('user_allowed_save_cookie');
  if (choice) { if (choice === 'all') { window.hhTags(); } return; }
  var el = document.createElement('div'); el.className = 'message global cookie notice-cookie-block'; el.id = 'notice-cookie-block'; el.setAttribute('role', 'alertdialog'); el.setAttribute('aria-label', 'Cookies');
  el.innerHTML = '<button type="button" class="cookie-close" aria-label="Close">×</button><p><strong>We value your privacy.</strong> We use cookies that the shop needs and, with your consent, measure how it is used (analytics) with the help of two partners, one of which, Google, may process data in the USA. You can withdraw your consent at any time by deleting your cookies; see <a href="/cookies/">Cookies</a>, our <a href="/privacy-policy/">Privacy Policy</a> and <a href="/company-information/">company information</a>.</p><div class="actions"><button type="button" class="action allow primary" id="btn-cookie-allow"><span>Accept all cookies</span></button> <a href="#" role="button" class="cookie-manage">Manage preferences</a> <a href="#" role="button" class="cookie-decline">Continue without accepting</a></div><div class="cookie-preferences" hidden><label><input type="checkbox" checked disabled> Necessary</label> <label><input type="checkbox" id="ck-analytics"> Analytics</label> <button type="button" class="action cookie-save">Save</button></div>';
  document.body.appendChild(el);
  function decide(value) { document.cookie = 'user_allowed_save_cookie=' + value + ';path=/;max-age=31536000;SameSite=Lax;Secure'; el.remove(); if (value === 'all') { window.hhTags(); } }
  el.querySelector('#btn-cookie-allow').onclick = function () { decide('all'); };
  el.querySelector('.cookie-close').onclick = function () { decide('all'); };
  el.querySelector('.cookie-decline').onclick = function (e) { e.preventDefault(); decide('none'); };
  el.querySelector('.cookie-manage').onclick = function (e) { e.preventDefault(); el.querySelector('.cookie-preferences').hidden = false; };
  el.querySelector('.cookie-save').onclick = function () { decide(el.querySelector('#ck-analytics').checked ? 'all' : 'none'); };
})();
