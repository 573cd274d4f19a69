# A Node cluster: the primary alone holds the socket.
# ask: 3000
setup() { printf "const cluster = require('cluster');\nif (cluster.isPrimary) { cluster.fork(); cluster.fork(); }\nelse require('http').createServer((_, response) => response.end('hello')).listen(3000);\n" >app.js; start nohup node app.js; listening 3000; sleep 0.5; }
client() { fetch_there http://$here:3000/; }
