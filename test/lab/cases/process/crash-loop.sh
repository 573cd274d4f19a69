# PM2 restarts it again and again, and calls it online in between.
# ask: 3000
# says: pm2
setup() {
  export PM2_HOME=$results/pm2
  ln -s "$deps/node_modules" node_modules
  printf 'const settings = JSON.parse(require("fs").readFileSync("shop.json"));\nrequire("http").createServer((_, r) => r.end("hello")).listen(3000);\n' >app.js
  node_modules/.bin/pm2 start app.js --name shop --restart-delay 300; sleep 3
}
client() { fetch http://127.0.0.1:3000/; }
heal() { echo '{}' >shop.json; node_modules/.bin/pm2 restart shop; listening 3000; }
cleanup() { node_modules/.bin/pm2 kill; }
