# Neither the script nor what it runs in a loop names the port: that stands in a file of settings.
# ask: 8000
setup() {
  echo '{ "port": 8000 }' >settings.json
  printf 'import http.server, json, os\nport = json.load(open("settings.json"))["port"]\nif not os.path.exists("carts"): raise KeyError("carts")\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=port)\n' >app.py
  printf 'until python3 app.py; do\n  sleep 1\ndone\n' >run.sh
  nohup sh run.sh >run.log 2>&1 </dev/null &
  until_true bash -c '[ "$(grep -c ^KeyError run.log)" -gt 1 ]'
}
client() { fetch http://127.0.0.1:8000/; }
heal() { touch carts; listening 8000; }
