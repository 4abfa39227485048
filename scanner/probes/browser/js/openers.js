// The controls of a page that may open something in it: none that sends a form, leads elsewhere or belongs to a form that
// is to be seen. Runs in the world in which forms.js has read, whose forms it knows. Judges no words, clicks nothing.
((order, argument) => {
  "use strict";
  const store = (globalThis.siegelOpeners ??= { elements: [] });
  @REACH@
  const anchorHref = getter(HTMLAnchorElement.prototype, "href"), buttonForm = getter(HTMLButtonElement.prototype, "form"), detailsOpen = getter(HTMLDetailsElement.prototype, "open");
  const CANDIDATES = "button,a,summary,[role=button],[role=tab],[aria-haspopup],[aria-expanded]";
  // It says itself that it opens something, and is not open now.
  const announces = (el) => attr(el, "aria-expanded") === "false" || (has(el, "aria-haspopup") && attr(el, "aria-haspopup") !== "false") || ["data-bs-toggle", "data-toggle", "popovertarget", "data-off-canvas", "data-offcanvas"].some((name) => has(el, name));
  const isOpen = (el) => attr(el, "aria-expanded") === "true" || attr(el, "aria-selected") === "true" || (tagOf(el) === "summary" && parentOf(el) instanceof HTMLDetailsElement && detailsOpen(parentOf(el)));
  const staysHere = (el) => {
    if (tagOf(el) !== "a") return true;
    if (!has(el, "href")) return true;
    const href = String(anchorHref(el) || "");
    if (has(el, "target") && !["_self", ""].includes(attr(el, "target"))) return false;
    return /^javascript:(?:;|void\(0\);?|)$/iu.test(attr(el, "href").trim()) || (href.includes("#") && href.split("#")[0] === location.href.split("#")[0]);
  };
  const sends = (el) => {
    const tag = tagOf(el);
    if (tag === "input") return true;
    if (tag !== "button" || !buttonForm(el)) return has(el, "formaction");
    return !["button", "reset"].includes((attr(el, "type") || "submit").toLowerCase()) || attr(el, "type") === "reset";
  };
  const inForm = (el) => {
    const tops = new Set((globalThis.siegelForms || []).map((one) => one.top).filter((top) => top.isConnected && shown(top)));
    for (let at = el; at; at = up(at)) if (tops.has(at)) return true;
    return false;
  };
  const tell = (el, number) => ({
    number, shown: squeeze(el instanceof HTMLElement ? innerText(el) : textOf(el)),
    names: [attr(el, "aria-label"), attr(el, "title"), ...[...allIn(el, "img[alt],[aria-label],[title]")].slice(0, 3).map((one) => attr(one, "alt") || attr(one, "aria-label") || attr(one, "title"))].map((one) => squeeze(one)).filter(Boolean),
    marks: [attr(el, "id"), attr(el, "name"), attr(el, "value"), attr(el, "data-action")].map((one) => squeeze(one)).filter(Boolean),
    around: squeeze(up(el) && textOf(up(el)).length < 160 ? textOf(up(el)) : ""),
  });
  const fits = (el) => shown(el) && !isOpen(el) && staysHere(el) && !sends(el) && !matches(el, ":disabled") && attr(el, "aria-disabled") !== "true" && (announces(el) || tagOf(el) === "summary" || !inForm(el));
  const survey = () => {
    store.elements = [];
    const found = [];
    for (const el of all(CANDIDATES)) {
      if (found.length >= argument.limits.controls || late()) break;
      try { if (fits(el) && textOf(el).length < 400) found.push(tell(el, store.elements.push(el) - 1)); } catch { /* an address that is none */ }
    }
    return found;
  };
  const aim = () => {
    const el = store.elements[argument.number];
    if (!el || !el.isConnected) return { state: "gone" };
    if (!shown(el)) return { state: "hidden" };
    if (!fits(el)) return { state: "changed" };
    el.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const r = rectOf(el);
    for (const [fx, fy] of [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.25], [0.5, 0.75]]) {
      const x = r.left + r.width * fx, y = r.top + r.height * fy;
      const hit = hitAt(x, y);
      if (hit && reaches(hit, el)) return { state: "free", x, y, control: tell(el, argument.number) };
    }
    return { state: "covered" };
  };
  return { survey, aim }[order]();
})
