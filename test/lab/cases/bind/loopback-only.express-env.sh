# An Express app that takes HOST from its environment, and has a default.
# ask: 3000 --from lan
# fix: yes
setup() { ln -s "$deps/node_modules" node_modules; printf "const app = require('express')();\nconst host = process.env.HOST || '127.0.0.1';\napp.get('/', (_, response) => response.send('hello'));\napp.listen(3000, host);\n" >server.js; start nohup node server.js; listening 3000; }
client() { fetch_there http://$here:3000/; }
heal() { end; HOST=0.0.0.0 start nohup node server.js; listening 3000; }
