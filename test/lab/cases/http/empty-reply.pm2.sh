# The application dies by each request, and PM2 has started it again before the next connection.
# ask: 3000
# expect: http/empty-reply | process/crash-loop
# says: no such table: carts
setup() {
  export PM2_HOME=$results/pm2
  ln -s "$deps/node_modules" node_modules
  cat >app.js <<'J'
require('http').createServer((_, response) => {
  setTimeout(() => { if (!require('fs').existsSync('carts')) throw new Error('no such table: carts'); response.end('hello'); }, 5);
}).listen(3000);
J
  node_modules/.bin/pm2 start app.js --name shop; listening 3000; sleep 1
}
# The client must not be the first.
client() { [ -e carts ] && fetch http://127.0.0.1:3000/; }
heal() { touch carts; }
cleanup() { node_modules/.bin/pm2 kill; }
