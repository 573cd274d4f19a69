# The unit failed because something else has its port.
# ask: http://127.0.0.1:8000/
# fix: yes
# says: shop.service
setup() {
  printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py
  cp "$lab/servers/odd.mjs" . && systemd_up && unit old '/usr/bin/node odd.mjs 8000 status 500' && listening 8000
  unit shop '/usr/bin/gunicorn -b 127.0.0.1:8000 shop:app' "StandardError=append:$results/shop.log"
  until_true in_systemd systemctl is-failed -q shop
}
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { in_systemd systemctl stop old; in_systemd systemctl restart shop; listening 8000; }
