# Vite hands /api on to an API that does not run.
# ask: http://10.20.30.1:5173/api/users
# says: 3001
setup() { ln -s "$deps/node_modules" node_modules; echo '<h1>x</h1>' >index.html; echo "export default { server: { host: true, port: 5173, proxy: { '/api': 'http://127.0.0.1:3001' } } };" >vite.config.mjs; start node_modules/.bin/vite; listening 5173; sleep 1; }
client() { fetch http://$here:5173/api/users; }
heal() { printf "require('http').createServer((_, response) => response.end('[]')).listen(3001, '127.0.0.1');\n" >api.js; start node api.js; listening 3001; }
