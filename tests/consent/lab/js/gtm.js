// A tag manager's container: loads the tags that were set up in it.
var tags = '@@TAGS@@';
function load(address) { var one = document.createElement('script'); one.async = true; one.src = address; document.head.appendChild(one); }
window.dataLayer = window.dataLayer || [];
function tell() { window.dataLayer.push(arguments); }
tags.forEach(function (tag) {
  if (tag.kind === 'ga') {
    tell('js', new Date());
    tell('config', tag.id, { cookie_expires: 33696000, cookie_flags: 'SameSite=Lax;Secure' });
    load('https://www.googletagmanager.com/gtag/js?id=' + tag.id);
  } else if (tag.kind === 'meta') {
    window.fbq = window.fbq || function () { (window.fbq.queue = window.fbq.queue || []).push(arguments); };
    window.fbq('init', tag.id); window.fbq('track', 'PageView');
    load('https://connect.facebook.net/en_US/fbevents.js');
  } else if (tag.kind === 'bing') {
    window.uetTag = tag.id;
    load('https://bat.bing.com/bat.js');
  }
});
