// What tells devices apart, and who reads it: tells of a reading with what speaks for or against a fingerprint, and
// judges none. Runs inside hooks.js, in pages and workers. Whoever reads nothing of this pays for a few proxies.
({ say, watch, proto, apply, create, NativeString, getOwnPropertyDescriptor, clock }) => {
  const MOST_STACKS = 16; // of one reading in a document: every script has its turn, and a hot loop pays no more
  const MOST_FAMILIES = 400;
  const SAME_BURST_MS = 250; // one script tries a family with several others behind it
  const LOOK_AGAIN_MS = [1500, 6000];
  const { random } = Math;
  const NativeWeakMap = WeakMap;
  const { get, set } = WeakMap.prototype;
  const { charCodeAt, indexOf, slice } = String.prototype;
  const nativeTimeout = globalThis.setTimeout;
  const getter = (holder, name) => { const found = holder && getOwnPropertyDescriptor(holder, name); return found && found.get; };
  const memory = (fresh) => {
    const map = new NativeWeakMap();
    const find = (of, make) => {
      let found = apply(get, map, [of]);
      if (!found && make) apply(set, map, [of, found = fresh()]);
      return found;
    };
    find.put = (of, what) => { apply(set, map, [of, what]); };
    return find;
  };

  // -- telling, and taking back what turns out to be something else
  const realm = NativeString(random());
  const taken = create(null);
  let last = 0;
  const told = (api, what, hook, more, most = MOST_STACKS) => {
    const key = `${api} ${what}`;
    const before = taken[key] || 0;
    if (before >= most) return "";
    taken[key] = before + 1;
    const id = `${realm}/${last += 1}`;
    say("print", { __proto__: null, ...more, api, what, id }, hook);
    return id;
  };
  const takeBack = (id) => { if (id) say("unprint", { __proto__: null, id }); };
  const each = (holder, names, slot, seen) => {
    for (let i = 0; i < names.length; i += 1) watch(holder, names[i], slot, (self, args, hook) => seen(names[i], self, args, hook));
  };

  // -- canvas: text or overlaid curves, drawn out of sight and read out
  const isConnected = typeof Node === "undefined" ? null : getter(Node.prototype, "isConnected");
  const checkVisibility = typeof Element === "undefined" ? null : Element.prototype.checkVisibility;
  const inDocument = (canvas) => { try { return apply(isConnected, canvas, []); } catch { return false; } };
  const onScreen = (canvas) => { try { return inDocument(canvas) && apply(checkVisibility, canvas, []); } catch { return false; } };
  const drawing = memory(() => ({
    __proto__: null, seen: create(null), letters: 0, colours: create(null), inks: 0, curves: 0, blends: 0, pictures: 0, saves: 0,
  }));
  const sketch = (kind) => {
    const context = proto(kind);
    const canvasOf = getter(context, "canvas");
    const inkOf = { __proto__: null, fillText: getter(context, "fillStyle"), strokeText: getter(context, "strokeStyle") };
    if (!canvasOf) return;
    const of = (self) => { // under the context, too: it is asked for at every stroke
      let known = drawing(self);
      if (!known) drawing.put(self, known = drawing(apply(canvasOf, self, []), true));
      return known;
    };
    each(context, ["fillText", "strokeText"], "value", (name, self, args) => {
      if (typeof args[0] === "object" && args[0] !== null) args[0] = NativeString(args[0]);
      const known = of(self);
      const text = NativeString(args[0]);
      if (known.letters < 40) {
        for (let i = 0; i < text.length && i < 100; i += 1) {
          const code = apply(charCodeAt, text, [i]);
          // Beyond that are symbols, joiners and emoji, by which pages find out which ones can be shown.
          if (code > 0x20 && code < 0x2000 && !known.seen[code]) { known.seen[code] = true; known.letters += 1; }
        }
      }
      if (known.inks < 8) {
        const ink = apply(inkOf[name], self, []);
        const colour = typeof ink === "string" ? ink : "gradient";
        if (!known.colours[colour]) { known.colours[colour] = true; known.inks += 1; }
      }
    });
    const count = (names, what) => {
      for (let i = 0; i < names.length; i += 1) watch(context, names[i], "value", (self) => { of(self)[what] += 1; });
    };
    count(["arc", "bezierCurveTo"], "curves");
    count(["drawImage", "putImageData"], "pictures");
    count(["save"], "saves");
    watch(context, "globalCompositeOperation", "set", (self, args) => { if (args[0] !== "source-over") of(self).blends += 1; });
    watch(context, "getImageData", "value", (self, args, hook) => readOut(apply(canvasOf, self, []), "getImageData", hook, args[2], args[3]));
    watch(context, "measureText", "value", (self, _, hook) => {
      const font = apply(getter2d[kind], self, []);
      const from = apply(indexOf, font, ["px "]);
      if (from >= 0) family(apply(slice, font, [from + 3]), "measureText", hook);
    });
    getter2d[kind] = getter(context, "font");
  };
  const getter2d = create(null);
  const readOut = (canvas, what, hook, width = canvas.width, height = canvas.height) => {
    const known = drawing(canvas);
    if (known && (known.letters || known.curves)) {
      const { letters, inks, curves, blends, pictures, saves } = known;
      const shown = onScreen(canvas);
      told("canvas", what, hook, { __proto__: null, letters, inks, curves, blends, pictures, saves, shown, width: +width || 0, height: +height || 0 });
    }
    if (surface(canvas)) fromGraphics(canvas, "image", hook);
  };

  // -- WebGL: a viewer has its canvas in the page, or puts it there soon
  const surface = memory(() => ({ __proto__: null, parameters: create(null), count: 0 }));
  const fromGraphics = (canvas, what, hook) => {
    if (inDocument(canvas)) return;
    const id = told("webgl", what, hook);
    if (!id || !isConnected || !canvas) return;
    for (let i = 0; i < LOOK_AGAIN_MS.length; i += 1) {
      apply(nativeTimeout, globalThis, [() => { if (inDocument(canvas)) takeBack(id); }, LOOK_AGAIN_MS[i]]);
    }
  };
  const NAMED = { __proto__: null, 37445: "vendor", 37446: "renderer" }; // UNMASKED_…_WEBGL of WEBGL_debug_renderer_info
  const graphics = (kind) => {
    const context = proto(kind);
    const canvasOf = getter(context, "canvas");
    if (!canvasOf) return;
    const of = (self) => apply(canvasOf, self, []);
    watch(context, "getParameter", "value", (self, args, hook) => {
      const asked = args[0];
      if (typeof asked !== "number") return;
      const canvas = of(self);
      if (NAMED[asked]) { fromGraphics(canvas, NAMED[asked], hook); return; }
      const known = surface(canvas, true);
      if (known.count >= 40 || known.parameters[asked]) return;
      known.parameters[asked] = true;
      if ((known.count += 1) === 40) fromGraphics(canvas, "parameters", hook);
    });
    watch(context, "getSupportedExtensions", "value", (self, _, hook) => fromGraphics(of(self), "extensions", hook));
    watch(context, "getShaderPrecisionFormat", "value", (self, _, hook) => fromGraphics(of(self), "precision", hook));
    watch(context, "readPixels", "value", (self, _, hook) => fromGraphics(of(self), "pixels", hook));
  };
  const canvases = (kind, ways) => {
    watch(proto(kind), "getContext", "value", (self, args) => {
      const asked = args[0];
      if (asked === "webgl" || asked === "webgl2" || asked === "experimental-webgl") surface(self, true);
    });
    each(proto(kind), ways, "value", (what, self, _, hook) => readOut(self, what, hook));
  };

  // -- fonts: which families make a text wider, and whether the page brings them along
  const widths = create(null);
  let families = 0;
  const faces = typeof document === "undefined" ? null : getter(Document.prototype, "fonts");
  const faceFamily = typeof FontFace === "undefined" ? null : getter(FontFace.prototype, "family");
  // Not every Chromium has a FontFaceSet that goes by its name.
  const setOf = () => { const set = globalThis.document ? document.fonts : globalThis.fonts; return set && Object.getPrototypeOf(set); };
  const fontSet = proto("FontFaceSet") || setOf();
  const forEach = fontSet ? fontSet.forEach : null;
  const declared = (name) => {
    let found = false;
    let left = 500;
    try {
      apply(forEach, apply(faces, document, []), [(face) => { if (!found && (left -= 1) > 0) found = plain(apply(faceFamily, face, [])) === name; }]);
    } catch {
      // A worker, or a page that is gone: it has declared none.
    }
    return found;
  };
  const plain = (family) => {
    const quote = family[0];
    return quote === "\"" || quote === "'" ? apply(slice, family, [1, apply(indexOf, family, [quote, 1])]) : family;
  };
  const family = (list, what, hook) => {
    const comma = apply(indexOf, list, [","]);
    const name = plain(comma < 0 ? list : apply(slice, list, [0, comma]));
    const now = clock();
    if (families >= MOST_FAMILIES || now - (widths[name] ?? -1000) < SAME_BURST_MS) return;
    widths[name] = now;
    families += 1;
    told("fonts", what, hook, { __proto__: null, family: apply(slice, name, [0, 80]), declared: declared(name) }, MOST_FAMILIES);
  };

  sketch("CanvasRenderingContext2D");
  sketch("OffscreenCanvasRenderingContext2D");
  canvases("HTMLCanvasElement", ["toDataURL", "toBlob"]);
  canvases("OffscreenCanvas", ["convertToBlob"]);
  graphics("WebGLRenderingContext");
  graphics("WebGL2RenderingContext");

  watch(fontSet, "check", "value", (self, args, hook) => {
    const font = NativeString(args[0]);
    const from = apply(indexOf, font, ["px "]);
    if (from >= 0) family(apply(slice, font, [from + 3]), "check", hook);
  });
  const styleOf = getter(proto("HTMLElement"), "style");
  const hasAttribute = typeof Element === "undefined" ? null : Element.prototype.hasAttribute;
  each(proto("HTMLElement"), ["offsetWidth", "offsetHeight"], "get", (what, self, _, hook) => {
    if (families >= MOST_FAMILIES || !apply(hasAttribute, self, ["style"])) return;
    const list = apply(styleOf, self, []).fontFamily;
    if (list) family(list, what, hook);
  });

  // -- audio: a made-up tone, rendered by this device and read sample by sample
  const tones = memory(() => ({ __proto__: null, tone: true }));
  const rendered = create(null);
  const Oscillator = globalThis.OscillatorNode;
  const contextOf = getter(proto("AudioNode"), "context");
  const [lengthOf, rateOf] = [getter(proto("OfflineAudioContext"), "length"), getter(proto("BaseAudioContext"), "sampleRate")];
  const [samplesOf, bufferRateOf] = [getter(proto("AudioBuffer"), "length"), getter(proto("AudioBuffer"), "sampleRate")];
  watch(proto("AudioScheduledSourceNode"), "start", "value", (self) => {
    if (Oscillator && self instanceof Oscillator) tones(apply(contextOf, self, []), true);
  });
  watch(proto("OfflineAudioContext"), "startRendering", "value", (self) => {
    if (tones(self)) rendered[`${apply(lengthOf, self, [])} ${apply(rateOf, self, [])}`] = true;
  });
  each(proto("AudioBuffer"), ["getChannelData", "copyFromChannel"], "value", (what, self, _, hook) => {
    if (rendered[`${apply(samplesOf, self, [])} ${apply(bufferRateOf, self, [])}`]) told("audio", what, hook);
  });
  each(proto("AnalyserNode"), ["getFloatFrequencyData", "getByteFrequencyData"], "value", (what, self, _, hook) => {
    if (tones(apply(contextOf, self, []))) told("audio", what, hook);
  });

  // -- WebRTC: local addresses, asked for by a connection to nobody
  const calls = memory(() => ({ __proto__: null, media: false, ids: [] }));
  const connection = proto("RTCPeerConnection");
  const targetOf = getter(Event.prototype, "target");
  const listened = (peer, what, hook) => {
    const known = calls(peer, true);
    if (known.media || known.ids.length >= 4) return;
    const id = told("webrtc", what, hook);
    if (id) known.ids[known.ids.length] = id;
  };
  watch(proto("RTCPeerConnectionIceEvent"), "candidate", "get", (self, _, hook) => listened(apply(targetOf, self, []), "candidate", hook));
  watch(connection, "localDescription", "get", (self, _, hook) => listened(self, "localDescription", hook));
  each(connection, ["addTrack", "addTransceiver", "addStream", "setRemoteDescription"], "value", (_, self) => {
    const known = calls(self, true);
    known.media = true;
    for (let i = 0; i < known.ids.length; i += 1) takeBack(known.ids[i]);
    known.ids.length = 0;
  });

  // -- what the browser says of itself and of the device
  const NAVIGATOR = [
    "plugins", "mimeTypes", "hardwareConcurrency", "deviceMemory", "languages", "platform", "maxTouchPoints", "product", "productSub",
    "vendor", "vendorSub", "appVersion", "appCodeName", "appName", "connection", "doNotTrack", "webdriver", "pdfViewerEnabled",
  ];
  const SCREEN = ["width", "height", "availWidth", "availHeight", "availLeft", "availTop", "colorDepth", "pixelDepth", "orientation"];
  const tellRead = (api) => (what, _self, _args, hook) => { told(api, what, hook); };
  each(proto("Navigator") || proto("WorkerNavigator"), NAVIGATOR, "get", tellRead("navigator"));
  each(proto("Screen"), SCREEN, "get", tellRead("screen"));
  each(proto("NavigatorUAData"), ["getHighEntropyValues"], "value", tellRead("navigator"));
  each(proto("Keyboard"), ["getLayoutMap"], "value", tellRead("navigator"));
  each(proto("StorageManager"), ["estimate"], "value", tellRead("navigator"));
  each(proto("SpeechSynthesis"), ["getVoices"], "value", tellRead("navigator"));
  each(proto("Permissions"), ["query"], "value", tellRead("navigator"));
  each(proto("Navigator"), ["getBattery"], "value", tellRead("battery"));
  each(proto("MediaDevices"), ["enumerateDevices"], "value", tellRead("sensors"));
  each(proto("Sensor"), ["start"], "value", tellRead("sensors"));
  each(proto("DeviceMotionEvent"), ["acceleration", "accelerationIncludingGravity", "rotationRate"], "get", tellRead("sensors"));
}
