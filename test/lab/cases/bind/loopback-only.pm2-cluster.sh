# In cluster mode PM2's daemon holds the socket, and the source is another process's.
# ask: shop --from lan
# fix: yes
# says: pm2
setup() { export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules; printf "const http = require('http');\nhttp.createServer((_, response) => response.end('hello')).listen(3000, '127.0.0.1');\n" >app.js; node_modules/.bin/pm2 start app.js --name shop -i 2; listening 3000; sleep 0.5; }
client() { fetch_there http://$here:3000/; }
heal() { sed -i "s/'127.0.0.1'/'0.0.0.0'/" app.js; node_modules/.bin/pm2 restart shop; sleep 1.5; }
cleanup() { node_modules/.bin/pm2 kill; }
