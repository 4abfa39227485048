// A box at the right bottom; who declines is asked once more.
Shop.style(".cbox{position:fixed;right:20px;bottom:20px;width:430px;z-index:40;background:#fff;border:3px solid #e8590c;padding:20px;font-size:15px}.cbox button{font:inherit;width:48%;padding:12px;margin:8px 1% 0 0;border:0;background:#9c3a00;color:#fff;cursor:pointer}");
Shop.start(function () {
  var b = Shop.banner, el = Shop.el;
  if (document.querySelector(".cbox")) return;
  function end(list) { return function () { box.remove(); Shop.decide(list); }; }
  var box = el("div", { class: "cbox", role: "dialog" });
  function ask() {
    box.replaceChildren(el("p", { html: b.sure }),
      el("button", { type: "button", class: "back", onclick: end(Shop.all) }, b.stay),
      el("button", { type: "button", class: "sure", onclick: end([]) }, b.leave));
  }
  box.append(el("p", { html: b.text }),
    el("button", { type: "button", class: "yes", onclick: end(Shop.all) }, b.accept),
    el("button", { type: "button", class: "no", onclick: b.sure && !Shop.recall() ? ask : end([]) }, b.reject));
  document.body.append(box);
});
