// Reads the forms of one document as a visitor meets them. Meant for a world of its own, where the page has replaced
// nothing; even so a form's own properties can't be trusted (an input named "children" hides form.children), so that
// everything is read through the prototypes' getters. Never throws: what can't be read is left out and said.
(limits) => {
  "use strict";
  const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const out = { version: 1, forms: [], truncated: [], elements: 0 };
  const started = performance.now();
  const cut = (why) => { if (out.truncated.length < 20 && !out.truncated.includes(why)) out.truncated.push(why); };
  const late = () => performance.now() - started > limits.ms;

  const getter = (start, name) => {
    for (let proto = start; proto; proto = getPrototypeOf(proto)) {
      const found = getOwnPropertyDescriptor(proto, name);
      if (found) return (el) => { try { return found.get ? apply(found.get, el, []) : undefined; } catch { return undefined; } };
    }
    return () => undefined;
  };
  const method = (proto, name) => {
    const native = proto[name];
    return (el, ...args) => { try { return apply(native, el, args); } catch { return null; } };
  };
  const E = Element.prototype, N = Node.prototype, H = HTMLElement.prototype;
  const I = HTMLInputElement.prototype, S = HTMLSelectElement.prototype, T = HTMLTextAreaElement.prototype;
  const attrOf = method(E, "getAttribute"), hasAttr = method(E, "hasAttribute"), matches = method(E, "matches");
  const closest = method(E, "closest"), rectOf = method(E, "getBoundingClientRect"), isRendered = method(E, "checkVisibility");
  const queryIn = method(E, "querySelectorAll"), contains = method(N, "contains"), compare = method(N, "compareDocumentPosition");
  const rootOf = method(N, "getRootNode"), byIdDocument = method(Document.prototype, "getElementById");
  const byIdFragment = method(DocumentFragment.prototype, "getElementById");
  const parentOf = getter(N, "parentNode"), firstOf = getter(N, "firstChild"), nextOf = getter(N, "nextSibling");
  const previousOf = getter(N, "previousSibling"), shadowOf = getter(E, "shadowRoot"), hostOf = getter(ShadowRoot.prototype, "host");
  const tagOf = getter(E, "localName"), typeOfNode = getter(N, "nodeType"), dataOf = getter(CharacterData.prototype, "data");
  const bodyOf = getter(Document.prototype, "body"), docElement = getter(Document.prototype, "documentElement");
  const ownerForm = { input: getter(I, "form"), select: getter(S, "form"), textarea: getter(T, "form"), button: getter(HTMLButtonElement.prototype, "form") };
  const labelsOf = { input: getter(I, "labels"), select: getter(S, "labels"), textarea: getter(T, "labels") };
  const inputType = getter(I, "type"), inputChecked = getter(I, "checked");
  const selectOptions = getter(S, "options"), selectIndex = getter(S, "selectedIndex"), selectMany = getter(S, "multiple");
  const optionText = getter(HTMLOptionElement.prototype, "text"), optionValue = getter(HTMLOptionElement.prototype, "value");
  const formAction = getter(HTMLFormElement.prototype, "action"), formMethod = getter(HTMLFormElement.prototype, "method");
  const anchorHref = getter(HTMLAnchorElement.prototype, "href"), dialogOpen = getter(HTMLDialogElement.prototype, "open");
  const frameSrc = getter(HTMLIFrameElement.prototype, "src");
  const styleOf = (el, pseudo) => { try { return getComputedStyle(el, pseudo); } catch { return null; } };

  const isElement = (node) => !!node && typeOfNode(node) === 1;
  const tag = (el) => String(tagOf(el) || "");
  const attr = (el, name) => { const value = attrOf(el, name); return value === null || value === undefined ? "" : String(value).slice(0, limits.text); };
  const squeeze = (text, most = limits.text) => {
    const short = String(text).slice(0, most * 4).replace(/\s+/gu, " ").trim();
    return short.length > most ? short.slice(0, most) : short;
  };
  const up = (node) => { const parent = parentOf(node); return parent || (typeOfNode(node) === 11 ? hostOf(node) : null) || null; };
  const upElement = (node) => { let at = up(node); while (at && typeOfNode(at) === 11) at = up(at); return isElement(at) ? at : null; };
  const byId = (el, id) => {
    if (!id) return null;
    const root = rootOf(el);
    return root ? (typeOfNode(root) === 9 ? byIdDocument(root, id) : byIdFragment(root, id)) : null;
  };

  // ── one walk over the document and its open shadow roots, in order ────────────────────────────────────────────────
  const all = [];
  const order = new Map();
  const walk = () => {
    const stack = [docElement(document)];
    const met = new Set();
    while (stack.length) {
      const el = stack.pop();
      if (!isElement(el) || met.has(el)) continue;
      met.add(el);
      if (all.length >= limits.elements || (all.length % 512 === 0 && late())) { cut("elements"); break; }
      order.set(el, all.length);
      all.push(el);
      const name = tag(el);
      if (name === "template" || name === "script" || name === "style" || name === "svg") continue;
      const below = [];
      const shadow = shadowOf(el);
      for (const holder of shadow ? [shadow, el] : [el]) {
        for (let child = firstOf(holder); child; child = nextOf(child)) {
          if (typeOfNode(child) === 1) below.push(child);
          if (below.length > limits.elements) { cut("elements"); break; }
        }
      }
      for (let i = below.length - 1; i >= 0; i -= 1) stack.push(below[i]);
    }
    out.elements = all.length;
  };

  // ── text as it is seen ────────────────────────────────────────────────────────────────────────────────────────────
  const SILENT = new Set(["script", "style", "template", "noscript", "select", "textarea", "svg", "iframe", "option", "datalist"]);
  const APART = new Set(["p", "div", "li", "td", "th", "h1", "h2", "h3", "h4", "label", "small", "span", "dt", "dd", "button"]);
  const textOf = (root, most = limits.text, without = null) => {
    const parts = [];
    let length = 0, steps = 0, depth = 0;
    const visit = (node) => {
      for (let child = firstOf(node); child && length < most && steps < 2000; child = nextOf(child)) {
        steps += 1;
        const kind = typeOfNode(child);
        if (kind === 3) { const data = String(dataOf(child) || "").slice(0, most); parts.push(data); length += data.length; continue; }
        if (kind !== 1 || child === without) continue;
        const name = tag(child);
        if (SILENT.has(name)) continue;
        if (name === "br" || APART.has(name)) parts.push(" ");
        if (name === "img") parts.push(attr(child, "alt"));
        else if (depth < 60) { depth += 1; visit(child); depth -= 1; }
        if (APART.has(name)) parts.push(" ");
      }
    };
    if (!root) return "";
    visit(root);
    return squeeze(parts.join(""), most);
  };
  // An asterisk that a style sheet draws: label::after and the like.
  const drawn = (el) => {
    if (!el) return "";
    let found = "";
    const places = [el, ...Array.from(queryIn(el, "span,abbr,b,em,i,strong") || []).slice(0, 8)];
    for (const place of places) {
      for (const pseudo of ["::before", "::after"]) {
        const style = styleOf(place, pseudo);
        const content = style ? String(style.content || "") : "";
        if (content && content !== "none" && content !== "normal" && /["'][^"']*[*＊✱∗][^"']*["']/u.test(content)) found = "*";
      }
      if (/(^|[\s-])(fa-asterisk|icon-asterisk|glyphicon-asterisk)\b/u.test(attr(place, "class"))) found = "*";
    }
    return found;
  };

  // ── what is to be seen ────────────────────────────────────────────────────────────────────────────────────────────
  const rendered = (el) => isRendered(el, { visibilityProperty: true, contentVisibilityAuto: false }) === true;
  // Hidden by itself or by something between it and `top`, so that a field of a closed dialog still counts in it.
  const hiddenWithin = (el, top) => {
    const base = top ? styleOf(top) : null;
    const topVisible = !base || base.visibility === "visible";
    for (let at = el, steps = 0; at && at !== top && steps < 80; at = upElement(at), steps += 1) {
      const style = styleOf(at);
      if (!style) return "unreadable";
      if (style.display === "none") return "display";
      if (style.opacity === "0") return "opacity";
      if (at === el && topVisible && style.visibility !== "visible") return "visibility";
      if (style.position === "absolute" || style.position === "fixed") {
        for (const side of [style.left, style.top, style.right]) if (parseFloat(side) <= -400) return "off screen";
        if (/^rect\((0(px)?|1px)[, ]+(0(px)?|1px)[, ]+(0(px)?|1px)[, ]+(0(px)?|1px)\)$/u.test(style.clip)) return "clipped";
      }
      if (parseFloat(style.textIndent) <= -400 && at === el) return "off screen";
      if (/^inset\((50|[6-9]\d|100)%/u.test(style.clipPath)) return "clipped";
      const clips = style.overflow !== "visible";
      if (clips && (parseFloat(style.height) <= 1 || parseFloat(style.width) <= 1)) return "no size";
      if (attr(at, "aria-hidden") === "true" && (attr(el, "tabindex") === "-1" || attr(el, "autocomplete") === "off") && at !== el) return "aria-hidden";
    }
    if (rendered(el)) {
      const box = rectOf(el);
      if (box && (box.width <= 1 || box.height <= 1) && tag(el) !== "label") return "no size";
      if (box && (box.right + scrollX < 0 || box.bottom + scrollY < 0)) return "off screen";
    }
    return "";
  };

  // ── labels ────────────────────────────────────────────────────────────────────────────────────────────────────────
  const referenced = (el, name) => attr(el, name).split(/\s+/u).slice(0, 6).map((id) => textOf(byId(el, id))).filter(Boolean).join(" ");
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
      const parts = [];
      let strong = true;
      for (let node = previousOf(at), steps = 0; node && steps < 8; node = previousOf(node), steps += 1) {
        const kind = typeOfNode(node);
        if (kind === 3) { const text = squeeze(dataOf(node) || ""); if (text) parts.unshift(text); continue; }
        if (kind !== 1) continue;
        if (holdsControl(node) || matches(node, NO_LABEL) === true || showsThing(node)) { if (parts.length) break; return { text: "", strong: false }; }
        const text = textOf(node, 200);
        if (!text) continue;
        parts.unshift(text);
        strong = strong && matches(node, "p,div,small,ul") !== true;
        if (matches(node, "label,dt,th,legend") === true) break;
      }
      const text = squeeze(parts.join(" "));
      if (/[\p{L}\p{N}]/u.test(text)) return { text, strong: strong && text.length <= 80 };
      const cell = closest(at, "td");
      const before = cell && cell !== at ? null : cell && previousOf(cell);
      if (isElement(before) && !holdsControl(before) && !showsThing(before)) { const found = textOf(before, 200); if (found) return { text: found, strong: true }; }
      at = upElement(at);
    }
    return { text: "", strong: false };
  };
  // The label of a line that several controls share: "Birthday", then day, month and year.
  const sharedLabel = (el, top) => {
    let at = el;
    for (let level = 0; level < 2 && at && at !== top; level += 1) {
      let between = 0;
      for (let node = previousOf(at), steps = 0; node && steps < 12; node = previousOf(node), steps += 1) {
        if (!isElement(node)) continue;
        if (holdsControl(node)) { between += 1; continue; }
        if (matches(node, NO_LABEL) === true) break;
        const target = attr(node, "for");
        if (matches(node, "label,legend,span,strong,dt") === true && (!target || target === attr(el, "id"))) {
          const text = textOf(node, 120);
          if (text && between <= 3) return text;
        }
        if (tag(node) === "label" && target && between) break;
      }
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
    const found = (text, from, star) => ({ text: squeeze(text), from, star: !!star || /[*＊✱∗]/u.test(text) });
    const labels = labelElements(el);
    let text = labels.map((one) => textOf(one, limits.text, el)).filter(Boolean).join(" ");
    const star = labels.some((one) => drawn(one) !== "");
    if (text) return found(text, "label", star);
    text = referenced(el, "aria-labelledby");
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
    return found(before.text, before.text ? "text before" : "", false);
  };
  const starBeside = (el) => {
    for (let at = el, level = 0; at && level < 2; at = upElement(at), level += 1) {
      for (const step of [nextOf, previousOf]) {
        let node = step(at);
        while (node && typeOfNode(node) === 3 && !String(dataOf(node) || "").trim()) node = step(node);
        if (!node) continue;
        const text = typeOfNode(node) === 3 ? String(dataOf(node)) : isElement(node) && !holdsControl(node) ? textOf(node, 40) : "";
        if (/^\s*[*＊✱∗]\s*$/u.test(text)) return true;
        if (isElement(node) && !holdsControl(node) && text.length < 3 && drawn(node)) return true;
      }
      const parent = upElement(at);
      if (!parent || (queryIn(parent, CONTROL) || []).length > 1) break;
    }
    return false;
  };
  // What a mark says of itself: <abbr title="required">*</abbr>.
  const starTitle = (el) => {
    for (const one of labelElements(el)) {
      for (const mark of Array.from(queryIn(one, "abbr,span,em,sup,i") || []).slice(0, 8)) {
        const told = attr(mark, "title") || attr(mark, "aria-label");
        if (told && /^\s*([*＊✱∗]\s*)?$/u.test(textOf(mark, 20))) return squeeze(told, 80);
      }
    }
    return "";
  };
  const groupOf = (el, top) => {
    for (let at = upElement(el), steps = 0; at && at !== top && steps < 8; at = upElement(at), steps += 1) {
      if (tag(at) === "fieldset") {
        for (let child = firstOf(at); child; child = nextOf(child)) if (isElement(child) && tag(child) === "legend") return { el: at, text: textOf(child), star: drawn(child) !== "" };
      }
      const role = attr(at, "role");
      if (role === "group" || role === "radiogroup") {
        const text = attr(at, "aria-label") || referenced(at, "aria-labelledby");
        if (text) return { el: at, text: squeeze(text), star: false };
      }
    }
    return null;
  };

  // ── forms: elements, and groups of controls without one ───────────────────────────────────────────────────────────
  const isForm = (el) => tag(el) === "form";
  const owner = (el) => {
    const own = ownerForm[tag(el)] ? ownerForm[tag(el)](el) : null;
    if (own) return own;
    for (let at = upElement(el), steps = 0; at && steps < 400; at = upElement(at), steps += 1) if (isForm(at)) return at;
    return null;
  };
  const BUTTONS = "button,input[type=submit],input[type=image],input[type=button],[role=button],a.btn,a.button";
  const buttonText = (el) => {
    const told = [tag(el) === "input" ? attr(el, "value") || attr(el, "alt") : textOf(el, 120), attr(el, "aria-label"), attr(el, "title")];
    return squeeze(told.find((text) => /\p{L}/u.test(text)) || told[0], 120);
  };
  const opens = (el) => hasAttr(el, "aria-expanded") || hasAttr(el, "aria-haspopup") || hasAttr(el, "aria-pressed") || attr(el, "type") === "reset";
  // Shows a password, counts up or down, clears: part of a field, sends nothing.
  const isPartOfField = (el) => {
    const words = (buttonText(el) + " " + attr(el, "aria-label")).toLowerCase();
    return opens(el) || !/\p{L}{2}/u.test(words) || /(passwor[dt]\w* (anzeigen|einblenden|ausblenden|verbergen))|\b(show|hide|toggle)\b|löschen|\bclear\b|erhöhen|verringern|increase|decrease|schließen|\bclose\b/u.test(words);
  };
  const LANDMARK = "header,footer,nav,aside,dialog,[role=banner],[role=contentinfo],[role=search],[role=dialog]";
  const BIG = "main,section,article,aside,footer,header,nav,dialog,[role=dialog],body";
  const containerOf = (el, holders) => {
    for (let at = upElement(el), steps = 0; at && steps < 60; at = upElement(at), steps += 1) {
      if (at === bodyOf(document) || tag(at) === "html") return null;
      if (holders.has(at)) return at;
      // What stands in the head or foot of a page is no part of a form elsewhere on it.
      if (matches(at, LANDMARK) === true) return null;
    }
    return null;
  };
  const within = (el, top) => { for (let at = el, steps = 0; at && steps < 400; at = up(at), steps += 1) if (at === top) return true; return false; };

  const opened = new Set();
  const noteOpeners = () => {
    for (const el of all) {
      for (const name of ["aria-controls", "data-bs-target", "data-target", "popovertarget", "data-offcanvas"]) {
        const value = attr(el, name);
        if (value && opened.size < 500) for (const id of value.split(/\s+/u).slice(0, 4)) opened.add(id.replace(/^#/u, ""));
      }
    }
  };
  const shownAs = (el) => {
    if (rendered(el)) {
      const box = rectOf(el);
      return box && box.width > 1 && box.height > 1 ? "yes" : "no";
    }
    for (let at = el, steps = 0; at && steps < 60; at = upElement(at), steps += 1) {
      const name = tag(at), role = attr(at, "role");
      if ((name === "dialog" && dialogOpen(at) !== true) || role === "dialog" || role === "alertdialog" || hasAttr(at, "popover") || attr(at, "aria-modal") === "true" || name === "details") return "opens";
      if (/(^|[\s_-])(modal|offcanvas|drawer|popup|lightbox|flyout)([\s_-]|$)/u.test(attr(at, "class"))) return "opens";
      if (attr(at, "id") && opened.has(attr(at, "id"))) return "opens";
    }
    return "no";
  };

  // ── fields ────────────────────────────────────────────────────────────────────────────────────────────────────────
  const numberAttr = (el, name) => { const value = attr(el, name); return /^\d{1,9}$/u.test(value) ? Number(value) : null; };
  const kindOf = (el) => {
    const name = tag(el);
    if (name === "input") return String(inputType(el) || "text");
    if (name === "select") return selectMany(el) ? "select-multiple" : "select";
    if (name === "textarea") return "textarea";
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
  const LABELLED = new Set(["checkbox", "radio", "file", "select", "select-multiple"]);
  const fieldOf = (els, top) => {
    const [el] = els;
    const kind = kindOf(el);
    const many = els.length > 1;
    let hidden = hiddenWithin(el, top);
    if (hidden && LABELLED.has(kind) && els.some((one) => seenLabel(one, top))) hidden = "";
    if (hidden && many && els.some((one) => hiddenWithin(one, top) === "")) hidden = "";
    const group = groupOf(el, top);
    let named = label(el, top);
    let options = optionsOf(el);
    if (many || (kind === "radio" && group)) {
      options = els.slice(0, limits.options).map((one) => label(one, top).text.slice(0, 80));
      const around = upElement(el) === top || !upElement(el) ? el : commonOf(els, top);
      const text = group ? group.text : firstText(around, els) || textBefore(around, top).text;
      const own = options.includes(squeeze(text).slice(0, 80)); // the first button's own words
      named = own ? { text: "", from: "", star: false } : { text: squeeze(text), from: group ? "legend" : text ? "text before" : "", star: (group && group.star) || /[*＊✱∗]/u.test(text) };
    }
    const described = referenced(el, "aria-describedby");
    const shared = sharedLabel(el, top);
    if (!named.text && shared) named = { text: shared, from: "shared label", star: /[*＊✱∗]/u.test(shared) };
    return {
      name: attr(el, "name"), id: attr(el, "id"), kind, autocomplete: attr(el, "autocomplete"), label: named.text, label_from: named.from,
      group: group && !many ? group.text : many || isBox(el) ? "" : shared === named.text ? "" : shared, placeholder: attr(el, "placeholder"), hint: squeeze(described || (isBox(el) ? "" : hintAfter(el, top))),
      star_title: starTitle(el), title: attr(el, "title"), inputmode: attr(el, "inputmode"), accept: attr(el, "accept"), pattern: attr(el, "pattern").slice(0, 120),
      required: els.some((one) => hasAttr(one, "required")), aria_required: els.some((one) => attr(one, "aria-required") === "true") || !!(group && attr(group.el, "aria-required") === "true"),
      star: named.star || /[*＊✱∗]/u.test(attr(el, "placeholder")) || (!many && starBeside(el)),
      checked: many || isBox(el) ? els.some(isChecked) : null, boxes: els.length,
      selected: tag(el) === "select" ? Math.max(-1, Math.min(9999, Number(selectIndex(el)) || 0)) : null,
      min_length: numberAttr(el, "minlength"), max_length: numberAttr(el, "maxlength"), hidden, options, disabled: hasAttr(el, "disabled"),
    };
  };
  const commonOf = (els, top) => {
    let at = upElement(els[0]);
    while (at && at !== top && !els.every((one) => within(one, at))) at = upElement(at);
    return at && at !== top ? at : els[0];
  };
  const firstText = (around, els) => {
    if (!around || around === els[0]) return "";
    for (let node = firstOf(around); node; node = nextOf(node)) {
      if (isElement(node) && (els.some((one) => within(one, node)))) return "";
      const text = isElement(node) ? textOf(node, 200) : squeeze(dataOf(node) || "", 200);
      if (text) return text;
    }
    return "";
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

  // ── around a form ─────────────────────────────────────────────────────────────────────────────────────────────────
  const CAPTCHAS = [
    ["recaptcha", /(google\.com|recaptcha\.net)\/recaptcha|g-recaptcha|grecaptcha/iu], ["hcaptcha", /hcaptcha\.com|h-captcha/iu],
    ["turnstile", /challenges\.cloudflare\.com|cf-turnstile/iu], ["friendlycaptcha", /friendlycaptcha|frc-captcha/iu],
    ["altcha", /altcha/iu], ["mcaptcha", /mcaptcha/iu], ["geetest", /geetest/iu], ["arkose", /arkoselabs|funcaptcha/iu], ["mtcaptcha", /mtcaptcha/iu],
  ];
  const captchasIn = (top) => {
    const found = new Set();
    const places = Array.from(queryIn(top, "iframe,div,script,altcha-widget,input[type=hidden],textarea") || []).slice(0, 400);
    for (const el of [top, ...places]) {
      const words = `${tag(el) === "iframe" ? String(frameSrc(el) || "").slice(0, 300) : ""} ${attr(el, "class")} ${tag(el)} ${tag(el) === "script" ? attr(el, "src") : ""} ${attr(el, "name")}`;
      for (const [name, pattern] of CAPTCHAS) if (pattern.test(words)) found.add(name);
    }
    return Array.from(found).slice(0, 5);
  };
  const linksOf = (top) => {
    const found = [];
    const take = (holder, place) => {
      for (const el of Array.from(queryIn(holder, "a[href]") || [])) {
        if (found.length >= limits.links) { cut("links"); return; }
        found.push({ href: String(anchorHref(el) || "").slice(0, 500), text: textOf(el, 200) || attr(el, "aria-label"), place, seen: hiddenWithin(el, top === holder ? top : null) === "" });
      }
    };
    take(top, "inside");
    // Three links and no word beside them are a menu: it stands near the form by chance.
    const isMenu = (node) => {
      const links = Array.from(queryIn(node, "a[href]") || []);
      const told = links.reduce((sum, el) => sum + textOf(el, 200).length, 0);
      return links.length >= 3 && told >= 0.8 * textOf(node, 1500).length;
    };
    const near = [];
    for (const step of [previousOf, nextOf]) {
      let node = step(top);
      for (let steps = 0; node && steps < 3; node = step(node)) { if (isElement(node)) { steps += 1; near.push(node); } }
    }
    const parent = upElement(top);
    if (parent && parent !== bodyOf(document) && textOf(parent, 1500).length < 1400 && (queryIn(parent, "form") || []).length <= 1 && matches(parent, BIG) !== true) near.push(parent);
    for (const node of near) {
      if (holdsControl(node) && node !== parent) continue;
      if (matches(node, "nav,footer,header,main") === true || (queryIn(node, "a[href]") || []).length > 8 || isMenu(node)) continue;
      if (tag(node) === "a") { if (found.length < limits.links) found.push({ href: String(anchorHref(node) || "").slice(0, 500), text: textOf(node, 200), place: "beside", seen: hiddenWithin(node, null) === "" }); }
      else for (const el of Array.from(queryIn(node, "a[href]") || [])) {
        if (found.length >= limits.links || within(el, top)) continue;
        found.push({ href: String(anchorHref(el) || "").slice(0, 500), text: textOf(el, 200), place: "beside", seen: hiddenWithin(el, null) === "" });
      }
    }
    return found;
  };
  const headingsOf = (top) => {
    const found = Array.from(queryIn(top, "h1,h2,h3,h4,h5,legend,.card-title,.step-title,[role=heading]") || []).slice(0, 8).map((el) => textOf(el, 160)).filter(Boolean);
    const above = [];
    for (let at = top, level = 0; at && level < 4 && above.length < 2; at = upElement(at), level += 1) {
      for (let node = previousOf(at), steps = 0; node && steps < 6; node = previousOf(node)) {
        if (!isElement(node)) continue;
        steps += 1;
        if (isForm(node) || holdsControl(node)) break;
        const head = matches(node, "h1,h2,h3,h4,h5,[role=heading]") === true ? node : (Array.from(queryIn(node, "h1,h2,h3,h4,h5,[role=heading]") || []).slice(-1)[0] || null);
        if (head) { const text = textOf(head, 160); if (text) above.push(text); break; }
      }
      if (above.length || matches(at, BIG) === true) break;
    }
    return { inside: found, above };
  };
  const outerText = (top) => {
    const parts = [];
    for (let node = previousOf(top), steps = 0; node && steps < 4; node = previousOf(node)) {
      if (!isElement(node)) { const text = typeOfNode(node) === 3 ? squeeze(dataOf(node) || "", 200) : ""; if (text) parts.unshift(text); continue; }
      steps += 1;
      if (holdsControl(node) || isForm(node)) break;
      parts.unshift(textOf(node, 300));
    }
    return squeeze(parts.join(" "), 600);
  };

  const formOf = (top, controls, hasElement) => {
    const fields = [];
    const hidden = [];
    const taken = new Set();
    const buttons = Array.from(queryIn(top, BUTTONS) || []).concat(tag(top) === "form" ? outsideButtons.get(top) || [] : []);
    for (const el of controls) {
      if (taken.has(el)) continue;
      if (late()) { cut("time"); break; }
      if (fields.length >= limits.fields) { cut("fields"); break; }
      const kind = kindOf(el), name = attr(el, "name");
      let same = [el];
      if ((kind === "radio" || kind === "checkbox") && tag(el) === "input" && name) same = controls.filter((one) => tag(one) === "input" && kindOf(one) === kind && attr(one, "name") === name).slice(0, 200);
      else if (kind === "radio") { const group = closest(el, "[role=radiogroup],fieldset"); same = group ? controls.filter((one) => kindOf(one) === "radio" && within(one, group)).slice(0, 200) : [el]; }
      for (const one of same) taken.add(one);
      const field = fieldOf(same, top);
      if (kind === "radiogroup") for (const one of controls) if (one !== el && within(one, el)) taken.add(one);
      if (field.hidden) { if (hidden.length < 40) hidden.push(field); } else fields.push(field);
    }
    const heads = headingsOf(top);
    return {
      element: hasElement, id: attr(top, "id"), name: attr(top, "name"), classes: attr(top, "class"), aria_label: attr(top, "aria-label") || referenced(top, "aria-labelledby"),
      role: attr(top, "role"), method: hasElement ? String(formMethod(top) || "get") : "", action: hasElement ? String(formAction(top) || "").slice(0, 2000) : "", has_action: hasElement && hasAttr(top, "action"),
      shown: shownAs(top), fields, hidden, headings: heads.inside, above: heads.above, text: textOf(top, limits.around), before: outerText(top),
      buttons: buttons.filter((el) => !isPartOfField(el) || attr(el, "type") === "submit").slice(0, 12).map(buttonText).filter(Boolean), links: linksOf(top), captchas: captchasIn(top), dialog: !!closest(top, "dialog,[role=dialog],[aria-modal=true]"),
    };
  };

  const outsideButtons = new Map();
  const look = () => {
    walk();
    noteOpeners();
    const perForm = new Map();
    const orphans = [];
    const forms = [];
    let controls = 0;
    for (const el of all) {
      if (isForm(el)) { forms.push(el); perForm.set(el, perForm.get(el) || []); continue; }
      if (tag(el) === "button" || (tag(el) === "input" && inputType(el) === "submit")) {
        const form = ownerForm[tag(el)](el);
        if (form && contains(form, el) !== true) outsideButtons.set(form, [...(outsideButtons.get(form) || []), el].slice(0, 5));
      }
      if (!isControl(el)) continue;
      if (!ownerForm[tag(el)] && hasAttr(el, "contenteditable") && attr(el, "contenteditable") === "false") continue;
      if (!ownerForm[tag(el)] && (holdsNative(el) || standsFor(el))) continue;
      controls += 1;
      if (controls > limits.controls) { cut("controls"); break; }
      const form = owner(el);
      if (form) { const list = perForm.get(form) || []; list.push(el); perForm.set(form, list); } else orphans.push(el);
    }
    const groups = new Map();
    const senders = [];
    for (const el of all) {
      if (senders.length >= 300) break;
      if (matches(el, BUTTONS) === true && !owner(el) && !isPartOfField(el)) senders.push(el);
    }
    const holders = new Set();
    for (const el of senders) for (let at = upElement(el), steps = 0; at && steps < 200; at = upElement(at), steps += 1) holders.add(at);
    for (const el of orphans) {
      if (late()) { cut("time"); break; }
      if (hiddenWithin(el, null) && !LABELLED.has(kindOf(el)) && shownAs(el) === "no") continue;
      const top = containerOf(el, holders) || closest(el, BIG) || upElement(el);
      if (!top || top === bodyOf(document) || tag(top) === "html" || tag(top) === "main") { const own = upElement(el); if (own) groups.set(own, [...(groups.get(own) || []), el]); continue; }
      groups.set(top, [...(groups.get(top) || []), el]);
    }
    // A line with the button in it, and more of the same form around it.
    for (const [outer, list] of [...groups].slice(0, 200)) {
      const inner = [...groups.keys()].filter((el) => el !== outer && within(el, outer)).slice(0, 3);
      if (inner.length !== 1 || senders.some((el) => within(el, outer) && !within(el, inner[0]))) continue;
      groups.set(outer, [...list, ...groups.get(inner[0])].sort((a, b) => order.get(a) - order.get(b)));
      groups.delete(inner[0]);
    }
    const tops = [...forms.map((el) => [el, perForm.get(el) || [], true])];
    for (const [el, list] of groups) {
      const hasButton = holders.has(el);
      const typed = list.some((one) => !["checkbox", "radio", "select", "range", "color", "switch", "listbox", "button"].includes(kindOf(one)));
      if (hasButton || typed) tops.push([el, list, false]);
    }
    tops.sort((a, b) => (order.get(a[0]) ?? 1e9) - (order.get(b[0]) ?? 1e9));
    for (const [el, list, hasElement] of tops) {
      if (!list.length) continue;
      if (late()) { cut("time"); break; }
      if (out.forms.length >= limits.forms) { cut("forms"); break; }
      try {
        const form = formOf(el, list, hasElement);
        if (form.fields.length) out.forms.push(form);
      } catch {
        cut("form");
      }
    }
  };
  // A drawn select beside the native one it stands for.
  const standsFor = (el) => {
    const around = ["combobox", "listbox"].includes(attr(el, "role")) ? upElement(upElement(el) || el) : null;
    return !!around && (queryIn(around, "select") || []).length === 1 && (queryIn(around, CONTROL) || []).length <= 3;
  };
  const holdsNative = (el) => !["radiogroup"].includes(attr(el, "role")) && Array.from(queryIn(el, "input,select,textarea") || []).some(isControl);

  try {
    look();
  } catch {
    cut("error");
  }
  return out;
}
