// The shop's own script: loads services for granted purposes, remembers the choice, forgets what was withdrawn.
(function () {
  var site = JSON.parse(document.getElementById("site-data").textContent);
  var parent = location.hostname.split(".").slice(-2).join(".");
  var loaded = {};
  var store = site.store || { kind: "cookie", name: "cookie_choice" };

  function load(service) {
    if (loaded[service.id]) return;
    loaded[service.id] = true;
    if (service.config) {
      window.dataLayer = window.dataLayer || [];
      window.gtag = window.gtag || function () { window.dataLayer.push(arguments); };
      window.gtag("js", new Date());
      window.gtag("config", new URL(service.src).searchParams.get("id"), service.config);
    }
    var script = document.createElement("script");
    script.async = true;
    script.src = service.src;
    document.head.appendChild(script);
  }

  function grant(purposes) {
    site.services.forEach(function (service) {
      if (service.when === "consent" && purposes.indexOf(service.purpose) >= 0) load(service);
    });
    if (site.sticky && purposes.length) localStorage.setItem(site.sticky, purposes.join("|"));
  }

  function clear(purposes) {
    site.services.forEach(function (service) {
      if (purposes && purposes.indexOf(service.purpose) < 0) return;
      (service.cookies || []).forEach(function (name) {
        [parent, location.hostname, ""].forEach(function (domain) {
          document.cookie = name + "=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT" + (domain ? "; domain=" + domain : "");
        });
      });
      (service.local || []).forEach(function (name) { localStorage.removeItem(name); });
      (service.session || []).forEach(function (name) { sessionStorage.removeItem(name); });
    });
  }

  function remember(purposes) {
    var value = purposes.length ? purposes.join("|") : "none";
    if (store.kind === "local") localStorage.setItem(store.name, JSON.stringify({ v: 2, allowed: value }));
    else if (store.kind === "session") sessionStorage.setItem(store.name, value);
    else document.cookie = store.name + "=" + encodeURIComponent(value) + "; max-age=" + (store.days || 180) * 86400 + "; path=/; SameSite=Lax; Secure";
  }

  function recall() {
    var raw = null;
    if (store.kind === "local") raw = (JSON.parse(localStorage.getItem(store.name) || "{}")).allowed || null;
    else if (store.kind === "session") raw = sessionStorage.getItem(store.name);
    else document.cookie.split("; ").forEach(function (c) {
      if (c.indexOf(store.name + "=") === 0) raw = decodeURIComponent(c.slice(store.name.length + 1));
    });
    return raw === null ? null : raw === "none" ? [] : raw.split("|");
  }

  function decide(purposes) {
    var lost = (recall() || []).filter(function (p) { return purposes.indexOf(p) < 0; });
    remember(purposes);
    if (lost.length && site.revoke !== false) { clear(lost); location.reload(); return; }
    grant(purposes);
  }

  function forget() {
    if (store.kind === "local") localStorage.removeItem(store.name);
    else document.cookie = store.name + "=; max-age=0; path=/";
    clear();
    location.reload();
  }

  function el(tag, attributes, children) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (key) {
      if (key === "html") node.innerHTML = attributes[key];
      else if (key.slice(0, 2) === "on") node.addEventListener(key.slice(2), attributes[key]);
      else node.setAttribute(key, attributes[key]);
    });
    [].concat(children || []).forEach(function (child) {
      node.append(child);
    });
    return node;
  }

  function style(css) { document.head.appendChild(el("style", { html: css })); }

  var all = Object.keys(site.banner.purposes || {});
  window.Shop = {
    site: site, banner: site.banner, all: all, open: null,
    grant: grant, clear: clear, decide: decide, forget: forget, recall: recall, remember: remember, el: el, style: style,
    start: function (open) {
      Shop.open = open;
      if (site.gpc === "honour" && navigator.globalPrivacyControl && recall() === null) remember([]);
      if (recall() === null && !site.quiet) open();
      else grant(recall() || []);
    },
  };

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("[data-consent-open]");
    if (link && Shop.open) { event.preventDefault(); Shop.open(true); }
  });

  if (site.sticky && localStorage.getItem(site.sticky)) grant(localStorage.getItem(site.sticky).split("|"));
  site.services.forEach(function (service) {
    if (service.when === "always") load(service);
    if (service.when === "late") setTimeout(function () { load(service); }, 6000);
    if (service.when === "product" && site.page === "product") load(service);
    if (service.when === "gpc" && navigator.globalPrivacyControl) load(service);
  });
  document.addEventListener("DOMContentLoaded", function () {
    site.services.forEach(function (service) {
      var choice = recall();
      if (service.when === "chosen" && choice !== null) load(service);
    });
  });
  var basket = document.querySelector("[data-basket]");
  if (basket) basket.addEventListener("click", function () { basket.textContent = "✓"; });
})();
