keep('_ttp', read('_ttp') || hex(14), 390);
keep('_tt_enable_cookie', '1', 390);
beacon('https://analytics.tiktok.com/api/v2/pixel', '{"event":"Pageview","pixel":"' + '@@ID@@' + '","ttp":"' + read('_ttp') + '"}');
