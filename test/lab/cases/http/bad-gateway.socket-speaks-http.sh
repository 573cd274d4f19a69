# uwsgi_pass to gunicorn's unix socket: gunicorn waits for a line of HTTP that never ends, and nginx waits with it.
# ask: http://10.20.30.1:8080/
# fix: yes
# says: HTTP
# twin: process/hung
setup() {
  printf 'def app(e, start):\n  start("200 OK", []); return [b"hello"]\n' >shop.py
  start gunicorn -b "unix:$results/app.sock" shop:app; until_true test -S "$results/app.sock"; sleep 0.5
  site "server { listen 8080; location / { include /etc/nginx/uwsgi_params; uwsgi_pass unix:$results/app.sock; } }"
  chmod 666 "$results/app.sock"; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { sed -i "s|uwsgi_pass |proxy_pass http://|" "$results/nginx.conf"; reload_site; }
