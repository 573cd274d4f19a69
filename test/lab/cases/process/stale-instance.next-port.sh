# The newer start found the port taken and went to the next one, as Vite does; the page that is asked for is in the newer one alone.
# ask: http://127.0.0.1:5173/new
setup() { cat >vite.mjs <<'P'
import fs from 'node:fs';
import http from 'node:http';
const pages = fs.readdirSync('.');
const server = http.createServer((request, response) => {
  if (!pages.includes(request.url.slice(1))) response.statusCode = 404;
  response.end('hello');
});
let port = 5173;
server.on('error', () => { console.log(`Port ${port} is in use, trying another one...`); server.listen(++port); });
server.on('listening', () => console.log(`  Local:   http://localhost:${port}/`));
server.listen(port);
P
start sh -c 'exec node vite.mjs >one.log'; listening 5173; sleep 1.2; echo x >new; start sh -c 'exec node vite.mjs >two.log'; listening 5174; }
client() { fetch http://127.0.0.1:5173/new; }
heal() { pkill -f vite.mjs; sleep 0.3; start node vite.mjs; listening 5173; }
