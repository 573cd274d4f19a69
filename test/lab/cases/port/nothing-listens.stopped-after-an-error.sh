# Its log has an error of one request, and then that it was told to end: it has not died of that error.
# ask: 3000
# never: process/crashed
# twin: process/crashed
setup() {
  echo 'const server = require("http").createServer((_, response) => { try { null.x } catch (error) { console.error(error) } response.end() }).listen(3000); process.on("SIGTERM", () => { console.log("SIGTERM received, shutting down"); process.exit() })' >server.js
  node server.js >server.log 2>&1 </dev/null & server=$!
  listening 3000; curl -s http://127.0.0.1:3000/; end; grep -q TypeError server.log
}
client() { fetch http://127.0.0.1:3000/; }
heal() { start node server.js; listening 3000; }
