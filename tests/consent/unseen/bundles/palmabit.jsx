import { CookieBanner } from "@palmabit/react-cookie-law";
import { createRoot } from "react-dom/client";

const Shop = window.Shop;
const { message, ...said } = Shop.data.banner;
const names = { preferences: "rcl_preferences_consent", statistics: "rcl_statistics_consent", marketing: "rcl_marketing_consent" };
const place = document.createElement("div");
document.body.append(place);
const root = createRoot(place);
const now = () => (Shop.cookie("rcl_consent_given") ? Shop.all.filter((purpose) => Shop.cookie(names[purpose])) : null);
const started = now();
let pending = false;
const take = () => {
  if (pending) return;
  pending = true;
  setTimeout(() => {
    pending = false;
    const next = now();
    if (!next) return;
    Shop.apply(next);
  }, 50);
};
root.render(
  <CookieBanner
    {...said}
    message={<span dangerouslySetInnerHTML={{ __html: message }} />}
    onAccept={take} onAcceptPreferences={take} onAcceptStatistics={take} onAcceptMarketing={take}
    onDeclinePreferences={take} onDeclineStatistics={take} onDeclineMarketing={take}
  />,
);
if (!started) Shop.apply(null);
// The library keeps its cookies for the folder of the page, so a choice is taken back and asked for again on the home page.
Shop.open = () => {
  for (const name of ["rcl_consent_given", ...Object.values(names)]) document.cookie = `${name}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT`;
  Shop.drop([]);
  location.href = "/";
};
