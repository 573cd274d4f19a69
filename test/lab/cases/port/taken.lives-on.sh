# The app could not have its port, which a forgotten server holds, and lives on. Its log lies in its own folder, where nobody stands.
# ask: http://127.0.0.1:3000/shop
# says: EADDRINUSE
# twin: http/not-found
setup() {
  web 3000
  mkdir "$results/shop"; cd "$results/shop"
  printf "setInterval(() => {}, 1000);\nrequire('http').createServer((_, response) => response.end('hello')).on('error', error => console.error(error.message)).listen(+process.argv[2]);\n" >app.js
  sleep 1.2
  start sh -c 'exec node app.js 3000 >shop.log 2>&1'
  until_true grep -q EADDRINUSE shop.log
  cd "$web"
}
client() { fetch http://127.0.0.1:3000/shop; }
heal() { pkill -f 'http[.]server'; pkill -f 'app[.]js'; sleep 0.3; start node "$results/shop/app.js" 3000; listening 3000; }
