keep('_anm_vid', read('_anm_vid') || hex(16), 365);
pixel('https://px.adnetz-mitte.example/i.gif?site=' + '@@ID@@' + '&vid=' + read('_anm_vid') + '&u=' + page);
