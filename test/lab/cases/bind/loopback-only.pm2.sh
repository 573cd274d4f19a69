# An app that PM2 keeps: it is restarted through PM2, or PM2 brings the old one back.
# ask: 3000 --from lan
# fix: yes
# says: pm2
setup() { export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules; printf "const http = require('http');\nhttp.createServer((_, response) => response.end('hello')).listen(3000, process.env.HOST || '127.0.0.1');\n" >app.js; node_modules/.bin/pm2 start app.js --name shop; listening 3000; }
client() { fetch_there http://$here:3000/; }
heal() { HOST=0.0.0.0 node_modules/.bin/pm2 restart shop --update-env; listening 3000; }
cleanup() { node_modules/.bin/pm2 kill; }
