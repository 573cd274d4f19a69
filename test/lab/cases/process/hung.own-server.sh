# A Node server of somebody's own, whose handler never answers; asked about by its port, nobody says that it speaks HTTP.
# ask: 3000
# twin: http/no-response
# says: it speaks HTTP
setup() { printf 'import http from "node:http";\nhttp.createServer((request, response) => {}).listen(3000, "0.0.0.0");\n' >app.mjs; start nohup node app.mjs; listening 3000; }
client() { fetch http://127.0.0.1:3000/; }
heal() { end; web 3000; }
