import MozConsentBanner from "@mozmeao/consent-banner";
import CookieHelper from "@mozmeao/cookie-helper";

const Shop = window.Shop;
const panel = document.querySelector(".moz-consent-banner");
let now = null;
let asked = false;
addEventListener("mozConsentOpen", () => { asked = true; panel.classList.add("is-visible"); });
addEventListener("mozConsentClose", () => panel.classList.remove("is-visible"));
addEventListener("mozConsentStatus", (event) => {
  const next = Shop.all.filter((purpose) => (purpose === "statistics" ? event.detail.analytics : event.detail.preference));
  const less = now && now.some((purpose) => !next.includes(purpose));
  now = next;
  if (less && Shop.data.revoke) { Shop.drop(next); location.reload(); } else Shop.apply(next);
});
document.getElementById("moz-consent-banner-button-accept").addEventListener("click", MozConsentBanner.onAcceptClick);
document.getElementById("moz-consent-banner-button-reject").addEventListener("click", MozConsentBanner.onRejectClick);
MozConsentBanner.init({ helper: CookieHelper, ...Shop.data.banner });
if (asked && now === null) Shop.apply(null);
Shop.open = () => panel.classList.add("is-visible");
