// Klaro in its own words, with accept and decline in the notice.
window.klaroConfig = {
  version: 1,
  lang: document.documentElement.lang === "de" ? "de" : "en",
  privacyPolicy: document.documentElement.lang === "de" ? "/datenschutz/" : "/privacy/",
  acceptAll: true,
  services: [
    { name: "google-analytics", title: "Google Analytics", purposes: ["analytics"], cookies: [/^_ga/] },
    { name: "meta-pixel", title: "Meta Pixel", purposes: ["marketing"], cookies: ["_fbp"] },
  ],
};
