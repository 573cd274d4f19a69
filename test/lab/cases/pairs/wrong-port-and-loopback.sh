# The server is on another port, and there on loopback only, by HOST in its environment.
# ask: 8000 --from lan
# expect: port/wrong-port
# also: bind/env-moved
setup() { echo 'require("http").createServer((_, r) => r.end("hello")).listen(process.env.PORT || 8000, process.env.HOST)' >server.js; HOST=127.0.0.1 PORT=5055 start node server.js; listening 5055; }
client() { fetch_there http://$here:${port:-8000}/; }
heal() { port=5055; client && return 1; end; HOST=0.0.0.0 PORT=5055 start node server.js; listening 5055; }
