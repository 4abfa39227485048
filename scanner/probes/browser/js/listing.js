// Reads what a banner's settings list, in the order of the document: headings, switches, names. What is folded away is
// its text as well. Runs in the world of banner.js, after its survey, whose numbers it uses. Judges nothing.
(argument) => {
  const store = globalThis.siegelBanner, sealed = globalThis.siegelRoots ?? new WeakMap();
  const root = argument.look === store?.look ? store.candidates[argument.number] : null;
  if (!root?.isConnected) return [];
  const silent = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'SVG', 'TEXTAREA', 'SELECT']);
  const rootOf = (el) => el.shadowRoot ?? sealed.get(el) ?? null;
  const squeeze = (text, most) => text.replace(/\s+/g, ' ').trim().slice(0, most);
  const wordsOf = (el) => {
    const parts = [], waiting = [el];
    for (let i = 0; waiting.length && i < 200; i++) {
      const node = waiting.pop();
      if (node.nodeType === 3) parts.push(node.data);
      if (node.nodeType !== 1 || silent.has(node.tagName.toUpperCase())) continue;
      parts.push(' ');
      waiting.push(...[...(rootOf(node) ?? node).childNodes].reverse());
    }
    return squeeze(parts.join(''), 200);
  };
  const isSwitch = (el) => (el.tagName === 'INPUT' && ['checkbox', 'radio'].includes(el.type)) || ['switch', 'checkbox'].includes(el.getAttribute('role'));
  const named = (el) => {
    const by = (el.getAttribute('aria-labelledby') ?? '').split(/\s+/).map((id) => el.getRootNode().getElementById?.(id)?.textContent ?? '').join(' ');
    const words = [...(el.labels ?? [])].map(wordsOf).join(' ').trim() || by.trim() || el.getAttribute('aria-label') || '';
    return squeeze(words || wordsOf(el.parentElement ?? el), 200);
  };
  const kindOf = (el) => {
    if (/^H[1-6]$/.test(el.tagName) || el.tagName === 'LEGEND' || el.tagName === 'SUMMARY' || el.getAttribute('role') === 'heading' || el.hasAttribute('aria-expanded')) return 'heading';
    if (el.tagName === 'TD' || el.tagName === 'TH') return el.cellIndex === 0 && (el.tagName === 'TD' || el.scope === 'row') ? 'name' : null;
    if (['DT', 'CODE', 'KBD'].includes(el.tagName)) return 'name';
    if (['STRONG', 'B'].includes(el.tagName)) return 'strong';
    if (el.tagName === 'LI' && !el.querySelector('input,[role=switch],p,ul,table,dl')) return 'name';
    return null;
  };
  const found = [], waiting = [[root, 0]];
  for (let steps = 0; waiting.length && steps < argument.elements && found.length < argument.most; steps++) {
    const [node, depth] = waiting.pop();
    if (node.nodeType === 3) {
      const text = squeeze(node.data, 400);
      if (/\p{L}{2}/u.test(text)) found.push({ kind: 'text', text, depth });
      continue;
    }
    if (node.nodeType !== 1 || silent.has(node.tagName.toUpperCase())) continue;
    if (isSwitch(node)) {
      const fixed = node.disabled === true || node.getAttribute('aria-disabled') === 'true' || node.getAttribute('aria-readonly') === 'true';
      const on = node.tagName === 'INPUT' ? node.checked : node.getAttribute('aria-checked') === 'true';
      found.push({ kind: 'switch', text: named(node), depth, fixed: fixed && on });
      continue;
    }
    const kind = kindOf(node);
    if (kind) {
      const text = wordsOf(node);
      if (text) found.push({ kind, text, depth });
      if (kind === 'name' || kind === 'strong') continue;
    }
    waiting.push(...[...(rootOf(node) ?? node).childNodes].reverse().map((child) => [child, depth + 1]));
  }
  return found;
}
