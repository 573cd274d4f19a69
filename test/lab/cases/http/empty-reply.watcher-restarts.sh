# Each request writes a file that the server's watcher watches, so the server is started again before it has answered.
# ask: http://10.20.30.1:8000/
# says: its watcher starts it again
setup() {
  cat >app.mjs <<'P'
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import './orders.mjs';
createServer((_, response) => {
  writeFileSync('orders.mjs', `export const last = ${Date.now()};\n`);
  setTimeout(() => response.end('hello'), 1500);
}).listen(8000);
P
  echo >orders.mjs; start nohup node --watch app.mjs; listening 8000; sleep 0.5
}
client() { fetch http://$here:8000/; }
heal() { end; start nohup node app.mjs; listening 8000; }
