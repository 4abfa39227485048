// tarteaucitron in its own words, with its own loaders for both tags.
tarteaucitron.init({
  privacyUrl: "",
  hashtag: "#tarteaucitron",
  cookieName: "tarteaucitron",
  orientation: "bottom",
  showAlertSmall: false,
  cookieslist: false,
  showIcon: false,
  DenyAllCta: true,
  AcceptAllCta: true,
  highPrivacy: true,
  removeCredit: true,
  mandatory: true,
  googleConsentMode: false, // no script of a service before consent, not even one that is told to keep nothing
});
tarteaucitron.user.gtagUa = "G-TEST00001";
tarteaucitron.user.facebookpixelId = "555000111222";
(tarteaucitron.job = tarteaucitron.job || []).push("gtag", "facebookpixel");
