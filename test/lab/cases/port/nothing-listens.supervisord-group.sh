# The program of supervisord whose command names the port does not run. It is in a group: supervisorctl knows it behind that alone.
# ask: 3000
# says: supervisord's shop
# fix: yes
setup() {
  echo 'require("node:http").createServer((request, response) => response.end("hello")).listen(3000);' >server.js
  supervised "command=node server.js --port 3000
autostart=false
[group:web]
programs=shop"
  until_true supervisor pid
}
client() { fetch http://127.0.0.1:3000/; }
heal() { supervisor start web:shop; listening 3000; }
cleanup() { supervisor shutdown; }
