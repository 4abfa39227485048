// A storefront that the browser renders: Vue, routes by the history API, products by fetch, the basket in local storage.
const { createApp, ref, reactive, computed, watch } = Vue;
const { createRouter, createWebHistory } = VueRouter;

const products = ref([]);
const cart = ref(JSON.parse(localStorage.getItem("cart") ?? "[]"));
watch(cart, (lines) => localStorage.setItem("cart", JSON.stringify(lines)), { deep: true });
if (!localStorage.getItem("theme")) localStorage.setItem("theme", "hell");

async function load() {
  products.value = await (await fetch("/spa/products.json")).json();
}

const euro = (amount) => `${amount.toFixed(2).replace(".", ",")} €`;

const Home = {
  // The tiles are no links: a script leads on, as in many a shop.
  template: `<h1>Müsli, Nüsse und mehr</h1><p>Neu im Sortiment:</p>
    <div class="tiles"><div v-for="one in products.slice(0, 2)" class="tile" @click="$router.push('/produkt/' + one.slug)">
      <strong>{{ one.name }}</strong><br>{{ euro(one.price) }}</div></div>`,
  setup: () => ({ products, euro }),
};

const Category = {
  props: ["slug"],
  template: `<h1>{{ slug === 'muesli' ? 'Müsli' : 'Nüsse' }}</h1><div class="tiles">
    <article v-for="one in shown" class="tile"><h2><router-link :to="'/produkt/' + one.slug">{{ one.name }}</router-link></h2>
    <p>{{ euro(one.price) }} inkl. MwSt., zzgl. Versand</p></article></div>`,
  setup: (props) => ({ shown: computed(() => products.value.filter((one) => one.category === props.slug)), euro }),
};

const Product = {
  props: ["slug"],
  template: `<article v-if="product"><h1>{{ product.name }}</h1><p class="price">{{ euro(product.price) }}
    <small>inkl. MwSt., zzgl. Versand</small></p>
    <label>Menge <input type="number" min="1" v-model.number="quantity"></label>
    <button @click="add">In den Warenkorb</button> <p v-if="added" role="status">Liegt im Warenkorb.</p></article>`,
  setup(props) {
    const quantity = ref(1);
    const added = ref(false);
    const product = computed(() => products.value.find((one) => one.slug === props.slug));
    const add = () => {
      cart.value.push({ slug: props.slug, quantity: quantity.value });
      added.value = true;
    };
    return { product, quantity, added, add, euro };
  },
};

const Cart = {
  template: `<h1>Warenkorb</h1><p v-if="!cart.length">Ihr Warenkorb ist leer.</p>
    <template v-else><ul><li v-for="(line, at) in lines">{{ line.quantity }} × {{ line.name }}, {{ euro(line.price) }}
      <button @click="cart.splice(at, 1)">Entfernen</button></li></ul>
    <router-link to="/kasse">Zur Kasse</router-link></template>`,
  setup() {
    const lines = computed(() => cart.value.map((line) => ({ price: 0, ...products.value.find((one) => one.slug === line.slug), ...line })));
    return { cart, lines, euro };
  },
};

const Checkout = {
  template: `<h1>Kasse</h1><p v-if="!cart.length">Ihr Warenkorb ist leer.</p>
    <form v-else novalidate @submit.prevent><h2>Ihre Angaben – Bestellen als Gast</h2>
    <label>E-Mail-Adresse (Pflichtfeld) <input name="email" type="email" autocomplete="email" required></label>
    <label>Vorname (Pflichtfeld) <input name="vorname" autocomplete="given-name" required></label>
    <label>Nachname (Pflichtfeld) <input name="nachname" autocomplete="family-name" required></label>
    <label>Straße und Hausnummer (Pflichtfeld) <input name="strasse" autocomplete="street-address" required></label>
    <label>PLZ (Pflichtfeld) <input name="plz" autocomplete="postal-code" required></label>
    <label>Ort (Pflichtfeld) <input name="ort" autocomplete="address-level2" required></label>
    <label>Telefon (Pflichtfeld) <input name="telefon" type="tel" autocomplete="tel" required></label>
    <label>Geburtsdatum (Pflichtfeld) <input name="geburtsdatum" type="date" autocomplete="bday" required></label>
    <p>Hinweise zum Umgang mit Ihren Daten: <router-link to="/datenschutz">Datenschutzerklärung</router-link></p>
    <button>Weiter zur Übersicht</button></form>`,
  setup: () => ({ cart }),
};

const Login = {
  template: `<h1>Anmelden</h1><form @submit.prevent>
    <label>E-Mail-Adresse <input name="email" type="email" autocomplete="username" required></label>
    <label>Passwort <input name="passwort" type="password" autocomplete="current-password" required></label>
    <button>Anmelden</button></form>`,
};

