# A node server that died of its own code.
# ask: 3000
# says: TypeError
setup() { echo 'const config = undefined; require("http").createServer().listen(3000, () => config.port)' >server.js; nohup node server.js >nohup.out 2>&1 </dev/null; grep -q TypeError nohup.out; }
client() { fetch http://127.0.0.1:3000/; }
heal() { web 3000; }
