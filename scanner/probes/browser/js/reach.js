// What the scripts that aim at something share: reading past what a page may have replaced or named like its own, its open
// shadow roots, and what a click on a point would meet. Stands inside of their functions, before all else.
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const getter = (proto, name) => { const found = getOwnPropertyDescriptor(proto, name).get; return (self) => apply(found, self, []); };
  const method = (proto, name) => { const found = proto[name]; return (self, ...args) => apply(found, self, args); };
  const attr = method(Element.prototype, "getAttribute"), has = method(Element.prototype, "hasAttribute"), matches = method(Element.prototype, "matches");
  const allIn = method(Element.prototype, "querySelectorAll"), allInDocument = method(Document.prototype, "querySelectorAll");
  const allInFragment = method(DocumentFragment.prototype, "querySelectorAll"), compare = method(Node.prototype, "compareDocumentPosition");
  const parentOf = getter(Node.prototype, "parentNode"), shadowOf = getter(Element.prototype, "shadowRoot"), tagOf = getter(Element.prototype, "localName");
  const textOf = getter(Node.prototype, "textContent"), innerText = getter(HTMLElement.prototype, "innerText"), rectOf = method(Element.prototype, "getBoundingClientRect");
  const isRendered = method(Element.prototype, "checkVisibility");
  const began = performance.now();
  const late = () => performance.now() - began > argument.limits.ms;
  const squeeze = (text, most = 300) => String(text ?? "").slice(0, most * 6).replace(/\s+/gu, " ").trim().slice(0, most);
  const up = (node) => { const parent = parentOf(node); return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null; };
  const shown = (el) => isRendered(el, { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false }) && (() => { const r = rectOf(el); return r.width > 2 && r.height > 2; })();
  const all = (selector) => {
    const found = [], roots = [document];
    while (roots.length && found.length < argument.limits.elements && !late()) {
      const root = roots.shift();
      const within = root === document ? allInDocument : allInFragment;
      found.push(...within(root, selector));
      if (roots.length < 200) for (const el of [...within(root, "*")].slice(0, argument.limits.elements)) { const shadow = shadowOf(el); if (shadow) roots.push(shadow); }
    }
    return found;
  };
  const hitAt = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    for (let i = 0; hit && shadowOf(hit) && i < 20; i += 1) { const deeper = shadowOf(hit).elementFromPoint(x, y); if (!deeper || deeper === hit) break; hit = deeper; }
    return hit;
  };
  // Who gets a click on that point: something else that is clicked, inside of the control, would get it first.
  const reaches = (hit, el) => {
    for (let at = hit; at; at = up(at)) {
      if (at === el) return true;
      if (["a", "button", "input", "select"].includes(tagOf(at))) return false;
    }
    return false;
  };
