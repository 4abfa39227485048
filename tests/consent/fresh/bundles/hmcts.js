// @hmcts/cookie-manager finds the banner and the form in the page by their classes.
import manager from "@hmcts/cookie-manager";

manager.on("UserPreferencesSet", (preferences) => {
  if (preferences && preferences.analytics) Shop.apply(["analytics"]);
});
manager.init({
  userPreferences: { cookieName: "fens-cookies", cookieExpiry: 365, cookieSecure: true },
  cookieManifest: [{ categoryName: "analytics", cookies: ["_pk_", "_hj"] }],
});
