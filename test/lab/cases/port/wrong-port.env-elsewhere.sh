# A server that was started from the folder above its own finds no .env there, and takes the port that its source has for then.
# ask: 4000
# says: it was started in
# never: port/nothing-listens
setup() { mkdir shop; echo PORT=4000 >shop/.env; printf "try { process.loadEnvFile() } catch {}\nrequire('http').createServer((_, response) => response.end('hello')).listen(process.env.PORT || 3000);\n" >shop/index.js; start node shop/index.js; listening 3000; cd /; }
client() { fetch http://127.0.0.1:4000/; }
heal() { end; cd "$web/shop"; start node index.js; listening 4000; }
