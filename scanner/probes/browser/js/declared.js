// Lists what a page declares: what it has loaded, where it sends, and what its <meta> elements say. In a world of its own, where the
// page has replaced nothing; built-in functions are called by themselves, since a form or an image may take a name.
(limits) => {
  const began = performance.now();
  const told = { loads: [], referrer: [], generator: [], policies: [], cut: false };
  const getter = (proto, name) => {
    const get = Object.getOwnPropertyDescriptor(proto, name).get;
    return (object) => get.call(object);
  };
  const nodeType = getter(Node.prototype, "nodeType"), localName = getter(Element.prototype, "localName"), shadow = getter(Element.prototype, "shadowRoot");
  const content = getter(HTMLIFrameElement.prototype, "contentDocument");
  const all = (root) => { // of a document, or of a shadow tree
    const proto = nodeType(root) === 9 ? Document.prototype : DocumentFragment.prototype;
    return Array.prototype.slice.call(proto.querySelectorAll.call(root, "*"), 0, limits.elements + 1);
  };
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name);
  const late = () => performance.now() - began > limits.ms;

  // HTML § 4.12.1: other types are data, among them what a consent tool holds back.
  const RUNS = /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:jscript|livescript|javascript1\.[0-5]))?$/i;
  const LOADED = /(?:^|\s)(?:icon|preload|modulepreload|prefetch|manifest)(?:\s|$)/i;
  const INSECURE = /^(?:http|ws):/i;
  const seen = new Set();

  const add = (type, address, integrity, always) => {
    if (typeof address !== "string" || (!always && !INSECURE.test(address)) || !/^(?:https?|wss?):/i.test(address)) return;
    const key = `${type} ${address} ${integrity}`;
    if (seen.has(key)) return;
    if (seen.size >= limits.loads || address.length > limits.url) { told.cut = true; return; }
    seen.add(key);
    told.loads.push({ type, url: address, integrity: (integrity || "").slice(0, limits.integrity) });
  };
  const resolved = (element, text) => {
    try { return new URL(text, element.baseURI).href; } catch { return ""; }
  };
  const named = (element, type, ...names) => {
    for (const name of names) {
      const text = attribute(element, name);
      if (text) add(type, resolved(element, text));
    }
  };
  // HTML § 4.8.4.2.1, roughly: addresses and descriptors, between blanks and commas.
  const candidates = (element, name) => {
    for (const part of (attribute(element, name) || "").slice(0, 20000).split(/\s+/)) {
      const text = part.replace(/^,+|,+$/g, "");
      if (text && !/^[\d.]+[wxh]$/.test(text)) add("image", resolved(element, text));
    }
  };

  const READERS = {
    script: (e) => { if (RUNS.test((attribute(e, "type") || "").trim())) add("script", script(e), attribute(e, "integrity"), true); },
    link: (e) => {
      const rel = attribute(e, "rel") || "", to = attribute(e, "href");
      if (!to) return;
      if (/(?:^|\s)stylesheet(?:\s|$)/i.test(rel)) add("stylesheet", resolved(e, to), attribute(e, "integrity"), true);
      else if (LOADED.test(rel)) { named(e, /icon/i.test(rel) ? "image" : "prefetch", "href"); candidates(e, "imagesrcset"); }
    },
    img: (e) => { named(e, "image", "src"); candidates(e, "srcset"); },
    source: (e) => { named(e, "media", "src"); candidates(e, "srcset"); },
    video: (e) => { named(e, "media", "src"); named(e, "image", "poster"); },
    audio: (e) => named(e, "media", "src"),
    track: (e) => named(e, "media", "src"),
    embed: (e) => named(e, "other", "src"),
    object: (e) => named(e, "other", "data"),
    input: (e) => { named(e, "image", "src"); named(e, "form", "formaction"); },
    button: (e) => named(e, "form", "formaction"),
    form: (e) => named(e, "form", "action"),
    image: (e) => named(e, "image", "href", "xlink:href"),
    use: (e) => named(e, "image", "href", "xlink:href"),
    feimage: (e) => named(e, "image", "href", "xlink:href"),
    iframe: (e) => frame(e),
    frame: (e) => frame(e),
    meta: (e) => meta(e),
  };
  const script = (e) => { const to = attribute(e, "src") || attribute(e, "href") || attribute(e, "xlink:href"); return to ? resolved(e, to) : ""; };
  const frame = (e) => {
    const to = attribute(e, "src");
    if (to && attribute(e, "srcdoc") === null) add("document", resolved(e, to), "", true);
  };
  const meta = (e) => {
    if (e.ownerDocument !== document || e.getRootNode() !== document) return;
    const says = (attribute(e, "content") || "").slice(0, limits.content);
    const name = (attribute(e, "name") || "").toLowerCase();
    if (says && (name === "referrer" || name === "generator") && told[name].length < limits.metas) told[name].push(says);
    const pragma = (attribute(e, "http-equiv") || "").toLowerCase();
    if (says && pragma === "content-security-policy" && told.policies.length < limits.metas) told.policies.push(says);
  };

  const inside = (e, name) => shadow(e) || (name === "iframe" && e instanceof HTMLIFrameElement ? content(e) : null);
  const look = (root, depth) => {
    const elements = all(root);
    if (elements.length > limits.elements) told.cut = true;
    for (const [i, e] of elements.entries()) {
      if (i % 500 === 499 && late()) { told.cut = true; return; }
      const name = localName(e).toLowerCase();
      if (Object.hasOwn(READERS, name)) READERS[name](e);
      const more = inside(e, name); // the page's own shadow trees, and documents of its own origin
      if (more && depth < limits.depth) look(more, depth + 1);
    }
  };
  try { look(document, 0); } catch { told.cut = true; }
  return told;
}
