# An ecosystem file gives HOST to an app in PM2's cluster mode: the worker has it, the daemon that holds the socket has not.
# ask: 3000 --from lan
# fix: yes
# says: HOST=0.0.0.0
setup() {
  export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules
  printf "require('http').createServer((_, r) => r.end('hello')).listen(process.env.PORT, process.env.HOST);\n" >app.js
  printf "module.exports = { apps: [{ name: 'shop', script: './app.js', instances: 2, exec_mode: 'cluster', env: { PORT: 3000, HOST: 'localhost' } }] };\n" >ecosystem.config.js
  node_modules/.bin/pm2 start ecosystem.config.js; listening 3000; sleep 1
}
client() { fetch_there http://$here:3000/; }
heal() { sed -i 's/localhost/0.0.0.0/' ecosystem.config.js; node_modules/.bin/pm2 delete shop; node_modules/.bin/pm2 start ecosystem.config.js; listening 3000; sleep 1; }
cleanup() { node_modules/.bin/pm2 kill; }
