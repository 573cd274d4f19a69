# The server is on another port, and a dead proxy is in the way.
# ask: http://10.20.30.1:8000/
# expect: client/env-proxy | port/wrong-port
# also: client/env-proxy
setup() { echo 'require("http").createServer((_, r) => r.end("hello")).listen(process.env.PORT || 8000)' >server.js; PORT=5055 start node server.js; listening 5055; export http_proxy=http://127.0.0.1:3128; port=8000; }
client() { fetch http://$here:$port/; }
heal() { unset http_proxy; client && return 1; port=5055; }
