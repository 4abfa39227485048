import { ConsentBanner, ConsentProvider, useConsent } from "react-hook-consent";
import { createRoot } from "react-dom/client";
import { useEffect, useRef } from "react";

const Shop = window.Shop;
const said = Shop.data.banner;

function Follow() {
  const { consent, isBannerVisible, toggleBanner, toggleDetails } = useConsent();
  const before = useRef(null);
  const settled = useRef(false);
  useEffect(() => {
    Shop.open = said.reopen === "details" ? toggleDetails : toggleBanner;
    const chosen = localStorage.getItem("react-hook-consent") !== null;
    if (!chosen) { if (!settled.current) { settled.current = true; Shop.apply(null); } return; }
    const next = consent.filter((id) => Shop.all.includes(id));
    const stored = JSON.parse(localStorage.getItem("react-hook-consent")).consent.filter((id) => Shop.all.includes(id));
    if (next.join() !== stored.join()) return;
    const less = before.current && before.current.some((id) => !next.includes(id));
    before.current = next;
    if (less && Shop.data.revoke) { Shop.drop(next); location.reload(); } else Shop.apply(next);
  }, [consent, isBannerVisible]);
  return null;
}

const place = document.createElement("div");
document.body.append(place);
createRoot(place).render(
  <ConsentProvider options={{ services: said.services, theme: said.theme || "light", customHash: "1" }}>
    <ConsentBanner settings={said.settings} decline={said.decline} approve={said.approve}>
      <span dangerouslySetInnerHTML={{ __html: said.text }} />
    </ConsentBanner>
    <Follow />
  </ConsentProvider>,
);
