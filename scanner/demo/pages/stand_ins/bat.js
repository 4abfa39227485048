// Stands in for the tag of Microsoft Advertising in the demo shop: two cookies of its usual names, and a counting pixel.
'use strict';
(() => {
  const tag = '97000001';
  const site = location.hostname.replace(/^www\./, '');
  const fresh = () => crypto.randomUUID().replaceAll('-', '');
  const keep = (name, days) => {
    const found = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
    const value = found ?? fresh();
    document.cookie = `${name}=${value}; Domain=${site}; Path=/; Max-Age=${days * 86400}; Secure; SameSite=Lax`;
    return value;
  };
  const seen = new URLSearchParams({ ti: tag, sid: keep('_uetsid', 1), vid: keep('_uetvid', 390), evt: 'pageLoad', p: location.href });
  new Image().src = `https://bat.bing.com/action/0?${seen}`;
})();
