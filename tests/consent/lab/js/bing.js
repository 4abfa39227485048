keep('_uetsid', read('_uetsid') || hex(16), 1);
keep('_uetvid', read('_uetvid') || hex(16), 390);
pixel('https://bat.bing.com/action/0?ti=' + window.uetTag + '&Ver=2&evt=pageLoad&sid=' + read('_uetsid') + '&vid=' + read('_uetvid') + '&p=' + page);
