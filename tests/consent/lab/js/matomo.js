var site = (window._paq || []).filter(function (one) { return one[0] === 'setSiteId'; })[0][1];
var mark = site + '.1fff';
keep('_pk_id.' + mark, read('_pk_id.' + mark) || hex(8) + '.' + Math.floor(Date.now() / 1000) + '.', 393);
keep('_pk_ses.' + mark, '1', 1 / 48);
var to = window._paq.filter(function (one) { return one[0] === 'setTrackerUrl'; })[0][1];
beacon(to + '?idsite=' + site + '&rec=1&url=' + page + '&_id=' + read('_pk_id.' + mark).slice(0, 16));
