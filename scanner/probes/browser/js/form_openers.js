// Part of forms.js: what a visitor can open, and whether something can be seen at once.
  // What some control of the page opens, by id or class: said to the browser or to a library, or named in its own handler.
  const opened = new Set(), openedIds = new Set();
  const OPENERS = "a,button,summary,label,[role=button],[role=tab],[onclick],[aria-controls]";
  const noteOpeners = () => {
    for (const el of all) {
      if (opened.size + openedIds.size > 1600) return;
      if (matches(el, `${OPENERS},[data-bs-target],[data-target],[popovertarget],[data-offcanvas],[data-toggle-target],[commandfor]`) !== true) continue;
      const told = [];
      for (const name of ["aria-controls", "data-bs-target", "data-target", "popovertarget", "data-offcanvas", "data-toggle-target", "commandfor"]) {
        const value = attr(el, name);
        if (value) told.push(...value.split(/\s+/u).slice(0, 4));
      }
      const ids = ["aria-controls", "popovertarget", "commandfor"].flatMap((name) => attr(el, name).split(/\s+/u).slice(0, 4)).filter(Boolean);
      if (matches(el, OPENERS) === true) {
        const href = attr(el, "href");
        if (/^#[\w-]{2,}$/u.test(href)) told.push(href);
        for (const quoted of (attr(el, "onclick").match(/["'][#.]?[\w-]{3,60}["']/gu) || []).slice(0, 6)) told.push(quoted.slice(1, -1));
        if (tag(el) === "label" && hasAttr(el, "for") && /checkbox|radio/u.test(String(inputType(byId(el, attr(el, "for")) || {})))) told.push(attr(el, "for"));
      }
      if (!told.length || hiddenWithin(el, null) !== "") continue;
      for (const one of told) opened.add(one.replace(/^[#.]/u, ""));
      for (const one of ids) openedIds.add(one);
    }
  };
  const isOpened = (at) => openedIds.has(attr(at, "id")) || opened.size > 0 && [attr(at, "id"), ...attr(at, "class").split(/\s+/u).slice(0, 12)].some((one) => one.length > 2 && opened.has(one));
  const takesPlace = (el) => { const box = rectOf(el); return !!box && box.width > 1 && box.height > 1; };
  // A form around floats alone, or without a box of its own (display: contents), has no height: its fields are seen all the same.
  const MOST_TRIED = 40;
  const overflows = (el) => {
    const style = styleOf(el);
    if (!style || (style.display !== "contents" && (style.overflowX !== "visible" || style.overflowY !== "visible"))) return false;
    return Array.from(queryIn(el, CONTROL) || []).slice(0, MOST_TRIED).some((one) => rendered(one) && takesPlace(one));
  };
  const shownAs = (el) => {
    if (rendered(el)) return takesPlace(el) || overflows(el) ? "yes" : "no";
    if ((styleOf(el) || {}).display === "contents" && overflows(el)) return "yes"; // for Chromium such a form is not rendered
    for (let at = el, steps = 0; at && steps < 60; at = upElement(at), steps += 1) {
      const name = tag(at), role = attr(at, "role");
      if ((name === "dialog" && dialogOpen(at) !== true) || role === "dialog" || role === "alertdialog" || hasAttr(at, "popover") || attr(at, "aria-modal") === "true" || name === "details") return "opens";
      if (/(^|[\s_-])(modal|off-?canvas|drawer|pop-?up|pop-?in|lightbox|flyout|side-?(?:panel|hidden|drawer|sheet)|slide-?(?:in|over|out)|bottom-sheet)([\s_-]|$)/u.test(attr(at, "class"))) return "opens";
      if (isOpened(at)) return "opens";
    }
    return "no";
  };
