// orejime: the shop's services wait in templates of their purposes.
(function () {
  Shop.site.services.forEach(function (service) {
    var template = document.createElement("template");
    template.setAttribute("data-purpose", service.purpose);
    template.innerHTML = '<script src="' + service.src + '"><\/script>';
    document.body.appendChild(template);
  });
  var config = Shop.banner.config;
  window.orejimeConfig = config;
  var script = document.createElement("script");
  script.src = Shop.banner.build;
  script.onload = function () { Shop.open = function () { (window.orejime || window.Orejime).prompt(); }; };
  document.body.appendChild(script);
})();
