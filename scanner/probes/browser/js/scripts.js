// Lists the code that a document's elements hold or name: scripts, event-handler attributes, javascript: addresses; and the policies of
// its <meta> elements. In a world of its own, where the page has replaced nothing; closed shadow trees are not seen.
(limits) => {
  const began = performance.now();
  const told = { scripts: [], policies: [], cut: false };
  const getter = (proto, name) => {
    const get = Object.getOwnPropertyDescriptor(proto, name).get;
    return (object) => get.call(object);
  };
  const nodeType = getter(Node.prototype, "nodeType"), localName = getter(Element.prototype, "localName");
  const shadow = getter(Element.prototype, "shadowRoot"), text = getter(Node.prototype, "textContent");
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name);
  const names = (element) => Element.prototype.getAttributeNames.call(element);
  const all = (root) => {
    const proto = nodeType(root) === 9 ? Document.prototype : DocumentFragment.prototype;
    return Array.prototype.slice.call(proto.querySelectorAll.call(root, "*"), 0, limits.elements + 1);
  };
  // HTML § 4.12.1: other types are data, among them what a consent tool holds back.
  const RUNS = /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:jscript|livescript|javascript1\.[0-5]))?$/i;
  const ADDRESSES = ["href", "src", "action", "formaction", "xlink:href", "data"];
  let letters = 0;
  const add = (type, url, code, integrity) => {
    letters += code.length;
    if (told.scripts.length >= limits.scripts || letters > limits.letters || url.length > limits.url) { told.cut = true; return; }
    told.scripts.push({ type, url, code, integrity: (integrity || "").slice(0, limits.integrity) });
  };
  const resolved = (element, to) => {
    try { return new URL(to, element.baseURI).href; } catch { return ""; }
  };
  const script = (e) => {
    const type = (attribute(e, "type") || "").trim(), to = attribute(e, "src") || attribute(e, "href") || attribute(e, "xlink:href");
    if (!RUNS.test(type)) return;
    const kind = /^module$/i.test(type) ? "module" : to ? "external" : "inline";
    const url = to ? resolved(e, to) : "";
    if (/^(?:https?|blob|data):/i.test(url)) add(kind, url, "", attribute(e, "integrity"));
    else if (!to && (text(e) || "").trim()) add(kind, "", text(e), "");
  };
  const look = (root, depth) => {
    const elements = all(root);
    if (elements.length > limits.elements) told.cut = true;
    for (const [i, e] of elements.entries()) {
      if (i % 500 === 499 && performance.now() - began > limits.ms) { told.cut = true; return; }
      const name = localName(e).toLowerCase();
      if (name === "script") script(e);
      for (const one of names(e)) {
        if (/^on[a-z]{3,40}$/i.test(one)) { const code = attribute(e, one) || ""; if (code.trim()) add("handler", "", code, ""); }
        else if (ADDRESSES.includes(one)) {
          const to = (attribute(e, one) || "").replace(/[\t\n\r]/g, "").trimStart();
          if (/^javascript:/i.test(to) && !/^javascript:\s*(?:void\s*\(?\s*0\s*\)?|;)?;?\s*$/i.test(to)) add("javascript_url", "", to.slice(11), "");
        }
      }
      if (name === "meta" && (attribute(e, "http-equiv") || "").toLowerCase() === "content-security-policy" && told.policies.length < limits.metas)
        told.policies.push((attribute(e, "content") || "").slice(0, limits.content));
      if (shadow(e) && depth < limits.depth) look(shadow(e), depth + 1);
    }
  };
  try { look(document, 0); } catch { told.cut = true; }
  return told;
}
