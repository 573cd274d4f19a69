# A drop-in of the very name that a fix would write holds a variable without which the server does not start.
# ask: 8000 --from lan
# fix: yes
setup() {
  systemd_up
  echo 'import os, sys, http.server; os.environ["SHOP"]; http.server.test(http.server.SimpleHTTPRequestHandler, port=8000, bind=sys.argv[sys.argv.index("--host") + 1])' >server.py
  in_systemd mkdir -p /run/systemd/system/shop.service.d
  in_systemd bash -c "printf '[Service]\nEnvironment=SHOP=1\n' >/run/systemd/system/shop.service.d/listen.conf"
  unit shop "/usr/bin/python3 $web/server.py --host 127.0.0.1"; listening 8000
}
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
heal() { in_systemd bash -c "printf '[Service]\nExecStart=\nExecStart=/usr/bin/python3 $web/server.py --host 0.0.0.0\n' >/run/systemd/system/shop.service.d/z.conf; systemctl daemon-reload; systemctl restart shop"; listening 8000; }
