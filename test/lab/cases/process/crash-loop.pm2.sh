# PM2 shows it as online; it dies of a missing file each time.
# ask: 3000
# says: shop | config.json
setup() { export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules; printf "require('./config.json');\nrequire('http').createServer((_, response) => response.end('hello')).listen(3000);\n" >app.js; node_modules/.bin/pm2 start app.js --name shop --exp-backoff-restart-delay=100; sleep 2; }
client() { fetch http://127.0.0.1:3000/; }
heal() { echo '{}' >config.json; node_modules/.bin/pm2 restart shop; listening 3000; }
cleanup() { node_modules/.bin/pm2 kill; }
