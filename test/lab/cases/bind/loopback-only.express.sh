# An Express app with 'localhost' in its source.
# ask: 3000 --from lan
# fix: yes
setup() { ln -s "$deps/node_modules" node_modules; printf "const app = require('express')();\napp.get('/', (_, response) => response.send('hello'));\napp.listen(3000, 'localhost');\n" >server.js; start node server.js; listening 3000; }
client() { fetch_there http://$here:3000/; }
heal() { end; sed -i "s/, 'localhost'//" server.js; start node server.js; listening 3000; }
