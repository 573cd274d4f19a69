# It listens when the database has answered; the port stands in its source alone.
# ask: 3000
# expect: process/waits-for-dependency | process/not-listening
setup() { printf "const net = require('net');\nconst connect = () => new Promise((done, fail) => net.connect(5432, '10.20.30.99', done).on('error', fail));\n(async () => {\n  for (;;) try { await connect(); break; } catch { await new Promise(done => setTimeout(done, 500)); }\n  require('http').createServer((_, response) => response.end('hello')).listen(3000);\n})();\n" >app.js; start nohup node app.js; sleep 1; }
client() { fetch http://127.0.0.1:3000/; }
heal() { end; web 3000; }