const Contact = {
  template: `<h1>Kontakt</h1><p>Müsli Beispiel GmbH, Telefon +49 40 5550123</p>
    <form v-if="!sent" @submit.prevent="sent = true">
    <label>Anrede (freiwillig) <select name="anrede"><option value="">bitte wählen</option><option>Frau</option><option>Herr</option>
      <option>keine Angabe</option></select></label>
    <label>Name (Pflichtfeld) <input name="name" autocomplete="name" required></label>
    <label>E-Mail-Adresse (Pflichtfeld) <input name="email" type="email" autocomplete="email" required></label>
    <label>Telefon (freiwillig) <input name="telefon" type="tel" autocomplete="tel"></label>
    <label>Ihre Nachricht (Pflichtfeld) <textarea name="nachricht" required></textarea></label>
    <label><input name="einwilligung" type="checkbox" required> Ich habe die
      <router-link to="/datenschutz">Datenschutzerklärung</router-link> zur Kenntnis genommen (Pflichtfeld)</label>
    <button>Nachricht senden</button></form><p v-else role="status">Danke.</p>`,
  setup: () => ({ sent: ref(false) }),
};

const Legal = {
  props: ["slug"],
  template: `<h1>{{ page.title }}</h1><div v-html="page.html"></div>`,
  setup: (props) => ({ page: computed(() => legalPages[props.slug]) }),
};

const Missing = { template: "<h1>Seite nicht gefunden</h1>" };

const Search = {
  template: `<h1>Suche</h1><ul><li v-for="one in found"><router-link :to="'/produkt/' + one.slug">{{ one.name }}</router-link></li></ul>
    <p v-if="!found.length">Nichts gefunden.</p>`,
  setup() {
    const route = VueRouter.useRoute();
    const found = computed(() => products.value.filter((one) => one.name.toLowerCase().includes((route.query.q ?? "").toLowerCase())));
    return { found };
  },
};

const App = {
  template: `<header><router-link to="/"><strong>Müsli Beispiel</strong></router-link>
    <nav><router-link to="/kategorie/muesli">Müsli</router-link> <router-link to="/kategorie/nuesse">Nüsse</router-link></nav>
    <input type="search" aria-label="Suche" placeholder="Suche" v-model="words" @keyup.enter="$router.push({ path: '/suche', query: { q: words } })">
    <router-link to="/anmelden">Anmelden</router-link>
    <router-link to="/warenkorb">Warenkorb ({{ cart.length }})</router-link></header>
    <main><router-view :key="$route.fullPath"></router-view></main>
    <footer><section aria-labelledby="newsletter"><h2 id="newsletter">Newsletter</h2><p>* Pflichtfeld</p>
      <label>E-Mail-Adresse * <input type="email" v-model="letter.email"></label>
      <label>Vorname <input type="text" v-model="letter.name"></label>
      <label><input type="checkbox" v-model="letter.offers"> Ich willige ein, dass mein Verhalten für persönliche Werbung ausgewertet
        wird</label>
      <button @click="subscribe">Newsletter abonnieren</button> <span role="alert">{{ letter.told }}</span></section>
      <ul><li><router-link to="/kontakt">Kontakt</router-link></li><li><router-link to="/impressum">Impressum</router-link></li>
      <li><router-link to="/datenschutz">Datenschutzerklärung</router-link></li><li><router-link to="/agb">AGB</router-link></li>
      <li><router-link to="/widerruf">Widerrufsbelehrung</router-link></li></ul></footer>`,
  setup() {
    const letter = reactive({ email: "", name: "", offers: true, told: "" });
    const subscribe = () => (letter.told = letter.email.includes("@") ? "Danke." : "Bitte geben Sie Ihre E-Mail-Adresse an.");
    return { cart, words: ref(""), letter, subscribe };
  },
};

const routes = [
  { path: "/", component: Home, meta: { title: "Startseite" } },
  { path: "/kategorie/:slug", component: Category, props: true, meta: { title: "Kategorie" } },
  { path: "/produkt/:slug", component: Product, props: true, meta: { title: "Produkt" } },
  { path: "/warenkorb", component: Cart, meta: { title: "Warenkorb" } },
  { path: "/kasse", component: Checkout, meta: { title: "Kasse" } },
  { path: "/anmelden", component: Login, meta: { title: "Anmelden" } },
  { path: "/kontakt", component: Contact, meta: { title: "Kontakt" } },
  { path: "/suche", component: Search, meta: { title: "Suche" } },
  ...Object.entries(legalPages).map(([slug, page]) => ({ path: `/${slug}`, component: Legal, props: { slug }, meta: page })),
  { path: "/:rest(.*)*", component: Missing, meta: { title: "Seite nicht gefunden" } },
];
const router = createRouter({ history: createWebHistory(), routes });
router.afterEach((to) => {
  document.title = `${to.meta.title} | Müsli Beispiel`;
});
localStorage.setItem("cart", JSON.stringify(cart.value));
createApp(App).use(router).mount("#app");
load();
