import { createCookiesBanner } from "cookies-eu-banner";

window.startEu = (Shop) => {
  const { consentCookieName, useLocalStorage, consentCookieTimeout } = Shop.data.banner;
  let was = false;
  let first = true;
  const banner = createCookiesBanner({
    consentCookieName,
    useLocalStorage,
    consentCookieTimeout,
    onAccept: () => { was = true; Shop.apply(Shop.all); },
    onReject: () => {
      if (was && !first && Shop.data.revoke) { Shop.drop([]); location.reload(); } else Shop.apply([]);
    },
  });
  first = false;
  if (banner.hasConsent() === undefined) Shop.apply(null);
  Shop.open = () => banner.showBanner();
};
window.startEu(window.Shop);
