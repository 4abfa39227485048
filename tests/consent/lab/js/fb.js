var calls = (window.fbq && window.fbq.queue) || [], account = '';
var browser = read('_fbp') || 'fb.1.' + Date.now() + '.' + random(10);
keep('_fbp', browser, 90);
for (var i = 0; i < calls.length; i++) if (calls[i][0] === 'init') account = calls[i][1];
pixel('https://www.facebook.com/tr/?id=' + account + '&ev=PageView&dl=' + page + '&fbp=' + browser);
