# Somebody wrote 0.0.0.0 into the script, and the server that runs is the one from before.
# ask: 3000 --from lan
# fix: yes
# twin: bind/loopback-only
setup() {
  echo 'require("http").createServer((q, r) => r.end("hello")).listen(3000, "127.0.0.1")' >app.js
  nohup node app.js >app.log 2>&1 </dev/null &
  listening 3000
  sleep 0.1
  sed -i s/127.0.0.1/0.0.0.0/ app.js
}
client() { fetch_there http://$here:3000/; }
heal() { kill %1; sleep 0.5; node app.js >>app.log 2>&1 </dev/null & listening 3000; }
