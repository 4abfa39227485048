// pie-cookie-banner only tells what was clicked; the shop keeps the choice. The texts are the shop's own.
import "@justeattakeaway/pie-cookie-banner";

const { banner } = Shop.data;
let node = null;
const put = () => {
  if (node) node.remove();
  node = document.createElement("pie-cookie-banner");
  Object.assign(node, { hasPrimaryActionsOnly: true, cookieStatementLink: banner.link, openLinksInSameTab: true });
  document.body.append(node);
  setTimeout(() => { node._locale = banner.texts; }, 300);
};
document.addEventListener("pie-cookie-banner-accept-all", () => Shop.choose(Shop.all));
document.addEventListener("pie-cookie-banner-necessary-only", () => Shop.choose([]));
document.addEventListener("pie-cookie-banner-prefs-saved", (event) => {
  const said = event.detail;
  Shop.choose(Shop.all.filter((p) => said[p === "statistics" ? "analytical" : "personalized"]));
});
if (Shop.read() === null) put();
Shop.open = put;
