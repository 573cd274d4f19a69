# The server failed once, on the port that nginx has; it serves behind that since, at another port.
# ask: http://127.0.0.1:8080/
# never: port/taken
setup() {
  site 'server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }'; listening 8080; sleep 1.2
  cat >server.mjs <<'N'
import http from 'node:http';
http.createServer((request, response) => { response.end('hello'); console.log(`GET ${request.url} 200 1 ms`); }).listen(process.env.PORT);
N
  PORT=8080 nohup node server.mjs >>app.log 2>&1
  export PORT=3000; start sh -c 'exec node server.mjs >>app.log 2>&1'; unset PORT; listening 3000; client
}
client() { fetch http://127.0.0.1:8080/; }
