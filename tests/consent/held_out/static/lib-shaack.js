// cookie-consent-js: a modal with two buttons.
(function () {
  var consent = new CookieConsent(Object.assign({}, Shop.banner.props, {
    postSelectionCallback: function () {
      if (consent.trackingAllowed()) Shop.grant(Shop.all);
      else { Shop.clear(); location.reload(); }
    },
  }));
  if (consent.trackingAllowed()) Shop.grant(Shop.all);
  Shop.open = function () { consent.reset(); };
})();
