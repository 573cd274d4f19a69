# Express 5 hands EADDRNOTAVAIL to the callback of app.listen(), which does not look and says that the server listens.
# ask: 3000
# says: 192.168.1.50
# twin: process/not-listening
# source: https://github.com/expressjs/express/issues/6191
setup() {
  cat >app.mjs <<'J'
import http from 'node:http';
const heard = () => console.log('Example app listening on http://192.168.1.50:3000');
http.createServer((_, response) => response.end('hello')).once('error', heard).listen(3000, '192.168.1.50', heard);
setInterval(() => {}, 1000);
J
  nohup node app.mjs >app.log 2>&1 </dev/null &
  server=$!
  until_true grep -q listening app.log
}
client() { fetch http://127.0.0.1:3000/; }
heal() {
  end
  sed -i 's/192.168.1.50/0.0.0.0/' app.mjs
  start node app.mjs
  listening 3000
}
