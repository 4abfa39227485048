// Google's tag as it behaves: consent commands, a client identifier in _ga, a session in _ga_ID, hits to /g/collect.
var queue = window.dataLayer = window.dataLayer || [];
var granted = true, told = false, properties = [];
function hit(id, options) {
  var address = 'https://www.google-analytics.com/g/collect?v=2&tid=' + id + '&dl=' + page + '&en=page_view&_s=1';
  if (!granted) { beacon(address + '&gcs=G100&pscdl=denied'); return; }
  var flags = options.cookie_flags ? ';' + options.cookie_flags : '';
  var days = (options.cookie_expires === undefined ? 63072000 : options.cookie_expires) / 86400;
  var client = read('_ga').replace('GA1.1.', '') || random(9) + '.' + Math.floor(Date.now() / 1000);
  keep('_ga', 'GA1.1.' + client, days, flags);
  keep('_ga_' + id.slice(2), 'GS2.1.s' + Math.floor(Date.now() / 1000) + '$o1$g0', days, flags);
  beacon(address + '&cid=' + client + (told ? '&gcs=G111' : ''));
}
function run(entry) {
  if (entry[0] === 'consent' && entry[2] && entry[2].analytics_storage) {
    var before = granted;
    granted = entry[2].analytics_storage === 'granted';
    told = true;
    if (entry[1] === 'update' && granted && !before) properties.forEach(function (one) { hit(one[0], one[1]); });
  } else if (entry[0] === 'config') {
    properties.push([entry[1], entry[2] || {}]);
    hit(entry[1], entry[2] || {});
  }
}
for (var i = 0; i < queue.length; i++) run(queue[i]);
var push = queue.push;
queue.push = function (entry) { var size = push.call(queue, entry); run(entry); return size; };
