// What all shops of the set share: which services may run, where a choice is kept, and what a control of a banner does.
// A control says it itself, in data-do, several of them one after the other: accept, reject, save, close, open, withdraw, show:ID, hide:ID, toggle:ID, only:ID, switch,
// all:on, all:off, say:PURPOSE=on.
(() => {
  const data = JSON.parse(document.getElementById("site-data").textContent);
  const broad = location.hostname.split(".").slice(-2).join(".");
  const all = [...new Set(data.services.map((s) => s.purpose))];
  const loaded = new Set();
  const host = document.querySelector("[data-banner]");

  const cookie = (name) => {
    const found = document.cookie.split("; ").find((c) => c.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
  };
  const keep = (name, value, days = 180) => {
    const age = days ? `; max-age=${days * 86400}` : "";
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/${age}; SameSite=Lax; Secure`;
  };

  // How a choice is written down differs from shop to shop.
  const forms = {
    dots: { to: (p) => ["v2", ...p].join("."), from: (raw) => raw.split(".") },
    json: {
      to: (p) => JSON.stringify({ necessary: true, ...Object.fromEntries(all.map((a) => [a, p.includes(a)])) }),
      from: (raw) => Object.entries(JSON.parse(raw)).filter((e) => e[1]).map((e) => e[0]),
    },
    bits: { to: (p) => all.map((a) => (p.includes(a) ? 1 : 0)).join("|"), from: (raw) => raw.split("|").map((b, i) => (b === "1" ? all[i] : "")) },
    coded: { to: (p) => btoa(`t=${Math.floor(Date.now() / 1000)}&g=${p.join(",")}`), from: (raw) => atob(raw).split("&g=")[1].split(",") },
    word: { to: (p) => (p.length ? "allow" : "deny"), from: (raw) => (raw === "allow" ? all : []) },
  };
  const form = data.store && forms[data.store.form || "dots"];
  const places = { local: () => localStorage, session: () => sessionStorage };

  const read = () => {
    if (!data.store) return null;
    const place = places[data.store.kind];
    const raw = place ? place().getItem(data.store.name) : cookie(data.store.name);
    return raw === null ? null : form.from(raw).filter((part) => all.includes(part));
  };
  const write = (purposes) => {
    if (!data.store) return;
    const place = places[data.store.kind];
    if (place) place().setItem(data.store.name, form.to(purposes));
    else keep(data.store.name, form.to(purposes), data.store.days);
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
      if (service.when === "consent" && choice && choice.includes(service.purpose)) inject(service);
      if (service.when === "choice" && choice) inject(service);
      if (service.when === "choicelate" && choice) setTimeout(() => inject(service), 3500);
      if (service.when === "optout" && (!choice || choice.includes(service.purpose))) inject(service);
    }
  };
  const drop = (choice) => {
    for (const service of data.services) {
      if (choice.includes(service.purpose) || ["always", "choice", "choicelate"].includes(service.when)) continue;
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
  const allowed = () => read() || (data.services.some((s) => s.when === "optout") ? all : []);
  const choose = (choice) => {
    const before = allowed();
    write(choice);
    if (before.some((purpose) => !choice.includes(purpose))) {
      drop(choice);
      setTimeout(() => location.reload(), 50);
    } else apply(choice);
  };

  // Everything under a node, through shadow roots, closed ones that the shop keeps at hand included.
  const deep = (node, selector) => {
    const found = [...node.querySelectorAll(selector)];
    for (const e of node.querySelectorAll("*")) {
      const inner = e.shadowRoot || e.kept;
      if (inner) found.push(...deep(inner, selector));
    }
    return found;
  };
  const root = () => host && (host.shadowRoot || host.kept || host);
  const show = (on) => {
    if (!host) return;
    if (host.dataset.modal !== undefined) on ? host.open || host.showModal() : host.close();
    else if (host.hasAttribute("popover")) on ? host.showPopover() : host.matches(":popover-open") && host.hidePopover();
    else host.hidden = !on;
    if (host.dataset.lock !== undefined) document.documentElement.style.overflow = on ? "hidden" : "";
    if (on && host.dataset.fill !== undefined) fill();
    host.getBoundingClientRect();
    host.classList.toggle("in", on);
  };
  const boxes = () => deep(root(), "[data-purpose]");
  const isOn = (box) => (box.matches("input") ? box.checked : box.getAttribute("aria-checked") === "true" || box.getAttribute("aria-pressed") === "true");
  const turn = (box, on) => {
    if (box.matches("input")) box.checked = on;
    else box.setAttribute(box.hasAttribute("aria-pressed") ? "aria-pressed" : "aria-checked", on);
  };
  const ticked = () => all.filter((purpose) => boxes().some((box) => box.dataset.purpose === purpose && isOn(box)));
  const fill = () => {
    const choice = read();
    if (choice) for (const box of boxes()) turn(box, choice.includes(box.dataset.purpose));
  };
  const find = (id) => deep(document, `#${id}`)[0] || (root() && root().querySelector(`#${id}`));

  const act = (what, node) => {
    const [verb, id] = what.split(":");
    if (verb === "accept") { show(false); choose(all); }
    if (verb === "reject") { show(false); choose([]); }
    if (verb === "save") { show(false); choose(ticked()); }
    if (verb === "close") show(false);
    if (verb === "open") show(true);
    if (verb === "withdraw") choose([]);
    if (verb === "show") find(id).hidden = false;
    if (verb === "hide") find(id).hidden = true;
    if (verb === "toggle") find(id).hidden = !find(id).hidden;
    if (verb === "only") for (const e of find(id).parentNode.children) if (e.matches("[data-step]")) e.hidden = e.id !== id;
    if (verb === "switch") turn(node, !isOn(node));
    if (verb === "all") for (const box of boxes()) turn(box, id === "on");
    if (verb === "say") {
      const [purpose, value] = id.split("=");
      for (const box of boxes()) if (box.dataset.purpose === purpose) turn(box, value === "on");
    }
  };
  const clicked = (event) => {
    if (event.seen) return;
    event.seen = true;
    const node = event.composedPath().find((e) => e.dataset && (e.dataset.do || e.dataset.consentOpen !== undefined));
    if (!node) return;
    if (node.tagName === "A") event.preventDefault();
    if (node.dataset.consentOpen !== undefined && Shop.open) Shop.open();
    else for (const what of (node.dataset.do || "open").split(" ")) act(what, node);
  };
  document.addEventListener("click", clicked);
  addEventListener("message", (event) => {
    const said = event.data;
    if (!said || !said.shop) return;
    if (said.purposes) { show(false); choose(all.filter((p) => said.purposes.includes(p))); }
    else act(said.shop);
  });

  const Shop = { data, all, read, write, apply, drop, choose, show, keep, cookie, act, clicked, open: null };
  window.Shop = Shop;

  // A shop that works without scripts answers by links: the answer stands in the address.
  if (data.answer) {
    const said = new URL(location).searchParams.get(data.answer.name);
    if (said !== null) {
      const before = allowed();
      const choice = said === data.answer.yes ? all : [];
      write(choice);
      if (before.some((p) => !choice.includes(p))) drop(choice);
      history.replaceState(null, "", location.pathname);
    }
  }

  const gpc = data.gpc && navigator.globalPrivacyControl;
  const choice = gpc ? [] : read();
  apply(choice);
  if (host && choice === null && !data.quiet) {
    if (host.dataset.late) setTimeout(() => read() === null && show(true), Number(host.dataset.late));
    else if (host.dataset.first !== undefined) {
      const come = () => { for (const kind of kinds) removeEventListener(kind, come); if (read() === null) show(true); };
      const kinds = ["scroll", "keydown", "pointerdown", "touchstart", "wheel"];
      for (const kind of kinds) addEventListener(kind, come, { passive: true });
    } else show(true);
  }

  // What is no banner: a pop-up that comes by itself, and a question that has to be answered first.
  for (const pop of document.querySelectorAll("[data-popup]")) {
    setTimeout(() => {
      const [kind, name] = (pop.dataset.note || "").split(":");
      if (kind === "session" && sessionStorage.getItem(name)) return;
      if (kind === "session") sessionStorage.setItem(name, "1");
      pop.hidden = false;
    }, Number(pop.dataset.popup));
    pop.addEventListener("click", (event) => { if (event.target.closest("[data-pop-close]")) pop.hidden = true; });
  }
  for (const gate of document.querySelectorAll("[data-gate]")) {
    gate.hidden = cookie(gate.dataset.gate) !== null;
    gate.addEventListener("click", (event) => {
      if (!event.target.closest("[data-gate-yes]")) return;
      keep(gate.dataset.gate, "1", 30);
      gate.hidden = true;
    });
  }
  if (window.onShop) window.onShop(Shop);
})();
