# PM2 gave it up after sixteen restarts.
# ask: 3000
# says: shop
setup() { export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules; printf "require('./config.json');\nrequire('http').createServer((_, response) => response.end('hello')).listen(3000);\n" >app.js; printf '{ "apps": [{ "name": "shop", "script": "app.js", "min_uptime": "60s", "max_restarts": 16 }] }' >ecosystem.json; node_modules/.bin/pm2 start ecosystem.json; for _ in $(seq 60); do node_modules/.bin/pm2 jlist | grep -q errored && break; sleep 0.3; done; }
client() { fetch http://127.0.0.1:3000/; }
heal() { echo '{}' >config.json; node_modules/.bin/pm2 restart shop; listening 3000; }
cleanup() { node_modules/.bin/pm2 kill; }
