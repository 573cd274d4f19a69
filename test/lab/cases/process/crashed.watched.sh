# A watcher lives on and holds the log; what it watches has crashed.
# ask: 3000
# says: SyntaxError
setup() { printf "require('http').createServer((_, response) => { response.end('x') ).listen(3000);\n" >app.js; (nohup node --watch app.js >app.log 2>&1 </dev/null &); until_true grep -q SyntaxError app.log; }
client() { fetch http://127.0.0.1:3000/; }
heal() { printf "require('http').createServer((_, response) => response.end('x')).listen(3000);\n" >app.js; listening 3000; }
