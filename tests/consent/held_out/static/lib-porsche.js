// @porscheofficial/cookie-consent-banner: a web component; categories come in by property.
(function () {
  var node = document.querySelector("cookie-consent-banner");
  node.availableCategories = Shop.banner.categories;
  node.cookieAttributes = Shop.banner.attributes;
  function apply(event) {
    var accepted = event.detail.acceptedCategories;
    var lost = Shop.all.filter(function (key) { return accepted.indexOf(key) < 0; });
    Shop.clear(lost);
    Shop.grant(accepted);
  }
  window.addEventListener("cookie_consent_preferences_restored", apply);
  window.addEventListener("cookie_consent_preferences_updated", apply);
  Shop.open = function () { document.dispatchEvent(new Event("cookie_consent_show")); };
  var script = document.createElement("script");
  script.type = "module";
  script.src = "/lib/porsche/cookie-consent-banner.esm.js";
  document.head.appendChild(script);
})();
