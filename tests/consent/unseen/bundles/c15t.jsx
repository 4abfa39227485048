import "@c15t/react/styles.css";
import { ConsentBanner, ConsentDialog, ConsentManagerProvider, policyPackPresets, useConsentManager } from "@c15t/react";
import { useEffect } from "react";
import { createRoot } from "react-dom/client";

const Shop = window.Shop;
const said = Shop.data.banner;
const names = { statistics: "measurement", marketing: "marketing", personalisation: "experience" };
const allowed = (preferences) => Shop.all.filter((purpose) => preferences[names[purpose]]);
let now = null;
const take = ({ preferences }) => {
  if (localStorage.getItem("c15t") === null) return;
  const next = allowed(preferences);
  const less = now && now.some((purpose) => !next.includes(purpose));
  now = next;
  if (less && Shop.data.revoke) { Shop.drop(next); location.reload(); } else Shop.apply(next);
};

function Reach() {
  const manager = useConsentManager();
  useEffect(() => { Shop.open = () => manager.setActiveUI(said.reopen || "banner", { force: true }); });
  return null;
}

if (localStorage.getItem("c15t") === null) Shop.apply(null);
const place = document.createElement("div");
document.body.append(place);
createRoot(place).render(
  <ConsentManagerProvider
    options={{
      mode: "offline",
      consentCategories: ["necessary", ...Shop.all.map((purpose) => names[purpose])],
      offlinePolicy: { policyPacks: [policyPackPresets.europeOptIn()] },
      overrides: { country: "DE", language: Shop.data.lang },
      i18n: { locale: Shop.data.lang, detectBrowserLanguage: false, messages: { [Shop.data.lang]: said.messages } },
      legalLinks: { privacyPolicy: { href: Shop.data.links.privacy, label: said.privacy }, termsOfService: { href: Shop.data.links.imprint, label: said.imprint } },
      callbacks: { onConsentSet: take, onConsentChanged: take },
    }}
  >
    <ConsentBanner disableAnimation hideBranding {...said.look} />
    <ConsentDialog disableAnimation hideBranding />
    <Reach />
  </ConsentManagerProvider>,
);
