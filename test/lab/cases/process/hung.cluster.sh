# Three of the four workers of a Node cluster wait for a lock for ever, and connections are dealt to them all the same.
# ask: 8000
# verdict: degraded
# twin: process/busy
setup() {
  printf "const cluster = require('cluster'); const http = require('http');\nif (cluster.isPrimary) { for (let i = 0; i < 4; i++) cluster.fork({ N: i }); } else { http.createServer((_, r) => r.end('ok')).listen(8000, '0.0.0.0', () => { if (process.env.N !== '0') setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 300); }); }\n" >app.js
  start nohup node app.js; listening 8000; sleep 1.5
}
client() { for _ in 1 2 3 4; do timeout 2 curl -sf http://127.0.0.1:8000/ >/dev/null || return 1; done; }
heal() { for pid in $(pgrep -f 'app[.]js'); do grep -q futex /proc/$pid/wchan && kill -9 $pid; done; sleep 0.5; }
