// Part of forms.js: which controls are one form, where no element says it. A form ends where something sends it: it is what
// stands in the nearest container that holds the sender and a control before it. What stands around such a container and is
// sent by nothing else belongs to the form that follows; a voucher, a search, a subscription stay forms of their own.
  const isForm = (el) => tag(el) === "form";
  const owner = (el) => {
    const own = ownerForm[tag(el)] ? ownerForm[tag(el)](el) : null;
    if (own) return own;
    for (let at = upElement(el), steps = 0; at && steps < 400; at = upElement(at), steps += 1) if (isForm(at)) return at;
    return null;
  };
  const LANDMARK = "header,footer,nav,aside,dialog,[role=banner],[role=contentinfo],[role=search],[role=dialog]";
  const BIG = "main,section,article,aside,footer,header,nav,dialog,[role=dialog],body";
  const within = (el, top) => { for (let at = el, steps = 0; at && steps < 400; at = up(at), steps += 1) if (at === top) return true; return false; };

  const inside = (el, top) => { const at = order.get(el), from = order.get(top); return at > from && at < from + sizes.get(top); };
  const above = (el, visit) => { for (let at = upElement(el), steps = 0; at && steps < 200; at = upElement(at), steps += 1) if (visit(at) === false) return; };
  const OWN = "[role=search],[role=form],search";
  const HEADING = "h1,h2,h3,h4,h5,h6,legend,[role=heading]";
  const isRoot = (el) => el === bodyOf(document) || tag(el) === "html";
  const TYPED = ["text", "search", "searchbox", "combobox", "textbox"];
  const IN_HEAD = /(^|[\s_-])(header|topbar|navbar|appbar|app-bar|masthead|toolbar|hd)([\s_-]|$)/iu;

  // A search box in the head of a page: what stands around it and holds nothing else.
  const isSearch = (el) => {
    if (!TYPED.includes(kindOf(el))) return false;
    const told = [attr(el, "placeholder"), attr(el, "aria-label"), attr(el, "title"), ...labelElements(el).map((one) => textOf(one, 80))];
    return kindOf(el) === "search" || attr(el, "role") === "searchbox" || /^(q|s|search|query|keyword|suche)$/u.test(attr(el, "name")) || told.some((text) => text && says("searching", text));
  };
  // What the browser is told is a search, wherever it stands.
  const isTypedSearch = (el) => kindOf(el) === "search" || attr(el, "role") === "searchbox";
  const inHead = (el) => {
    let found = false;
    above(el, (at) => { found = matches(at, "header,nav,[role=banner],[role=search],[role=navigation]") === true || IN_HEAD.test(attr(at, "class")); return !found && tag(at) !== "main"; });
    return found;
  };

  const NUMBERED = /^\s*(?:\p{L}{4,8}\s+)?[1-9]\s*[.):/·–—-]?\s*\p{Lu}/u;
  // What a part of a page begins with, where that is a heading.
  const ownHeading = (el) => {
    const heading = (queryIn(el, HEADING) || [])[0];
    return heading && order.get(heading) - order.get(el) <= 4 ? heading : null;
  };
  // Its number may stand beside a heading, or be drawn by a style sheet.
  const HEADED = `${HEADING},.h1,.h2,.h3,.h4,.h5,.h6,.card-title,.step-title,.panel-title`;
  const heads = new Map();
  const stepHeading = (el) => {
    if (heads.has(el)) return heads.get(el);
    const heading = Array.from(queryIn(el, HEADED) || []).slice(0, 3).find((one) => !closest(one, "[aria-hidden=true]")) || null;
    let told = null;
    if (heading && order.get(heading) - order.get(el) <= 4) {
      const text = textOf(heading, 80), before = previousOf(heading);
      const beside = isElement(before) && !holdsControl(before) ? textOf(before, 8) : "";
      const counted = /\bcounters?\(/u.test(String((styleOf(heading, "::before") || {}).content || ""));
      told = { numbered: NUMBERED.test(text) || /^[1-9]\s?[.):]?$/u.test(beside) || counted, kind: STEPS.find((kind) => says(kind, text.replace(/^\P{L}+/u, ""))) || "" };
    }
    if (heads.size < 2000) heads.set(el, told);
    return told;
  };
  // What is asked for on the way to an order, one after the other.
  const STEPS = Object.keys(WORDS).filter((name) => name.startsWith("step_"));

  const makeGroups = (orphans, forms, perForm) => {
    const groups = new Map(), alone = new Set(), loose = new Set(), settled = new Set(), steps = new Set();
    const put = (top, el) => { const list = groups.get(top); if (list) list.push(el); else groups.set(top, [el]); };
    const controls = [...orphans, ...forms.flatMap((el) => perForm.get(el) || [])].map((el) => order.get(el)).sort((a, b) => a - b);
    const firstFrom = (list, from) => { let low = 0, high = list.length; while (low < high) { const mid = (low + high) >> 1; if (list[mid] < from) low = mid + 1; else high = mid; } return low; };
    const many = (list, top) => { const from = order.get(top); return firstFrom(list, from + sizes.get(top)) - firstFrom(list, from + 1); };

    // What has a place of its own: a search in the head, whatever a role calls a form.
    const free = [];
    for (const el of orphans) {
      const named = closestUp(el, OWN);
      if (named && !isRoot(named)) { put(named, el); settled.add(named); continue; }
      if (!isSearch(el) || !(inHead(el) || isTypedSearch(el))) { free.push(el); continue; }
      let top = upElement(el);
      above(el, (at) => { if (isRoot(at) || matches(at, BIG) === true || many(controls, at) > 1) return false; top = at; return true; });
      if (top && many(controls, top) === 1) { put(top, el); settled.add(top); } else free.push(el);
    }
    const places = free.map((el) => order.get(el)).sort((a, b) => a - b);

    const formHolders = new Set();
    for (const el of forms) if ((perForm.get(el) || []).length) above(el, (at) => { formHolders.add(at); });
    // The nearest container with the sender and a control before it.
    const baseOf = (sender) => {
      let base = null;
      const at = order.get(sender);
      above(sender, (el) => {
        if (isRoot(el)) return false;
        const before = firstFrom(places, at) - firstFrom(places, order.get(el) + 1);
        if (before > 0) { base = el; return false; }
        return matches(el, "header,nav,[role=banner],[role=search]") !== true;
      });
      return base;
    };
    const candidates = buttons.filter((el) => !owner(el)).slice(0, 400);
    const alike = new Map();
    for (const el of candidates) { const text = flat(buttonText(el)); alike.set(text, [...(alike.get(text) || []), order.get(el)]); }
    // The same button on each of many products sends none of the fields around them.
    const repeated = (el) => {
      const same = alike.get(flat(buttonText(el))) || [];
      let fields = 0;
      if (same.length >= 3) above(el, (at) => { if (many(same, at) > 1) return false; fields = many(places, at); return true; });
      return same.length >= 3 && fields === 0;
    };
    const bases = new Map();
    const take = (sender) => {
      const base = baseOf(sender);
      // What is not to be seen sends what is not to be seen either.
      if (base && (hiddenWithin(sender, null) === "" || hiddenWithin(base, null) !== "")) bases.set(base, [...(bases.get(base) || []), sender]);
    };
    const perhaps = [];
    for (const el of candidates) {
      if (late()) { cut("time"); break; }
      if (!sends(el) || repeated(el)) continue;
      if (says("perhaps", buttonText(el))) perhaps.push(el); else take(el);
    }
    // Words that send or open: where their fields stand under a heading of their own.
    for (const el of perhaps) {
      const base = baseOf(el);
      if (base && (bases.has(base) || (queryIn(base, HEADING) || []).length > 0 || matches(base, BIG) === true || attr(base, "role") === "dialog")) take(el);
    }
    const holders = new Map(); // a container and the places of the senders in it
    for (const [base, list] of bases) {
      const note = (at) => { holders.set(at, [...(holders.get(at) || []), ...list.map((el) => order.get(el))]); };
      note(base);
      above(base, (at) => { if (isRoot(at)) return false; note(at); return true; });
    }
    const containerOf = (el) => {
      let last = null, first = null;
      for (let at = upElement(el), steps = 0; at && steps < 80; at = upElement(at), steps += 1) {
        if (isRoot(at)) return first;
        if (formHolders.has(at)) return first || last; // with a whole form in it, it holds several
        if (bases.has(at)) return at;
        if (holders.has(at)) { first = first || at; if (holders.get(at).some((place) => place > order.get(el))) return at; }
        last = at;
        // What stands in the head or foot of a page is no part of a form elsewhere on it.
        if (matches(at, LANDMARK) === true) return first;
      }
      return first;
    };
    // A step of several on the way to an order: the nearest part under a heading of its own, beside others such that they
    // speak of more than one step. Without numbers, where what sends them all stands in a part that asks for nothing.
    const stepOf = (el, around) => {
      let found = null;
      above(el, (at) => {
        if (isRoot(at) || at === around || matches(at, LANDMARK) === true) return false;
        if (!stepHeading(at)) return true;
        const parts = [at];
        for (const move of [previousOf, nextOf]) for (let node = move(at), steps = 0; node && steps < 24 && parts.length < 12; node = move(node), steps += 1) if (isElement(node) && stepHeading(node) && many(places, node)) parts.push(node);
        if (parts.length < 2) return true;
        const kinds = new Set(parts.map((one) => stepHeading(one).kind).filter(Boolean));
        const numbered = stepHeading(at).numbered && parts.filter((one) => stepHeading(one).numbered).length > 1;
        if (numbered ? kinds.size > 1 : kinds.size > 2 && sentApart(around, parts)) found = at;
        return false;
      });
      return found;
    };
    const agrees = (base) => free.filter((el) => inside(el, base)).every((el) => ["checkbox", "switch", "textarea"].includes(kindOf(el)));
    const sentApart = (around, parts) => [...bases].some(([base, list]) => base !== around && inside(base, around) && list.some((el) => says("final", buttonText(el))) && !parts.some((one) => inside(one, base)) && agrees(base));
    // One of several parts side by side, each under a heading of its own and with something to fill in.
    const isPart = (at) => {
      if (!ownHeading(at)) return false;
      for (const move of [previousOf, nextOf]) for (let node = move(at), steps = 0; node && steps < 12; node = move(node), steps += 1) if (isElement(node) && many(places, node) && ownHeading(node)) return true;
      return false;
    };
    // Without a sender: all around it that holds neither a sender nor a form, within its part of the page.
    const looseTop = (el) => {
      let top = upElement(el);
      above(el, (at) => {
        if (isRoot(at) || tag(at) === "main" || holders.has(at) || formHolders.has(at) || settled.has(at)) return false;
        top = at;
        return matches(at, BIG) !== true && !isPart(at);
      });
      return top;
    };
    for (const el of free) {
      if (late()) { cut("time"); break; }
      if (hiddenWithin(el, null) && !LABELLED.has(kindOf(el)) && shownAs(el) === "no") continue;
      const around = containerOf(el), step = around ? stepOf(el, around) : null;
      const own = step && inside(step, around) ? step : around;
      if (step && step === own) steps.add(step);
      if (own && !holders.has(own)) alone.add(own);
      const top = own || looseTop(el);
      if (!top || isRoot(top)) continue;
      if (!own) loose.add(top);
      put(top, el);
    }
    gather(groups, bases, new Set([...settled, ...alone, ...loose, ...steps]), looseTop);
    return [...groups].filter(([el, list]) => {
      const typed = list.some((one) => !["checkbox", "radio", "range", "color", "switch", "button"].includes(kindOf(one)));
      // Of forms without an element beside others with one: the ways of delivery and payment of a checkout.
      const ways = (alone.has(el) || loose.has(el) || steps.has(el)) && list.some((one) => kindOf(one) === "radio");
      // What one wants to be told of, under its own heading, is kept as soon as it is switched.
      const switched = (loose.has(el) || steps.has(el)) && !!ownHeading(el) && list.length > 1 && list.every((one) => kindOf(one) === "switch");
      return holders.has(el) || matches(el, OWN) === true || typed || ways || switched;
    });
  };

  // A group that nothing sends but what stands in a group inside of it is one with it.
  const gather = (groups, bases, done, looseTop) => {
    const tops = [...groups.keys()].slice(0, 200);
    const stays = (top, list, outer) => {
      for (let at = top, steps = 0; at && at !== outer && steps < 60; at = upElement(at), steps += 1) if (matches(at, `${LANDMARK},${OWN}`) === true) return true;
      if (hiddenWithin(top, outer) !== "") return true;
      const texts = (bases.get(top) || []).map(buttonText);
      if (list.length <= 2 && texts.some((text) => says("coupon", text) || says("letter", text) || (says("search", text) && list.some(isSearch)))) return true;
      return list.length <= 4 && list.some((el) => kindOf(el) === "password") && list.filter((el) => !LABELLED.has(kindOf(el))).length <= 2;
    };
    for (const outer of tops) {
      if (late()) { cut("time"); return; }
      const list = groups.get(outer);
      if (!list || bases.has(outer) || done.has(outer)) continue;
      const last = Math.max(...list.map((el) => order.get(el)));
      const all = [...groups.keys()].filter((el) => el !== outer && inside(el, outer) && bases.has(el));
      // A box below a line with its button is agreed to with that line.
      const agrees = all.length === 1 && list.every((el) => ["checkbox", "switch"].includes(kindOf(el)));
      const inner = agrees ? all : all.filter((el) => !stays(el, groups.get(el), outer));
      const after = inner.filter((el) => bases.get(el).some((sender) => order.get(sender) > last));
      const final = after.find((el) => bases.get(el).some((sender) => says("final", buttonText(sender))));
      // A single field under its own heading, or a few steps away, asks something of its own.
      const joined = final || after.find((el) => groups.get(el).length > 1 || (queryIn(el, HEADING) || []).length === 0) || (after.length ? null : inner[inner.length - 1]);
      if (!joined) {
        groups.delete(outer);
        for (const el of list) { const top = looseTop(el); done.add(top); groups.set(top, [...(groups.get(top) || []), el]); }
        continue;
      }
      groups.set(outer, [...list, ...groups.get(joined)].sort((a, b) => order.get(a) - order.get(b)));
      groups.delete(joined);
      bases.set(outer, bases.get(joined));
    }
  };
