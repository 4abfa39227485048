var site = window._hjSettings.hjid;
keep('_hjSessionUser_' + site, read('_hjSessionUser_' + site) || hex(20), 365);
keep('_hjSession_' + site, read('_hjSession_' + site) || hex(20), 1 / 48);
beacon('https://metrics.hotjar.io/?v=6&site_id=' + site, '{"page":"' + page + '","user":"' + read('_hjSessionUser_' + site) + '"}');
