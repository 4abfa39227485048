keep('_pin_unauth', read('_pin_unauth') || hex(22), 365);
pixel('https://ct.pinterest.com/v3/?tid=' + window.pinTag + '&event=pagevisit&pin_unauth=' + read('_pin_unauth') + '&url=' + page);
