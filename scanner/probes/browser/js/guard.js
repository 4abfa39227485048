// Runs in a world of its own in every frame, before the page's scripts, and tells which forms are about to be sent.
// Returns what forms the document has when it is asked later. A form is a list of [name, kind, value at the start].
(() => {
  "use strict";
  const tell = globalThis["@TELL@"];
  delete globalThis["@TELL@"];
  const MOST_FORMS = 60;
  const MOST_CONTROLS = 200;
  const MOST_ELEMENTS = 60000;
  const MOST_MESSAGES = 400;
  const LONGEST_MESSAGE = 60000;
  let told = 0;

  // A page may name a field `elements`, and then form.elements is that field: the prototype's getter is asked.
  const get = (proto, name) => Object.getOwnPropertyDescriptor(proto, name).get;
  const elementsOf = get(HTMLFormElement.prototype, "elements");
  const shadowOf = get(Element.prototype, "shadowRoot");
  const attribute = Element.prototype.getAttribute;
  const short = (value) => (typeof value === "string" ? value.slice(0, 200) : "");

  // Only a number of pieces matters; other values are nobody's business.
  const startOf = (control) => {
    const value = control instanceof HTMLInputElement ? short(control.defaultValue) : "";
    return /^\d{1,4}$/.test(value) ? value : "";
  };
  const controlsOf = (form) => {
    const found = [];
    const controls = elementsOf.call(form);
    for (let i = 0; i < controls.length && i < MOST_CONTROLS; i += 1) {
      const control = controls[i];
      const name = short(attribute.call(control, "name"));
      // A form-associated custom element may hold anything: it counts as a text.
      const kind = control.localName.includes("-") ? "custom" : short(control.type) || control.localName;
      if (name) found.push([name, kind, startOf(control)]);
    }
    return found;
  };
  const formsOf = () => {
    const found = [];
    const roots = [document];
    let left = MOST_ELEMENTS;
    while (roots.length && found.length < MOST_FORMS && left > 0) {
      const walker = Document.prototype.createTreeWalker.call(document, roots.pop(), NodeFilter.SHOW_ELEMENT);
      for (let node = walker.nextNode(); node && left > 0 && found.length < MOST_FORMS; node = walker.nextNode()) {
        left -= 1;
        if (node instanceof HTMLFormElement) found.push(controlsOf(node));
        const shadow = shadowOf.call(node);
        if (shadow) roots.push(shadow);
      }
    }
    return found.filter((form) => form.length);
  };
  if (typeof tell !== "function") return formsOf();

  const say = (kind, forms) => {
    if (!forms.length || told >= MOST_MESSAGES) return;
    told += 1;
    let message = JSON.stringify({ kind, forms });
    while (message.length > LONGEST_MESSAGE && forms.length > 1) {
      forms = forms.slice(0, Math.ceil(forms.length / 2));
      message = JSON.stringify({ kind, forms });
    }
    tell(message);
  };
  // The innermost target: an event of a form in a shadow tree names its host.
  const formIn = (event) => {
    const target = event.composedPath()[0];
    return target instanceof HTMLFormElement ? [controlsOf(target)] : [];
  };
  const listen = (name, forms) => EventTarget.prototype.addEventListener.call(globalThis, name, (event) => say(name, forms(event)), true);
  listen("submit", formIn);
  listen("formdata", formIn);
  listen("pagehide", formsOf);
  // What a page says while it makes way for the next one is lost: its forms have to be known before.
  let known = 0;
  const have = () => {
    const forms = formsOf();
    const grown = forms.length > known;
    known = forms.length;
    return grown ? forms : [];
  };
  listen("DOMContentLoaded", have);
  listen("load", (event) => (event.target === document ? have() : []));
  return undefined;
})()
