# The server took its port from PORT in its environment.
# ask: 8000
# says: 5055
setup() { echo 'import("node:http").then(h => h.createServer((_, r) => r.end("hello")).listen(process.env.PORT || 8000))' >server.mjs; PORT=5055 start node server.mjs; listening 5055; port=8000; }
client() { fetch http://127.0.0.1:$port/; }
heal() { port=5055; }
