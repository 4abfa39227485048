// @stormid/cookie-banner: banner and settings form come from the shop's own templates.
import stormid from "@stormid/cookie-banner";

const { banner } = window.Shop;
const types = {};
Object.keys(banner.purposes).forEach((key) => {
  types[key] = { ...banner.purposes[key], fns: [() => Shop.grant([key])] };
});
document.addEventListener("banner.consent", (event) => {
  const consent = event.detail.getState().consent;
  const lost = Object.keys(consent).filter((key) => !consent[key]);
  if (lost.length) Shop.clear(lost);
});
const instance = stormid({
  name: banner.cookie,
  domain: location.hostname,
  samesite: "lax",
  expiry: 180,
  types,
  policyURL: banner.page,
  hideBannerOnFormPage: true,
  savedMessage: banner.saved,
  bannerTemplate: (model) =>
    `<section class="${model.classNames.banner}" aria-label="${banner.title}"><p><b>${banner.title}</b> ${banner.text}</p>
     <p class="row">${banner.accept ? `<button class="${model.classNames.acceptBtn}">${banner.accept}</button>` : ""}
     ${banner.reject ? `<button class="${model.classNames.rejectBtn}">${banner.reject}</button>` : ""}
     <a class="${model.classNames.optionsBtn}" href="${banner.page}">${banner.options}</a></p></section>`,
  formTemplate: (model) =>
    `<form class="${model.settings.classNames.form}" novalidate>${Object.keys(types)
      .map(
        (type) => `<fieldset><legend>${types[type].title}</legend><p>${types[type].description}</p>
        <label><input class="${model.settings.classNames.field}" type="radio" name="privacy-${type}" value="1"${
          model.consent[type] === 1 ? " checked" : ""
        }> ${banner.yes}</label>
        <label><input class="${model.settings.classNames.field}" type="radio" name="privacy-${type}" value="0"${
          model.consent[type] === 0 ? " checked" : ""
        }> ${banner.no}</label></fieldset>`,
      )
      .join("")}<button class="${model.settings.classNames.submitBtn}">${banner.save}</button></form>`,
});
window.Shop.open = () => instance.showBanner(() => undefined);
