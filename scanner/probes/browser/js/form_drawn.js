// Part of forms.js: selects that a page draws itself, beside or around a native one that keeps the value, or without any.
  const DRAWN = ["combobox", "listbox"];
  const drawnFor = new Map(); // what is drawn and seen, and the native select that it stands for
  const unasked = new Set(); // natives that are told with what is drawn, and drawn ones beside a native that is seen
  // The only select in the nearest container that holds nothing else to fill in, with that container.
  const nativeBeside = (el) => {
    for (let at = el, level = 0; at && level < 4 && !isForm(at); at = upElement(at), level += 1) {
      const found = queryIn(at, "select") || [];
      if (!found.length) continue;
      const others = Array.from(queryIn(at, CONTROL) || []).slice(0, 40).filter((one) => one !== found[0] && one !== el && isControl(one) && !inside(one, el) && !inside(el, one));
      return found.length === 1 && !others.length ? [found[0], at] : null;
    }
    return null;
  };
  // Drawn stars, or other buttons of one choice, beside the select that keeps their value and is not seen.
  const keptBeside = (group) => {
    for (let at = upElement(group), level = 0; at && level < 2 && !isForm(at); at = upElement(at), level += 1) {
      const found = Array.from(queryIn(at, "select") || []);
      if (!found.length) continue;
      const others = Array.from(queryIn(at, CONTROL) || []).slice(0, 40).filter((one) => one !== found[0] && isControl(one) && one !== group && !inside(one, group));
      return found.length === 1 && !others.length && hiddenWithin(found[0], at) !== "" && hiddenWithin(group, at) === "" ? found[0] : null;
    }
    return null;
  };
  const noteDrawn = () => {
    let tried = 0;
    for (const el of all) {
      if (["radiogroup", "group"].includes(attr(el, "role")) && (queryIn(el, "[role=radio]") || []).length > 1) { const kept = keptBeside(el); if (kept) unasked.add(kept); continue; }
      if (!DRAWN.includes(attr(el, "role")) || ["select", "ul", "ol"].includes(tag(el))) continue;
      tried += 1;
      if (tried > limits.controls || late()) return;
      const [native, around] = nativeBeside(el) || [];
      if (!native) continue;
      const typed = !!ownerForm[tag(el)];
      if (hiddenWithin(native, around) !== "" && hiddenWithin(el, around) === "") { drawnFor.set(el, native); unasked.add(native); } else if (!typed) unasked.add(el);
    }
  };
  // What is drawn around a native control that is asked itself is no field of its own.
  const isWrapper = (el) => attr(el, "role") !== "radiogroup" && Array.from(queryIn(el, "input,select,textarea") || []).slice(0, 40).some((one) => isControl(one) && drawnFor.get(el) !== one && !(DRAWN.includes(attr(el, "role")) && isMirror(one, el)));
  // An input of a drawn select in which nobody types.
  const isMirror = (one, el) => tag(one) === "input" && (hiddenWithin(one, el) !== "" || (attr(one, "aria-hidden") === "true" && attr(one, "tabindex") === "-1"));
  // The words of a drawn select that stand in it as a field that can't be changed.
  const isShownValue = (el) => attr(el, "role") === "textbox" && attr(el, "aria-readonly") === "true" && !!closestUp(upElement(el) || el, "[role=combobox],[role=listbox]");
