# PM2 says `online`: the app catches that its port is taken, and lives on without it. It is asked about by its name in PM2.
# ask: shop
# fix: yes
# says: PM2's shop | pm2 restart shop
# source: https://github.com/Unitech/pm2/issues/5889
setup() {
  export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules
  printf "process.on('uncaughtException', error => console.error(error));\nsetInterval(() => {}, 1000);\nrequire('http').createServer((_, response) => response.end('hello from shop')).listen(9000);\n" >app.js
  web 9000
  node_modules/.bin/pm2 start app.js --name shop
  until_true grep -q EADDRINUSE "$PM2_HOME/logs/shop-error.log"
}
client() { fetch http://127.0.0.1:9000/ && curl -s -m 3 http://127.0.0.1:9000/ | grep -qx 'hello from shop'; }
heal() { end; node_modules/.bin/pm2 restart shop; listening 9000; }
cleanup() { node_modules/.bin/pm2 kill; }
