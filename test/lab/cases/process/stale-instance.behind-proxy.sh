# nginx hands requests on to a unit's Gunicorn, without the prefix; its source has the page since, and the unit was not restarted.
# ask: http://127.0.0.1:8080/shop/orders
# fix: yes
# says: shop.service
# twin: http/not-found
setup() {
  printf 'from flask import Flask\napp = Flask(__name__)\n@app.route("/")\ndef index(): return "hello"\n' >app.py
  systemd_up && unit shop "/usr/bin/gunicorn -b unix:$PWD/app.sock app:app"
  printf 'pid %s/nginx.pid; error_log %s/nginx-error.log; user root;\nevents {}\nhttp { access_log off; server { listen 8080; location /shop/ { proxy_pass http://unix:%s/app.sock:/; } } }\n' "$results" "$results" "$PWD" >"$results/nginx.conf"
  in_systemd nginx -c "$results/nginx.conf"; listening 8080
  sleep 2.6
  printf '@app.route("/orders")\ndef orders(): return "none"\n' >>app.py
}
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8080/shop/orders; }
heal() { in_systemd systemctl restart shop; sleep 1; }
