# The port was taken when the server started, which lived on without it; whoever had it is gone since.
# ask: 8000
# twin: port/taken
# says: could not have port 8000
# fix: yes
setup() {
  web 8000; first=$(pgrep -f 'http[.]server')
  printf "const s = require('http').createServer((q, r) => r.end('ok'));\ns.on('error', e => console.error('listen:', e.message));\ns.listen(8000); setInterval(() => {}, 1000);\n" >app.js
  nohup node app.js >app.log 2>&1 </dev/null &
  sleep 1; grep -q EADDRINUSE app.log || return 1
  kill $first; sleep 0.3
}
client() { timeout 3 curl -sf http://127.0.0.1:8000/ >/dev/null; }
heal() { kill $(pgrep -f 'app[.]j[s]'); start nohup node app.js; listening 8000; }
