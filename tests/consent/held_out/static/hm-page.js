// A thin bar; the settings are a page of their own with a form.
Shop.style(".hinweis{position:fixed;left:0;right:0;bottom:0;background:#eee;border-top:3px solid #444;z-index:30;padding:16px 40px;font-size:15px}.hinweis button,form.wahl button{font:inherit;padding:10px 20px;margin-right:10px;background:#444;color:#fff;border:0;cursor:pointer}form.wahl label{display:block;margin:12px 0}");
Shop.start(function () {
  var b = Shop.banner, el = Shop.el;
  if (document.querySelector(".hinweis")) return;
  var bar = el("div", { class: "hinweis" }, [
    el("p", { html: b.text }),
    el("button", { type: "button", class: "ja", onclick: function () { bar.remove(); Shop.decide(Shop.all); } }, b.accept),
    el("button", { type: "button", class: "nein", onclick: function () { bar.remove(); Shop.decide([]); } }, b.reject),
    el("a", { href: b.page }, b.settings),
  ]);
  document.body.append(bar);
});
(function () {
  var form = document.querySelector("form.wahl");
  if (!form) return;
  var had = Shop.recall() || [];
  Shop.all.forEach(function (key) { form.elements[key].checked = had.indexOf(key) >= 0; });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    Shop.decide(Shop.all.filter(function (key) { return form.elements[key].checked; }));
    form.querySelector("output").textContent = Shop.banner.saved;
  });
})();
