// Where the forms lie that forms.js has read in this world, and their fields: boxes as [x, y, width, height] in CSS
// pixels of the window, null for what can't be seen. Changes nothing, asks the page nothing.
() => {
  "use strict";
  const { apply } = Reflect;
  const rectOf = Element.prototype.getBoundingClientRect, rendered = Element.prototype.checkVisibility;
  const parent = Object.getOwnPropertyDescriptor(Node.prototype, "parentNode").get;
  const hostOf = Object.getOwnPropertyDescriptor(ShadowRoot.prototype, "host").get;
  const typeOf = Object.getOwnPropertyDescriptor(Node.prototype, "nodeType").get;
  const up = (el) => {
    let at = apply(parent, el, []);
    while (at && apply(typeOf, at, []) === 11) at = at instanceof ShadowRoot ? apply(hostOf, at, []) : null;
    return at && apply(typeOf, at, []) === 1 ? at : null;
  };
  const sides = (el) => { const r = apply(rectOf, el, []); return [r.left, r.top, r.right, r.bottom]; };
  const cut = (a, b) => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  const join = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
  const isThere = (box) => box[2] - box[0] >= 3 && box[3] - box[1] >= 3;
  // What scrolls or hides what overflows it shows no more than its own box.
  const seen = (el) => {
    if (apply(rendered, el, [{ visibilityProperty: true, opacityProperty: true }]) !== true) return null;
    let box = sides(el);
    for (let at = up(el), steps = 0; at && at !== document.body && at !== document.documentElement && steps < 60; at = up(at), steps += 1) {
      const style = getComputedStyle(at);
      if (style.overflowX !== "visible" || style.overflowY !== "visible") box = cut(box, sides(at));
    }
    return isThere(box) ? box : null;
  };
  const labelsOf = (el) => { try { return [...(el.labels || [])].slice(0, 3); } catch { return []; } };
  const fieldBox = (els) => {
    const own = els.slice(0, 60).map((el) => seen(el) || labelsOf(el).map(seen).find(Boolean) || null).filter(Boolean);
    return own.length ? own.reduce(join) : null;
  };
  const flat = (box) => (box ? [box[0], box[1], box[2] - box[0], box[3] - box[1]].map((n) => Math.round(n * 10) / 10) : null);
  // What somebody has typed, or a script put in, differs from what the document came with.
  const TYPED = new Set(["text", "email", "tel", "password", "search", "url", "textarea"]);
  const isFilled = (el) => { try { return TYPED.has(el.type) && el.value !== el.defaultValue; } catch { return false; } };
  const top = document.scrollingElement || document.documentElement;
  return {
    scroll: [scrollX, scrollY],
    view: [innerWidth, innerHeight],
    size: [top.scrollWidth, top.scrollHeight],
    forms: (globalThis.siegelForms || []).slice(0, 60).map(({ top: form, fields }) => ({
      box: flat(seen(form)),
      fields: fields.slice(0, 200).map((els) => flat(fieldBox(els))),
      filled: fields.some((els) => els.some(isFilled)),
    })),
  };
}
