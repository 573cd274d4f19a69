# The script only exports its server, so node --watch has run it to its end, and waits for a change.
# ask: 3000
setup() {
  echo "module.exports = require('http').createServer((_, response) => response.end('hello'))" >app.js
  start nohup node --watch app.js
  until_true grep -q Completed "$results/servers.txt"
}
client() { fetch http://127.0.0.1:3000/; }
heal() { echo 'module.exports.listen(3000)' >>app.js; listening 3000; }
