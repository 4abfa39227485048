// A full overlay with three tabs; nothing of the page can be reached until a choice is made.
Shop.style(".veil{position:fixed;inset:0;z-index:90;background:rgba(10,20,30,.82);display:grid;place-items:center}.veil .card{width:720px;background:#fff;padding:0 0 24px;font-size:15px}.veil nav{display:flex;border-bottom:1px solid #bbb}.veil nav span{flex:1;text-align:center;padding:14px;cursor:pointer}.veil nav span.on{border-bottom:3px solid #0b6e4f;font-weight:700}.veil section{padding:18px 28px;min-height:170px}.veil .acts{display:flex;gap:14px;padding:0 28px}.veil button{flex:1;padding:13px;font:inherit;border:0;background:#0b6e4f;color:#fff;cursor:pointer}.veil .law{padding:14px 28px 0;font-size:13px}.veil label{display:block;margin:8px 0}");
Shop.start(function (again) {
  var b = Shop.banner, el = Shop.el, page = Shop.site.page;
  if (document.querySelector(".veil")) return;
  function finish(list) { return function () { veil.remove(); Shop.decide(list()); }; }
  var had = again ? Shop.recall() || [] : [];
  var panes = [
    el("section", { html: "<p>" + b.text + "</p>" }),
    el("section", { hidden: "" }, [el("label", {}, [el("input", { type: "checkbox", checked: "", disabled: "" }), " " + b.necessary])].concat(Shop.all.map(function (key) {
      var box = el("input", { type: "checkbox", name: key });
      box.checked = had.indexOf(key) >= 0;
      return el("label", {}, [box, " " + b.purposes[key]]);
    }))),
    el("section", { hidden: "", html: "<p>" + b.about + "</p>" }),
  ];
  var tabs = b.tabs.map(function (text, index) {
    return el("span", { role: "tab", class: index ? "" : "on", onclick: function () {
      panes.forEach(function (pane, i) { pane.hidden = i !== index; tabs[i].className = i === index ? "on" : ""; });
      save.hidden = index !== 1;
    } }, text);
  });
  var save = el("button", { type: "button", class: "keep", hidden: "", onclick: finish(function () {
    return Shop.all.filter(function (key) { return veil.querySelector("[name=" + key + "]").checked; });
  }) }, b.save);
  var veil = el("div", { class: "veil" }, el("div", { class: "card", role: "dialog", "aria-modal": "true", "aria-label": b.title }, [
    el("nav", { role: "tablist" }, tabs)].concat(panes).concat([
    el("div", { class: "acts" }, [
      el("button", { type: "button", class: "none", onclick: finish(function () { return []; }) }, b.reject), save,
      el("button", { type: "button", class: "all", onclick: finish(function () { return Shop.all; }) }, b.accept),
    ]),
    el("div", { class: "law", html: b.law || "" }),
  ])));
  document.body.append(veil);
});
