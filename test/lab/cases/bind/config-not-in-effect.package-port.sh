# The script of package.json was given another port since; npm was not started again.
# ask: 3001 --from lan
# fix: yes
# twin: port/wrong-port
setup() {
  echo 'require("http").createServer((q, r) => r.end("hello")).listen(process.argv[2])' >app.js
  echo '{"name": "shop", "scripts": {"start": "node app.js 3000"}}' >package.json
  nohup npm start >app.log 2>&1 </dev/null &
  listening 3000
  sleep 0.1
  sed -i s/3000/3001/ package.json
}
client() { fetch_there http://$here:3001/; }
heal() { pkill -f 'node app.js'; sleep 0.5; npm start >>app.log 2>&1 </dev/null & listening 3001; }
