# What it logs goes through a pipe to a program that reads no more: once the pipe is full, it waits in write(2), and answers nobody.
# ask: 8000
# says: pipe | does not empty
# source: https://github.com/nodejs/node-v0.x-archive/issues/23949
setup() {
  printf 'import http.server, sys\nclass Handler(http.server.SimpleHTTPRequestHandler):\n    def log_message(self, *words): sys.stdout.write("x" * 4096)\nhttp.server.HTTPServer(("", 8000), Handler).serve_forever()\n' >server.py
  start bash -c 'python3 server.py | sleep 900'; listening 8000
  for _ in $(seq 40); do curl -s -m 1 -o /dev/null http://127.0.0.1:8000/ || break; done
}
client() { fetch http://127.0.0.1:8000/; }
heal() { pkill sleep; pkill -f server.py; start bash -c 'python3 server.py | cat >server.log'; listening 8000; }
