// vanilla-cookieconsent as its documentation configures it, with both choices on the first layer.
CookieConsent.run({
  categories: {
    necessary: { enabled: true, readOnly: true },
    analytics: { autoClear: { cookies: [{ name: /^_ga/ }] } },
    marketing: { autoClear: { cookies: [{ name: "_fbp" }] } },
  },
  language: {
    default: document.documentElement.lang === "de" ? "de" : "en",
    translations: {
      de: {
        consentModal: {
          title: "Wir verwenden Cookies",
          description: "Mit Ihrer Einwilligung nutzen wir Cookies für Statistik und Werbung. Sie können sie jederzeit widerrufen.",
          acceptAllBtn: "Alle akzeptieren",
          acceptNecessaryBtn: "Alle ablehnen",
          showPreferencesBtn: "Einstellungen",
        },
        preferencesModal: {
          title: "Cookie-Einstellungen",
          acceptAllBtn: "Alle akzeptieren",
          acceptNecessaryBtn: "Alle ablehnen",
          savePreferencesBtn: "Auswahl speichern",
          closeIconLabel: "Schließen",
          sections: [
            { title: "Notwendig", description: "Warenkorb und Anmeldung.", linkedCategory: "necessary" },
            { title: "Statistik", description: "Google Analytics.", linkedCategory: "analytics" },
            { title: "Werbung", description: "Meta-Pixel.", linkedCategory: "marketing" },
          ],
        },
      },
      en: {
        consentModal: {
          title: "We use cookies",
          description: "With your consent we use cookies for statistics and advertising. You may withdraw it at any time.",
          acceptAllBtn: "Accept all",
          acceptNecessaryBtn: "Reject all",
          showPreferencesBtn: "Preferences",
        },
        preferencesModal: {
          title: "Cookie preferences",
          acceptAllBtn: "Accept all",
          acceptNecessaryBtn: "Reject all",
          savePreferencesBtn: "Save selection",
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
