var domain = location.hostname.replace(/^www\./, '');
function random(size) {
  var text = '';
  crypto.getRandomValues(new Uint8Array(size)).forEach(function (byte) { text += byte % 10; });
  return text;
}
function hex(size) {
  var text = '';
  crypto.getRandomValues(new Uint8Array(size)).forEach(function (byte) { text += ('0' + byte.toString(16)).slice(-2); });
  return text;
}
function read(name) {
  var found = document.cookie.split('; ').filter(function (one) { return one.indexOf(name + '=') === 0; });
  return found.length ? found[0].slice(name.length + 1) : '';
}
function keep(name, value, days, flags) {
  var text = name + '=' + value + '; Path=/; Domain=' + domain;
  if (days) text += '; Max-Age=' + Math.round(days * 86400);
  document.cookie = text + (flags === undefined ? '; SameSite=Lax; Secure' : flags);
}
function pixel(address) { new Image().src = address; }
function beacon(address, body) {
  fetch(address, { method: 'POST', mode: 'no-cors', keepalive: true, credentials: 'include', body: body || '' }).catch(function () {});
}
var page = encodeURIComponent(location.href);
