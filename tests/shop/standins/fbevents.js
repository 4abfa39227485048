// Stands in for https://connect.facebook.net/en_US/fbevents.js: works off the queue of the snippet that loads it. Its
// cookie is _fbp (90 days, on the highest domain); an event is a picture asked of www.facebook.com.
(() => {
  const domain = location.hostname.split(".").slice(-2).join(".");
  const browser = /_fbp=([^;]+)/.exec(document.cookie)?.[1] ?? `fb.1.${Date.now()}.${Math.floor(Math.random() * 2 ** 31)}`;
  document.cookie = `_fbp=${browser}; domain=${domain}; path=/; max-age=${90 * 24 * 3600}; SameSite=Lax`;
  let pixel = "";
  const work = (command, what) => {
    if (command === "init") pixel = what;
    if (command !== "track") return;
    const event = new URLSearchParams({ id: pixel, ev: what, dl: location.href, fbp: browser });
    new Image().src = `https://www.facebook.com/tr/?${event}`;
  };
  for (const call of window.fbq.queue.splice(0)) work(...call);
  window.fbq.callMethod = work;
})();
