// Runs in every frame before the page's own scripts, in their world, and tells who stores what.
// Everything it needs later is taken now, since pages replace the natives. The names are the caller's.
(() => {
  "use strict";
  const tell = globalThis["@TELL@"];
  delete globalThis["@TELL@"];
  if (typeof tell !== "function") return;

  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { create } = Object;
  const { stringify } = JSON;
  const NativeProxy = Proxy;
  const NativeError = Error;
  const captureStackTrace = Error.captureStackTrace;
  const NativeString = String;
  const NativeURL = URL;
  const slice = String.prototype.slice;
  const clock = performance.now.bind(performance);
  const MOST_EVENTS = 3000;
  const LONGEST_TEXT = 4096;
  const LONGEST_STACK = 2000;
  let told = 0;

  const short = (text, length) => apply(slice, NativeString(text), [0, length]);

  const stackAbove = (hook) => {
    const holder = create(null);
    const limit = NativeError.stackTraceLimit;
    const prepare = NativeError.prepareStackTrace;
    const setUp = (most, how) => {
      try {
        NativeError.stackTraceLimit = most;
        if (prepare !== undefined) NativeError.prepareStackTrace = how;
      } catch {
        // Frozen by the page: then there is no stack, but still the event.
      }
    };
    setUp(10, undefined);
    try {
      captureStackTrace(holder, hook);
      return typeof holder.stack === "string" ? short(holder.stack, LONGEST_STACK) : "";
    } catch {
      return "";
    } finally {
      setUp(limit, prepare);
    }
  };

  // No prototypes: a page may put a toJSON on one, which JSON.stringify would call.
  const say = (kind, values, hook) => {
    if (told > MOST_EVENTS) return;
    told += 1;
    const message = create(null);
    message.kind = told > MOST_EVENTS ? "overflow" : kind;
    for (const key in values) message[key] = typeof values[key] === "string" ? short(values[key], LONGEST_TEXT) : values[key];
    if (hook) message.stack = stackAbove(hook);
    try {
      tell(stringify(message));
    } catch {
      told = MOST_EVENTS + 1;
    }
  };

  // A proxy of the native keeps its name and length; as a text it is the native, too (below).
  // `seen` is asked before the native, `after` once it has not thrown.
  const natives = new WeakMap();
  const { get: nativeOf, set: isNative } = WeakMap.prototype;
  const watch = (holder, name, slot, seen, after) => {
    const found = holder && getOwnPropertyDescriptor(holder, name);
    const native = found && found[slot];
    if (typeof native !== "function" || !found.configurable) return;
    const hook = function (target, self, args) {
      let instead;
      try {
        instead = seen(self, args, hook);
      } catch {
        // What can't be read, the native will refuse in its own words.
      }
      if (instead !== undefined) return instead.value;
      const result = apply(target, self, args);
      try {
        if (after) after(self, args, hook, result);
      } catch {
        // The native has done its work; what can't be told of it is told by the jar.
      }
      return result;
    };
    const handler = create(null);
    handler.apply = hook;
    found[slot] = new NativeProxy(native, handler);
    apply(isNative, natives, [found[slot], native]);
    defineProperty(holder, name, found);
  };
  const proto = (name) => { const made = globalThis[name]; return made && made.prototype; };

  const inWords = Function.prototype.toString;
  watch(Function.prototype, "toString", "value", (self) => {
    const native = typeof self === "function" && apply(nativeOf, natives, [self]);
    return native ? { __proto__: null, value: apply(inWords, native, []) } : undefined;
  });

  // What tells devices apart: in workers, too, where there is nothing else to hook.
  (@PRINTS@)({ say, watch, proto, apply, create, NativeString, getOwnPropertyDescriptor, clock });
  if (typeof document === "undefined") return;
  (@SIGNALS@)("@TELL@", { tell, apply, create, stringify, NativeString, slice, getOwnPropertyDescriptor });

  // Where a document without an address of its own (about:blank, srcdoc) stores: with whoever made it. Taken early.
  const atFirst = globalThis.origin;
  const place = (() => {
    try {
      let made = globalThis;
      for (let i = 0; i < 10 && made.location.protocol === "about:"; i += 1) made = made.parent;
      if (made.location.origin === atFirst) return made.location.href;
    } catch {
      // A stranger's document; its origin is all that is known.
    }
    return `${atFirst}/`;
  })();
  const here = () => (location.protocol === "about:" ? place : location.href);

  const readCookies = (() => { const found = getOwnPropertyDescriptor(Document.prototype, "cookie"); return found && found.get; })();
  const indexOf = String.prototype.indexOf;
  const trim = String.prototype.trim;
  const MOST_CHECKS = 300; // each waits for the browser
  let checked = 0;
  const isThere = (self, line) => {
    checked += 1;
    if (checked > MOST_CHECKS) return null;
    const end = apply(indexOf, line, [";"]);
    const pair = end < 0 ? line : apply(slice, line, [0, end]);
    const equals = apply(indexOf, pair, ["="]);
    if (equals < 1) return null;
    const name = apply(trim, apply(slice, pair, [0, equals]), []);
    return apply(indexOf, `; ${apply(readCookies, self, [])}`, [`; ${name}=`]) >= 0;
  };
  watch(proto("Document"), "cookie", "set", (self, args) => {
    args[0] = NativeString(args[0]); // read once: an object could say something else the second time
  }, (self, args, hook) => {
    say("cookie", { __proto__: null, line: args[0], url: here(), there: isThere(self, args[0]) }, hook);
  });

  const NativePromise = Promise;
  const then = Promise.prototype.then;
  const getCookie = proto("CookieStore") && CookieStore.prototype.get;
  const fromStore = (removed) => (self, args, hook, promise) => {
    const given = args[0];
    const made = typeof given === "object" && given !== null ? given : { name: given, value: args[1] };
    const name = NativeString(made.name);
    const path = made.path ? NativeString(made.path) : "/";
    const url = here();
    say("cookie_store", {
      __proto__: null,
      name, value: NativeString(made.value ?? ""), domain: made.domain ? NativeString(made.domain) : "",
      path, expires: typeof made.expires === "number" ? made.expires : null,
      same_site: made.sameSite ? NativeString(made.sameSite) : "strict", partitioned: made.partitioned === true,
      removed, url,
    }, hook);
    if (removed) return;
    const refused = () => say("cookie_refused", { __proto__: null, name, url });
    apply(then, promise, [() => {
      if (path === "/") apply(then, apply(getCookie, self, [name]), [(found) => { if (found === null) refused(); }, () => {}]);
    }, refused]);
  };
  watch(proto("CookieStore"), "set", "value", () => {}, fromStore(false));
  watch(proto("CookieStore"), "delete", "value", () => {}, fromStore(true));

  const sessionOf = (() => { const found = getOwnPropertyDescriptor(globalThis, "sessionStorage"); return found && found.get; })();
  const isSession = (self) => { try { return apply(sessionOf, globalThis, []) === self; } catch { return false; } };
  watch(proto("Storage"), "setItem", "value", (self, args, hook) => {
    if (args.length < 2) return;
    args[0] = NativeString(args[0]);
    args[1] = NativeString(args[1]);
    say("storage", { __proto__: null, name: args[0], session: isSession(self), origin: atFirst }, hook);
  });
  // What answers with a promise has opened nothing before that is kept.
  const opened = (area, nameOf = NativeString) => (self, args, hook, result) => {
    const message = { __proto__: null, area, name: nameOf(args[0]), origin: atFirst, stack: stackAbove(hook) };
    const tellIt = () => say("opened", message);
    if (result instanceof NativePromise) apply(then, result, [tellIt, () => {}]);
    else tellIt();
  };
  const whole = (url) => new NativeURL(NativeString(url), document.baseURI).href;
  watch(proto("IDBFactory"), "open", "value", () => {}, opened("indexeddb"));
  watch(proto("CacheStorage"), "open", "value", () => {}, opened("cache"));
  watch(proto("ServiceWorkerContainer"), "register", "value", () => {}, opened("service_worker", whole));

  // Chromium takes a detached image's request for the parser's, and loses the script.
  const isConnected = getOwnPropertyDescriptor(Node.prototype, "isConnected").get;
  watch(proto("HTMLImageElement"), "src", "set", (self, args, hook) => {
    if (apply(isConnected, self, [])) return;
    args[0] = args[0] === null || typeof args[0] !== "object" ? args[0] : NativeString(args[0]);
    if (typeof args[0] !== "string") return; // a TrustedScriptURL or the like keeps its own way
    const url = new NativeURL(args[0], document.baseURI).href;
    if (url.startsWith("http")) say("image", { __proto__: null, url }, hook);
  });

  // Chromium shows no Blob that is sent; many beacons are one.
  const NativeBlob = Blob;
  const blobText = Blob.prototype.text;
  const sends = (address, body) => {
    if (!(body instanceof NativeBlob)) return;
    const url = new NativeURL(NativeString(address), document.baseURI).href;
    apply(then, apply(blobText, body, []), [(text) => say("body", { __proto__: null, url, body: text }), () => {}]);
  };
  watch(proto("Navigator"), "sendBeacon", "value", () => {}, (self, args) => sends(args[0], args[1]));
  watch(globalThis, "fetch", "value", () => {}, (self, args) => {
    if (typeof args[1] === "object" && args[1] !== null) sends(args[0] && args[0].url ? args[0].url : args[0], args[1].body);
  });

  // As every visitor's browser does: no window opens without a click. The headless ones lack that.
  watch(globalThis, "open", "value", (self, args, hook) => {
    if (navigator.userActivation && navigator.userActivation.isActive) return undefined;
    say("popup", { __proto__: null, url: NativeString(args[0] ?? "") }, hook);
    const made = create(null);
    made.value = null;
    return made;
  });

  // Alarm clocks: whoever asks to be woken soon is asleep, not done. A chain of them is a ticker.
  const LONGEST_ALARM_MS = 1500;
  const MOST_LINKS = 2;
  let depth = 0;
  let latest = 0;
  watch(globalThis, "setTimeout", "value", (self, args) => {
    const [called, delay] = args;
    if (typeof called !== "function" || typeof delay !== "number" || !(delay <= LONGEST_ALARM_MS) || depth >= MOST_LINKS) return;
    const link = depth + 1;
    const handler = create(null);
    handler.apply = (target, own, given) => {
      const before = depth;
      depth = link;
      try {
        return apply(target, own, given);
      } finally {
        depth = before;
      }
    };
    args[0] = new NativeProxy(called, handler);
    const due = clock() + (delay > 0 ? delay : 0);
    if (due > latest + 40) {
      latest = due;
      say("alarm", { __proto__: null, in_ms: delay > 0 ? delay : 0 });
    }
  });

  let lastTold = -1000;
  new MutationObserver((records) => {
    const now = clock();
    if (now - lastTold < 80) return;
    for (let i = 0; i < records.length && i < 50; i += 1) {
      const added = records[i].addedNodes;
      for (let j = 0; j < added.length && j < 10; j += 1) {
        if (added[j].nodeType !== 1) continue;
        lastTold = now;
        say("grew", create(null));
        return;
      }
    }
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => say("parsed", { __proto__: null, scripts: document.scripts.length, top: globalThis === top }), { once: true });
})();
