# The application serves 3000 by its source, and its .env says another port by now; nginx passes on to 3000.
# ask: http://10.20.30.1:8080/
# fix: yes
# says: 127.0.0.1:3005
setup() {
  cat >server.mjs <<'J'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
process.env.PORT ??= readFileSync('.env', 'utf8').match(/PORT=(\d+)/)[1];
createServer((_, answer) => answer.end('hello')).listen(process.env.PORT || 3000, '127.0.0.1');
J
  echo PORT=3005 >.env; start nohup node server.mjs; listening 3005
  site "server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { sed -i 's/3000/3005/' "$results/nginx.conf"; reload_site; }
