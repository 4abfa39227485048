// cookiecraft: a bar or box, a window of preferences, and a round button that stays.
(function () {
  var names = { analytics: "statistics", marketing: "marketing" };
  function apply(categories) {
    var wanted = Object.keys(names).filter(function (key) { return categories[key]; }).map(function (key) { return names[key]; });
    Shop.clear(Shop.all.filter(function (key) { return wanted.indexOf(key) < 0; }));
    Shop.grant(wanted);
  }
  var banner = new CookieCraft.CookieConsent(Shop.banner.props);
  banner.on("consent:accept", apply);
  banner.on("consent:update", apply);
  banner.on("consent:reject", function () { apply({}); });
  banner.on("consent:load", function (record) { apply(record.categories || record); });
  banner.init();
  Shop.open = function () { banner.showPreferences(); };
})();
