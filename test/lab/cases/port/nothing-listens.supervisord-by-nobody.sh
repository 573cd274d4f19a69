# Nobody has started the program of supervisord that is asked for by its name: supervisord, which is root's, has no child.
# ask: shop
# user: nobody
# says: supervisord's shop
setup() {
  echo 'require("node:http").createServer((request, response) => response.end("hello")).listen(3000);' >server.js
  supervised "command=node server.js
autostart=false"
  until_true supervisor pid
}
client() { fetch http://127.0.0.1:3000/; }
heal() { supervisor start shop; listening 3000; }
cleanup() { supervisor shutdown; }
