# The application hangs up on everybody who does not come by loopback. Asked by its port alone.
# ask: 8000
# expect: http/empty-reply | tcp/reset | app/access-denied
# twin: bind/loopback-only
setup() {
  cat >app.mjs <<'J'
import http from 'node:http';
const server = http.createServer((_, response) => response.end('hello\n'));
const near = process.argv[2];
server.on('connection', socket => { if (near && !socket.remoteAddress.endsWith(near)) socket.destroy(); });
server.listen(8000, '0.0.0.0');
J
  start node app.mjs 127.0.0.1; listening 8000
}
client() { fetch_there http://$here:8000/; }
heal() { end; start node app.mjs; listening 8000; }
