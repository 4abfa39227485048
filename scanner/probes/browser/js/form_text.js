// Part of forms.js: text as it is seen, marks that stand for "has to be filled in", and what is to be seen.
  const SILENT = new Set(["script", "style", "template", "noscript", "select", "textarea", "svg", "iframe", "option", "datalist"]);
  const APART = new Set(["p", "div", "li", "td", "th", "h1", "h2", "h3", "h4", "label", "small", "span", "dt", "dd", "button"]);
  const INLINE = new Set(["i", "b", "em", "strong", "abbr", "sup", "sub", "a", "mark", "font", "u"]);
  const standsApart = (el) => { const style = styleOf(el); return !!style && style.display !== "inline" && style.display !== "contents"; };
  // No part of a label or of another short text is what is not shown in it now: <span class="d-none">*</span>.
  const isGone = (el) => (styleOf(el) || {}).display === "none";
  const textOf = (root, most = limits.text, without = null, leave = null) => {
    const parts = [];
    let length = 0, steps = 0, depth = 0;
    const home = root ? rootOf(root) : null;
    const visit = (node) => {
      const shadow = typeOfNode(node) === 1 ? shadowOf(node) : null;
      if (shadow) visit(shadow);
      // What a page puts into a drawn control stands outside of it, and is met only from within.
      if (typeOfNode(node) === 1 && tag(node) === "slot" && rootOf(node) === home && depth < 60) for (const given of Array.from(slotted(node) || []).slice(0, 50)) {
        if (typeOfNode(given) === 3) { parts.push(String(dataOf(given) || "").slice(0, most)); continue; }
        depth += 1; visit(given); depth -= 1;
      }
      for (let child = firstOf(node); child && length < most && steps < 2000; child = nextOf(child)) {
        steps += 1;
        const kind = typeOfNode(child);
        if (kind === 3) { const data = String(dataOf(child) || "").slice(0, most); parts.push(data); length += data.length; continue; }
        if (kind !== 1 || child === without || (leave && leave.has(child))) continue;
        const name = tag(child);
        if (SILENT.has(name) || (most <= limits.text && isGone(child))) continue;
        const apart = APART.has(name) || (INLINE.has(name) && standsApart(child));
        if (name === "br" || apart) parts.push(" ");
        if (name === "img") parts.push(" ", attr(child, "alt"), " ");
        else if (depth < 60) { depth += 1; visit(child); depth -= 1; }
        if (apart) parts.push(" ");
      }
    };
    if (!root) return "";
    visit(root);
    return squeeze(parts.join(""), most);
  };
  // Between letters it is spelling ("Teilnehmer*in"), and marks nothing.
  const STAR = /[＊✱∗]|(?<!\p{L})\*|\*(?!\p{L})/u;
  // In a sentence on all fields, which has a sign or a word to show besides: what it says of them.
  const DEMANDS = /pflicht|erforderlich|notwendig|zwingend|unbedingt|nötig|benötig|brauchen|ausfüllen|füllen|gefüllt|required|mandatory|essential|\bfill (?:in|out)\b|\bneed(?:ed|s)?\b|\binsist|must\b|obligat|\brequis|indispensable|nécessaire|verplicht|vereist|nodig|invullen|obbligat|necesari|imprescindib|indispensabil|wymagan|obowiązk|niezbędn|konieczn/iu;
  const MUST = /pflicht|erforderlich|notwendig|zwingend|required|mandatory|obligat|\brequis|verplicht|vereist|obbligat|wymagan|obowiązk/iu;
  const MAY = /optional|freiwillig|facult|opzional|opcion|nicht |kein|\bnot |\bno |niet |\bnon /iu;
  const isMark = (told) => /^\s*[*＊✱∗]\s*$/u.test(told) || (told.length <= 60 && MUST.test(told) && !MAY.test(told));
  // An asterisk that a style sheet draws: label::after and the like; or a sign that says of itself what it stands for.
  const drawn = (el) => {
    if (!el) return "";
    let found = "";
    const places = [el, ...Array.from(queryIn(el, "span,abbr,b,em,i,strong,sup,small") || []).slice(0, 8)];
    for (const sign of Array.from(queryIn(el, "svg,svg title,i,span,em,abbr,sup,b") || []).slice(0, 12)) {
      const name = tag(sign);
      const told = name === "title" ? textOf(sign, 80) : attr(sign, "title") || attr(sign, "aria-label");
      if (told && isMark(told) && (name === "title" || name === "svg" || textOf(sign, 40).length < 4)) found = "*";
    }
    for (const place of places) {
      if (place !== el && isGone(place)) continue;
      for (const pseudo of ["::before", "::after"]) {
        const style = styleOf(place, pseudo);
        const content = style ? String(style.content || "") : "";
        if (!content || content === "none" || content === "normal") continue;
        if (/["'][^"']*[*＊✱∗][^"']*["']/u.test(content) || (/^["']/u.test(content) && isMark(content.replace(/["'()]/gu, " ")))) found = "*";
      }
      if (/(^|[\s-])(fa-asterisk|icon-asterisk|glyphicon-asterisk)\b/u.test(attr(place, "class"))) found = "*";
    }
    return found;
  };

  const rendered = (el) => isRendered(el, { visibilityProperty: true, contentVisibilityAuto: false }) === true;
  // In a part that is folded away a box may not have been laid out yet, and has its size as soon as it is asked for.
  const isFolded = (el) => { const box = rectOf(el); return !rendered(el) && !!box && box.width > 1 && box.height > 1; };
  // Hidden by itself or by something between it and `top`, so that a field of a closed dialog still counts in it.
  const hiddenWithin = (el, top) => {
    const base = top ? styleOf(top) : null;
    const topVisible = !base || base.visibility === "visible";
    for (let at = el, steps = 0; at && at !== top && steps < 80; at = upElement(at), steps += 1) {
      const style = styleOf(at);
      if (!style) return "unreadable";
      if (style.display === "none") return "display";
      if (style.opacity === "0") return "opacity";
      if (at === el && topVisible && style.visibility !== "visible") return "visibility";
      if (style.position === "absolute" || style.position === "fixed") {
        for (const side of [style.left, style.top, style.right]) if (parseFloat(side) <= -400) return "off screen";
        if (/^rect\((0(px)?|1px)[, ]+(0(px)?|1px)[, ]+(0(px)?|1px)[, ]+(0(px)?|1px)\)$/u.test(style.clip)) return "clipped";
      }
      if (parseFloat(style.textIndent) <= -400 && at === el) return "off screen";
      if (/^inset\((50|[6-9]\d|100)%/u.test(style.clipPath)) return "clipped";
      const clips = style.overflow !== "visible";
      if (clips && (parseFloat(style.height) <= 1 || parseFloat(style.width) <= 1) && !isFolded(at)) return "no size";
      if (attr(at, "aria-hidden") === "true" && (attr(el, "tabindex") === "-1" || attr(el, "autocomplete") === "off") && at !== el) return "aria-hidden";
    }
    if (rendered(el)) {
      const box = rectOf(el);
      if (box && (box.width <= 1 || box.height <= 1) && tag(el) !== "label") return "no size";
      if (box && (box.right + scrollX < 0 || box.bottom + scrollY < 0)) return "off screen";
    }
    return "";
  };
