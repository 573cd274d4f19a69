# The application was started, and came to its end in order: nothing in it listens.
# ask: 3000
# says: app.listen
setup() {
  echo 'require("http").createServer((_, response) => response.end("hello")); console.log("shop is ready");' >app.js
  node app.js >app.log 2>&1
}
client() { fetch http://127.0.0.1:3000/; }
heal() { sed -i 's/);.*/).listen(3000);/' app.js; start node app.js; listening 3000; }
