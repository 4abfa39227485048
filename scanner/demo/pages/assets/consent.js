// The shop's consent banner: asks once, remembers the answer in a cookie of its own, starts only what was agreed to.
'use strict';
(() => {
  const COOKIE = 'cookie_consent';
  const KEPT = 180 * 86400; // seconds
  const panel = document.getElementById('cookie-banner');
  const layers = Object.fromEntries([...panel.querySelectorAll('[data-layer]')].map((one) => [one.dataset.layer, one]));
  const switches = [...panel.querySelectorAll('[data-purpose]')];
  const optional = switches.filter((one) => !one.disabled);
  let opener = null; // what the settings were opened with, and gets the focus back

  // v1 alone is a rejection; v1.statistik agrees to that purpose. Null: nobody has chosen yet.
  const choice = () => {
    const found = document.cookie.split('; ').find((one) => one.startsWith(`${COOKIE}=v1`));
    return found ? found.split('=')[1].split('.').slice(1) : null;
  };

  const load = (address) => {
    const script = document.createElement('script');
    script.src = address;
    script.async = true;
    document.head.append(script);
  };

  const start = (purposes) => {
    for (const one of switches) {
      const wanted = one.disabled || purposes.includes(one.dataset.purpose);
      if (wanted && one.dataset.load) load(one.dataset.load);
    }
  };

  const forget = (names) => {
    const site = location.hostname.replace(/^www\./, '');
    for (const name of names) {
      for (const domain of ['', `; Domain=${site}`]) document.cookie = `${name}=; Path=/; Max-Age=0; Secure${domain}`;
    }
  };

  const show = (layer) => {
    for (const [name, one] of Object.entries(layers)) one.hidden = name !== layer;
    panel.setAttribute('aria-labelledby', layers[layer].querySelector('h2').id);
    panel.hidden = false;
    // Room below, so that the end of the page can be scrolled out from under the banner.
    document.body.style.paddingBottom = `${panel.offsetHeight}px`;
  };

  const hide = () => {
    panel.hidden = true;
    document.body.style.paddingBottom = '';
    opener?.focus();
    opener = null;
  };

  const decide = (purposes) => {
    const before = choice() ?? [];
    document.cookie = `${COOKIE}=${['v1', ...purposes].join('.')}; Path=/; Max-Age=${KEPT}; Secure; SameSite=Lax`;
    hide();
    const withdrawn = optional.filter((one) => before.includes(one.dataset.purpose) && !purposes.includes(one.dataset.purpose));
    if (withdrawn.length) {
      for (const one of withdrawn) forget((one.dataset.cookies || '').split(' ').filter(Boolean));
      location.reload(); // what runs already ends with the page
    } else if (before.length === 0) {
      start(purposes);
    } else if (purposes.length > before.length) {
      location.reload();
    }
  };

  const choose = {
    all: () => decide(optional.map((one) => one.dataset.purpose)),
    none: () => decide([]),
    save: () => decide(optional.filter((one) => one.checked).map((one) => one.dataset.purpose)),
    settings: () => {
      show('second');
      panel.focus();
    },
  };

  panel.addEventListener('click', (event) => {
    const button = event.target.closest('[data-choice]');
    if (button) choose[button.dataset.choice]();
  });

  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && choice() !== null) hide(); // nothing changes; before a choice it stays
  });

  for (const link of document.querySelectorAll('[data-cookie-settings]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      opener = link;
      const chosen = choice();
      if (chosen) for (const one of optional) one.checked = chosen.includes(one.dataset.purpose);
      choose.settings();
    });
  }

  const chosen = choice();
  if (chosen === null) show('first');
  else start(chosen);
})();
