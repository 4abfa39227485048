import { createApp, h, ref } from "vue";
import VueCookieAcceptDecline from "vue-cookie-accept-decline";

const Shop = window.Shop;
const said = Shop.data.banner;
const place = document.createElement("div");
document.body.append(place);
createApp({
  setup() {
    const panel = ref(null);
    const again = ref(0);
    let before = null;
    const decline = () => {
      if (before === "accept" && Shop.data.revoke) { Shop.drop([]); location.reload(); } else Shop.apply([]);
    };
    Shop.open = () => {
      if (panel.value) panel.value.removeCookie();
      document.cookie = `vue-cookie-accept-decline-${said.id}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT`;
      again.value += 1;
    };
    return () => h(VueCookieAcceptDecline, {
      key: again.value,
      ref: panel,
      elementId: said.id,
      type: said.type,
      position: said.position,
      forceCookies: said.forceCookies || false,
      disableDecline: said.disableDecline || false,
      showPostponeButton: said.postpone || false,
      onStatus: (status) => {
        if (before === null || status) before = status;
        if (again.value === 0) Shop.apply(status === "accept" ? Shop.all : status ? [] : null);
      },
      onClickedAccept: () => Shop.apply(Shop.all),
      onClickedDecline: decline,
    }, {
      message: () => h("span", { innerHTML: said.message }),
      acceptContent: () => said.accept,
      declineContent: () => said.decline,
      postponeContent: () => "✕",
    });
  },
}).mount(place);
