// react-cookie-consent: a bar with one or two buttons.
import * as React from "react";
import { createRoot } from "react-dom/client";
import CookieConsent, { resetCookieConsentValue, getCookieConsentValue } from "react-cookie-consent";

const { banner, site } = window.Shop;
const holder = document.body.appendChild(document.createElement("div"));
const root = createRoot(holder);
let round = 0;

function show() {
  root.render(
    <CookieConsent
      key={++round}
      {...banner.props}
      onAccept={() => Shop.grant(Shop.all)}
      onDecline={() => Shop.clear()}
    >
      <span dangerouslySetInnerHTML={{ __html: banner.text }} />
    </CookieConsent>,
  );
}

const cookie = banner.props.cookieName || "CookieConsent";
window.Shop.open = () => {
  resetCookieConsentValue(cookie);
  show();
};
if (getCookieConsentValue(cookie) === "true") Shop.grant(Shop.all);
show();
