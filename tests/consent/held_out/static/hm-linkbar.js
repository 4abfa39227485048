// A bar at the bottom whose controls are links; the text comes from the case.
Shop.style(".ck-strip{position:fixed;left:0;right:0;bottom:0;z-index:50;background:#20313a;color:#fff;padding:18px 40px;display:flex;gap:30px;align-items:center}.ck-strip p{margin:0;flex:1;font-size:15px}.ck-strip p a{color:#fff}.ck-strip a.go{display:inline-block;min-width:150px;text-align:center;background:#fff;color:#20313a;padding:11px 16px;text-decoration:none;font-size:15px}.ck-strip.detail{flex-wrap:wrap}.ck-strip label{display:block;font-size:15px}");
Shop.start(function () {
  var b = Shop.banner, el = Shop.el, old = document.querySelector(".ck-strip");
  if (old) old.remove();
  function done(list) { return function (event) { event.preventDefault(); bar.remove(); Shop.decide(list); }; }
  var detail = el("div", { class: "purposes", hidden: "" }, Shop.all.map(function (key) {
    return el("label", {}, [el("input", { type: "checkbox", name: key }), " " + b.purposes[key]]);
  }).concat(el("a", { href: "#", class: "go keep", onclick: function (event) {
    event.preventDefault();
    var chosen = Shop.all.filter(function (key) { return bar.querySelector("[name=" + key + "]").checked; });
    bar.remove();
    Shop.decide(chosen);
  } }, b.save || "")));
  var bar = el("div", { class: "ck-strip" }, [
    el("p", { html: b.text }),
    el("a", { href: "#", class: "go yes", onclick: done(Shop.all) }, b.accept),
    el("a", { href: "#", class: "go no", onclick: done([]) }, b.reject),
  ]);
  if (b.settings) {
    bar.append(el("a", { href: "#", class: "go more", onclick: function (event) { event.preventDefault(); detail.hidden = false; bar.classList.add("detail"); } }, b.settings), detail);
  }
  document.body.append(bar);
});
