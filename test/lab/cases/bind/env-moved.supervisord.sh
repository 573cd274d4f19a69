# supervisord gives the server its address by environment=, which a restart alone does not read again.
# ask: 3000 --from lan
# fix: yes
# says: supervisorctl
setup() {
  printf "require('http').createServer((_, r) => r.end('hello')).listen(3000, process.env.HOST);\n" >app.js
  supervised 'command=node app.js
environment=HOST="127.0.0.1"'
  listening 3000
}
client() { fetch_there http://$here:3000/; }
heal() { sed -i 's/127.0.0.1/0.0.0.0/' "$results/supervisord.conf"; supervisor update; listening 3000; }
cleanup() { supervisor shutdown; }
