/* tags: GA4, Meta Pixel, Shopify analytics */
(function () {
  function cookie(n) { var m = document.cookie.match(new RegExp('(?:^|; )' + n + '=([^;]*)')); return m ? m[1] : null; }
  if (cookie('lumen_consent') === 'deny') { return; }
  function id() { return crypto.randomUUID(); }
  document.cookie = '_shopify_y=' + (cookie('_shopify_y') || id()) + ';path=/;max-age=31536000;SameSite=Lax;Secure';
  document.cookie = '_shopify_s=' + (cookie('_shopify_s') || id()) + ';path=/;max-age=1800;SameSite=Lax;Secure';
  window.dataLayer = window.dataLayer || [];
  window.gtag = function () { window.dataLayer.push(arguments); };
  gtag('js', new Date());
  gtag('config', 'G-LUM3NW0HN1', { cookie_expires: 33696000, cookie_flags: 'SameSite=Lax;Secure' });
  var g = document.createElement('script'); g.async = true; g.src = 'https://www.googletagmanager.com/gtag/js?id=G-LUM3NW0HN1'; document.head.appendChild(g);
  !function (f, b, e, v, n, t) { if (f.fbq) return; n = f.fbq = function () { n.callMethod ? n.callMethod.apply(n, arguments) : n.queue.push(arguments); };
    if (!f._fbq) f._fbq = n; n.push = n; n.loaded = !0; n.version = '2.0'; n.queue = []; t = b.createElement(e); t.async = !0; t.src = v; b.head.appendChild(t); }(window, document, 'script', 'https://connect.facebook.net/en_US/fbevents.js');
  fbq('init', '714402918835507'); fbq('track', 'PageView');
  if (/^\/products\//.test(location.pathname)) { fbq('track', 'ViewContent', { content_name: document.title }); }
})();
