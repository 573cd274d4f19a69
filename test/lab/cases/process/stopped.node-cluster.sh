# One of two workers is stopped, and the primary deals every second connection to it.
# ask: http://127.0.0.1:3000/
# fix: yes
setup() { printf "const cluster = require('cluster');\nif (cluster.isPrimary) { cluster.fork(); cluster.fork(); }\nelse require('http').createServer((_, response) => { response.setHeader('connection', 'close'); response.end('hello'); }).listen(3000);\n" >app.js; start nohup node app.js; listening 3000; sleep 0.7; stopped=$(pgrep -P $server | head -1); kill -STOP $stopped; }
client() { for _ in 1 2 3 4; do fetch http://127.0.0.1:3000/ || return 1; done; }
heal() { kill -CONT $stopped; }
