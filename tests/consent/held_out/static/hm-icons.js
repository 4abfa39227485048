// A strip whose buttons show pictures only; their names are in aria-label.
Shop.style(".pics{position:fixed;left:0;right:0;top:0;z-index:45;background:#102a1c;color:#fff;display:flex;gap:18px;align-items:center;padding:14px 40px;font-size:15px}.pics p{margin:0;flex:1}.pics p a{color:#fff}.pics button{width:64px;height:48px;border:0;background:#fff;cursor:pointer;padding:8px}.pics svg{width:28px;height:28px}");
Shop.start(function () {
  var b = Shop.banner, el = Shop.el;
  if (document.querySelector(".pics")) return;
  function pic(path) { return '<svg viewBox="0 0 24 24" fill="none" stroke="#102a1c" stroke-width="3"><path d="' + path + '"/></svg>'; }
  function end(list) { return function () { box.remove(); Shop.decide(list); }; }
  var box = el("section", { class: "pics", "aria-label": b.title }, [
    el("p", { html: b.text }),
    el("button", { type: "button", class: "yes", "aria-label": b.accept, html: pic("M3 13l6 6L21 5"), onclick: end(Shop.all) }),
    el("button", { type: "button", class: "no", "aria-label": b.reject, html: pic("M4 4l16 16M20 4L4 20"), onclick: end([]) }),
  ]);
  document.body.append(box);
});
