// Part of forms.js: what is told of one field.
  // Whether a page lets text be pasted: an event like the visitor's, without any text in it, is or is not taken away.
  // Asked when all has been read, since a page may answer by showing something.
  const passwords = [];
  const dispatch = method(EventTarget.prototype, "dispatchEvent");
  const takesPaste = (el) => {
    try {
      return dispatch(el, new ClipboardEvent("paste", { bubbles: true, cancelable: true, composed: true, clipboardData: new DataTransfer() }));
    } catch {
      return null;
    }
  };
  const numberAttr = (el, name) => { const value = attr(el, name); return /^\d{1,9}$/u.test(value) ? Number(value) : null; };
  const kindOf = (el) => {
    const name = tag(el);
    if (name === "input" && attr(el, "role") === "combobox" && (hasAttr(el, "readonly") || (styleOf(el) || {}).opacity === "0")) return "combobox"; // nothing is typed in it
    if (name === "input") return String(inputType(el) || "text");
    if (name === "select") return selectMany(el) ? "select-multiple" : "select";
    if (name === "textarea") return "textarea";
    if (attr(el, "role") === "textbox" && attr(el, "aria-multiline") === "true") return "textarea";
    return attr(el, "role") || "textbox";
  };
  const optionsOf = (el) => {
    if (tag(el) === "select") {
      const found = Array.from(selectOptions(el) || []).slice(0, limits.options);
      return found.map((one) => squeeze(optionText(one) || "", 80));
    }
    if (tag(el) === "input" && attr(el, "list")) {
      const list = byId(el, attr(el, "list"));
      return list ? Array.from(queryIn(list, "option") || []).slice(0, limits.options).map((one) => squeeze(optionValue(one) || "", 80)) : [];
    }
    return Array.from(queryIn(el, "[role=radio],[role=option]") || []).slice(0, limits.options).map((one) => textOf(one, 80) || attr(one, "aria-label"));
  };
  const isChecked = (el) => tag(el) === "input" ? inputChecked(el) === true : attr(el, "aria-checked") === "true";
  const seenLabel = (el, top) => labelElements(el).some((one) => hiddenWithin(one, top) === "");
  // A field for files that lies unseen over the button that a visitor takes for it.
  const hasButton = (el) => !!upElement(el) && Array.from(queryIn(upElement(el), "button,[role=button]") || []).slice(0, 5).some((one) => hiddenWithin(one, null) === "");
  // Or over a place into which files are dropped, and which says so.
  const liesOverText = (el) => { const box = rectOf(el), around = upElement(el); return !!box && box.width > 40 && box.height > 20 && !!around && textOf(around, 40, el) !== ""; };
  const LABELLED = new Set(["checkbox", "radio", "file", "select", "select-multiple", "combobox"]);
  const fieldOf = (els, top, marks) => {
    const [el] = els;
    const kind = kindOf(el);
    const many = els.length > 1;
    let hidden = hiddenWithin(el, top);
    if (hidden && LABELLED.has(kind) && els.some((one) => seenLabel(one, top))) hidden = "";
    if (hidden && hidden !== "display" && kind === "file" && hasButton(el)) hidden = "";
    if (hidden === "opacity" && kind === "file" && liesOverText(el)) hidden = "";
    if (hidden && many && els.some((one) => hiddenWithin(one, top) === "")) hidden = "";
    let group = groupOf(el, top);
    let named = label(el, top);
    let options = optionsOf(el);
    if (many || (kind === "radio" && group)) {
      options = els.slice(0, limits.options).map((one) => label(one, top).text.slice(0, 80));
      const around = upElement(el) === top || !upElement(el) ? el : commonOf(els, top);
      // The legend of a whole part of the form, with other fields in it, says less than what stands right before.
      const tight = group && Array.from(queryIn(group.el, CONTROL) || []).filter(isControl).every((one) => els.includes(one) || els.some((own) => within(own, one) || within(one, own)));
      const before = tight ? null : textBefore(around, top);
      const near = tight ? "" : firstText(around, els) || before.text;
      const text = near || (group ? group.text : "");
      if (near && !group) group = null; else if (near) group = { el: group.el, text: group.text, star: before.star || (firstOf(around) && isElement(firstOf(around)) && drawn(firstOf(around)) !== "") };
      const own = options.includes(squeeze(text).slice(0, 80)); // the first button's own words
      named = own ? { text: "", from: "", star: false } : { text: squeeze(text), from: near ? "text before" : group ? "legend" : "", star: (group && group.star) || (before && near && before.star) || (!tight && starWithin(around, els)) || STAR.test(text) };
    }
    const native = drawnFor.get(el);
    if (native) {
      options = optionsOf(native);
      const own = label(native, top);
      if (own.from === "label") named = { text: own.text, from: own.from, star: own.star || named.star };
    }
    const code = many ? null : boxesOfCode(el, top);
    const aside = leftOpen(el, els, top);
    const described = referenced(el, "aria-describedby");
    const shared = sharedLabel(el, top), partOf = named.from === "aria-labelledby" ? namedBy(el).head : "";
    if (!named.text && shared) named = { text: shared, from: "shared label", star: STAR.test(shared) };
    // A label that is only told to machines, or stands in the field, leaves the marks where a visitor sees them.
    const seen = many || isBox(el) || named.from === "label" ? null : textBefore(el, top);
    const near = !!seen && (seen.strong || seen.text.length <= 40);
    const line = many || isBox(el) ? null : labelOfLine(el, named.text);
    const lineStar = !!line && (drawn(line) !== "" || drawnHolding(line) || STAR.test(textOf(line, 120)));
    const texts = [...(line ? [textOf(line, 120)] : []), named.text, ...(near ? [seen.text] : []), ...(shared && !isBox(el) ? [shared] : [])];
    const read = {
      name: attr(el, "name"), id: attr(el, "id"), kind, autocomplete: attr(el, "autocomplete"), label: named.text, label_from: named.from,
      group: code && code.text ? code.text : aside || (group && !many ? group.text : many || isBox(el) ? "" : shared === named.text ? partOf : shared || partOf), placeholder: attr(el, "placeholder"), hint: squeeze(`${described || (isBox(el) ? "" : hintAfter(el, top))} ${drawnOptional(el)}`),
      star_title: starTitle(el), title: attr(el, "title"), inputmode: attr(el, "inputmode"), accept: attr(el, "accept"), pattern: attr(el, "pattern").slice(0, 120),
      required: els.some((one) => hasAttr(one, "required")), aria_required: els.some((one) => attr(one, "aria-required") === "true") || !!(group && attr(group.el, "aria-required") === "true"),
      star: named.star || STAR.test(attr(el, "placeholder")) || (!many && (starBeside(el) || drawnAround(el, top))) || lineStar || (!!code && (code.star || STAR.test(code.text))) || (near && (seen.star || STAR.test(seen.text))) || isMarked(el, texts, [...(line ? [line] : []), ...(seen ? seen.from : [])], marks),
      checked: many || isBox(el) ? els.some(isChecked) : null, boxes: els.length,
      selected: tag(el) === "select" ? Math.max(-1, Math.min(9999, Number(selectIndex(el)) || 0)) : null,
      min_length: numberAttr(el, "minlength"), max_length: numberAttr(el, "maxlength"), hidden, options, disabled: hasAttr(el, "disabled"), paste: null,
    };
    if (native) Object.assign(read, { name: attr(native, "name"), id: attr(native, "id"), kind: kindOf(native), autocomplete: attr(native, "autocomplete"), required: read.required || hasAttr(native, "required"), aria_required: read.aria_required || attr(native, "aria-required") === "true", selected: Math.max(-1, Math.min(9999, Number(selectIndex(native)) || 0)), disabled: hasAttr(native, "disabled") });
    if (kind === "password" && !hidden && !read.disabled && passwords.length < 20) passwords.push([el, read]);
    return read;
  };
  // A heading right before a field that says it may be left out: "Anything you can't eat? (optional)".
  const OPTIONAL = /\b(?:optional|freiwillig|facultati[fv]|optionnel|optioneel|niet verplicht|opcional|facoltativ|opzionale|opcjonaln|nieobowiązkow)/iu;
  // The same, written behind the label by a style sheet.
  const drawnOptional = (el) => { const told = labelElements(el).slice(0, 1).map(paintedAt).join(" "); return OPTIONAL.test(told) ? told : ""; };
  const leftOpen = (el, els, top) => {
    for (let at = els.length > 1 ? commonOf(els, top) : el, level = 0; at && at !== top && level < 3; at = upElement(at), level += 1) {
      let node = previousOf(at);
      for (let steps = 0; node && !isElement(node) && steps < 4; steps += 1) node = previousOf(node);
      if (isElement(node)) { const text = matches(node, HEADING) === true ? textOf(node, 120) : ""; return OPTIONAL.test(text) ? text : ""; }
    }
    return "";
  };
  // Boxes for one character each, side by side, are one code: what stands before the first is said of all.
  const boxesOfCode = (el, top) => {
    if (tag(el) !== "input" || attr(el, "maxlength") !== "1") return null;
    for (let at = upElement(el), level = 0; at && at !== top && level < 4; at = upElement(at), level += 1) {
      const boxes = Array.from(queryIn(at, CONTROL) || []).slice(0, 13).filter(isControl);
      if (boxes.some((one) => attr(one, "maxlength") !== "1") || boxes.length > 12) return null;
      if (boxes.length >= 3) return textBefore(at, top);
    }
    return null;
  };
  const commonOf = (els, top) => {
    let at = upElement(els[0]);
    while (at && at !== top && !els.every((one) => within(one, at))) at = upElement(at);
    return at && at !== top ? at : els[0];
  };
  // A style sheet's asterisk at the words that a group of choices begins with.
  const starWithin = (around, els) => {
    for (let node = around === els[0] ? null : firstOf(around); node; node = nextOf(node)) {
      if (!isElement(node)) continue;
      if (holdsControl(node)) return false;
      if (drawn(node) !== "") return true;
    }
    return false;
  };
  // The first line of what stands around a group of choices.
  const firstText = (around, els) => {
    if (!around || around === els[0]) return "";
    const parts = [];
    for (let node = firstOf(around), steps = 0; node && steps < 20; node = nextOf(node), steps += 1) {
      const element = isElement(node);
      if (element && (els.some((one) => within(one, node)) || (parts.length && (holdsControl(node) || !INLINE.has(tag(node)) && tag(node) !== "span")))) break;
      const text = element ? textOf(node, 200) : squeeze(dataOf(node) || "", 200);
      if (!text) continue;
      parts.push(text);
      if (element && !INLINE.has(tag(node))) break;
    }
    return squeeze(parts.join(" "), 200);
  };
  const hintAfter = (el, top) => {
    let at = el;
    for (let level = 0; level < 2 && at && at !== top; level += 1) {
      for (let node = nextOf(at), steps = 0; node && steps < 4; node = nextOf(node), steps += 1) {
        if (!isElement(node)) { if (typeOfNode(node) === 3 && String(dataOf(node) || "").trim().length > 2) return squeeze(dataOf(node), 200); continue; }
        if (holdsControl(node) || matches(node, "label,button,a,h1,h2,h3,h4,p,fieldset,form,legend") === true) return "";
        const text = textOf(node, 200);
        if (text.length > 1) return text;
      }
      const parent = upElement(at);
      if (!parent || (queryIn(parent, CONTROL) || []).length > 1) return "";
      at = parent;
    }
    return "";
  };
