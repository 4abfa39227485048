// Clicks one link of the page as it stands there, in a world of its own. Only a router inside the page may act on it:
// where nothing in the page takes the click, the browser is kept from following it, since that page is visited anyway.
(addresses) => {
  const here = location.href;
  const bare = (url) => (/#[/!]/.test(url) ? url : url.split("#")[0]);
  const shown = (link) => {
    const box = link.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && link.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const links = [...document.querySelectorAll("a[href]")].slice(0, 3000)
    .filter((link) => !link.hasAttribute("download") && (!link.target || link.target === "_self") && shown(link));
  for (const address of addresses) {
    if (bare(here) === address) continue;
    const link = links.find((one) => bare(one.href) === address);
    if (!link) continue;
    const within = link.href.split("#")[0] === here.split("#")[0];
    const stop = (event) => { if (!within) event.preventDefault(); };
    addEventListener("click", stop);
    try {
      link.click();
    } finally {
      removeEventListener("click", stop);
    }
    return address;
  }
  return null;
}
