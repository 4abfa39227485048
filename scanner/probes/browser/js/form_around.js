// Part of forms.js: what stands around a form.
  const CAPTCHAS = [
    ["recaptcha", /(google\.com|recaptcha\.net)\/recaptcha|g-recaptcha|grecaptcha/iu], ["hcaptcha", /hcaptcha\.com|h-captcha/iu],
    ["turnstile", /challenges\.cloudflare\.com|cf-turnstile/iu], ["friendlycaptcha", /friendlycaptcha|frc-captcha/iu],
    ["altcha", /altcha/iu], ["mcaptcha", /mcaptcha/iu], ["geetest", /geetest/iu], ["arkose", /arkoselabs|funcaptcha/iu], ["mtcaptcha", /mtcaptcha/iu],
  ];
  const captchasIn = (top, left) => {
    const found = new Set();
    const places = Array.from(queryIn(top, "iframe,div,script,altcha-widget,input[type=hidden],textarea") || []).slice(0, 400);
    for (const el of [top, ...places]) {
      if (left(el)) continue;
      const words = `${tag(el) === "iframe" ? String(frameSrc(el) || "").slice(0, 300) : ""} ${attr(el, "class")} ${tag(el)} ${tag(el) === "script" ? attr(el, "src") : ""} ${attr(el, "name")}`;
      for (const [name, pattern] of CAPTCHAS) if (pattern.test(words)) found.add(name);
    }
    return Array.from(found).slice(0, 5);
  };
  const linksOf = (top, left) => {
    const found = [];
    const take = (holder, place) => {
      for (const el of Array.from(queryIn(holder, "a[href]") || [])) {
        if (found.length >= limits.links) { cut("links"); return; }
        if (left(el)) continue;
        found.push({ href: String(anchorHref(el) || "").slice(0, 500), text: textOf(el, 200) || attr(el, "aria-label"), place, seen: hiddenWithin(el, top === holder ? top : null) === "" });
      }
    };
    take(top, "inside");
    const elsewhere = [...tops].filter((one) => one !== top && !inside(top, one) && !inside(one, top)).slice(0, 60);
    // Three links and no word beside them are a menu: it stands near the form by chance.
    const isMenu = (node) => {
      const links = Array.from(queryIn(node, "a[href]") || []);
      const told = links.reduce((sum, el) => sum + textOf(el, 200).length, 0);
      return links.length >= 3 && told >= 0.8 * textOf(node, 1500).length;
    };
    const near = [];
    for (const step of [previousOf, nextOf]) {
      let node = step(top);
      for (let steps = 0; node && steps < 3; node = step(node)) { if (isElement(node)) { steps += 1; near.push(node); } }
    }
    const parent = upElement(top);
    if (parent && parent !== bodyOf(document) && textOf(parent, 1500).length < 1400 && (queryIn(parent, "form") || []).length <= 1 && matches(parent, BIG) !== true) near.push(parent);
    for (const node of near) {
      if (holdsControl(node) && node !== parent) continue;
      if (matches(node, "nav,footer,header,main") === true || (queryIn(node, "a[href]") || []).length > 8 || isMenu(node)) continue;
      if (tag(node) === "a") { if (found.length < limits.links) found.push({ href: String(anchorHref(node) || "").slice(0, 500), text: textOf(node, 200), place: "beside", seen: hiddenWithin(node, null) === "" }); }
      else for (const el of Array.from(queryIn(node, "a[href]") || [])) {
        if (found.length >= limits.links || within(el, top) || elsewhere.some((one) => inside(el, one))) continue;
        found.push({ href: String(anchorHref(el) || "").slice(0, 500), text: textOf(el, 200), place: "beside", seen: hiddenWithin(el, null) === "" });
      }
    }
    return found;
  };
  const headingsOf = (top, left) => {
    const found = Array.from(queryIn(top, "h1,h2,h3,h4,h5,legend,.card-title,.step-title,[role=heading]") || []).filter((el) => !left(el)).slice(0, 8).map((el) => textOf(el, 160)).filter(Boolean);
    const above = [];
    for (let at = top, level = 0; at && level < 4 && above.length < 2; at = upElement(at), level += 1) {
      for (let node = previousOf(at), steps = 0; node && steps < 6; node = previousOf(node)) {
        if (!isElement(node)) continue;
        steps += 1;
        if (isForm(node) || holdsControl(node)) break;
        const head = matches(node, "h1,h2,h3,h4,h5,[role=heading]") === true ? node : (Array.from(queryIn(node, "h1,h2,h3,h4,h5,[role=heading]") || []).slice(-1)[0] || null);
        if (head) { const text = textOf(head, 160); if (text) above.push(text); break; }
      }
      if (above.length || matches(at, BIG) === true) break;
    }
    return { inside: found, above };
  };
  const outerText = (top) => {
    const parts = [];
    for (let node = previousOf(top), steps = 0; node && steps < 4; node = previousOf(node)) {
      if (!isElement(node)) { const text = typeOfNode(node) === 3 ? squeeze(dataOf(node) || "", 200) : ""; if (text) parts.unshift(text); continue; }
      steps += 1;
      if (holdsControl(node) || isForm(node)) break;
      parts.unshift(textOf(node, 300));
    }
    return squeeze(parts.join(" "), 600);
  };
