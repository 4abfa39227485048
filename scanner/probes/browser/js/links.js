// Reads what a page offers to go on with: links, controls that act as links, forms, structured data. Never throws.
// Natives are taken from their prototypes: a form or document may have children named like its own properties.
(limits) => {
  "use strict";
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const began = performance.now();
  const late = () => performance.now() - began > limits.ms;
  const getter = (proto, name) => { const found = getOwnPropertyDescriptor(proto, name).get; return (self) => apply(found, self, []); };
  const method = (proto, name) => { const found = proto[name]; return (self, ...args) => apply(found, self, args); };
  const attr = method(Element.prototype, "getAttribute");
  const has = method(Element.prototype, "hasAttribute");
  const matches = method(Element.prototype, "matches");
  const rectOf = method(Element.prototype, "getBoundingClientRect");
  const checkVisibility = method(Element.prototype, "checkVisibility");
  const allIn = method(Element.prototype, "querySelectorAll");
  const allInDocument = method(Document.prototype, "querySelectorAll");
  const allInFragment = method(DocumentFragment.prototype, "querySelectorAll");
  const parentNode = getter(Node.prototype, "parentNode");
  const shadowOf = getter(Element.prototype, "shadowRoot");
  const nameOf = getter(Element.prototype, "localName");
  const textOf = getter(Node.prototype, "textContent");
  const innerText = getter(HTMLElement.prototype, "innerText");
  const childrenOf = getter(Element.prototype, "children");
  const childCount = getter(Element.prototype, "childElementCount");
  const rootElement = getter(Document.prototype, "documentElement");
  const bodyOf = getter(Document.prototype, "body");
  const short = (value, length) => (typeof value === "string" ? value : "").replace(/\s+/g, " ").trim().slice(0, length);
  const safely = (work, otherwise) => { try { return work(); } catch { return otherwise; } };
  const PRICE = /(?:€|£|\$|\bEUR|\bCHF)\s?\d|\d\s?(?:€|£|EUR\b|CHF\b)/;
  const TRANSPARENT = /^rgba\(.*, 0\)$/;
  const TEXT = 200;
  const ADDRESS = 2000;

  const roots = [document];
  const elements = allInDocument(document, "*");
  if (elements.length <= limits.elements) {
    for (const element of elements) {
      const shadow = roots.length < 200 ? shadowOf(element) : null;
      if (shadow) roots.push(shadow);
    }
  }
  const all = (selector) => roots.flatMap((root) => [...(root === document ? allInDocument : allInFragment)(root, selector)]);
  const above = (element) => { // through shadow roots
    const parent = parentNode(element);
    if (parent instanceof ShadowRoot) return parent.host;
    return parent instanceof Element ? parent : null;
  };
  const resolve = (href) => safely(() => new URL(href, document.baseURI).href.slice(0, ADDRESS), "");

  const SIGNS = {
    footer: /(?:^|[\s_-])(?:footer|fuss|foot)(?:$|[\s_-])/i,
    nav: /(?:^|[\s_-])(?:nav|navbar|navigation|mainnav|menu|menue)(?:$|[\s_-])/i,
    header: /(?:^|[\s_-])(?:header|topbar|kopf)(?:$|[\s_-])/i,
    consent: /cookie|consent|usercentrics|klaro|onetrust|borlabs|cmp|gdpr|dsgvo/i,
  };
  const places = new Map();
  const ownPlaces = (element) => { // of one element alone
    const tag = nameOf(element), role = short(attr(element, "role"), 30);
    const names = `${short(attr(element, "id"), 100)} ${short(attr(element, "class"), 200)}`;
    if (tag === "dialog" || role === "dialog" || role === "alertdialog" || attr(element, "aria-modal") === "true") return "dialog";
    if (SIGNS.consent.test(names) && tag !== "a" && tag !== "body" && tag !== "html"
      && ["fixed", "sticky"].includes(getComputedStyle(element).position)) return "dialog";
    if (tag === "footer" || role === "contentinfo") return "footer";
    if (tag === "main" || role === "main" || tag === "article" || /^(?:main|content)$/i.test(attr(element, "id") || "")) return "main";
    if (tag === "nav" || role === "navigation") return /bread|crumb|brot/i.test(names + attr(element, "aria-label")) ? "" : "nav";
    if (tag === "header" || role === "banner") return "header";
    if (tag === "div" || tag === "section" || tag === "ul" || tag === "td") {
      for (const place of ["footer", "nav", "header"]) if (SIGNS[place].test(names)) return place;
    }
    return "";
  };
  const placesOf = (element) => { // of it and all above it
    const chain = [];
    let found = null;
    for (let at = element; at && chain.length < 200; at = above(at)) {
      found = places.get(at) || null;
      if (found) break;
      chain.push(at);
    }
    for (const at of chain.reverse()) {
      const own = safely(() => ownPlaces(at), "");
      found = own ? new Set([...(found || []), own]) : found || new Set();
      places.set(at, found);
    }
    return found || new Set();
  };
  const placeOf = (element) => {
    const found = placesOf(element);
    return ["dialog", "footer", "nav", "main", "header"].find((place) => found.has(place)) || "other";
  };

  const hiding = new Map(); // whether an element clips all that is in it
  const clips = (element) => {
    if (hiding.has(element)) return hiding.get(element);
    const style = getComputedStyle(element), rect = rectOf(element);
    const small = (rect.width <= 1 || rect.height <= 1) && style.overflow !== "visible" && style.display !== "contents" && style.display !== "inline";
    const result = small || /^rect\(0px,? 0px,? 0px,? 0px\)$/.test(style.clip) || /^inset\((?:50|100)%/.test(style.clipPath);
    hiding.set(element, result);
    return result;
  };
  const isVisible = (element) => {
    if (!checkVisibility(element, { opacityProperty: true, visibilityProperty: true })) return false;
    let rect = rectOf(element);
    if (rect.width <= 1 || rect.height <= 1) {
      const inner = [...allIn(element, "img,svg,span,div")].slice(0, 5).map(rectOf).find((one) => one.width > 1 && one.height > 1);
      if (!inner) return false;
      rect = inner;
    }
    if (rect.right + scrollX <= 0 || rect.bottom + scrollY <= 0 || rect.left > Math.max(innerWidth, rootElement(document).scrollWidth)) return false;
    const style = getComputedStyle(element);
    const pictured = allIn(element, "img,svg").length > 0;
    if (!pictured && (parseFloat(style.fontSize) < 1 || Math.abs(parseFloat(style.textIndent)) > 900 || TRANSPARENT.test(style.color))) return false;
    let painted = "";
    for (let at = element, steps = 0; at && steps < 12; at = above(at), steps += 1) {
      if (clips(at)) return false;
      if (!painted) {
        const background = getComputedStyle(at);
        if (background.backgroundImage !== "none") painted = "image";
        else if (!TRANSPARENT.test(background.backgroundColor)) painted = background.backgroundColor;
      }
    }
    return pictured || painted !== style.color;
  };

  const labelOf = (element, visible) => {
    const named = short(attr(element, "aria-label"), TEXT);
    if (named) return named;
    const shown = short(visible && element instanceof HTMLElement ? innerText(element) : textOf(element), TEXT);
    if (shown) return shown;
    for (const picture of [...allIn(element, "img[alt],svg[aria-label],area[alt],[title],input[value]")].slice(0, 5)) {
      const said = short(attr(picture, "alt") || attr(picture, "aria-label") || attr(picture, "title"), TEXT);
      if (said) return said;
    }
    const by = attr(element, "aria-labelledby");
    const other = by ? safely(() => allInDocument(document, `#${CSS.escape(by.split(/\s+/)[0])}`)[0], null) : null;
    return short(attr(element, "title") || attr(element, "alt") || attr(element, "value") || (other ? textOf(other) : ""), TEXT);
  };
  const isPriced = (element) => {
    for (let at = element, steps = 0; at && steps < 6; at = above(at), steps += 1) {
      const text = textOf(at);
      if (text.length > 900 || ["body", "main", "header", "footer", "nav", "form"].includes(nameOf(at))) return false;
      const others = new Set([...allIn(at, "a[href]")].slice(0, 12).map((link) => (attr(link, "href") || "").split("#")[0]));
      if (others.size > 4) return false;
      if (PRICE.test(text)) return true;
    }
    return false;
  };
  const pathOf = (element) => { // a selector that finds it again
    const steps = [];
    for (let at = element; at && steps.length < 60; at = parentNode(at)) {
      if (!(at instanceof Element)) return at === document ? steps.reverse().join(">") : "";
      const parent = parentNode(at);
      steps.push(parent instanceof Element ? `:nth-child(${[...childrenOf(parent)].indexOf(at) + 1})` : "html");
    }
    return "";
  };

  const MOVES = /(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\(|navigate\()\s*['"]([^'"]{1,1000})['"]/;
  const targetOf = (element) => {
    const stated = attr(element, "href") || attr(element, "xlink:href");
    if (stated !== null && stated !== "" && stated !== "#") return stated;
    for (const name of ["data-href", "data-url", "data-link", "data-target-url", "routerlink"]) {
      const value = attr(element, name);
      if (value && /^(?:https?:\/\/|\/|\.\/|#\/)/.test(value)) return value;
    }
    const moves = MOVES.exec((attr(element, "onclick") || "").slice(0, 4000));
    return moves ? moves[1] : stated === "#" ? "#" : "";
  };
  const linkOf = (element, kind) => {
    const visible = safely(() => isVisible(element), false);
    const target = targetOf(element);
    const href = target ? resolve(target) : "";
    return {
      kind: href && kind === "control" ? "scripted" : kind, href, stated: short(target, ADDRESS), visible, label: labelOf(element, visible), place: placeOf(element),
      priced: safely(() => isPriced(element), false), rel: short(attr(element, "rel"), 100),
      method: short(attr(element, "data-method") || attr(element, "formmethod"), 10).toLowerCase(),
      download: has(element, "download"), path: kind === "control" && !href ? pathOf(element) : "",
    };
  };
  const collect = (result) => {
    for (const element of all("a[href],area[href]")) {
      result.total += 1;
      if (result.links.length >= limits.links || late()) { result.cut = true; continue; }
      const link = safely(() => linkOf(element, nameOf(element)), null);
      if (link) result.links.push(link);
    }
  };
  const isPlainControl = (element) => {
    const tag = nameOf(element);
    if (tag === "button") {
      const type = (attr(element, "type") || "submit").toLowerCase();
      let form = has(element, "form");
      for (let at = element; at && !form; at = above(at)) form = nameOf(at) === "form";
      return !(form && type !== "button") && type !== "reset";
    }
    return true;
  };
  const collectControls = (result) => {
    const seen = new Set();
    const said = "[role=link]:not([href]),a:not([href]),[data-href]:not([href]),[data-url]:not([href]),[data-link]:not([href]),[routerlink]:not([href]),[onclick]:not([href]),button";
    const leaves = "nav li,nav span,nav div,footer li,footer span,footer div,footer p,header span,header div";
    const take = (element) => {
      if (seen.has(element) || result.controls.length >= limits.controls || late()) return;
      seen.add(element);
      const link = safely(() => linkOf(element, "control"), null);
      if (!link || !link.label || link.label.length > 80) return;
      (link.href ? result.links : result.controls).push(link);
    };
    for (const element of all(said)) if (isPlainControl(element)) take(element);
    for (const element of all(leaves).slice(0, 2000)) {
      if (late()) return;
      if (childCount(element) > 0 || seen.has(element) || textOf(element).length > 80) continue;
      let inside = false;
      for (let at = element, steps = 0; at && steps < 4; at = above(at), steps += 1) inside ||= seen.has(at) || matches(at, "a[href],button,label");
      if (!inside && getComputedStyle(element).cursor === "pointer") take(element);
    }
  };
  const collectButtons = (result) => {
    for (const element of all("button,input[type=submit],input[type=button],input[type=image],[role=button],a.button,a.btn").slice(0, limits.controls)) {
      if (late()) return;
      const visible = safely(() => isVisible(element), false);
      const label = safely(() => labelOf(element, visible) || short(attr(element, "value"), TEXT), "");
      if (label) result.buttons.push({ label, visible });
    }
  };
  const collectForms = (result) => {
    for (const form of all("form").slice(0, limits.forms)) {
      const fields = [...allIn(form, "input,select,textarea")].slice(0, 60).map((field) => ({
        tag: nameOf(field), type: short(attr(field, "type") || "", 30).toLowerCase(), name: short(attr(field, "name"), TEXT),
        autocomplete: short(attr(field, "autocomplete"), 60).toLowerCase(), hint: short(attr(field, "placeholder") || attr(field, "aria-label"), TEXT),
        value: (attr(field, "type") || "").toLowerCase() === "hidden" ? short(attr(field, "value"), TEXT) : "",
      }));
      result.forms.push({
        action: resolve(attr(form, "action") || ""), method: short(attr(form, "method") || "get", 10).toLowerCase(), role: short(attr(form, "role"), 30),
        place: placeOf(form), visible: safely(() => isVisible(form), false), text: short(textOf(form).slice(0, 2000), 500), fields,
      });
    }
  };
  const collectData = (result) => {
    let steps = 0;
    const walk = (value, depth) => {
      if (depth > 8 || (steps += 1) > 5000 || value === null || typeof value !== "object" || result.data.length >= limits.data) return;
      if (Array.isArray(value)) { for (const one of value.slice(0, 500)) walk(one, depth + 1); return; }
      const types = [value["@type"]].flat().filter((type) => typeof type === "string").slice(0, 5);
      const url = typeof value.url === "string" ? value.url : typeof value["@id"] === "string" && /^https?:/.test(value["@id"]) ? value["@id"] : "";
      for (const type of types) result.data.push({ type: short(type, 60), url: url ? resolve(url) : "", name: short(value.name, TEXT) });
      if (types.includes("SearchAction")) {
        const target = [value.target].flat()[0];
        const template = typeof target === "string" ? target : target && typeof target === "object" ? target.urlTemplate : "";
        if (typeof template === "string" && !result.search) result.search = short(template, ADDRESS);
      }
      for (const key of Object.keys(value).slice(0, 100)) walk(value[key], depth + 1);
    };
    for (const script of all("script[type='application/ld+json' i]").slice(0, 40)) {
      const text = textOf(script);
      if (text.length < 500000) safely(() => walk(JSON.parse(text), 0), null);
    }
    for (const item of all("[itemtype]").slice(0, 200)) {
      const type = short(attr(item, "itemtype"), 200).split("/").pop();
      if (type && result.data.length < limits.data) result.data.push({ type: short(type, 60), url: "", name: "" });
    }
  };
  const collectHead = (result) => {
    const first = (selector, name) => { const found = all(selector)[0]; return found ? attr(found, name) || "" : ""; };
    result.og_type = short(first("meta[property='og:type']", "content"), 60).toLowerCase();
    const canonical = first("link[rel~=canonical]", "href");
    result.canonical = canonical ? resolve(canonical) : "";
    const refresh = /;\s*url\s*=\s*['"]?([^'"]+)/i.exec(first("meta[http-equiv=refresh i]", "content"));
    result.refresh = refresh ? resolve(refresh[1]) : "";
    result.headings = all("h1").slice(0, 10).map((heading) => short(textOf(heading), TEXT)).filter(Boolean);
    for (const frame of all("iframe[src]").slice(0, 30)) {
      const rect = rectOf(frame);
      if (rect.width > 200 && rect.height > 100) result.frames.push({ src: resolve(attr(frame, "src") || ""), place: placeOf(frame) });
    }
    const mains = all("main,[role=main]").filter((one) => one instanceof HTMLElement);
    const main = mains.length === 1 ? mains[0] : null;
    const body = bodyOf(document);
    const shown = elements.length > limits.elements ? textOf : innerText;
    result.main = (main ? shown(main) : body ? shown(body) : "").slice(0, limits.text);
    result.has_main = main !== null;
  };

  const result = {
    links: [], controls: [], buttons: [], forms: [], data: [], frames: [], headings: [],
    main: "", has_main: false, og_type: "", canonical: "", refresh: "", search: "", total: 0, cut: false,
  };
  for (const step of [collectHead, collect, collectControls, collectButtons, collectForms, collectData]) safely(() => step(result), null);
  result.cut ||= late();
  return result;
}
