// A window in the middle; its settings are an accordion of purposes.
Shop.style(".cmodal-bg{position:fixed;inset:0;background:rgba(0,0,0,.55);z-index:70}.cmodal{position:fixed;z-index:71;left:50%;top:50%;transform:translate(-50%,-50%);width:600px;max-height:84vh;overflow:auto;background:#fff;border-radius:14px;padding:28px;font-size:15px}.cmodal h3{margin:0 0 8px}.cmodal .b{display:inline-block;margin:8px 8px 0 0;padding:12px 22px;border:2px solid #7a1f3d;background:#7a1f3d;color:#fff;border-radius:24px;font:inherit;cursor:pointer}.cmodal details{border-top:1px solid #ddd;padding:10px 0}.cmodal .toplink{position:absolute;right:22px;top:16px;font-size:13px;color:#555;background:none;border:0;text-decoration:underline;cursor:pointer;padding:0}");
Shop.start(function (again) {
  var b = Shop.banner, el = Shop.el;
  if (document.querySelector(".cmodal")) return;
  var back = el("div", { class: "cmodal-bg" });
  var had = again ? Shop.recall() || [] : [];
  function gone() { box.remove(); back.remove(); }
  function finish(list) { return function () { gone(); Shop.decide(list()); }; }
  var first = el("div", { class: "first" }, [
    el("button", { type: "button", class: "b ok", onclick: finish(function () { return Shop.all; }) }, b.accept),
  ]);
  if (b.reject) first.append(el("button", { type: "button", class: "b ko", onclick: finish(function () { return []; }) }, b.reject));
  if (b.settings) first.append(el("button", { type: "button", class: "b cfg", onclick: function () { first.hidden = true; second.hidden = false; } }, b.settings));
  var second = el("div", { class: "second", hidden: "" }, Shop.all.map(function (key) {
    var tick = el("input", { type: "checkbox", name: key });
    tick.checked = had.indexOf(key) >= 0;
    return el("details", { open: "" }, [el("summary", {}, b.purposes[key][0]), el("p", {}, b.purposes[key][1]), el("label", {}, [tick, " " + b.allow])]);
  }).concat([
    el("button", { type: "button", class: "b keep", onclick: finish(function () {
      return Shop.all.filter(function (key) { return box.querySelector("[name=" + key + "]").checked; });
    }) }, b.save || ""),
  ]));
  var box = el("div", { class: "cmodal", role: "dialog", "aria-label": b.title }, [el("h3", {}, b.title), el("p", { html: b.text }), first, second]);
  if (b.toplink) box.prepend(el("button", { type: "button", class: "toplink", onclick: finish(function () { return []; }) }, b.toplink));
  document.body.append(back, box);
});
