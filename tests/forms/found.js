// The numbers that marks.js has left on what forms.js has read, in its order; of a drawn control, which may be marked on
// what is around or inside of it, that of the nearest.
(globalThis.siegelForms || []).map(({ top, fields }) => {
  const NUMBER = "data-zz-number";
  const number = (el) => (el.hasAttribute(NUMBER) ? Number(el.getAttribute(NUMBER)) : -1);
  const BLOCKS = "form,section,div:not([role]),aside,footer,header,main,fieldset";
  const near = (el) => {
    const inner = [...el.querySelectorAll(`[${NUMBER}]`)];
    if (inner.length === 1) return number(inner[0]);
    const outer = el.parentElement ? el.parentElement.closest(`[${NUMBER}]`) : null;
    return outer && !outer.contains(top) && !outer.matches(BLOCKS) ? number(outer) : -1;
  };
  // A hidden control that stands for drawn ones beside it, such as stars.
  const drawn = (el) => {
    if (el.checkVisibility() || !el.parentElement) return [];
    return [...el.parentElement.children].filter((one) => one !== el && one.checkVisibility()).map(number).filter((n) => n >= 0);
  };
  const all = (els) => {
    const stands = els.length === 1 ? drawn(els[0]) : [];
    if (stands.length) return stands;
    const own = els.map(number).filter((n) => n >= 0);
    return own.length ? own : els.map(near).filter((n) => n >= 0);
  };
  return { top: number(top), fields: fields.map(all) };
})
