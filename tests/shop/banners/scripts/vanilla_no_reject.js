// vanilla-cookieconsent as many a shop has it: no way to reject on the first layer, and the purposes switched on beforehand.
CookieConsent.run({
  categories: {
    necessary: { enabled: true, readOnly: true },
    analytics: { enabled: true },
    marketing: { enabled: true },
  },
  language: {
    default: "en",
    translations: {
      en: {
        consentModal: {
          title: "We value your privacy",
          description: "This shop uses cookies for statistics and advertising.",
          acceptAllBtn: "Accept all",
          showPreferencesBtn: "Manage preferences",
        },
        preferencesModal: {
          title: "Cookie preferences",
          acceptAllBtn: "Accept all",
          savePreferencesBtn: "Save preferences",
          closeIconLabel: "Close",
          sections: [
            { title: "Necessary", description: "Basket and login.", linkedCategory: "necessary" },
            { title: "Statistics", description: "Google Analytics.", linkedCategory: "analytics" },
            { title: "Advertising", description: "Meta Pixel.", linkedCategory: "marketing" },
          ],
        },
      },
    },
  },
});
