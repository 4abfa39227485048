// vue-cookie-law keeps whether it was accepted; revoking asks again.
import Vue from "vue/dist/vue.runtime.esm.js";
import CookieLaw from "vue-cookie-law";

const { banner } = Shop.data;
const app = new Vue({
  render: (h) =>
    h(CookieLaw, {
      ref: "law",
      props: banner.props,
      scopedSlots: { message: () => h("div", { domProps: { innerHTML: banner.text } }) },
      on: {
        accept: () => Shop.apply(Shop.all),
        decline: () => { Shop.drop([]); setTimeout(() => location.reload(), 100); },
      },
    }),
});
app.$mount(document.body.appendChild(document.createElement("div")));
if (app.$refs.law.isAccepted()) Shop.apply(Shop.all);
Shop.open = () => app.$refs.law.revoke();
