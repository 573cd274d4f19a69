# supervisord has given the server up, for another program has its port, which its source alone names; asked for by its name.
# ask: shop
# says: supervisord's shop
# fix: yes
setup() {
  start redis-server --port 3000 --save ''
  listening 3000
  echo 'require("node:http").createServer((request, response) => response.end("hello")).listen(3000);' >server.js
  supervised "command=node server.js
startretries=1
stderr_logfile=$results/shop.err"
  until_true grep -q 'gave up: shop' "$results/supervisord.log"
}
client() { fetch http://127.0.0.1:3000/; }
heal() { end; supervisor start shop; listening 3000; }
cleanup() { supervisor shutdown; }
