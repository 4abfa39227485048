// Measures what of a document could be a consent banner, and where a visitor would click it. Judges nothing.
// Runs in a world of its own; what it found stays there, so that a control can be aimed at again by its number.
(order, argument) => {
  const store = (globalThis.siegelBanner ??= { controls: [], toggles: [], candidates: [] });
  const vw = innerWidth, vh = innerHeight;
  const up = (node) => node.assignedSlot ?? (node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentElement);
  const inside = (node, outer) => { for (let at = node; at; at = up(at)) if (at === outer) return true; return false; };
  const childrenOf = (el) => el.shadowRoot ? el.shadowRoot.childNodes : el.tagName === 'SLOT' && el.assignedNodes().length ? el.assignedNodes() : el.childNodes;
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
    for (let i = 0; hit?.shadowRoot && i < 20; i++) { const deeper = hit.shadowRoot.elementFromPoint(x, y); if (!deeper || deeper === hit) break; hit = deeper; }
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
        if (hit && (inside(hit, el) || (hit.shadowRoot && hit.shadowRoot === el.getRootNode() && el.querySelector('slot')))) return { x, y };
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
    return el.tagName === 'A' || /underline/.test(s.textDecorationLine) || getComputedStyle(el).cursor === 'pointer' || el.tagName === 'BUTTON' || el.getAttribute('role') === 'button' ? 'link' : 'text';
  };

  const isToggle = (el) => (el.tagName === 'INPUT' && el.type === 'checkbox') || ['switch', 'checkbox'].includes(el.getAttribute('role'));
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
  const pageLike = (el) => el === document.body || el === document.documentElement || [...el.querySelectorAll('main,[role=main],footer,body > header nav,header nav')].some((n) => shown(n));

  const survey = () => {
    const began = performance.now(), limits = argument.limits;
    store.controls = []; store.toggles = []; store.candidates = []; store.look = (store.look ?? 0) + 1;
    const candidates = [], controls = [], toggles = [];
    let cut = false, elements = 0;
    const waiting = [[document.body, [], false, 0, false]];
    if (!document.body) return { candidates, controls, toggles, tools: [], cut };
    while (waiting.length) {
      const [el, chain, inControl, depth, pointer] = waiting.pop();
      if (elements++ > limits.elements || performance.now() - began > limits.ms) { cut = true; break; }
      if (silent.has(el.tagName.toUpperCase()) && el.tagName !== 'SELECT') continue;
      let mine = chain, control = inControl;
      const seen = shown(el);
      if (isToggle(el)) { if (chain.length && toggles.length < limits.controls) { toggles.push([el, chain]); } continue; }
      const style = seen ? getComputedStyle(el) : null;
      if (seen) {
        const how = el === document.body ? (argument.framed ? 'frame' : null) : away(el, style) ? null : overlaid(el) ?? (sized(el) && barLike(el, depth) ? 'bar' : null);
        if (how && candidates.length < limits.candidates) { mine = [...chain, candidates.length]; candidates.push([el, how]); }
        if (!inControl && mine.length && sized(el) && controls.length < limits.controls) {
          const native = nativeControl(el);
          const points = !native && !pointer && style.cursor === 'pointer' && el.tagName !== 'LABEL';
          const holds = (native && el.tagName === 'BUTTON') ? false : !!el.querySelector('button,a[href],input,[role=button],[role=switch],[role=checkbox]');
          const leaf = !native && !points && el.children.length === 0 && !el.shadowRoot && el.tagName !== 'LABEL' && el.textContent.trim().length > 1 && el.textContent.trim().length <= 40;
          if (((native || points) && !holds) || leaf) { controls.push([el, mine, leaf ? 'text' : null]); control = !leaf; }
        }
      }
      const pointing = style ? style.cursor === 'pointer' && el !== document.body : pointer;
      for (const child of [...childrenOf(el)].reverse()) if (child.nodeType === 1) waiting.push([child, mine, control, depth + 1, pointing]);
    }
    const used = new Set([...controls, ...toggles].flatMap(([, chain]) => chain));
    store.candidates = candidates.map(([el]) => el);
    const result = { candidates: [], controls: [], toggles: [], tools: [], cut, look: store.look, width: vw, height: vh, language: (document.documentElement.lang || '').slice(0, 20) };
    candidates.forEach(([el, how], number) => {
      if (!used.has(number)) return;
      result.candidates.push({
        number, how, box: rectOf(el), text: textOf(el, limits.text), page: pageLike(el) && how !== 'frame', modal: el.getAttribute('aria-modal') === 'true' || (el.tagName === 'DIALOG' && el.matches(':modal')),
        name: `${el.tagName.toLowerCase()}#${el.id}.${typeof el.className === 'string' ? el.className : ''}`.slice(0, 200), inputs: [...el.querySelectorAll('input[type=email],input[type=password],input[type=tel],input[type=text],input:not([type]),textarea')].filter((n) => shown(n) && sized(n)).length, selects: [...el.querySelectorAll('select')].filter((n) => shown(n)).length,
        hidden_on: [...el.querySelectorAll('input[type=checkbox]:checked,[role=switch][aria-checked=true],[role=checkbox][aria-checked=true]')].filter((n) => !n.disabled && n.getAttribute('aria-disabled') !== 'true' && !/notwendig|erforderlich|essen[zt]iel|necessary|required|always|immer aktiv|functional|technical/i.test(`${n.name} ${n.id} ${n.value} ${n.closest('label,li,fieldset')?.textContent ?? ''}`) && !shown(up(n) ?? n)).length,
        radios: [...el.querySelectorAll('input[type=radio],[role=radio]')].filter((n) => up(n) && shown(up(n))).length,
      });
    });
    for (const [el, chain, kind] of controls) {
      const point = pointOf(el);
      const number = store.controls.push(el) - 1;
      result.controls.push({
        number, chain, label: labelOf(el), name: named(el), kind: kind ?? lookOf(el), element: el.getAttribute('role') || el.tagName.toLowerCase(), box: rectOf(el), href: el.tagName === 'A' ? String(el.getAttribute('href') ?? '').slice(0, 500) : '', disabled: el.disabled === true || el.getAttribute('aria-disabled') === 'true',
        state: typeof point === 'string' ? (point === 'covered' && clipped(el) ? 'outside' : point) : 'free', ...coloursOf(el),
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
    for (const [tool, selectors] of argument.tools ?? []) {
      if (result.tools.length >= 5 || performance.now() - began > limits.ms * 1.5) break;
      try { if (selectors.every((s) => document.querySelector(s))) result.tools.push(tool); } catch { /* a selector that this browser does not know */ }
    }
    return result;
  };
  const checkedOf = (el) => el.tagName === 'INPUT' ? el.checked : el.getAttribute('aria-checked') === 'true';
  const proxiesOf = (el) => [el, el.nextElementSibling, ...(el.labels ?? []), el.closest('label'), up(el)].filter((n, i, all) => n && all.indexOf(n) === i);

  const aim = () => {
    // Numbers are those of one look; after another they may mean something else.
    const el = argument.look === store.look ? store[argument.what][argument.number] : null;
    if (!el?.isConnected) return { state: 'gone' };
    const targets = argument.what === 'toggles' ? proxiesOf(el).filter(sized) : [el];
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
      if (typeof point === 'object' && !(argument.what === 'toggles' && hitAt(point.x, point.y)?.closest('a[href]'))) return { state: 'free', x: point.x, y: point.y, checked: argument.what === 'toggles' ? checkedOf(el) : null };
      state = typeof point === 'string' ? point : 'covered';
    }
    return { state };
  };
  const checked = () => { const el = argument.look === store.look ? store.toggles[argument.number] : null; return el?.isConnected ? checkedOf(el) : null; };

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
    return { taken: taken / 49, legal, locked: locked() };
  };
  return { survey, aim, checked, around }[order]();
}
