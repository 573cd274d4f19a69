# The application behind a unix socket takes the request and sleeps: nginx only waits.
# ask: http://10.20.30.1:8080/
# says: app.sock accepts connections and does not answer
# twin: process/hung
setup() {
  printf 'import time\ndef app(e, start):\n  time.sleep(60); start("200 OK", []); return [b"hello"]\n' >shop.py
  start gunicorn -b "unix:$results/app.sock" --timeout 90 shop:app; until_true test -S "$results/app.sock"; sleep 0.5
  site "server { listen 8080; location / { proxy_pass http://unix:$results/app.sock; } }"
  chmod 666 "$results/app.sock"; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { end; rm -f "$results/app.sock"; sed -i 's/time.sleep(60); //' shop.py; start gunicorn -b "unix:$results/app.sock" shop:app; until_true test -S "$results/app.sock"; sleep 0.5; chmod 666 "$results/app.sock"; }
