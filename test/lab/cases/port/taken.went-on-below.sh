# Another program, started in the folder above, has the port; the development server found it taken, and went to the next one.
# ask: http://127.0.0.1:5173/shop
# never: process/stale-instance
setup() {
  start python3 -m http.server 5173; listening 5173; sleep 1.2
  mkdir app; cd app
  cat >vite.mjs <<'P'
import http from 'node:http';
const server = http.createServer((request, response) => response.end('hello'));
let port = 5173;
server.on('error', () => { console.log(`Port ${port} is in use, trying another one...`); server.listen(++port); });
server.on('listening', () => console.log(`  Local:   http://localhost:${port}/`));
server.listen(port);
P
  start sh -c 'exec node vite.mjs >vite.log'; listening 5174
}
client() { fetch http://127.0.0.1:5173/shop; }
heal() { pkill -f http.server; pkill -f vite.mjs; sleep 0.3; start node vite.mjs; listening 5173; }
