// Starts a shop's tags once each, and takes their cookies away again.
(function () {
  var started = {};
  function script(fill) { var one = document.createElement('script'); fill(one); document.head.appendChild(one); }
  window.loadTag = function (key) {
    var tag = window.shopTags[key];
    if (started[key] || !tag) return;
    started[key] = true;
    script(function (one) { one.textContent = tag.inline; });
    script(function (one) { one.async = true; one.src = tag.src; });
  };
  window.dropCookies = function () {
    var domain = location.hostname.replace(/^www\./, '');
    document.cookie.split('; ').forEach(function (pair) {
      var name = pair.split('=')[0];
      var known = window.shopTagCookies.some(function (wanted) {
        return wanted.charAt(0) === '^' ? new RegExp(wanted).test(name) : wanted === name;
      });
      if (!known) return;
      [domain, location.hostname].forEach(function (where) { document.cookie = name + '=; Path=/; Domain=' + where + '; Max-Age=0'; });
      document.cookie = name + '=; Path=/; Max-Age=0';
    });
    try { localStorage.removeItem('kb_visitor'); } catch (error) { /* storage is off */ }
  };
})();
