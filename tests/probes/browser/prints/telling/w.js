const c = new OffscreenCanvas(280, 60); const x = c.getContext('2d');
x.textBaseline = 'alphabetic'; x.fillStyle = '#f60'; x.fillRect(100, 1, 62, 20); x.fillStyle = '#069';
x.font = '11pt Arial'; x.fillText('Zwölf Boxkämpfer jagen Viktor', 2, 15); c.convertToBlob().then(() => postMessage(1));
[navigator.platform, navigator.hardwareConcurrency, navigator.languages, navigator.deviceMemory, navigator.appVersion, navigator.product].length
