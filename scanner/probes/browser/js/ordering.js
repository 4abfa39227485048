// The texts that a visitor sees above the order button, each with its place. The button is one that buying.js has found.
(order, argument) => {
  "use strict";
  const button = globalThis.siegelBuying?.elements?.[argument.number];
  if (!button || !button.isConnected) return null;
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const dataOf = getOwnPropertyDescriptor(CharacterData.prototype, "data").get, parentOf = getOwnPropertyDescriptor(Node.prototype, "parentNode").get;
  const isRendered = Element.prototype.checkVisibility, rectOf = Element.prototype.getBoundingClientRect;
  const began = performance.now(), found = [];
  button.scrollIntoView({ block: "center", behavior: "instant" });
  const place = apply(rectOf, button, []);
  const BLOCKS = new Set(["block", "flex", "grid", "table", "list-item", "table-row", "flow-root"]);
  // A row of a table or of a list belongs together: its name and its price.
  const holder = (node) => { for (let at = parentOf.call(node), i = 0; at instanceof Element && i < 6; at = parentOf.call(at), i += 1) if (BLOCKS.has(getComputedStyle(at).display)) return at; return parentOf.call(node); };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const SILENT = /^(?:script|style|noscript|template|textarea|option)$/;
  let last = null;
  for (let node = walker.nextNode(), n = 0; node && n < argument.limits.texts && performance.now() - began < argument.limits.ms; node = walker.nextNode()) {
    const parent = parentOf.call(node), text = apply(dataOf, node, []).replace(/\s+/gu, " ").trim().slice(0, 400);
    if (!text || !(parent instanceof Element) || SILENT.test(parent.localName) || button.contains(parent)) continue;
    if (!apply(isRendered, parent, [{ opacityProperty: true, visibilityProperty: true }])) continue;
    const r = apply(rectOf, parent, []);
    if (r.width < 2 || r.height < 2) continue;
    n += 1;
    const block = holder(node);
    if (last && last.block === block) { last.text = (last.text + " " + text).slice(0, 1000); last.bottom = Math.max(last.bottom, r.bottom - place.top); }
    else { last = { block, text, top: r.top - place.top, bottom: r.bottom - place.top }; found.push(last); }
  }
  return { texts: found.map(({ text, top, bottom }) => ({ text, top: Math.round(top), bottom: Math.round(bottom) })), height: innerHeight };
}
