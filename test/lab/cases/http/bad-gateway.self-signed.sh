# Vite hands /api on to an API whose certificate is its own, which Node does not trust.
# ask: http://10.20.30.1:5173/api/users
# says: secure: false
serve() { echo "export default { server: { host: true, port: 5173, proxy: { '/api': $1 } } };" >vite.config.mjs; start node_modules/.bin/vite; listening 5173; sleep 1; }
setup() {
  ln -s "$deps/node_modules" node_modules; echo '<h1>x</h1>' >index.html; authority own
  printf "const read = require('fs').readFileSync;\nrequire('https').createServer({ key: read('own.key'), cert: read('own.pem') }, (_, response) => response.end('[]')).listen(3001);\n" >api.js; start node api.js; listening 3001
  serve "'https://localhost:3001'"
}
client() { fetch http://$here:5173/api/users; }
heal() { end; serve "{ target: 'https://localhost:3001', secure: false }"; }
