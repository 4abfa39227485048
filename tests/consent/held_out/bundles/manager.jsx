// react-cookie-manager: banner, popup or modal, with a view of categories.
import * as React from "react";
import { createRoot } from "react-dom/client";
import { CookieManager, useCookieConsent } from "react-cookie-manager";

const { banner } = window.Shop;
const NAMES = { Analytics: "statistics", Advertising: "marketing", Social: "social" };

function apply(preferences) {
  const wanted = Object.keys(NAMES).filter((key) => {
    const value = preferences && preferences[key];
    return value === true || (value && value.consented === true);
  });
  const lost = Object.keys(NAMES).filter((key) => !wanted.includes(key));
  Shop.clear(lost.map((key) => NAMES[key]));
  Shop.grant(wanted.map((key) => NAMES[key]));
}

function Hook() {
  const { openPreferencesModal } = useCookieConsent();
  React.useEffect(() => {
    window.Shop.open = openPreferencesModal;
  }, [openPreferencesModal]);
  return null;
}

createRoot(document.body.appendChild(document.createElement("div"))).render(
  <CookieManager
    {...banner.props}
    onAccept={() => Shop.grant(Shop.all)}
    onDecline={() => Shop.clear()}
    onManage={apply}
    onConsentLoaded={(consent) => consent && apply(consent)}
  >
    <Hook />
  </CookieManager>,
);
