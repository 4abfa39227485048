// @beyonk/gdpr-cookie-consent-banner announces each purpose by itself, on every page again.
import "../node_modules/@beyonk/gdpr-cookie-consent-banner/dist/index.js";

const { banner } = Shop.data;
const granted = new Set();
let told = 0;
const purposes = { analytics: "statistics", tracking: "statistics", marketing: "marketing" };
for (const [theirs, ours] of Object.entries(purposes)) {
  addEventListener(`consent:${theirs}`, (event) => {
    if (event.detail.agreed) granted.add(ours);
    told += 1;
    if (told % 3) return;
    Shop.apply([...granted]);
    if (!granted.size) Shop.drop([]);
    granted.clear();
  });
}
const node = document.createElement("cookie-consent-banner");
Object.assign(node, banner);
document.body.append(node);
