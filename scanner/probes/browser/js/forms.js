// Reads the forms of one document as a visitor meets them. Meant for a world of its own, where the page has replaced
// nothing; even so a form's own properties can't be trusted (an input named "children" hides form.children), so that
// everything is read through the prototypes' getters. Never throws: what can't be read is left out and said.
// Further arguments are closed shadow roots. The elements that were read stay in that world under `siegelForms`, forms and
// fields in the order of the answer, for whoever has to find them again.
(function (limits) {
  "use strict";
  const closed = [];
  for (let i = 1; i < arguments.length; i += 1) closed.push(arguments[i]);
@FORM_READING@
@FORM_TEXT@
@FORM_LABELS@
@FORM_MARKS@
@FORM_SENDERS@
@FORM_GROUPS@
@FORM_OPENERS@
@FORM_DRAWN@
@FORM_FIELDS@
@FORM_AROUND@
  const kept = [];
  const tops = new Set();
  const formOf = (top, controls, hasElement, elements, around = top) => {
    const fields = [];
    const hidden = [];
    const legends = legendsBeside(top);
    const leave = hasElement ? null : new Set([...tops].filter((el) => el !== top && inside(el, top)).slice(0, 100));
    const left = (el) => { if (!leave || !leave.size) return false; for (const other of leave) if (el === other || inside(el, other)) return true; return false; };
    const inner = textOf(top, limits.around, null, leave), before = outerText(top);
    const marks = marksOf(`${inner} ${legends} ${before}`);
    const taken = new Set();
    const own = buttons.filter((el) => inside(el, around) && !left(el) && (matches(el, BUTTONS) === true || !hasElement)).concat(tag(top) === "form" ? outsideButtons.get(top) || [] : []);
    for (const el of controls) {
      if (taken.has(el)) continue;
      if (late()) { cut("time"); break; }
      if (fields.length >= limits.fields) { cut("fields"); break; }
      const kind = kindOf(el), name = attr(el, "name");
      let same = [el];
      if ((kind === "radio" || kind === "checkbox") && tag(el) === "input" && name) same = controls.filter((one) => tag(one) === "input" && kindOf(one) === kind && attr(one, "name") === name).slice(0, 200);
      else if (kind === "radio") { const group = closestUp(el, "[role=radiogroup],[role=group],fieldset"); same = group ? controls.filter((one) => kindOf(one) === "radio" && within(one, group)).slice(0, 200) : [el]; }
      for (const one of same) taken.add(one);
      const field = fieldOf(same, top, marks);
      if (kind === "radiogroup") for (const one of controls) if (one !== el && within(one, el)) taken.add(one);
      if (field.hidden) { if (hidden.length < 40) hidden.push(field); } else { fields.push(field); elements.push(drawnFor.has(el) ? [el, drawnFor.get(el)] : same); }
    }
    const heads = headingsOf(top, left);
    return {
      element: hasElement, id: attr(top, "id"), name: attr(top, "name"), classes: attr(top, "class"), aria_label: attr(top, "aria-label") || referenced(top, "aria-labelledby") || (around === top ? "" : attr(around, "aria-label") || referenced(around, "aria-labelledby")),
      role: attr(top, "role"), method: hasElement ? String(formMethod(top) || "get") : "", action: hasElement ? String(formAction(top) || "").slice(0, 2000) : "", has_action: hasElement && hasAttr(top, "action"),
      shown: shownAs(top), fields, hidden, headings: heads.inside, above: heads.above, text: legends && !inner.includes(legends) ? `${inner} ${legends}` : inner, before,
      buttons: toldBy(own), place: placeOf(top), title: squeeze(titleOf(document) || "", 200), links: linksOf(top, left), captchas: captchasIn(top, left), dialog: !!closestUp(top, "dialog,[role=dialog],[aria-modal=true]"),
    };
  };

  // What a form's buttons say; those that lead aside only where no other does.
  const toldBy = (own) => {
    const told = own.filter((el) => !isPartOfField(el) || attr(el, "type") === "submit").slice(0, 30);
    const sending = told.filter((el) => tag(el) === "input" || attr(el, "type") === "submit" || sends(el));
    return Array.from(new Set((sending.length ? sending : told).map(buttonText).filter(Boolean))).slice(0, 12);
  };
  // The choices of a dialog that are folded away in it, as those of a cookie banner: they open in it.
  const foldedIn = (top, controls) => {
    if (controls.length < 2 || controls.length > 60 || !controls.every((el) => ["checkbox", "switch"].includes(kindOf(el)))) return null;
    let folded = null;
    for (const el of controls) {
      let gone = null;
      for (let at = upElement(el), steps = 0; at && at !== top && steps < 60; at = upElement(at), steps += 1) if (isGone(at)) gone = at;
      if (!gone || (folded && folded !== gone)) return null;
      folded = gone;
    }
    return shownAs(folded) === "opens" ? folded : null;
  };
  // The part of the page, where it has one of its own.
  const placeOf = (top) => {
    if (closestUp(top, "dialog,[role=dialog],[role=alertdialog],[aria-modal=true]")) return "dialog";
    if (closestUp(top, "footer,[role=contentinfo]")) return "foot";
    return closestUp(top, "header,nav,[role=banner],[role=navigation]") ? "head" : "";
  };

  const outsideButtons = new Map();
  const look = () => {
    walk();
    noteOpeners();
    noteDrawn();
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
      if (!ownerForm[tag(el)] && (isWrapper(el) || isShownValue(el))) continue;
      if (unasked.has(el)) continue;
      controls += 1;
      if (controls > limits.controls) { cut("controls"); break; }
      const form = owner(el);
      if (form) { const list = perForm.get(form) || []; list.push(el); perForm.set(form, list); } else orphans.push(el);
    }
    noteButtons();
    const found = [...forms.map((el) => [el, perForm.get(el) || [], true]), ...makeGroups(orphans, forms, perForm).map(([el, list]) => [el, list, false])];
    for (const [el, list] of found) if (list.length) tops.add(el);
    found.sort((a, b) => (order.get(a[0]) ?? 1e9) - (order.get(b[0]) ?? 1e9));
    for (const [el, list, hasElement] of found) {
      if (!list.length) continue;
      if (late()) { cut("time"); break; }
      if (out.forms.length >= limits.forms) { cut("forms"); break; }
      try {
        const read = { top: el, fields: [] };
        const folded = hasElement ? null : foldedIn(el, list);
        if (folded) read.top = folded;
        const form = formOf(read.top, list, hasElement, read.fields, el);
        if (form.fields.length) { out.forms.push(form); kept.push(read); }
      } catch {
        cut("form");
      }
    }
  };
  try {
    look();
  } catch {
    cut("error");
  }
  for (const [el, read] of passwords) read.paste = takesPaste(el);
  globalThis.siegelForms = kept;
  return out;
})
