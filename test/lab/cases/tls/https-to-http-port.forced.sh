# The framework forces https, and nothing speaks TLS: every request is sent to https on the same plain port.
# ask: http://10.20.30.1:8000/
# twin: tls/handshake
setup() {
  printf 'def app(e, start):\n  start("301 Moved Permanently", [("Location", "https://%%s/" %% e["HTTP_HOST"])]); return []\n' >shop.py
  start gunicorn -b 0.0.0.0:8000 shop:app; listening 8000; sleep 0.5
}
client() { fetch -L http://$here:8000/; }
heal() { printf 'def app(e, start):\n  start("200 OK", []); return [b"hello"]\n' >shop.py; kill -HUP $server; sleep 1.5; }
