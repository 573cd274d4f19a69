# Node waits by execSync for a program that does not end: it waits for events as ever, in a loop that takes up no client.
# ask: http://127.0.0.1:8000/
# twin: process/busy
# says: sleep
setup() {
  printf "const http = require('http'); const { execSync } = require('child_process');\nhttp.createServer((q, r) => { if (q.url === '/report') try { execSync('sleep 600'); } catch {} r.end('ok'); }).listen(8000, '0.0.0.0');\n" >app.js
  start nohup node app.js; listening 8000; timeout 1 curl -s http://127.0.0.1:8000/report; true
}
client() { timeout 3 curl -sf http://127.0.0.1:8000/ >/dev/null; }
heal() { kill $(pgrep -f '^sleep 60[0]'); sleep 0.5; }
