// Stands in for the Google tag of the demo shop: two cookies of its usual names, and one report of the page.
'use strict';
(() => {
  const property = 'G-MUESLI0001';
  const kept = 395 * 86400;
  const site = location.hostname.replace(/^www\./, '');
  const read = (name) => document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  const write = (name, value) => {
    document.cookie = `${name}=${value}; Domain=${site}; Path=/; Max-Age=${kept}; Secure; SameSite=Lax`;
  };
  const now = Math.floor(Date.now() / 1000);
  const visitor = read('_ga')?.replace('GA1.1.', '') ?? `${Math.floor(Math.random() * 2 ** 31)}.${now}`;
  write('_ga', `GA1.1.${visitor}`);
  write(`_ga_${property.slice(2)}`, `GS2.1.s${now}$o1$g0$t${now}$j60$l0$h0`);
  const report = new URLSearchParams({ v: '2', tid: property, cid: visitor, en: 'page_view', dl: location.href });
  navigator.sendBeacon(`https://region1.google-analytics.com/g/collect?${report}`);
})();
