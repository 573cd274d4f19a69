# HOST in the environment of the process moved it to loopback.
# ask: 3000 --from lan
# says: HOST
setup() { echo 'require("http").createServer((_, r) => r.end("hello")).listen(3000, process.env.HOST || "0.0.0.0")' >server.js; HOST=127.0.0.1 start node server.js; listening 3000; }
client() { fetch_there http://$here:3000/; }
heal() { end; start node server.js; listening 3000; }
