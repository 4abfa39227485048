// Takes the marks that hold the truth out of a page, its shadow roots and its frames, and leaves a number in their place.
// Looks twice: what is tied to a form by its id may stand before it, when the form has no number yet. Returns what stood there: forms, and fields with the number of the form they belong to. `from` is the first free number.
(from) => {
  const forms = [], met = [];
  let next = from;
  const NUMBER = "data-zz-number";
  const split = (text) => text.trim().split(/\s+/u);
  const visit = (node, form, shown) => {
    let inside = form;
    if (node.nodeType === 1) {
      const purpose = node.getAttribute("data-form"), asks = node.getAttribute("data-asks");
      const number = purpose !== null || asks !== null ? next++ : -1;
      if (number >= 0) node.setAttribute(NUMBER, String(number));
      if (purpose !== null) {
        forms.push({ number, marks: split(purpose), opens: node.getAttribute("data-shown") === "opens" });
        inside = number;
      } else if (node.hasAttribute(NUMBER) && node.__zzForm) inside = Number(node.getAttribute(NUMBER));
      if (purpose !== null) node.__zzForm = true;
      if (asks !== null) met.push({ node, number, inside, asks, binds: split(node.getAttribute("data-binds") || "").filter(Boolean) });
      for (const name of ["data-form", "data-asks", "data-binds", "data-shown"]) node.removeAttribute(name);
      const root = node.shadowRoot || node.__root;
      if (root && root !== node) visit(root, inside);
      if (node.localName === "iframe") {
        try { if (node.contentDocument) visit(node.contentDocument, -1); } catch { /* another origin's */ }
      }
    }
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child, inside);
  };
  visit(document, -1);
  const fields = met.map(({ node, number, inside, asks, binds }) => {
    const form = node.form && node.form.hasAttribute(NUMBER) ? Number(node.form.getAttribute(NUMBER)) : inside;
    return { number, form, asks, binds };
  });
  return { forms, fields, next };
}
