// Finds the fields of a page to fill them in, tells what is in them, and where a click would meet one.
// Runs in a world of its own; what it found stays there, so that a field can be aimed at by its number. Judges nothing.
(order, argument) => {
  "use strict";
  const store = (globalThis.siegelFilling ??= { elements: [] });
  @REACH@
  const I = HTMLInputElement.prototype, S = HTMLSelectElement.prototype, T = HTMLTextAreaElement.prototype;
  const valueOf = { input: getter(I, "value"), select: getter(S, "value"), textarea: getter(T, "value") };
  const labelsOf = { input: getter(I, "labels"), select: getter(S, "labels"), textarea: getter(T, "labels") };
  const typeOf = getter(I, "type"), checkedOf = getter(I, "checked"), optionsOf = getter(S, "options"), indexOf = getter(S, "selectedIndex");
  const labels = (el) => [...(labelsOf[tagOf(el)]?.(el) ?? [])];
  const labelOf = (el) => squeeze(labels(el).map((one) => textOf(one)).join(" ") || attr(el, "aria-label") || attr(el, "placeholder") || attr(el, "title") || textOf(parentOf(el)));
  const NOT = new Set(["hidden", "submit", "button", "image", "reset", "file"]);

  const fields = () => {
    store.elements = [];
    const found = [];
    let met = [];
    try { met = all(argument.css || "input,select,textarea").slice(0, argument.limits.fields); } catch { /* no selector */ }
    for (const el of met) {
      if (!valueOf[tagOf(el)]) continue;
      const tag = tagOf(el), kind = tag === "input" ? typeOf(el) : tag;
      if (NOT.has(kind)) continue;
      const options = tag === "select" ? [...optionsOf(el)].slice(0, 400) : [];
      found.push({
        number: store.elements.push(el) - 1, name: squeeze(attr(el, "name")), id: squeeze(attr(el, "id")), kind, label: labelOf(el), value: squeeze(valueOf[tag](el), 500),
        checked: tag === "input" && checkedOf(el), chosen: tag === "select" ? indexOf(el) : -1, visible: [el, ...labels(el)].some(shown), disabled: matches(el, ":disabled") || matches(el, "[readonly]"),
        wrong: attr(el, "aria-invalid") === "true" || matches(el, ":invalid"), needed: matches(el, ":required") || attr(el, "aria-required") === "true",
        options: options.map((one) => ({ label: squeeze(textOf(one)), value: one.disabled ? "" : squeeze(attr(one, "value") ?? textOf(one)) })),
      });
    }
    return found;
  };

  const inside = (node, outers) => { for (let at = node; at; at = up(at)) { if (outers.includes(at)) return true; if (["a", "button"].includes(tagOf(at))) return false; } return false; };
  const aim = () => {
    const el = store.elements[argument.number];
    if (!el || !el.isConnected) return { state: "gone" };
    const targets = [el, ...labels(el)];
    let state = "hidden";
    for (const target of targets) {
      if (!shown(target)) continue;
      state = "covered";
      target.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const r = rectOf(target);
      for (const [fx, fy] of [[0.5, 0.5], [0.2, 0.5], [0.8, 0.5], [0.05, 0.5], [0.5, 0.2]]) {
        const x = r.left + r.width * fx, y = r.top + r.height * fy, hit = hitAt(x, y);
        if (hit && inside(hit, targets)) return { state: "free", x, y };
      }
    }
    return { state };
  };
  const focused = () => {
    let at = document.activeElement;
    for (let i = 0; at && shadowOf(at)?.activeElement && i < 20; i += 1) at = shadowOf(at).activeElement;
    return at === store.elements[argument.number];
  };
  const stands = () => {
    const el = store.elements[argument.number];
    if (!el || !el.isConnected) return { state: "gone" };
    return { state: "free", value: squeeze(valueOf[tagOf(el)](el), 500), checked: tagOf(el) === "input" && checkedOf(el) };
  };
  const tell = (el) => { for (const name of ["input", "change"]) el.dispatchEvent(new Event(name, { bubbles: true, composed: name === "input" })); };
  // As the browser itself does when somebody picks an entry.
  const pick = () => {
    const list = store.elements[argument.number];
    if (!(list instanceof HTMLSelectElement) || !list.isConnected) return { state: "gone" };
    const entry = [...optionsOf(list)][argument.option];
    if (!entry || entry.disabled) return { state: "gone" };
    entry.selected = true;
    tell(list);
    return { state: "free" };
  };
  // A date is put in by a picker of the browser's own.
  const put = () => {
    const el = store.elements[argument.number];
    if (!(el instanceof HTMLInputElement) || !el.isConnected) return { state: "gone" };
    apply(getOwnPropertyDescriptor(I, "value").set, el, [argument.text]);
    tell(el);
    return { state: "free" };
  };

  return { fields, aim, focused, stands, pick, put }[order]();
}
