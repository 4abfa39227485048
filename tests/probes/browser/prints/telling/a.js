const c = document.createElement('canvas'); c.width = 280; c.height = 60; const x = c.getContext('2d');
x.textBaseline = 'alphabetic'; x.fillStyle = '#f60'; x.fillRect(100, 1, 62, 20); x.fillStyle = '#069';
x.font = '11pt Arial'; x.fillText('Zwölf Boxkämpfer jagen Viktor', 2, 15); const print = c.toDataURL();
