// A small toast with a cross.
Shop.style(".toasty{position:fixed;left:24px;bottom:24px;width:360px;z-index:40;background:#fff;border:1px solid #888;box-shadow:0 6px 26px rgba(0,0,0,.25);border-radius:10px;padding:18px 20px;font-size:14px}.toasty button{font:inherit;padding:9px 16px;margin:6px 6px 0 0;border:1px solid #134074;background:#134074;color:#fff;border-radius:6px;cursor:pointer}.toasty .x{position:absolute;right:6px;top:0;background:none;border:0;color:#333;font-size:20px;padding:4px 8px;margin:0}");
Shop.start(function () {
  var b = Shop.banner, el = Shop.el;
  if (document.querySelector(".toasty")) return;
  var box = el("div", { class: "toasty", role: "status" }, [
    el("button", { type: "button", class: "x", "aria-label": b.close, onclick: function () {
      box.remove();
      if (b.crossMeans) Shop.decide(b.crossMeans);
    } }, "×"),
    el("p", { html: b.text }),
    el("button", { type: "button", class: "yes", onclick: function () { box.remove(); Shop.decide(Shop.all); } }, b.accept),
    el("button", { type: "button", class: "no", onclick: function () { box.remove(); Shop.decide([]); } }, b.reject),
  ]);
  document.body.append(box);
});
