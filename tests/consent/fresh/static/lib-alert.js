// bootstrap-cookie-alert says by an event that it was accepted, and later only by its cookie.
addEventListener("cookieAlertAccept", () => Shop.apply(Shop.all));
if (Shop.cookie("acceptCookies")) Shop.apply(Shop.all);
