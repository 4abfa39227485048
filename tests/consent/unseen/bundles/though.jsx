import CookieThough from "cookie-though";

const Shop = window.Shop;
const ids = (preferences) => preferences.cookieOptions.filter((o) => o.isEnabled && Shop.all.includes(o.id)).map((o) => o.id);
let now = null;
CookieThough.init({ ...Shop.data.banner });
const said = CookieThough.getPreferences();
now = said.isCustomised ? ids(said) : null;
Shop.apply(now);
CookieThough.onPreferencesChanged((preferences) => {
  const next = ids(preferences);
  const less = now && now.some((id) => !next.includes(id));
  now = next;
  if (less && Shop.data.revoke) { Shop.drop(next); location.reload(); } else Shop.apply(next);
});
Shop.open = () => CookieThough.show();
