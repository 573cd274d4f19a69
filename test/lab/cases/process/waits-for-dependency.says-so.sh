# Nobody has the database's port; the log that supervisord keeps for the server says what it tries again and again.
# ask: 8000
# says: 5432
setup() {
  cat >server.mjs <<'N'
import http from 'node:http';
import net from 'node:net';
const attempt = () => {
  const socket = net.connect(5432, '127.0.0.1');
  socket.on('error', error => { console.error(String(error)); setTimeout(attempt, 500); });
  socket.on('connect', () => http.createServer((_, response) => response.end('hello')).listen(8000));
};
attempt();
N
  supervised "command=node $PWD/server.mjs
stderr_logfile=$results/shop.log"; sleep 1.5
}
client() { fetch http://127.0.0.1:8000/; }
heal() { start nc -lk -p 5432; sleep 1.2; }
