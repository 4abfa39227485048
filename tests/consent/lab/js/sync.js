pixel('https://match.gebotshaus.example/pixel?src=shop&u=' + page);
