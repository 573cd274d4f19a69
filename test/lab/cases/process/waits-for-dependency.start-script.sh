# A start script waits for the database; which port it will serve stands in the source of what it starts after that.
# ask: 8000
# says: boot.sh
# twin: port/nothing-listens
setup() {
  printf "#!/bin/sh\nwhile ! nc -z $there 5432; do sleep 1; done\npython3 migrate.py\nexec python3 app.py\n" >boot.sh
  echo pass >migrate.py
  printf 'import http.server\nhttp.server.HTTPServer(("0.0.0.0", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()\n' >app.py
  start nohup sh boot.sh; sleep 0.5
}
client() { fetch http://127.0.0.1:8000/; }
heal() { start over_there python3 -m http.server 5432; listening 8000; }
