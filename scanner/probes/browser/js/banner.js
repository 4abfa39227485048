// Measures what of a document could be a consent banner, and where a visitor would click it. Judges nothing.
// Runs in a world of its own; what it found stays there, so that a control can be aimed at again by its number.
(order, argument) => {
  const store = (globalThis.siegelBanner ??= { controls: [], toggles: [], options: [], candidates: [], byWords: new WeakSet() });
  // Closed shadow roots by their hosts, as they were handed in from outside; and the slots in them, which nodes don't tell.
  const sealed = (globalThis.siegelRoots ??= new WeakMap()), slots = (globalThis.siegelSlots ??= new WeakMap());
  const rootOf = (el) => el.shadowRoot ?? sealed.get(el) ?? null;
  const vw = innerWidth, vh = innerHeight;
  const up = (node) => node.assignedSlot ?? slots.get(node) ?? (node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentElement);
  const inside = (node, outer) => { for (let at = node; at; at = up(at)) if (at === outer) return true; return false; };
  const childrenOf = (el) => {
    const root = rootOf(el);
    if (root) return root.childNodes;
    const given = el.tagName === 'SLOT' ? el.assignedNodes() : [];
    if (!given.length) return el.childNodes;
    if (el.getRootNode().mode === 'closed') given.forEach((node) => slots.set(node, el));
    return given;
  };
  // As querySelectorAll, in the shadow trees met by the last survey, too.
  const deepAll = (el, selector) => [...el.querySelectorAll(selector), ...(store.hosts ?? []).filter((host) => inside(host, el)).flatMap((host) => [...rootOf(host).querySelectorAll(selector)])];
  // What has no box of its own (display: contents, as slots have) is there if its children are.
  const shown = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) || getComputedStyle(el).display === 'contents';
  const rectOf = (el) => { const r = el.getBoundingClientRect(); return [r.left, r.top, r.width, r.height].map((n) => Math.round(n * 10) / 10); };
  const sized = (el) => { const r = el.getBoundingClientRect(); return r.width >= 3 && r.height >= 3; };
  const silent = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'SELECT', 'TEXTAREA', 'SVG', 'IFRAME', 'OBJECT']);

  const textOf = (el, limit) => {
    const parts = []; let size = 0; const waiting = [el]; let steps = 0;
    while (waiting.length && size < limit && steps++ < 4000) {
      const node = waiting.pop();
      if (node.nodeType === 3) { const s = node.data.replace(/\s+/g, ' '); parts.push(s); size += s.length; continue; }
      if (node.nodeType !== 1 || silent.has(node.tagName.toUpperCase()) || (node !== el && !shown(node))) continue;
      if (node.tagName === 'IMG' && node.alt) parts.push(` ${node.alt} `);
      if (getComputedStyle(node).display !== 'inline' && node !== el) { parts.push(' '); waiting.push(document.createTextNode(' ')); }
      waiting.push(...[...childrenOf(node)].reverse());
    }
    return parts.join('').replace(/\s+/g, ' ').trim().slice(0, limit);
  };
  const named = (el) => {
    const by = el.getAttribute('aria-labelledby');
    const root = el.getRootNode();
    const from = by ? by.split(/\s+/).slice(0, 4).map((id) => root.getElementById?.(id)).filter(Boolean).map((n) => n.textContent).join(' ') : '';
    return (from || el.getAttribute('aria-label') || el.title || el.querySelector?.('img[alt]')?.alt || '').replace(/\s+/g, ' ').trim().slice(0, 200);
  };
  const labelOf = (el) => {
    const own = el.tagName === 'INPUT' ? (el.value || el.alt) : textOf(el, 200);
    return /\p{L}{2}/u.test(own) ? own.trim().slice(0, 200) : named(el) || own.trim().slice(0, 200);
  };

  const hitAt = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    for (let i = 0; hit && rootOf(hit) && i < 20; i++) { const deeper = rootOf(hit).elementFromPoint(x, y); if (!deeper || deeper === hit) break; hit = deeper; }
    return hit;
  };
  // A point of the element where a click reaches it; 'outside' the window, 'covered' by something else, or hidden.
  const pointOf = (el) => {
    let outside = 0, all = 0;
    for (const r of [...el.getClientRects()].slice(0, 4)) {
      if (r.width < 2 || r.height < 2) continue;
      for (const [fx, fy] of [[.5, .5], [.25, .5], [.75, .5], [.5, .25], [.5, .75]]) {
        const x = r.left + r.width * fx, y = r.top + r.height * fy;
        all++;
        if (x < 0 || y < 0 || x >= vw || y >= vh) { outside++; continue; }
        const hit = hitAt(x, y);
        // Words in a slot belong to the host, and are clicked in what holds the slot.
        if (hit && (inside(hit, el) || (rootOf(hit) && rootOf(hit) === el.getRootNode() && el.querySelector('slot')))) return { x, y };
      }
    }
    return all === 0 ? 'hidden' : outside === all ? 'outside' : 'covered';
  };
  // Scrolled out of its own scroller, not out of the window: the hit test meets what lies over there.
  const clipped = (el) => {
    const r = el.getBoundingClientRect();
    for (let at = up(el); at && at !== document.body && at !== document.documentElement; at = up(at)) {
      const s = getComputedStyle(at);
      if (!/auto|scroll/.test(s.overflowY)) continue;
      const o = at.getBoundingClientRect(), y = r.top + r.height / 2;
      if (y < o.top || y > o.bottom) return true;
    }
    return false;
  };
  const locked = () => [document.documentElement, document.body].some((el) => el && (/hidden|clip/.test(getComputedStyle(el).overflowY) || getComputedStyle(el).position === 'fixed'));

  const painter = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    const m = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(color);
    if (m) return [+m[1], +m[2], +m[3], m[4] === undefined ? 1 : +m[4]];
    if (!painter) return null;
    painter.canvas.width = painter.canvas.height = 1;
    painter.fillStyle = color; painter.fillRect(0, 0, 1, 1);
    const d = painter.getImageData(0, 0, 1, 1).data;
    return [d[0], d[1], d[2], d[3] / 255];
  };
  // The element that carries the words: the innermost that holds all of them.
  const bearer = (el) => { let at = el; for (let i = 0; i < 6; i++) { const kids = [...at.children].filter((k) => shown(k) && k.textContent.trim()); if (kids.length !== 1 || [...at.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) break; at = kids[0]; } return at; };
  const coloursOf = (el) => {
    const at = bearer(el), layers = []; let opacity = 1, picture = false;
    for (let n = at; n; n = up(n)) {
      const s = getComputedStyle(n);
      opacity *= +s.opacity;
      const colour = rgba(s.backgroundColor);
      if (s.backgroundImage !== 'none' && !layers.some((l) => l[3] >= 1)) { picture = true; break; }
      if (colour && colour[3] > 0) { layers.push(colour); if (colour[3] >= 1) break; }
    }
    const style = getComputedStyle(at);
    return { text: rgba(style.color), layers: layers.slice(0, 12), picture, opacity, font: parseFloat(style.fontSize) || 0 };
  };
  // By its looks: a surface of its own makes a button, whatever the element is called.
  const lookOf = (el) => {
    for (let at = el, i = 0; at && i < 4; i++) {
      const s = getComputedStyle(at), colour = rgba(s.backgroundColor);
      const under = up(at) && getComputedStyle(up(at)).backgroundColor;
      const surface = (colour && colour[3] > 0.05 && s.backgroundColor !== under) || s.backgroundImage !== 'none';
      const border = ['Top', 'Bottom'].every((side) => parseFloat(s[`border${side}Width`]) > 0 && s[`border${side}Style`] !== 'none' && (rgba(s[`border${side}Color`]) ?? [0, 0, 0, 1])[3] > 0.05);
      if (surface || border || s.boxShadow !== 'none') return 'button';
      at = at.children.length === 1 ? at.children[0] : null;
    }
    const s = getComputedStyle(bearer(el));
    return el.tagName === 'A' || /underline/.test(s.textDecorationLine) || getComputedStyle(el).cursor === 'pointer' || ['BUTTON', 'SUMMARY'].includes(el.tagName) || el.getAttribute('role') === 'button' ? 'link' : 'text';
  };

  const isToggle = (el) => (el.tagName === 'INPUT' && el.type === 'checkbox') || ['switch', 'checkbox', 'menuitemcheckbox'].includes(el.getAttribute('role')) || isSlider(el);
  const isRadio = (el) => (el.tagName === 'INPUT' && el.type === 'radio') || el.getAttribute('role') === 'radio';
  // A switch by its looks alone: a small empty pill to be clicked, with a knob at one of its ends.
  const isSlider = (el) => {
    if (!['DIV', 'SPAN', 'BUTTON', 'I', 'A'].includes(el.tagName) || el.childElementCount > 2 || el.textContent.trim() || el.querySelector('input,svg,img')) return false;
    const r = el.getBoundingClientRect();
    if (r.width < 22 || r.width > 90 || r.height < 10 || r.height > 45 || r.width < r.height * 1.3) return false;
    const s = getComputedStyle(el);
    if (s.cursor !== 'pointer' && !el.hasAttribute('onclick') && el.tagName !== 'BUTTON') return false;
    return parseFloat(s.borderTopLeftRadius) >= r.height * 0.35 && knobOf(el) !== null && !el.closest('label')?.control && !up(el)?.querySelector('input[type=checkbox],[role=switch]');
  };
  // Where the knob stands, 0 to 1 from left to right; null where there is none.
  const knobOf = (el) => {
    const r = el.getBoundingClientRect(), kid = el.children.length === 1 ? el.children[0].getBoundingClientRect() : null;
    if (kid && kid.width > 3 && kid.width < r.width * 0.75) return (kid.left + kid.width / 2 - r.left) / r.width;
    for (const part of ['::before', '::after']) {
      const s = getComputedStyle(el, part), width = parseFloat(s.width);
      if (s.content === 'none' || s.content === 'normal' || !(width > 3 && width < r.width * 0.75)) continue;
      const moved = /^matrix\(([^)]+)\)$/.exec(s.transform)?.[1].split(',').map(Number)[4] ?? 0;
      return ((parseFloat(s.left) || parseFloat(s.marginLeft) || 0) + moved + width / 2) / r.width;
    }
    return null;
  };
  const toldBy = (el) => {
    for (const name of ['aria-checked', 'aria-pressed', 'aria-selected', 'data-checked', 'data-state', 'data-active', 'data-value', 'data-on']) {
      const value = el.getAttribute(name);
      if (/^(true|on|checked|active|enabled|1|yes)$/i.test(value ?? '')) return true;
      if (/^(false|off|unchecked|inactive|disabled|0|no)$/i.test(value ?? '')) return false;
    }
    return null;
  };
  const markedBy = (el) => (typeof el.className === 'string' && /(^|[\s_-])(on|active|checked|selected|enabled|is-on|an|aktiv)($|\s)/i.test(el.className) ? true : null);
  const pressedOf = (el) => toldBy(el) ?? markedBy(el);
  const knobSays = (el) => { const at = isSlider(el) ? knobOf(el) : null; return at === null ? null : at > 0.5; };
  const checkedOf = (el) => (el.tagName === 'INPUT' ? el.checked : toldBy(el) ?? markedBy(el) ?? knobSays(el));
  const nativeControl = (el) =>
    el.tagName === 'BUTTON' || el.tagName === 'SUMMARY' || (el.tagName === 'A' && (el.hasAttribute('href') || el.hasAttribute('onclick') || el.hasAttribute('role') || getComputedStyle(el).cursor === 'pointer')) ||
    (el.tagName === 'INPUT' && ['button', 'submit', 'image', 'reset'].includes(el.type)) || ['button', 'link', 'menuitem', 'tab'].includes(el.getAttribute('role')) || el.hasAttribute('onclick');
  const overlaid = (el) => {
    const s = getComputedStyle(el);
    if (s.position === 'fixed' || s.position === 'sticky') return s.position;
    if (el.tagName === 'DIALOG' && el.open) return 'dialog';
    if (['dialog', 'alertdialog'].includes(el.getAttribute('role')) || el.getAttribute('aria-modal') === 'true') return 'dialog';
    if (el.hasAttribute('popover') && el.matches(':popover-open')) return 'dialog';
    if (s.position === 'absolute' && +s.zIndex >= 100) return 'absolute';
    return null;
  };
  // Fixed beyond the window's edge, where panels wait to slide in: nobody can scroll there.
  const away = (el, style) => {
    const r = el.getBoundingClientRect();
    return style.position === 'fixed' && r.width > 0 && r.height > 0 && (r.right <= 1 || r.bottom <= 1 || r.left >= vw - 1 || r.top >= vh - 1);
  };
  const barLike = (el, depth) => {
    if (depth > 4 || ['MAIN', 'HEADER', 'FOOTER', 'NAV', 'ARTICLE', 'BODY', 'HTML'].includes(el.tagName)) return false;
    for (let at = up(el); at && at !== document.body; at = up(at)) if (['MAIN', 'FOOTER', 'NAV', 'ARTICLE'].includes(at.tagName)) return false;
    const r = el.getBoundingClientRect();
    return r.width >= vw * 0.8 && r.height > 20 && r.height < vh * 0.7 && (r.top + scrollY < 220 || r.bottom + scrollY > document.documentElement.scrollHeight - 30);
  };
  // It holds the page itself. A footer alone is found in dialogs, too.
  const pageLike = (el) => el === document.body || el === document.documentElement || (el.tagName !== 'DIALOG' && !['dialog', 'alertdialog'].includes(el.getAttribute('role')) && ([...el.querySelectorAll('main,[role=main],body > header nav,header nav')].some((n) => shown(n)) || ([...el.querySelectorAll('footer')].some((n) => shown(n)) && [...el.querySelectorAll('nav,h1,header')].some((n) => shown(n)))));

  const survey = () => {
    const began = performance.now(), limits = argument.limits;
    store.controls = []; store.toggles = []; store.options = []; store.candidates = []; store.hosts = []; store.look = (store.look ?? 0) + 1;
    const candidates = [], controls = [], toggles = [], radios = [];
    let cut = false, elements = 0, sealable = 0;
    const waiting = [[document.body, [], false, 0, false]];
    if (!document.body) return { candidates, controls, toggles, tools: [], cut };
    while (waiting.length) {
      const [el, chain, inControl, depth, pointer] = waiting.pop();
      if (elements++ > limits.elements || performance.now() - began > limits.ms) { cut = true; break; }
      if (silent.has(el.tagName.toUpperCase()) && el.tagName !== 'SELECT') continue;
      let mine = chain, control = inControl;
      const seen = shown(el);
      if (rootOf(el)) store.hosts.push(el); else if (mayHideARoot(el)) sealable++;
      if (isRadio(el)) { if (chain.length && radios.length < limits.controls) radios.push([el, chain]); continue; }
      if ((seen || el.tagName === 'INPUT') && isToggle(el)) { if (chain.length && toggles.length < limits.controls) { toggles.push([el, chain]); } continue; }
      const style = seen ? getComputedStyle(el) : null;
      if (seen) {
        const worded = store.byWords.has(el) ? (el === document.body ? 'whole' : 'inline') : null;
        const how = el === document.body ? (argument.framed ? 'frame' : worded) : away(el, style) ? null : overlaid(el) ?? (sized(el) && barLike(el, depth) ? 'bar' : worded);
        if (how && candidates.length < limits.candidates) { mine = [...chain, candidates.length]; candidates.push([el, how]); }
        if (!inControl && mine.length && sized(el) && controls.length < limits.controls) {
          const native = nativeControl(el);
          const points = !native && !pointer && style.cursor === 'pointer' && el.tagName !== 'LABEL';
          const holds = (native && el.tagName === 'BUTTON') ? false : !!el.querySelector('button,a[href],input,[role=button],[role=switch],[role=checkbox]') || (!!rootOf(el) && !!rootOf(el).querySelector('button,a[href],input,[role=button]') && el.getBoundingClientRect().height > 90);
          const leaf = !native && !points && el.children.length === 0 && !rootOf(el) && el.tagName !== 'LABEL' && el.textContent.trim().length > 1 && el.textContent.trim().length <= 40;
          if (((native || points) && !holds) || leaf) { controls.push([el, mine, leaf ? 'text' : null]); control = !leaf; }
        }
      }
      const pointing = style ? style.cursor === 'pointer' && el !== document.body : pointer;
      for (const child of [...childrenOf(el)].reverse()) if (child.nodeType === 1) waiting.push([child, mine, control, depth + 1, pointing]);
    }
    const used = new Set([...controls, ...toggles, ...radios].flatMap(([, chain]) => chain));
    store.candidates = candidates.map(([el]) => el);
    const parents = new Map(), placeOf = (el) => { const at = up(el); if (!parents.has(at)) parents.set(at, parents.size); return parents.get(at); };
    const result = { candidates: [], controls: [], toggles: [], groups: [], tools: [], cut, sealable, look: store.look, width: vw, height: vh, language: (document.documentElement.lang || '').slice(0, 20) };
    candidates.forEach(([el, how], number) => {
      if (!used.has(number)) return;
      result.candidates.push({
        number, how, box: rectOf(el), text: textOf(el, limits.text), page: pageLike(el) && how !== 'frame' && how !== 'whole', modal: el.getAttribute('aria-modal') === 'true' || (el.tagName === 'DIALOG' && el.matches(':modal')),
        name: `${el.tagName.toLowerCase()}#${el.id}.${typeof el.className === 'string' ? el.className : ''}`.slice(0, 200), inputs: deepAll(el, 'input[type=email],input[type=password],input[type=tel],input[type=text],input:not([type]),textarea').filter((n) => shown(n) && sized(n)).length, selects: deepAll(el, 'select').filter((n) => shown(n)).length,
        hidden_on: deepAll(el, 'input[type=checkbox]:checked,[role=switch][aria-checked=true],[role=checkbox][aria-checked=true]').filter((n) => !n.disabled && n.getAttribute('aria-disabled') !== 'true' && !/notwendig|erforderlich|essen[zt]iel|necessary|required|always|immer aktiv|functional|technical/i.test(`${n.name} ${n.id} ${n.value} ${n.closest('label,li,fieldset')?.textContent ?? ''}`) && !shown(up(n) ?? n)).length,
        radios: deepAll(el, 'input[type=radio],[role=radio]').filter((n) => up(n) && shown(up(n))).length,
      });
    });
    for (const [el, chain, kind] of controls) {
      const point = pointOf(el);
      const number = store.controls.push(el) - 1;
      result.controls.push({
        number, chain, label: labelOf(el), name: named(el), kind: kind ?? lookOf(el), element: el.getAttribute('role') || el.tagName.toLowerCase(), box: rectOf(el), href: el.tagName === 'A' ? String(el.getAttribute('href') ?? '').slice(0, 500) : '', disabled: el.disabled === true || el.getAttribute('aria-disabled') === 'true',
        state: typeof point === 'string' ? (point === 'covered' && clipped(el) ? 'outside' : point) : 'free', ...coloursOf(el), ...groundOf(el),
        parent: placeOf(el), row: kind ? '' : rowOf(el), pressed: pressedOf(el), foldable: el.hasAttribute('aria-expanded') || el.tagName === 'SUMMARY', expands: el.getAttribute('aria-expanded') === 'false' || (el.tagName === 'SUMMARY' && !up(el)?.open), hint: hintOf(el),
      });
    }
    for (const [el, chain] of toggles) {
      const proxies = proxiesOf(el).filter((n) => sized(n) && (n === el ? true : shown(n)));
      if (!proxies.length || !(up(el) && shown(up(el)))) continue;
      const row = el.closest('label') ?? el.labels?.[0] ?? up(el);
      const words = [...(el.labels ?? [])].map((l) => textOf(l, 200)).join(' ');
      const number = store.toggles.push(el) - 1;
      result.toggles.push({ number, chain, label: (words || named(el) || textOf(row, 200) || textOf(up(row) ?? row, 200)).slice(0, 200), around: textOf(up(row) ?? row, 300), checked: checkedOf(el), disabled: el.disabled === true || el.getAttribute('aria-disabled') === 'true' || el.getAttribute('aria-readonly') === 'true' });
    }
    const groups = new Map();
    for (const [el, chain] of radios) {
      const proxies = proxiesOf(el).filter((n) => sized(n) && (n === el || shown(n)));
      if (!proxies.length || !(up(el) && shown(up(el)))) continue;
      const whole = el.closest('[role=radiogroup],fieldset') ?? up(up(el) ?? el) ?? el;
      const key = el.tagName === 'INPUT' && el.name ? `${el.name}|${chain.join()}` : whole;
      if (!groups.has(key)) groups.set(key, { chain, whole, options: [] });
      const words = [...(el.labels ?? [])].map((l) => textOf(l, 200)).join(' ');
      const number = store.options.push(el) - 1;
      groups.get(key).options.push({ number, label: (words || named(el) || textOf(el, 200) || textOf(up(el), 200)).slice(0, 200), checked: checkedOf(el) === true, disabled: el.disabled === true || el.getAttribute('aria-disabled') === 'true' });
    }
    for (const { chain, whole, options } of groups.values()) {
      const legend = whole.querySelector('legend');
      result.groups.push({ chain, options, label: ((legend && textOf(legend, 200)) || (whole.getAttribute('role') === 'radiogroup' && named(whole)) || textOf(whole, 200)).slice(0, 200) });
    }
    for (const [tool, selectors] of argument.tools ?? []) {
      if (result.tools.length >= 5 || performance.now() - began > limits.ms * 1.5) break;
      try { if (selectors.every((s) => document.querySelector(s))) result.tools.push(tool); } catch { /* a selector that this browser does not know */ }
    }
    return result;
  };
  // The words beside an element: of the nearest part around it that says more than it and its neighbours.
  const rowOf = (el) => { const own = textOf(up(el) ?? el, 300).length; for (let at = up(up(el) ?? el), i = 0; at && i < 3; at = up(at), i++) { const words = textOf(at, 300); if (words.length > own + 2) return words.slice(0, 200); } return ''; };
  const hintOf = (el) => `${el.id} ${typeof el.className === 'string' ? el.className : ''} ${el.getAttribute('data-action') ?? ''}`.trim().slice(0, 120);
  const mayHideARoot = (el) => el.tagName.includes('-') || (/^(ARTICLE|ASIDE|BLOCKQUOTE|DIV|FOOTER|HEADER|MAIN|NAV|P|SECTION|SPAN)$/.test(el.tagName) && ![...el.childNodes].some((n) => n.nodeType === 3 ? n.data.trim() : n.nodeType === 1 && !silent.has(n.tagName) && getComputedStyle(n).display !== 'none' && n.checkVisibility()));
  // The surface or border that makes it a button, and what both stand on.
  const groundOf = (el) => {
    let surface = null, edge = null, scenic = false; const under = [];
    for (let at = el, i = 0; at && i < 4 && !surface && !edge; at = at.children.length === 1 ? at.children[0] : null, i++) {
      const s = getComputedStyle(at), colour = rgba(s.backgroundColor);
      if (colour && colour[3] > 0.05) surface = colour;
      if (s.backgroundImage !== 'none') scenic = true;
      if (parseFloat(s.borderTopWidth) > 0 && s.borderTopStyle !== 'none') edge = rgba(s.borderTopColor);
    }
    for (let at = up(el); at; at = up(at)) {
      const s = getComputedStyle(at), colour = rgba(s.backgroundColor);
      if (s.backgroundImage !== 'none') { scenic = true; break; }
      if (colour && colour[3] > 0) { under.push(colour); if (colour[3] >= 1) break; }
    }
    return { surface, edge, scenic, under: under.slice(0, 12) };
  };
  const proxiesOf = (el) => [el, el.nextElementSibling, ...(el.labels ?? []), el.closest('label'), up(el)].filter((n, i, all) => n && all.indexOf(n) === i);

  const aim = () => {
    // Numbers are those of one look; after another they may mean something else.
    const el = argument.look === store.look ? store[argument.what][argument.number] : null;
    if (!el?.isConnected) return { state: 'gone' };
    const targets = argument.what === 'controls' ? [el] : proxiesOf(el).filter(sized);
    const lock = locked(), at = [scrollX, scrollY];
    let state = 'hidden';
    for (const target of targets) {
      let point = pointOf(target);
      if (point === 'outside' || (point === 'covered' && clipped(target))) {
        target.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
        if (lock && (scrollX !== at[0] || scrollY !== at[1])) { scrollTo({ left: at[0], top: at[1], behavior: 'instant' }); state = 'outside'; continue; }
        point = pointOf(target);
      }
      // A link in a toggle's label is no way to switch it.
      if (typeof point === 'object' && !(argument.what !== 'controls' && hitAt(point.x, point.y)?.closest('a[href]'))) return { state: 'free', x: point.x, y: point.y };
      state = typeof point === 'string' ? point : 'covered';
    }
    return { state };
  };
  // Of a switch; of one made of two halves, by the half that says more. 'unknown' where its looks don't say, null where it is gone.
  const checked = () => {
    const of = (number) => (argument.look === store.look && number >= 0 ? store[argument.made_of][number] : null);
    const off = of(argument.off), on = of(argument.on), el = argument.made_of === 'toggles' ? of(argument.number) : off;
    if (!el?.isConnected) return null;
    if (argument.made_of === 'toggles') return checkedOf(el) ?? 'unknown';
    if (argument.made_of === 'options') return on ? checkedOf(on) === true : checkedOf(off) !== true;
    const said = on ? pressedOf(on) : null, unsaid = pressedOf(off);
    return said ?? (unsaid === null ? 'unknown' : !unsaid);
  };

  // Everything that can be clicked, wherever it stands, with what it is called.
  const everywhere = () => {
    store.controls = []; store.toggles = []; store.options = []; store.look = (store.look ?? 0) + 1;
    const found = [], waiting = document.body ? [document.body] : [];
    for (let steps = 0; waiting.length && steps < argument.limits.elements && found.length < argument.limits.everywhere; steps++) {
      const el = waiting.pop();
      if (silent.has(el.tagName.toUpperCase())) continue;
      if (nativeControl(el) || (getComputedStyle(el).cursor === 'pointer' && up(el) && getComputedStyle(up(el)).cursor !== 'pointer')) {
        if (!shown(el) || !sized(el)) continue;
        const label = labelOf(el).slice(0, 120), hint = hintOf(el);
        let floats = false;
        for (let at = el; at && !floats; at = up(at)) floats = getComputedStyle(at).position === 'fixed';
        const foot = !!el.closest('footer,[role=contentinfo]') || el.getBoundingClientRect().top + scrollY > document.documentElement.scrollHeight - 300;
        found.push({ number: store.controls.push(el) - 1, chain: [], label, hint, floats, at_foot: foot && !floats, kind: el.tagName === 'A' ? 'link' : 'button', element: el.getAttribute('role') || el.tagName.toLowerCase(), href: el.tagName === 'A' ? String(el.getAttribute('href') ?? '').slice(0, 500) : '', box: rectOf(el), state: 'free', opacity: 1 });
        if (el.tagName === 'A' || el.tagName === 'BUTTON') continue;
      }
      for (const child of [...childrenOf(el)].reverse()) if (child.nodeType === 1) waiting.push(child);
    }
    return { controls: found, look: store.look };
  };

  const pairHalf = (el) => el.tagName === 'BUTTON' && el.hasAttribute('aria-pressed');

  // The tightest part of the page that holds all of these controls and speaks with them: a candidate from now on.
  const gather = () => {
    const els = argument.look === store.look ? argument.numbers.map((number) => store.controls[number]).filter((el) => el?.isConnected) : [];
    // What saves switches stands with them; what it would save has to be seen.
    const switched = (el) => !argument.switched || [...el.querySelectorAll('*')].slice(0, 2000).some((n) => isRadio(n) || isToggle(n) || pairHalf(n));
    let at = els[0] ? up(els[0]) : null;
    while (at && at !== document.body && !(els.every((el) => inside(el, at)) && textOf(at, 400).length > argument.least && switched(at))) at = up(at);
    if (!at) return false;
    if (pageLike(at)) at = document.body;
    if (textOf(at, 8000).length > argument.most) return false;
    store.byWords.add(at);
    return true;
  };

  // What the page says without its banner and without what lies over it.
  const textBeside = (banner) => [...(document.body?.children ?? [])].filter((el) => el !== banner && !(banner && inside(banner, el) && !el.querySelector('main,h1')) && !overlaid(el) && shown(el) && !silent.has(el.tagName)).slice(0, 60).map((el) => banner && inside(banner, el) ? textOf(el.querySelector('main,h1'), 1500) : textOf(el, 1500)).join(' ').slice(0, 4000);

  // How much of the window the banner takes, and whether the page's own legal links can be clicked meanwhile.
  const around = () => {
    const banner = argument.number === null ? null : store.candidates[argument.number];
    const over = (hit, link) => { for (let n = hit; n; n = up(n)) { if (link && inside(link, n)) return false; if (overlaid(n)) return true; } return false; };
    let taken = 0;
    for (let i = 0; i < 7; i++) for (let j = 0; j < 7; j++) {
      const hit = hitAt((vw * (i + 0.5)) / 7, (vh * (j + 0.5)) / 7);
      for (let n = hit; n; n = up(n)) if (n === banner || n.tagName === 'IFRAME' && overlaid(n) || (overlaid(n) && n.tagName !== 'HEADER' && !pageLike(n))) { taken++; break; }
    }
    const legal = {};
    for (const [what, source] of Object.entries(argument.legal)) {
      const pattern = new RegExp(source, 'iu'), lock = locked();
      for (const link of [...document.links].filter((a) => pattern.test(a.textContent) && sized(a)).slice(0, 6)) {
        if (banner && inside(link, banner)) continue;
        legal[what] ??= false;
        if (link.closest('[inert]')) continue;
        const r = link.getBoundingClientRect(), x = Math.min(vw - 2, Math.max(2, r.left + r.width / 2)), y = r.top + r.height / 2;
        let scroller = document.scrollingElement ?? document.documentElement;
        for (let n = up(link); n && n !== document.body; n = up(n)) if (/auto|scroll/.test(getComputedStyle(n).overflowY) && n.scrollHeight > n.clientHeight) { scroller = n; break; }
        const still = lock && scroller === document.scrollingElement || overlaid(link);
        const low = still ? y : y - (scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop), high = still ? y : y + scroller.scrollTop;
        for (let at = Math.max(3, low); at <= Math.min(vh - 3, high) + 0.01; at += 12) if (!over(hitAt(x, at), link)) { legal[what] = true; break; }
        if (still && y >= 0 && y < vh && inside(hitAt(x, y) ?? document.body, link)) legal[what] = true;
      }
    }
    return { taken: taken / 49, legal, locked: locked(), lang: (document.documentElement.lang || '').slice(0, 20), words: textBeside(banner) };
  };
  return { survey, aim, checked, around, everywhere, gather }[order]();
}
