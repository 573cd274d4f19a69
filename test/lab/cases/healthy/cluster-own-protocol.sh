# A Node cluster of a protocol of its own, whose clients say four bytes first; one worker computes at times.
# ask: 8000
setup() {
  printf "const cluster = require('cluster'); const net = require('net');\nif (cluster.isPrimary) { for (let i = 0; i < 3; i++) cluster.fork({ N: i }); } else { net.createServer(s => { s.on('error', () => {}); s.on('data', d => { if (d.readUInt32BE(0) < 100) s.write('fine'); }); }).listen(8000, '0.0.0.0'); if (process.env.N === '2') setInterval(() => { const end = Date.now() + 95; while (Date.now() < end); }, 100); }\n" >app.js
  start nohup node app.js; listening 8000; sleep 1
}
client() { python3 -c "
import socket
s = socket.create_connection(('127.0.0.1', 8000), 3); s.sendall(bytes([0, 0, 0, 1])); assert s.recv(4) == b'fine'"; }
