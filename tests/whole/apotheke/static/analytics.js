window.dataLayer = window.dataLayer || [];
function gtag() { window.dataLayer.push(arguments); }
gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' });
(function () {
  var here = document.getElementById('rosen-analytics');
  window.rosenAnalytics = function () {
    if (here.dataset.track !== '1' || window.rosenAnalyticsLoaded) { return; }
    window.rosenAnalyticsLoaded = true;
    gtag('consent', 'update', { analytics_storage: 'granted' });
    gtag('js', new Date());
    gtag('config', 'G-R0SENAP0TH', { cookie_expires: 33696000, cookie_flags: 'SameSite=Lax;Secure' });
    var s = document.createElement('script'); s.async = true;
    s.src = 'https://www.googletagmanager.com/gtag/js?id=G-R0SENAP0TH';
    document.head.appendChild(s);
  };
})();
