// cookie-consent-box has one button and tells nobody: whether it was pressed is seen by its cookie.
(() => {
  const name = window.CookieBoxConfig.cookieKey;
  if (Shop.cookie(name)) Shop.apply(Shop.all);
  else {
    Shop.apply(null);
    const watch = setInterval(() => { if (Shop.cookie(name)) { clearInterval(watch); Shop.apply(Shop.all); } }, 100);
  }
})();
