# listen(process.env.PORT), and nothing reads .env: the kernel chooses a port.
# ask: 3000
setup() { echo PORT=3000 >.env; printf "require('http').createServer((_, response) => response.end('hello')).listen(process.env.PORT);\n" >index.js; start nohup node index.js; sleep 1; }
client() { fetch http://127.0.0.1:3000/; }
heal() { end; start nohup node --env-file=.env index.js; listening 3000; }
