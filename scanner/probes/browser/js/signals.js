// What the page says of consent by its own interfaces: Google's Consent Mode and the TCF. Asked by an event whose name
// no page knows, so that nothing of ours stands in its world; what it answers is cut here and believed nowhere.
(name, { tell, apply, create, stringify, NativeString, slice, getOwnPropertyDescriptor }) => {
  if (globalThis !== top) return;
  const MOST_ENTRIES = 500;
  const MOST_COMMANDS = 60;
  const LONGEST = 8000;
  const SIGNALS = ["ad_storage", "analytics_storage", "ad_user_data", "ad_personalization"];
  const { addEventListener } = EventTarget.prototype;
  const { querySelectorAll } = Document.prototype;
  const cookieOf = getOwnPropertyDescriptor(Document.prototype, "cookie").get;
  const { getItem } = Storage.prototype;
  const NativeURL = URL;
  const { isArray } = Array;

  const text = (value, length) => (typeof value === "string" ? apply(slice, value, [0, length]) : "");
  const bare = (values) => { const made = create(null); for (const key in values) made[key] = values[key]; return made; };
  const list = () => { const made = []; made.toJSON = undefined; return made; }; // a page may put a toJSON on Array.prototype
  const out = (values) => {
    try {
      const message = stringify(bare(values));
      if (message.length < 60000) tell(message);
    } catch {
      // It does not answer: then that is what is known.
    }
  };
  const attempt = (work, otherwise) => { try { return work(); } catch { return otherwise; } };

  // -- Consent Mode: the commands in their order, as far as they matter for it
  const layers = () => {
    const names = create(null);
    names.dataLayer = true;
    const scripts = apply(querySelectorAll, document, ["script[src*='/gtm.js'],script[src*='/gtag/js']"]);
    for (let i = 0; i < scripts.length && i < 10; i += 1) {
      const layer = attempt(() => new NativeURL(scripts[i].src).searchParams.get("l"), null);
      if (layer) names[text(layer, 60)] = true;
    }
    return names;
  };
  const signalsOf = (given) => {
    const found = create(null);
    for (let i = 0; i < SIGNALS.length; i += 1) found[SIGNALS[i]] = text(given[SIGNALS[i]], 20);
    return found;
  };
  const command = (entry) => {
    if (typeof entry !== "object" || entry === null) return null;
    const first = entry[0];
    if (first === "consent" && typeof entry[2] === "object" && entry[2] !== null) {
      const made = bare({ __proto__: null, what: text(entry[1], 20), signals: signalsOf(entry[2]) });
      const regions = entry[2].region;
      if (isArray(regions)) {
        made.regions = list();
        for (let i = 0; i < regions.length && i < 60; i += 1) made.regions[i] = text(regions[i], 8);
      }
      return made;
    }
    if (first === "config" || first === "event") return bare({ __proto__: null, what: first });
    return entry.event === "gtm.js" ? bare({ __proto__: null, what: "start" }) : null;
  };
  const commandsOf = (layer) => {
    const found = list();
    const others = create(null);
    const given = globalThis[layer];
    if (typeof given !== "object" || given === null) return null;
    for (let i = 0; i < given.length && i < MOST_ENTRIES && found.length < MOST_COMMANDS; i += 1) {
      const made = attempt(() => command(given[i]), null);
      if (!made) continue;
      if (!made.signals) { // one of each is enough to tell what came first
        if (others[made.what]) continue;
        others[made.what] = true;
      }
      found[found.length] = made;
    }
    return bare({ __proto__: null, name: layer, length: typeof given.length === "number" ? given.length : 0, commands: found });
  };
  // Where a template of the tag manager sets them, they stand in no array: but in the tags' own notes.
  const notes = () => {
    const ics = globalThis.google_tag_data.ics;
    const found = bare({ __proto__: null, late: ics.wasSetLate === true, used: ics.usedDefault === true || ics.usedUpdate === true, signals: create(null) });
    for (let i = 0; i < SIGNALS.length; i += 1) {
      const entry = ics.entries[SIGNALS[i]];
      if (typeof entry !== "object" || entry === null) continue;
      const yesNo = (value) => (typeof value === "boolean" ? value : null);
      found.signals[SIGNALS[i]] = bare({ __proto__: null, default: yesNo(entry.default), update: yesNo(entry.update) });
    }
    return found;
  };

  // -- TCF: the string that a page has stored, and the one that its consent tool gives
  const stored = () => {
    const found = list();
    const parts = apply(cookieOf, document, []).split("; ");
    for (let i = 0; i < parts.length && i < 200; i += 1) {
      if (parts[i].startsWith("euconsent-v2=")) found[found.length] = text(parts[i].slice(13), LONGEST);
    }
    const kept = attempt(() => apply(getItem, localStorage, ["euconsent-v2"]), null);
    if (typeof kept === "string") found[found.length] = text(kept, LONGEST);
    return found;
  };
  const askTcf = () => {
    let answered = 0;
    const heard = (way) => (data, success) => {
      if ((answered += 1) > 4) return;
      const given = typeof data === "object" && data !== null ? data : create(null);
      out({ __proto__: null, kind: "tcf", way, success: success === true, string: text(given.tcString, LONGEST) });
      if (way === "listener" && typeof given.listenerId === "number") {
        attempt(() => globalThis.__tcfapi("removeEventListener", 2, () => {}, given.listenerId));
      }
    };
    attempt(() => globalThis.__tcfapi("getTCData", 2, heard("data")));
    attempt(() => globalThis.__tcfapi("addEventListener", 2, heard("listener")));
  };

  apply(addEventListener, document, [name, () => {
    const found = list();
    for (const layer in attempt(layers, create(null))) {
      const made = found.length < 3 ? attempt(() => commandsOf(layer), null) : null;
      if (made) found[found.length] = made;
    }
    const tcf = typeof globalThis.__tcfapi === "function";
    out({ __proto__: null, kind: "signals", tcf, layers: found, notes: attempt(notes, null), stored: attempt(stored, null) });
    if (tcf) askTcf();
  }]);
}
