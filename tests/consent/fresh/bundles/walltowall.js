// @walltowall/cookie-banner says only whether everything or nothing is granted; the way back asks again.
import "@walltowall/cookie-banner";

const banner = document.querySelector("cookie-banner");
if (banner.consent === "granted") Shop.apply(Shop.all);
banner.addEventListener("consentchange", (event) => {
  if (event.value === "granted") Shop.apply(Shop.all);
  else if (event.value === "denied") {
    Shop.drop([]);
    setTimeout(() => location.reload(), 100);
  }
});
Shop.open = () => banner.promptForConsent();
