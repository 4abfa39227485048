// What all shops of the set share: which services may run, where a choice is kept, and what a control of a banner does.
// A control says it itself: data-do="accept", "reject", "save", "close", "show:ID", "hide:ID", "toggle:ID", "switch", several of them one after the other.
(() => {
  const data = JSON.parse(document.getElementById("site-data").textContent);
  const broad = location.hostname.split(".").slice(-2).join(".");
  const all = [...new Set(data.services.map((s) => s.purpose))];
  const loaded = new Set();

  const cookie = (name) => {
    const found = document.cookie.split("; ").find((c) => c.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
  };
  const keep = (name, value, days = 180) => {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${days * 86400}; SameSite=Lax; Secure`;
  };

  const read = () => {
    if (!data.store) return null;
    const raw = data.store.kind === "local" ? localStorage.getItem(data.store.name)
      : data.store.kind === "session" ? sessionStorage.getItem(data.store.name) : cookie(data.store.name);
    return raw === null ? null : raw.split(".").filter((part) => all.includes(part));
  };
  const write = (purposes) => {
    if (!data.store) return;
    const raw = ["v2", ...purposes].join(".");
    if (data.store.kind === "local") localStorage.setItem(data.store.name, raw);
    else if (data.store.kind === "session") sessionStorage.setItem(data.store.name, raw);
    else keep(data.store.name, raw, data.store.days);
  };

  const inject = (service) => {
    if (loaded.has(service.id)) return;
    if (service.pages && !service.pages.includes(data.page)) return;
    loaded.add(service.id);
    if (service.config) {
      window.dataLayer = window.dataLayer || [];
      window.dataLayer.push(["config", new URL(service.src, location).searchParams.get("id"), service.config]);
    }
    const script = document.createElement("script");
    script.src = service.src;
    script.async = true;
    document.head.append(script);
  };
  // Loads what may run: choice is a list of purposes, or null while there is none.
  const apply = (choice) => {
    for (const service of data.services) {
      if (service.when === "always") inject(service);
      if (service.when === "late") setTimeout(() => inject(service), 3000);
      if (service.when === "consent" && choice && choice.includes(service.purpose)) inject(service);
      if (service.when === "choice" && choice) inject(service);
    }
  };
  const drop = (choice) => {
    for (const service of data.services) {
      if (choice.includes(service.purpose) || ["always", "choice", "late"].includes(service.when)) continue;
      for (const name of service.cookies || []) {
        const gone = "; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT";
        document.cookie = `${name}=; domain=${broad}${gone}`;
        document.cookie = `${name}=${gone}`;
      }
      for (const name of service.local || []) localStorage.removeItem(name);
      for (const name of service.session || []) sessionStorage.removeItem(name);
    }
  };

  // A choice is made: what was allowed and no longer is goes, and the page loads again.
  const choose = (choice) => {
    const before = read();
    if (data.sticky && before && before.length) return;
    write(choice);
    if (data.revoke && before && before.some((purpose) => !choice.includes(purpose))) {
      drop(choice);
      setTimeout(() => location.reload(), 50);
    } else apply(choice);
  };

  const root = () => {
    const host = document.querySelector("[data-banner]");
    return host && (host.shadowRoot || host);
  };
  const show = (on) => {
    const host = document.querySelector("[data-banner]");
    if (host) host.hidden = !on;
    if (host && host.dataset.lock !== undefined) document.documentElement.style.overflow = on ? "hidden" : "";
  };
  const on = (box) => (box.matches("input") ? box.checked : box.getAttribute("aria-checked") === "true");
  const ticked = () => all.filter((purpose) => [...root().querySelectorAll(`[data-purpose="${purpose}"]`)].some(on));
  const find = (id) => root().querySelector(`#${id}`) || document.getElementById(id);

  const act = (what, node) => {
    const [verb, id] = what.split(":");
    if (verb === "accept") { show(false); choose(all); }
    if (verb === "reject") { show(false); choose([]); }
    if (verb === "save") { show(false); choose(ticked()); }
    if (verb === "close") show(false);
    if (verb === "open") show(true);
    if (verb === "show") find(id).hidden = false;
    if (verb === "hide") find(id).hidden = true;
    if (verb === "toggle") find(id).hidden = !find(id).hidden;
    if (verb === "switch") node.setAttribute("aria-checked", node.getAttribute("aria-checked") !== "true");
  };
  document.addEventListener("click", (event) => {
    const node = event.composedPath().find((e) => e.dataset && (e.dataset.do || e.dataset.consentOpen !== undefined));
    if (!node) return;
    if (node.tagName === "A") event.preventDefault();
    if (node.dataset.consentOpen !== undefined && Shop.open) Shop.open();
    else for (const what of (node.dataset.do || "open").split(" ")) act(what, node);
  });
  addEventListener("message", (event) => { if (event.data && event.data.shop) act(event.data.shop); });

  const Shop = { data, all, read, write, apply, drop, choose, show, keep, cookie, open: null };
  window.Shop = Shop;

  const gpc = data.gpc && navigator.globalPrivacyControl;
  const choice = gpc ? [] : read();
  apply(choice);
  const host = document.querySelector("[data-banner]");
  if (host && choice === null && !data.quiet) {
    if (host.dataset.late) setTimeout(() => read() === null && show(true), Number(host.dataset.late));
    else show(true);
  }
  if (window.onShop) window.onShop(Shop);
})();
