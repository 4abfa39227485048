// What forms.js reads with: the prototypes' own getters and methods, and one walk over the document and its shadow roots
// in order. Stands inside of its function, before all else that it is put together of.
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
  const queryLight = method(E, "querySelectorAll"), contains = method(N, "contains"), compare = method(N, "compareDocumentPosition");
  const slotted = method(HTMLSlotElement.prototype, "assignedNodes"), rootOf = method(N, "getRootNode"), byIdDocument = method(Document.prototype, "getElementById");
  const byIdFragment = method(DocumentFragment.prototype, "getElementById");
  const parentOf = getter(N, "parentNode"), firstOf = getter(N, "firstChild"), nextOf = getter(N, "nextSibling");
  const previousOf = getter(N, "previousSibling"), openShadowOf = getter(E, "shadowRoot"), hostOf = getter(ShadowRoot.prototype, "host");
  const tagOf = getter(E, "localName"), typeOfNode = getter(N, "nodeType"), dataOf = getter(CharacterData.prototype, "data");
  const titleOf = getter(Document.prototype, "title"), bodyOf = getter(Document.prototype, "body"), docElement = getter(Document.prototype, "documentElement");
  const ownerForm = { input: getter(I, "form"), select: getter(S, "form"), textarea: getter(T, "form"), button: getter(HTMLButtonElement.prototype, "form") };
  const labelsOf = { input: getter(I, "labels"), select: getter(S, "labels"), textarea: getter(T, "labels"), button: getter(HTMLButtonElement.prototype, "labels") };
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

  const all = [];
  const order = new Map();
  const shadows = new Map();
  const deep = new Set(); // elements with a shadow root somewhere below: there selectors don't reach
  const sizes = new Map();
  for (const root of closed) { const host = hostOf(root); if (host) shadows.set(host, root); }
  const shadowOf = (el) => openShadowOf(el) || shadows.get(el) || null;
  const queryIn = (el, selector) => {
    if (!deep.has(el)) return queryLight(el, selector);
    const from = order.get(el), found = [];
    for (let i = from + 1; i < from + sizes.get(el) && found.length < 5000; i += 1) if (matches(all[i], selector) === true) found.push(all[i]);
    return found;
  };
  const closestUp = (el, selector) => {
    for (let at = el, steps = 0; at && steps < 40; steps += 1) {
      const found = closest(at, selector);
      if (found) return found;
      const root = rootOf(at);
      at = root && typeOfNode(root) === 11 ? hostOf(root) : null;
    }
    return null;
  };
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
    for (let i = all.length - 1; i >= 0; i -= 1) {
      const el = all[i], above = upElement(el);
      const size = (sizes.get(el) || 0) + 1;
      sizes.set(el, size);
      if (!above) continue;
      sizes.set(above, (sizes.get(above) || 0) + size);
      if (shadowOf(el) || deep.has(el)) { deep.add(el); deep.add(above); }
    }
  };
