// A <dialog>, opened as a modal one.
Shop.style("dialog.einw{width:640px;border:0;border-radius:8px;padding:30px;font-size:15px}dialog.einw::backdrop{background:rgba(0,0,0,.7)}dialog.einw .two{display:flex;gap:16px;margin:16px 0}dialog.einw button,dialog.einw a.abo{flex:1;text-align:center;font:inherit;padding:14px;border:0;background:#1b4f9c;color:#fff;text-decoration:none;cursor:pointer}dialog.einw fieldset{border:1px solid #ccc;margin:12px 0}dialog.einw label{display:block;margin:6px 0}");
Shop.start(function (again) {
  var b = Shop.banner, el = Shop.el;
  if (document.querySelector("dialog.einw")) return;
  function end(list) { return function () { box.close(); box.remove(); Shop.decide(list()); }; }
  var had = again ? Shop.recall() || [] : [];
  var box = el("dialog", { class: "einw", "aria-label": b.title, oncancel: function (event) { event.preventDefault(); } }, [el("h2", {}, b.title), el("p", { html: b.text })]);
  var row = el("div", { class: "two" }, [el("button", { type: "button", value: "all", onclick: end(function () { return Shop.all; }) }, b.accept)]);
  if (b.reject) row.append(el("button", { type: "button", value: "none", onclick: end(function () { return []; }) }, b.reject));
  if (b.takeBack && again && Shop.recall()) row.append(el("button", { type: "button", value: "back", onclick: function () { box.close(); Shop.forget(); } }, b.takeBack));
  if (b.pay) row.append(el("a", { class: "abo", href: b.payHref }, b.pay));
  box.append(row);
  if (b.settings) {
    var set = el("fieldset", { hidden: "" }, Shop.all.map(function (key) {
      var tick = el("input", { type: "checkbox", name: key });
      tick.checked = had.indexOf(key) >= 0;
      return el("label", {}, [tick, " " + b.purposes[key]]);
    }).concat(el("button", { type: "button", value: "some", onclick: end(function () {
      return Shop.all.filter(function (key) { return box.querySelector("[name=" + key + "]").checked; });
    }) }, b.save)));
    row.append(el("button", { type: "button", value: "more", onclick: function () { set.hidden = false; } }, b.settings));
    box.append(set);
  }
  box.append(el("p", { html: b.law || "" }));
  document.body.append(box);
  box.addEventListener("cancel", function (event) { event.preventDefault(); });
  box.addEventListener("keydown", function (event) { if (event.key === "Escape") event.preventDefault(); });
  box.showModal();
});
