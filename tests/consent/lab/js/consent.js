// What all hand-made banners share: keeping a choice, starting tags, taking cookies away. How one looks stands in its case.
(function () {
  var c = window.consentConfig, root = document, holder = null;
  function find(selector) { return root.querySelector(selector); }
  function jar(name) {
    var found = document.cookie.split('; ').filter(function (one) { return one.indexOf(name + '=') === 0; });
    return found.length ? decodeURIComponent(found[0].slice(name.length + 1)) : null;
  }
  function read() {
    var names = Object.keys(c.names), first = jar(names[0]), choice = {};
    if (first === null) return null;
    if (c.names[names[0]] === '*') return JSON.parse(first);
    names.forEach(function (name) { if (c.purposes.indexOf(c.names[name]) >= 0) choice[c.names[name]] = jar(name) === 'allow'; });
    return choice;
  }
  function any(choice) { return c.purposes.some(function (purpose) { return choice[purpose]; }); }
  function keep(choice) {
    var days = any(choice) ? c.days : (c.rejectDays === undefined ? c.days : c.rejectDays);
    Object.keys(c.names).forEach(function (name) {
      var what = c.names[name];
      var value = what === '*' ? encodeURIComponent(JSON.stringify(choice)) : what.charAt(0) === '=' ? what.slice(1) : choice[what] ? 'allow' : 'deny';
      document.cookie = name + '=' + value + '; Path=/' + (days ? '; Max-Age=' + days * 86400 : '') + '; Secure; SameSite=Lax';
    });
  }
  function apply(choice) {
    Object.keys(c.tags).forEach(function (key) { if (choice[c.tags[key]]) window.loadTag(key); });
    if (c.onApply) c.onApply(choice);
  }
  function decide(choice) {
    if (c.deaf && read() !== null && !any(choice)) { hide(); return; }
    keep(choice);
    c.purposes.forEach(function (purpose) { if (!choice[purpose]) window.dropCookies(); });
    apply(choice);
    hide();
  }
  function all(value) { var choice = {}; c.purposes.forEach(function (purpose) { choice[purpose] = value; }); return choice; }
  function show(settings) {
    mount();
    if (holder) holder.hidden = false;
    var banner = find(c.banner);
    banner.hidden = false;
    var panel = c.panel && find(c.panel);
    if (panel) panel.hidden = !settings;
    if (c.swap && panel) find(c.swap).hidden = !!settings;
    var choice = read();
    if (choice) Object.keys(c.boxes || {}).forEach(function (purpose) { find(c.boxes[purpose]).checked = choice[purpose]; });
  }
  function hide() {
    [c.banner, c.panel].forEach(function (selector) { var node = selector && find(selector); if (node) node.hidden = true; });
    if (holder) holder.hidden = true;
  }
  var actions = {
    accept: function () { decide(all(true)); },
    deny: function () { decide(all(!!c.ignoreDeny)); },
    save: function () {
      var choice = {};
      c.purposes.forEach(function (purpose) { choice[purpose] = find(c.boxes[purpose]).checked; });
      decide(choice);
    },
    settings: function () { show(true); },
    close: function () { hide(); if (c.closeNote) sessionStorage.setItem(c.closeNote, '1'); },
    closeAccept: function () { decide(all(true)); }
  };
  function mount() {
    if (mount.done) return;
    mount.done = true;
    if (c.shadow) {
      holder = document.createElement(c.element || 'div');
      holder.id = c.holder;
      document.body.appendChild(holder);
      root = holder.attachShadow({ mode: c.shadow });
      root.innerHTML = c.html;
    } else {
      var box = document.createElement('div');
      box.innerHTML = c.html;
      while (box.firstChild) document.body.appendChild(box.firstChild);
    }
    Object.keys(c.on).forEach(function (selector) {
      root.querySelectorAll(selector).forEach(function (node) {
        node.addEventListener('click', function (event) { event.preventDefault(); actions[c.on[selector]](); });
      });
    });
  }
  function begin() {
    var choice = read();
    (document.querySelectorAll('[data-consent-again]') || []).forEach(function (node) {
      node.addEventListener('click', function (event) { event.preventDefault(); show(!!c.againSettings); });
    });
    (document.querySelectorAll('[data-consent-revoke]') || []).forEach(function (node) {
      node.addEventListener('click', function (event) { event.preventDefault(); mount(); decide(all(false)); });
    });
    if (c.gpc && navigator.globalPrivacyControl && choice === null) { choice = all(false); keep(choice); }
    if (choice) { apply(choice); return; }
    if (c.optOut) apply(all(true));
    if (c.closeNote && sessionStorage.getItem(c.closeNote)) return;
    if (c.goOn) {
      if (sessionStorage.getItem(c.goOn)) { decideQuietly(); return; }
      sessionStorage.setItem(c.goOn, '1');
    }
    if (c.scroll) window.addEventListener('scroll', function listener() {
      if (window.pageYOffset < c.scroll) return;
      window.removeEventListener('scroll', listener);
      if (read() === null) decide(all(true));
    });
    if (c.mouse) document.addEventListener('mousemove', function once() { document.removeEventListener('mousemove', once); show(false); });
    else if (c.delay) setTimeout(function () { show(false); }, c.delay);
    else show(false);
  }
  function decideQuietly() { var choice = all(true); keep(choice); apply(choice); }
  window.consentBegin = begin;
  if (!c.manual) begin();
})();
