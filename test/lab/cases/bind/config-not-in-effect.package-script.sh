# The script of package.json was given another address since; npm was not started again.
# ask: 3000 --from lan
# fix: yes
# twin: bind/loopback-only
setup() {
  echo 'require("http").createServer((q, r) => r.end("hello")).listen(3000, process.argv[2])' >app.js
  echo '{"name": "shop", "scripts": {"start": "node app.js 127.0.0.1"}}' >package.json
  nohup npm start >app.log 2>&1 </dev/null &
  listening 3000
  sleep 0.1
  sed -i s/127.0.0.1/0.0.0.0/ package.json
}
client() { fetch_there http://$here:3000/; }
heal() { pkill -f 'node app.js'; sleep 0.5; npm start >>app.log 2>&1 </dev/null & listening 3000; }
