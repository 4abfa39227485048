import CookieConsent from "@grrr/cookie-consent";

const Shop = window.Shop;
const element = document.querySelector("cookie-consent");
customElements.define("cookie-consent", CookieConsent);
let now = null;
const take = (preferences) => {
  const next = preferences.filter((p) => p.accepted && Shop.all.includes(p.id)).map((p) => p.id);
  const less = now && now.some((id) => !next.includes(id));
  now = next;
  if (less && Shop.data.revoke) { Shop.drop(next); location.reload(); } else Shop.apply(next);
};
if (element.preferences.hasPreferences()) take(element.getPreferences().getAll());
else { Shop.apply(null); if (!Shop.data.quiet) element.show(); }
element.on("update", take);
Shop.open = () => element.show();
