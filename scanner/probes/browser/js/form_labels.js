// Part of forms.js: what a control is called, by whatever stands for its label.
  const referenced = (el, name) => attr(el, name).split(/\s+/u).slice(0, 6).map((id) => textOf(byId(el, id))).filter(Boolean).join(" ");
  // Of several elements that name a field the heading of its part says less than what stands at the field itself.
  const namedBy = (el) => {
    const named = attr(el, "aria-labelledby").split(/\s+/u).slice(0, 6).map((id) => byId(el, id)).filter(Boolean);
    const heads = named.filter((one) => matches(one, "h1,h2,h3,h4,h5,h6") === true);
    const own = heads.length < named.length ? named.filter((one) => !heads.includes(one)) : named;
    const told = (list) => list.map((one) => textOf(one)).filter(Boolean).join(" ");
    return told(own) ? { text: told(own), head: own === named ? "" : told(heads) } : { text: told(named), head: "" };
  };
  const CONTROL = "input,select,textarea,[role=textbox],[role=combobox],[role=checkbox],[role=radio],[role=radiogroup],[role=switch],[role=listbox],[contenteditable]";
  const isControl = (node) => isElement(node) && matches(node, CONTROL) === true && !(tag(node) === "input" && ["hidden", "submit", "button", "image", "reset"].includes(inputType(node)));
  const holdsControl = (node) => isElement(node) && (isControl(node) || Array.from(queryIn(node, CONTROL) || []).slice(0, 20).some(isControl));
  const labelElements = (el) => {
    const own = labelsOf[tag(el)] ? labelsOf[tag(el)](el) : null;
    const found = own ? Array.from(own).slice(0, 4) : [];
    if (!found.length) { const around = closest(el, "label"); if (around) found.push(around); }
    return found;
  };
  // A product with its picture or under its own heading stands beside a field; it is no label of it.
  const showsThing = (node) => isElement(node) && (queryIn(node, "h1,h2,h3,h4,h5,h6,img,picture") || []).length > 0;
  // Text that stands before a control with no other control between: in its line, cell or wrapper, at most three levels
  // up. `strong`: it looks like a label, and is no sentence.
  const textBefore = (el, top) => {
    let at = el;
    for (let level = 0; level < 4 && at && at !== top; level += 1) {
      const parts = [], from = [];
      let strong = true, star = false;
      for (let node = previousOf(at), steps = 0; node && steps < 8; node = previousOf(node), steps += 1) {
        const kind = typeOfNode(node);
        if (kind === 3) { const text = squeeze(dataOf(node) || ""); if (text) parts.unshift(text); continue; }
        if (kind !== 1 || SILENT.has(tag(node))) continue;
        if (holdsControl(node) || matches(node, NO_LABEL) === true || showsThing(node) || (tag(node) === "a" && !isBox(el))) { if (parts.length) break; return { text: "", strong: false, star: false, from: [] }; }
        const text = textOf(node, 200);
        if (!text) continue;
        parts.unshift(text);
        from.push(node);
        strong = strong && (matches(node, "p,div,small,ul") !== true || /(^|[\s_-])(label|caption|fieldname|feldname)/iu.test(attr(node, "class")));
        star = star || drawn(node) !== "";
        if (matches(node, "label,dt,th,legend") === true) break;
      }
      const text = squeeze(parts.join(" "));
      if (/[\p{L}\p{N}]/u.test(text)) return { text, strong: strong && text.length <= 80, star, from };
      const cell = closest(at, "td");
      const before = cell && cell !== at ? null : cell && previousOf(cell);
      if (isElement(before) && !holdsControl(before) && !showsThing(before)) { const found = textOf(before, 200); if (found) return { text: found, strong: true, star: drawn(before) !== "", from: [before] }; }
      at = upElement(at);
    }
    return { text: "", strong: false, star: false, from: [] };
  };
  // The label of a line that several controls share: "Birthday", then day, month and year.
  const sharedLabel = (el, top) => {
    let at = el, beside = 0;
    for (let level = 0; level < 2 && at && at !== top; level += 1) {
      let between = 0;
      for (let node = previousOf(at), steps = 0; node && steps < 12; node = previousOf(node), steps += 1) {
        if (!isElement(node)) continue;
        if (holdsControl(node)) { between += 1; beside += 1; continue; }
        if (matches(node, NO_LABEL) === true) break;
        const target = attr(node, "for");
        if (matches(node, "label,legend,span,strong,dt") === true && (!target || target === attr(el, "id"))) {
          const text = textOf(node, 120);
          if (text && between <= 3) return text;
        }
        if (tag(node) === "label" && target && between) break;
      }
      const cell = tag(at) === "td" ? previousOf(at) : null;
      if (beside && isElement(cell) && !holdsControl(cell) && !showsThing(cell)) { const text = textOf(cell, 120); if (text) return text; }
      at = upElement(at);
      if (at && (queryIn(at, CONTROL) || []).length > 4) break;
    }
    return "";
  };
  const textAfter = (el) => {
    const parts = [];
    for (let node = nextOf(el), steps = 0; node && steps < 6; node = nextOf(node), steps += 1) {
      if (typeOfNode(node) === 3) { const text = squeeze(dataOf(node) || ""); if (text) parts.push(text); continue; }
      if (!isElement(node)) continue;
      if (isControl(node) || holdsControl(node) || matches(node, "br,button,h1,h2,h3,h4,hr,[role=button]") === true) break;
      const text = textOf(node);
      if (text) parts.push(text);
    }
    return squeeze(parts.join(" "));
  };
  const NO_LABEL = "button,h1,h2,h3,h4,h5,h6,form,fieldset,hr";
  const isBox = (el) => (tag(el) === "input" && ["checkbox", "radio"].includes(inputType(el))) || ["checkbox", "radio", "switch"].includes(attr(el, "role"));
  const label = (el, top) => {
    const found = (text, from, star) => ({ text: squeeze(text), from, star: !!star || STAR.test(text) });
    const labels = labelElements(el);
    let text = Array.from(new Set(labels.map((one) => textOf(one, limits.text, el)).filter(Boolean))).join(" ");
    const star = labels.some((one) => drawn(one) !== "" || drawnHolding(one));
    if (text) return found(text, "label", star);
    text = namedBy(el).text;
    if (text) return found(text, "aria-labelledby", attr(el, "aria-labelledby").split(/\s+/u).slice(0, 6).some((id) => drawn(byId(el, id)) !== ""));
    if (attr(el, "aria-label")) return found(attr(el, "aria-label"), "aria-label", false);
    if (isBox(el)) {
      text = !isControl(el) || tag(el) !== "input" ? textOf(el) : "";
      text = text || textAfter(el);
      if (!text) { const parent = upElement(el); if (parent && parent !== top) text = textAfter(parent); }
      if (text) return found(text, "text after", false);
    }
    const before = textBefore(el, top);
    if (before.strong) return found(before.text, "text before", isElement(previousOf(el)) && drawn(previousOf(el)) !== "");
    for (const [name, from] of [["placeholder", "placeholder"], ["title", "title"], ["data-placeholder", "placeholder"]]) {
      if (attr(el, name).trim()) return found(attr(el, name), from, false);
    }
    if (!before.text && tag(el) === "select") { const first = promptOf(el); if (first) return found(first, "first option", false); }
    return found(before.text, before.text ? "text before" : "", false);
  };
  // What a style sheet draws at the cell or line that holds a label and nothing else: <dt class="required"><label>.
  const drawnHolding = (el) => {
    const holder = upElement(el);
    return !!holder && matches(holder, "dt,th,td,div,span,p,strong") === true && !holdsControl(holder) && drawn(holder) !== "";
  };
  // The option that stands in a select's place until one is chosen, and is no answer.
  const promptOf = (el) => {
    const first = (selectOptions(el) || [])[0];
    if (!first) return "";
    const value = optionValue(first), text = squeeze(optionText(first) || "", 80);
    return value === "" || hasAttr(first, "disabled") || hasAttr(first, "hidden") || STAR.test(text) ? text : "";
  };
