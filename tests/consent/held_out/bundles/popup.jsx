// react-cookie-consent-popup: a modal that loads and removes the scripts of services by itself.
import * as React from "react";
import { createRoot } from "react-dom/client";
import { ConsentPopup, ConsentProvider, useConsent } from "react-cookie-consent-popup";
import "react-cookie-consent-popup/styles";

const { banner, site } = window.Shop;
const services = banner.services.map((service) => ({
  ...service,
  scripts: (service.load || []).map((id) => ({ id, src: site.services.find((s) => s.id === id).src })),
}));

function Hook() {
  const { showPopup } = useConsent();
  React.useEffect(() => {
    window.Shop.open = showPopup;
  }, [showPopup]);
  return null;
}

let before = null;
function changed(consent) {
  const lost = services.filter((service) => !consent.includes(service.id)).map((service) => service.id);
  Shop.clear(lost);
  if (before === null) before = consent;
}

createRoot(document.body.appendChild(document.createElement("div"))).render(
  <ConsentProvider options={{ services, theme: banner.theme, onConsentChange: changed }}>
    <Hook />
    <ConsentPopup settings={banner.settings} decline={banner.decline} approve={banner.approve}>
      <span dangerouslySetInnerHTML={{ __html: banner.text }} />
    </ConsentPopup>
  </ConsentProvider>,
);
