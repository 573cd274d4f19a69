# PORT is no number, so Node takes it for the path of a unix socket.
# ask: 3000
# twin: process/not-listening | port/nothing-listens
# fix: yes
setup() {
  echo 'require("http").createServer((request, response) => response.end("hello")).listen(process.env.PORT || 3000);' >server.js
  export PORT='3000;'
  start nohup node server.js
  unset PORT
  until_true test -S '3000;'
}
client() { fetch http://127.0.0.1:3000/; }
heal() { end; start node server.js; listening 3000; }
