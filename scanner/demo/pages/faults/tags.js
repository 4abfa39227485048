// Consent Mode the way it was copied from an old manual: after the tag, and without the two signals of version 2.
window.dataLayer ||= [];
function gtag() { dataLayer.push(arguments); }
gtag('js', new Date());
gtag('config', 'G-MUESLI0001');
gtag('consent', 'default', { ad_storage: 'denied', analytics_storage: 'denied' });
