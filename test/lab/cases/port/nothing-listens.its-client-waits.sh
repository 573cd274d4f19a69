# Nobody is the database; a program that has its port among the settings of its client tries it again and again.
# ask: 5432
# twin: process/not-listening
setup() {
  printf "const settings = {\n  host: '127.0.0.1',\n  port: 5432,\n};\nfunction dial() {\n  const line = require('net').connect(settings);\n  line.on('error', () => setTimeout(dial, 300));\n  line.on('connect', () => require('http').createServer((_, answer) => answer.end('hello')).listen(3000));\n}\ndial();\n" >server.js
  start nohup node server.js; sleep 0.5
}
client() { connects 127.0.0.1 5432; }
heal() { web 5432; }
