// A custom element; everything it shows is in its shadow root.
customElements.define("zgoda-panel", class extends HTMLElement {
  connectedCallback() {
    const b = Shop.banner;
    const had = this.hasAttribute("again") ? Shop.recall() || [] : [];
    const root = this.attachShadow({ mode: "open" });
    root.innerHTML = `<style>:host{position:fixed;left:50%;bottom:20px;transform:translateX(-50%);z-index:80;font:15px/1.45 system-ui}
      .p{width:820px;background:#fff8e7;border:2px solid #333;padding:22px}.r{display:flex;gap:12px;margin-top:12px}
      button{flex:1;font:inherit;padding:12px;background:#333;color:#fff;border:0;cursor:pointer}label{display:block;margin:6px 0}[hidden]{display:none!important}</style>
      <div class="p" role="dialog" aria-label="${b.title}"><strong>${b.title}</strong><p>${b.text}</p>
      <div class="s" hidden>${Shop.all.map((key) => `<label><input type="checkbox" name="${key}"${had.includes(key) ? " checked" : ""}> ${b.purposes[key]}</label>`).join("")}
      <div class="r"><button class="keep">${b.save}</button></div></div>
      <div class="r m"><button class="yes">${b.accept}</button><button class="no">${b.reject}</button><button class="cfg">${b.settings}</button></div></div>`;
    const end = (list) => { this.remove(); Shop.decide(list); };
    root.querySelector(".yes").onclick = () => end(Shop.all);
    root.querySelector(".no").onclick = () => end([]);
    root.querySelector(".cfg").onclick = () => { root.querySelector(".s").hidden = false; root.querySelector(".m").hidden = true; };
    root.querySelector(".keep").onclick = () => end(Shop.all.filter((key) => root.querySelector(`[name=${key}]`).checked));
  }
});
Shop.start((again) => {
  if (document.querySelector("zgoda-panel")) return;
  document.body.append(Shop.el("zgoda-panel", again ? { again: "" } : {}));
});
