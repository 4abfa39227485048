// A drawer at the right with switches that are divs, all on the first layer.
Shop.style(".drawer{position:fixed;top:0;right:0;bottom:0;width:400px;z-index:60;background:#fdfbf7;border-left:4px solid #5b4636;padding:26px;overflow:auto;font-size:15px}.drawer h2{margin:0 0 10px}.drawer .line{display:flex;justify-content:space-between;margin:14px 0;gap:12px}.drawer [role=switch]{width:46px;height:24px;border-radius:12px;background:#999;position:relative;cursor:pointer;flex:none}.drawer [role=switch]::after{content:'';position:absolute;top:3px;left:3px;width:18px;height:18px;border-radius:50%;background:#fff}.drawer [role=switch][aria-checked=true]{background:#2c7a43}.drawer [role=switch][aria-checked=true]::after{left:25px}.drawer [role=switch][aria-disabled=true]{opacity:.5;cursor:default}.drawer button{display:block;width:100%;margin:10px 0;padding:12px;border:0;background:#5b4636;color:#fff;font:inherit;cursor:pointer}");
Shop.start(function (again) {
  var b = Shop.banner, el = Shop.el, chosen = again ? Shop.recall() || [] : [];
  if (document.querySelector(".drawer")) return;
  function finish(list) { return function () { box.remove(); Shop.decide(list()); }; }
  function row(key, text, fixed) {
    var knob = el("div", { role: "switch", tabindex: "0", "aria-label": text, "aria-checked": String(!!fixed || chosen.indexOf(key) >= 0) });
    if (fixed) knob.setAttribute("aria-disabled", "true");
    else knob.addEventListener("click", function () {
      var on = knob.getAttribute("aria-checked") === "true";
      chosen = on ? chosen.filter(function (k) { return k !== key; }) : chosen.concat(key);
      knob.setAttribute("aria-checked", String(!on));
    });
    return el("div", { class: "line", "data-purpose": key }, [el("span", {}, text), knob]);
  }
  var box = el("aside", { class: "drawer", "aria-label": b.title }, [
    el("h2", {}, b.title), el("p", { html: b.text }), row("necessary", b.necessary, true),
  ].concat(Shop.all.map(function (key) { return row(key, b.purposes[key]); })).concat([
    el("button", { type: "button", "data-do": "all", onclick: finish(function () { return Shop.all; }) }, b.accept),
    el("button", { type: "button", "data-do": "none", onclick: finish(function () { return []; }) }, b.reject),
    el("button", { type: "button", "data-do": "some", onclick: finish(function () { return chosen; }) }, b.save),
  ]));
  document.body.append(box);
});
