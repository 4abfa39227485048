window.dataLayer = window.dataLayer || [];
function gtag() { window.dataLayer.push(arguments); }
gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' });
(function () {
  var off = document.getElementById('hh-tags').dataset.off === '1', loaded = false;
  function load(src) { var s = document.createElement('script'); s.async = true; s.src = src; document.head.appendChild(s); }
  window.hhTags = function () {
    if (off || loaded) { return; }
    loaded = true;
    gtag('consent', 'update', { analytics_storage: 'granted' }); gtag('js', new Date());
    gtag('config', 'G-HARB0URH34', { cookie_expires: 33696000, cookie_flags: 'SameSite=Lax;Secure' });
    load('https://www.googletagmanager.com/gtag/js?id=G-HARB0URH34');
    window._hjSettings = { hjid: 3184427, hjsv: 6 };
    load('https://static.hotjar.com/c/hotjar-3184427.js?sv=6');
  };
})();
