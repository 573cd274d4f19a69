# The workers of a cluster died when they began; its primary only says so, as in the example of Node's documentation.
# ask: 8000
# says: config.json|its workers have ended
# twin: process/crash-loop
setup() {
  cat >server.mjs <<'J'
import cluster from 'node:cluster';
import fs from 'node:fs';
import http from 'node:http';
if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  cluster.on('exit', (worker, code, signal) => console.log(`worker ${worker.process.pid} died`));
  setInterval(() => {}, 1000);
} else {
  const config = JSON.parse(fs.readFileSync('config.json'));
  http.createServer((_, response) => response.end(config.hello)).listen(8000);
}
J
  nohup node server.mjs >nohup.out 2>&1 </dev/null &
  server=$!
  until_true grep -q 'died' nohup.out
  sleep 1
}
client() { fetch http://127.0.0.1:8000/; }
heal() {
  end
  echo '{"hello":"hello"}' >config.json
  start node server.mjs
  listening 8000
}
