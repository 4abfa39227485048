// Reads by what a page sells: its controls, the variants that have to be chosen, and where a click would meet one.
// Runs in a world of its own; what it found stays there, so that a control can be aimed at by its number. Judges nothing.
(order, argument) => {
  "use strict";
  const store = (globalThis.siegelBuying ??= { elements: [] });
  @REACH@
  const formAction = getter(HTMLFormElement.prototype, "action"), anchorHref = getter(HTMLAnchorElement.prototype, "href");
  const formOf = { button: getter(HTMLButtonElement.prototype, "form"), input: getter(HTMLInputElement.prototype, "form"), select: getter(HTMLSelectElement.prototype, "form") };
  const optionsOf = getter(HTMLSelectElement.prototype, "options"), indexOf = getter(HTMLSelectElement.prototype, "selectedIndex");
  const checkedOf = getter(HTMLInputElement.prototype, "checked"), labelsOf = getter(HTMLInputElement.prototype, "labels");
  const inside = (node, outer) => { for (let at = node; at; at = up(at)) if (at === outer) return true; return false; };
  const keep = (el) => store.elements.push(el) - 1;
  const CHROME = /(?:^|[\s_-])(?:footer|nav|navbar|navigation|menu|header|topbar|breadcrumb)(?:$|[\s_-])/i;
  const inChrome = (el) => {
    for (let at = el; at; at = up(at)) {
      const tag = tagOf(at);
      if (tag === "main" || tag === "article" || tag === "body") return false;
      if (["header", "footer", "nav"].includes(tag) || ["banner", "contentinfo", "navigation"].includes(attr(at, "role"))) return true;
      if (["div", "section", "ul"].includes(tag) && CHROME.test(`${attr(at, "id") ?? ""} ${attr(at, "class") ?? ""}`.slice(0, 300))) return true;
    }
    return false;
  };
  const formFor = (el) => {
    const own = formOf[tagOf(el)];
    return own ? own(el) : null;
  };
  const TYPES = new Set(["submit", "image"]);
  const controlOf = (el, first) => {
    const tag = tagOf(el), form = formFor(el);
    const type = tag === "button" || tag === "input" ? (attr(el, "type") || (tag === "button" ? "submit" : "text")).toLowerCase() : "";
    const text = tag === "input" ? attr(el, "value") || attr(el, "alt") : squeeze(el instanceof HTMLElement ? innerText(el) : textOf(el));
    const drawn = tag === "input" ? [] : [...allIn(el, "img[alt],[aria-label],[title],svg title")].slice(0, 4).map((one) => attr(one, "alt") || attr(one, "aria-label") || attr(one, "title") || textOf(one));
    const submits = form !== null && TYPES.has(type);
    // What a style sheet writes into it, and what a click on it calls.
    const written = ["::before", "::after"].map((one) => getComputedStyle(el, one).content).filter((one) => /^["']/.test(one)).map((one) => one.slice(1, -1));
    const calls = ["onclick", "onmousedown", "data-bind", "wire:click", "@click", "v-on:click", "x-on:click", "ng-click", "formaction"].map((one) => attr(el, one)).concat(type === "image" ? [attr(el, "src")] : [], form && submits ? [attr(form, "onsubmit")] : []);
    const described = ["aria-labelledby", "aria-describedby"].flatMap((one) => (attr(el, one) ?? "").split(/\s+/)).slice(0, 6).map((id) => (id ? textOf(document.getElementById(id) ?? document.createTextNode("")) : ""));
    const names = [attr(el, "aria-label"), attr(el, "title"), tag === "button" ? attr(el, "value") : "", tag === "input" ? attr(el, "alt") : "", ...drawn, squeeze(textOf(el)), ...written, ...described];
    const holder = form ? [attr(form, "id"), attr(form, "name")] : [];
    return {
      number: keep(el), shown: squeeze(text), names: names.map((one) => squeeze(one)).filter(Boolean),
      marks: [attr(el, "id"), attr(el, "name"), attr(el, "value"), attr(el, "data-action"), attr(el, "formaction"), ...holder].map((one) => squeeze(one)).filter(Boolean),
      calls: calls.map((one) => squeeze(one)).filter(Boolean),
      classes: squeeze(`${attr(el, "class") ?? ""} ${attr(el, "data-testid") ?? ""}`, 1000),
      href: tag === "a" ? squeeze(anchorHref(el), 4000) : "", target: submits ? squeeze(has(el, "formaction") ? new URL(attr(el, "formaction"), document.baseURI).href : formAction(form), 4000) : "",
      form: form ? keepForm(form) : -1, submits, method: submits ? squeeze(attr(el, "formmethod") || attr(form, "method") || "get").toLowerCase() : "",
      main: !inChrome(el), after: !first || (compare(first, el) & 4) !== 0, visible: shown(el),
      disabled: matches(el, ":disabled") || attr(el, "aria-disabled") === "true" || /(?:^|\s)(?:is-)?disabled(?:$|\s)/.test(attr(el, "class") ?? ""),
    };
  };

  const labelOf = (el) => {
    const labels = el instanceof HTMLInputElement ? labelsOf(el) : null;
    return squeeze((labels && labels.length ? textOf(labels[0]) : "") || attr(el, "aria-label") || textOf(el) || attr(el, "title") || attr(el, "value"), 200);
  };
  // Lists, radio buttons and swatches in the page's own part of which none is chosen yet.
  const groups = () => {
    const found = [];
    for (const list of all("select").slice(0, 60)) {
      if (found.length >= argument.limits.groups || inChrome(list) || matches(list, ":disabled")) continue;
      const options = [...optionsOf(list)].slice(0, 60), chosen = options[indexOf(list)];
      const empty = !chosen || (attr(chosen, "value") ?? textOf(chosen)) === "" || chosen.disabled;
      if (!empty || !(shown(list) || has(list, "required"))) continue;
      found.push({ list: keep(list), form: formFor(list) ? keepForm(formFor(list)) : -1, options: options.filter((one) => !one.disabled && (attr(one, "value") ?? textOf(one)) !== "").map((one) => ({ number: -1, label: squeeze(textOf(one), 200), value: squeeze(attr(one, "value") ?? textOf(one)) })) });
    }
    const radios = new Map();
    for (const radio of all("input[type=radio]").slice(0, 300)) {
      if (inChrome(radio)) continue;
      const key = `${attr(radio, "name")}|${formFor(radio) ? keepForm(formFor(radio)) : ""}`;
      if (!radios.has(key)) radios.set(key, []);
      radios.get(key).push(radio);
    }
    for (const group of radios.values()) {
      if (found.length >= argument.limits.groups || group.some(checkedOf)) continue;
      const can = group.filter((one) => !matches(one, ":disabled"));
      found.push({ list: null, form: formFor(group[0]) ? keepForm(formFor(group[0])) : -1, options: can.slice(0, 60).map((one) => ({ number: keep(one), label: labelOf(one), value: "" })) });
    }
    for (const group of all("[role=radiogroup]").slice(0, 40)) {
      const can = [...allIn(group, "[role=radio]")].filter((one) => attr(one, "aria-disabled") !== "true");
      if (found.length >= argument.limits.groups || !can.length || inChrome(group) || can.some((one) => attr(one, "aria-checked") === "true")) continue;
      let form = group;
      while (form && tagOf(form) !== "form") form = up(form);
      found.push({ list: null, form: form ? keepForm(form) : -1, options: can.slice(0, 60).map((one) => ({ number: keep(one), label: labelOf(one), value: "" })) });
    }
    return found;
  };
  const forms = [];
  const keepForm = (form) => { const at = forms.indexOf(form); return at >= 0 ? at : forms.push(form) - 1; };

  const survey = () => {
    store.elements = [];
    const first = all("h1").find(shown) ?? null;
    const controls = [];
    for (const el of all("button,input[type=submit],input[type=button],input[type=image],a[href],[role=button]")) {
      if (controls.length >= argument.limits.controls || late()) break;
      if (tagOf(el) === "a" && squeeze(textOf(el), 200).length > 120) continue;
      try { controls.push(controlOf(el, first)); } catch { /* an address that is none */ }
    }
    return { controls, groups: groups(), heading: first ? squeeze(innerText(first) || textOf(first)) : "", url: location.href };
  };

  const targetsOf = (el) => {
    if (!(el instanceof HTMLInputElement) || attr(el, "type")?.toLowerCase() !== "radio") return [el];
    return [el, ...(labelsOf(el) ?? [])];
  };
  const aim = () => {
    const el = store.elements[argument.number];
    if (!el || !el.isConnected) return { state: "gone" };
    let state = "hidden";
    for (const target of targetsOf(el)) {
      if (!shown(target)) continue;
      state = "covered";
      target.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const r = rectOf(target);
      for (const [fx, fy] of [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.25], [0.5, 0.75]]) {
        const x = r.left + r.width * fx, y = r.top + r.height * fy;
        const hit = hitAt(x, y);
        if (hit && (reaches(hit, target) || (target !== el && inside(hit, target)))) return { state: "free", x, y, control: target === el ? controlOf(el, null) : null };
      }
    }
    return { state };
  };
  // As the browser itself does when somebody picks an entry.
  const pick = () => {
    const list = store.elements[argument.number];
    if (!(list instanceof HTMLSelectElement) || !list.isConnected) return { state: "gone" };
    const entry = [...optionsOf(list)].find((one) => squeeze(attr(one, "value") ?? textOf(one)) === argument.value);
    if (!entry) return { state: "gone" };
    entry.selected = true;
    for (const name of ["input", "change"]) list.dispatchEvent(new Event(name, { bubbles: true, composed: name === "input" }));
    return { state: "free" };
  };

  const find = () => {
    try { return controlOf(all(argument.css).find(shown), null); } catch { return null; }
  };

  return { survey, aim, pick, find }[order]();
}
