// Stands in for https://www.googletagmanager.com/gtag/js: two cookies of Google Analytics and one hit, as its documentation
// describes them (_ga and _ga_<id>, two years, on the highest domain the browser allows).
(() => {
  const id = new URL(document.currentScript.src).searchParams.get("id");
  const domain = location.hostname.split(".").slice(-2).join(".");
  const now = Math.floor(Date.now() / 1000);
  const keep = (name, value) => {
    if (document.cookie.includes(`${name}=`)) return;
    document.cookie = `${name}=${value}; domain=${domain}; path=/; max-age=${2 * 365 * 24 * 3600}`;
  };
  const client = `${Math.floor(Math.random() * 2 ** 31)}.${now}`;
  keep("_ga", `GA1.1.${client}`);
  keep(`_ga_${id.slice(2)}`, `GS2.1.s${now}$o1$g0$t${now}$j60$l0$h0`);
  const hit = new URLSearchParams({ v: "2", tid: id, cid: client, en: "page_view", dl: location.href });
  navigator.sendBeacon(`https://www.google-analytics.com/g/collect?${hit}`);
})();
